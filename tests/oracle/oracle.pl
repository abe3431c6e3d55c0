#!/usr/bin/perl
# The policy book read a second time, in another language and with other means, from the book alone: it takes the options of
# `anjuctl trial` and the same lines and writes the same results. Days are numbers like 20240315, months like 202403, so that they
# compare as they are; the figures of the versions stand here and not in conf/policy. Of a line that cannot be read all errors are
# listed ("all"), since any one of them may be reported.
use strict;
use warnings;
use lib $0 =~ m{\A(.*)/} ? $1 : ".";
use Json;

# ---- the figures ------------------------------------------------------------------------------------------------------

my @inner = qw(330102 330103 330104 330105 330106 330108);
my @eight = (@inner, qw(330109 330110));
sub set_of { return { map { $_ => 1 } @_ } }

my %t2_all = (
	years => 7, contract => 12, contribution => 6, tax => 12, native => 0,
	exempt_title => set_of(qw(associate_senior senior)), exempt_degree => set_of(qw(master doctor)));
sub yuan { return $_[0] * 100 }

my %version = (
	'T2-2017' => { scheme => 'type2', part => 'a', from => 20170101, %t2_all, ceiling => 5218500, city => set_of(@inner), held => 0, given => 0 },
	'T2-2019' => { scheme => 'type2', part => 'a', from => 20190601, %t2_all, ceiling => 6117200, city => set_of(@eight), held => 24, given => 0 },
	'T2-2020' => { scheme => 'type2', part => 'a', from => 20200701, %t2_all, ceiling => 6606800, city => set_of(@eight), held => 24, given => 0,
		vehicles => 1, vehicle_price => 15000000 },
	'T2-2023' => { scheme => 'type2', part => 'a', from => 20230701, %t2_all, ceiling => 8058700, city => set_of(@eight, qw(330113 330114)),
		held => 24, given => 5, vehicles => 1, vehicle_price => 15000000 },
	'T2S-2017' => { scheme => 'type2', part => 's', from => 20170101, main => 1800, outer => 1800, cap_at_rent => 0, cap => 72 },
	'T2S-2018' => { scheme => 'type2', part => 's', from => 20180701, main => 2400, outer => 1800, cap_at_rent => 0, cap => 72 },
	'T2S-2022' => { scheme => 'type2', part => 's', from => 20220101, main => 3000, outer => 2000, cap_at_rent => 1, cap => 72 },
	'TR-2016' => { scheme => 'rental', part => 'as', from => 20160701, monthly => { E => 150000 }, cap => 60, city => set_of(@eight),
		here => set_of('330106') },
	'TR-2022' => { scheme => 'rental', part => 'as', from => 20220401, cap => 60, city => set_of(@eight, qw(330111 330113 330114)),
		monthly => { (map { $_ => 250000 } qw(A B C D E)), F1 => 150000, F2 => 100000, F3 => 80000 }, here => set_of('330106') },
	'TP-2015' => { scheme => 'purchase', part => 'as', from => 20150101, city => set_of(@inner), months => 6, within => undef, award_max => undef,
		city_yuan => { B => 1_000_000, C => 800_000, D => 600_000 }, district_yuan => {}, city_first => { A => 100, B => 100, C => 100, D => 100 } },
	'TP-2019' => { scheme => 'purchase', part => 'as', from => 20190101, city => set_of(@eight), months => 6, within => 60, award_max => 8_000_000,
		city_yuan => { B => 2_000_000, C => 1_500_000, D => 1_000_000 }, district_yuan => {}, city_first => { A => 100, B => 50, C => 50, D => 50 } },
	'TP-2022' => { scheme => 'purchase', part => 'as', from => 20220401, city => set_of(@eight, qw(330111 330113 330114)), months => 6, within => 60,
		award_max => 8_000_000, city_yuan => { B => 2_000_000, C => 1_500_000, D => 1_000_000 }, city_first => { A => 100, B => 50, C => 50, D => 50 },
		district_yuan => { B => 500_000, C => 300_000, D => 200_000, E => 400_000, F1 => 300_000, F2 => 150_000, F3 => 120_000 },
		district_first => { B => 0, C => 0, D => 0, E => 50, F1 => 50, F2 => 50, F3 => 50 } });
my @classes = qw(A B C D E F1 F2 F3);
my %rank = map { $classes[$_] => $_ } 0 .. $#classes;

# ---- days -------------------------------------------------------------------------------------------------------------

sub days_in {
	my ($y, $m) = @_;
	return 30 + ($m == 4 || $m == 6 || $m == 9 || $m == 11 ? 0 : 1) if $m != 2;
	return $y % 400 == 0 || ($y % 4 == 0 && $y % 100 != 0) ? 29 : 28;
}
sub day_of {
	my ($text) = @_;
	return undef unless $text =~ /\A([0-9]{4})-([0-9]{2})-([0-9]{2})\z/;
	return undef if $1 < 1900 || $2 < 1 || $2 > 12 || $3 < 1 || $3 > days_in($1, $2);
	return $1 * 10000 + $2 * 100 + $3;
}
sub month_of {
	my ($text) = @_;
	return undef unless $text =~ /\A([0-9]{4})-([0-9]{2})\z/ && $1 >= 1900 && $2 >= 1 && $2 <= 12;
	return $1 * 100 + $2;
}
sub add_months {
	my ($day, $n) = @_;
	my $count = int($day / 10000) * 12 + int($day / 100) % 100 - 1 + $n;
	my ($y, $m, $d) = (int($count / 12), $count % 12 + 1, $day % 100);
	my $last = days_in($y, $m);
	return $y * 10000 + $m * 100 + ($d < $last ? $d : $last);
}
sub next_day {
	my ($day) = @_;
	return $day + 1 if $day % 100 < days_in(int($day / 10000), int($day / 100) % 100);
	return add_months(int($day / 100) * 100 + 1, 1);
}
sub month_before { my ($m) = @_; return $m % 100 == 1 ? $m - 89 : $m - 1 }
sub contains { my ($row, $day) = @_; return $row->{from} <= $day && (!defined $row->{to} || $day <= $row->{to}) }

# ---- reading a line ---------------------------------------------------------------------------------------------------

my ($text, $id, $division, $day, $open, $month, $money, $flag) = qw(text id division day open month money flag);
sub among { return { map { $_ => 1 } @_ } }
my %source = (
	household => { id => $id, division => $division, native_division => $division },
	residence_permit => { id => $id, kind => among(qw(formal temporary)), division => $division, from => $day, to => $open },
	title => { id => $id, level => among(qw(junior intermediate associate_senior senior)), issued_on => $day },
	vocational => { id => $id, level => [1, 5], issued_on => $day },
	degree => { id => $id, level => among(qw(associate bachelor master doctor)), graduated_on => $day, counts => $flag },
	student_status => { id => $id, level => among(qw(associate bachelor master doctor)), from => $day, to => $open },
	marriage => { id => $id, spouse => $id, registered_on => $day, ended_on => $open },
	labor_contract => { id => $id, division => $division, from => $day, to => $open },
	business_licence => { id => $id, division => $division, from => $day, to => $open },
	social_insurance => { id => $id, month => $month, division => $division },
	provident_fund => { id => $id, month => $month, division => $division },
	tax => { id => $id, month => $month },
	income => { id => $id, year => [1900, 9999], amount_fen => $money },
	property => { id => $id, division => $division, unit => $text, use => among(qw(residential commercial office industrial parking other)),
		share_percent => [0, 100], registered_on => $day, transferred_on => $open },
	housing_benefit => { id => $id, kind => among(qw(public_rental low_rent talent_housing affordable reform allowance)), from => $day, to => $open },
	vehicle => { id => $id, operating => $flag, price_fen => $money },
	lease => { tenant => $id, landlord => $id, division => $division, from => $day, to => $open, rent_fen => $money },
	talent_whitelist => { id => $id, class => $text, from => $day, to => $open, recognised_on => $day },
	purchase_subsidy => { id => $id, paid_on => $day },
	purchase_qualification => { id => $id, class => $text, from => $day, to => $open });
my %member = (id => $id, relation => among(qw(self spouse child parent parent_in_law other)), counted_from => $day, left_on => $open);
my %declared = (class => $text, award_fen => $money, price_fen => $money, settlement_fen => $money, contract_on => $day, title_on => $day,
	bought_unit => $text);

my @errors;
sub wrong { push @errors, $_[0]; return }
sub step { my ($key) = @_; $key =~ s/~/~0/g; $key =~ s/\//~1/g; return "/$key" }

sub whole {
	my ($value, $low, $high) = @_;
	return undef unless $value->[0] eq 'i' && length $value->[1] < 18;
	my $n = $value->[1] + 0;
	return $n >= $low && $n <= $high ? $n : undef;
}

# One value of a kind; undef (and an error) where it is wrong. Null is for the caller, but for an open end.
sub read_value {
	my ($kind, $value, $at) = @_;
	my $got;
	if (ref $kind eq 'ARRAY') { $got = whole($value, @$kind) }
	elsif ($kind eq $money) { $got = whole($value, 0, 100_000_000_000_000) }
	elsif ($kind eq $flag) { $got = $value->[1] if $value->[0] eq 'b' }
	elsif ($kind eq $open && $value->[0] eq 'n') { return undef }
	elsif ($value->[0] eq 's' && $value->[1] ne '') {
		my $s = $value->[1];
		if (ref $kind eq 'HASH') { $got = $s if $kind->{$s} }
		elsif ($kind eq $text) { $got = $s }
		elsif ($kind eq $id) { ($got = $s) =~ tr/x/X/ }
		elsif ($kind eq $division) { $got = $s if $s =~ /\A[0-9]{6}\z/ }
		elsif ($kind eq $month) { $got = month_of($s) }
		else { $got = day_of($s) }
	}
	wrong($at) unless defined $got;
	return $got;
}

# All keys are needed and no other is known; undef where the value is no object.
sub read_row {
	my ($shape, $value, $at) = @_;
	return wrong($at) unless $value->[0] eq 'o';
	my %row;
	for my $key (keys %{ $value->[1] }) {
		if (!exists $shape->{$key}) { wrong($at . step($key)) }
		else { $row{$key} = read_value($shape->{$key}, $value->[1]{$key}, $at . step($key)) }
	}
	for my $key (keys %$shape) { wrong($at . step($key)) unless exists $value->[1]{$key} }
	return \%row;
}

sub read_source {
	my ($name, $value) = @_;
	my $at = '/sources' . step($name);
	return wrong($at) unless $source{$name} && $value->[0] eq 'o';
	my %h = %{ $value->[1] };
	my $state = delete $h{state};
	my $state_text = $state && $state->[0] eq 's' ? $state->[1] : '';
	wrong("$at/state") unless $state_text =~ /\A(?:ok|down|conflict|not_fetched)\z/;
	my @rows;
	if (my $rows = delete $h{rows}) {
		if ($rows->[0] eq 'a') {
			my $i = 0;
			for my $row (@{ $rows->[1] }) { push @rows, read_row($source{$name}, $row, "$at/rows/" . $i++) }
		}
		else { wrong("$at/rows") }
	}
	elsif ($state_text eq 'ok') { wrong("$at/rows") }
	for my $key (keys %h) {
		my $ok = $key =~ /\A(?:request_no|fetched_at|as_of)\z/ && ($h{$key}[0] eq 'n' || ($h{$key}[0] eq 's' && $h{$key}[1] ne ''));
		wrong($at . step($key)) unless $ok;
	}
	return { ok => $state_text eq 'ok', rows => \@rows };
}

sub read_members {
	my ($value, $applicant) = @_;
	return wrong('/members') unless $value->[0] eq 'a';
	my (@members, %seen, $selves);
	my $i = 0;
	for my $v (@{ $value->[1] }) {
		my $at = '/members/' . $i++;
		my $m = read_row(\%member, $v, $at) or next;
		push @members, $m;
		next unless defined $m->{id} && defined $m->{relation};
		wrong('/members') if $seen{ $m->{id} }++;
		next unless $m->{relation} eq 'self';
		$selves++;
		wrong('/members') unless defined $applicant && $m->{id} eq $applicant;
		wrong("$at/left_on") if defined $m->{left_on};
	}
	wrong('/members') unless ($selves // 0) == 1;
	return \@members;
}

sub null { my ($v) = @_; return !$v || $v->[0] eq 'n' }

# The facts, or undef with @errors filled; ($facts, $ref).
sub read_line {
	my ($line, $scheme, $need_date) = @_;
	@errors = ();
	my $top = length $line > 1 << 20 ? undef : Json::parse($line);
	if (!$top || $top->[0] ne 'o') { wrong(''); return (undef, undef) }
	my %h = %{ $top->[1] };
	my $ref = delete $h{ref};
	if (!$ref || $ref->[0] ne 's' || $ref->[1] eq '') { wrong('/ref'); return (undef, undef) }
	my %f = (ref => $ref->[1]);
	my ($kind, $applicant, $accepted, $members, $declared, $counted, $sources) =
		delete @h{qw(kind applicant accepted_on members declared counted_months sources)};
	wrong(step($_)) for keys %h;
	if (null($kind)) { wrong('/kind') if $scheme eq 'type2' }
	else { $f{kind} = read_value(among(qw(graduate entrepreneur)), $kind, '/kind') }
	$f{applicant} = $applicant ? read_value($id, $applicant, '/applicant') : wrong('/applicant');
	if (null($accepted)) { wrong('/accepted_on') if $need_date }
	else { $f{accepted_on} = read_value($day, $accepted, '/accepted_on') }
	$f{members} = $members ? read_members($members, $f{applicant}) : wrong('/members');
	$f{declared} = {};
	if (!null($declared)) {
		if ($declared->[0] ne 'o') { wrong('/declared') }
		else {
			for my $key (keys %{ $declared->[1] }) {
				my $v = $declared->[1]{$key};
				if (!$declared{$key}) { wrong('/declared' . step($key)) }
				elsif (!null($v)) { $f{declared}{$key} = read_value($declared{$key}, $v, "/declared/$key") }
			}
		}
	}
	$f{counted} = { type2 => 0, talent_rental => 0 };
	if (!null($counted)) {
		if ($counted->[0] ne 'o') { wrong('/counted_months') }
		else {
			for my $key (keys %{ $counted->[1] }) {
				if (!exists $f{counted}{$key}) { wrong('/counted_months' . step($key)) }
				else { $f{counted}{$key} = read_value([0, 9999], $counted->[1]{$key}, "/counted_months/$key") }
			}
		}
	}
	if (!$sources || $sources->[0] ne 'o') { wrong('/sources') }
	else { $f{src}{$_} = read_source($_, $sources->[1]{$_}) for keys %{ $sources->[1] } }
	return (@errors ? undef : \%f, $f{ref});
}

# ---- what a check sees ------------------------------------------------------------------------------------------------

my ($F, $P, $S, $D, $M); # facts, admission, standard, day, month (number)
my (%household, %spouse);

sub ok { my $s = $F->{src}{ $_[0] }; return $s && $s->{ok} }
sub rows { my $s = $F->{src}{ $_[0] }; return $s && $s->{ok} ? @{ $s->{rows} } : () }
sub own { my $a = $F->{applicant}; return grep { $_->{id} eq $a } rows($_[0]) }
sub known { my ($name, $holds) = @_; return !ok($name) ? 'unknown' : $holds ? 'pass' : 'fail' }
sub all_of {
	my %seen = map { $_ => 1 } @_;
	return $seen{fail} ? 'fail' : $seen{unknown} ? 'unknown' : 'pass';
}
sub city { return $P->{city}{ $_[0]{division} } }

sub look_around {
	my $a = $F->{applicant};
	%household = ($a => 1);
	%spouse = ();
	for my $m (@{ $F->{members} }) {
		$household{ $m->{id} } = 1 if $m->{counted_from} <= $D && (!defined $m->{left_on} || $m->{left_on} >= $D);
	}
	if (ok('marriage')) {
		for my $r (own('marriage')) {
			$spouse{ $r->{spouse} } = 1 if $r->{registered_on} <= $D && (!defined $r->{ended_on} || $r->{ended_on} > $D);
		}
	}
	else {
		for my $m (@{ $F->{members} }) { $spouse{ $m->{id} } = 1 if $m->{relation} eq 'spouse' && $household{ $m->{id} } }
	}
	return;
}

# Months in a row up to the month of D, or up to the one before it when that one is absent.
sub run_of_months {
	my ($name, $where) = @_;
	my %paid = map { $_->{month} => 1 } grep { !$where || $where->{ $_->{division} } } own($name);
	my $m = int($D / 100);
	$m = month_before($m) unless $paid{$m};
	my $n = 0;
	while ($paid{$m}) { $n++; $m = month_before($m) }
	return $n;
}

sub no_home {
	my ($years, $without) = @_;
	for my $r (rows('property')) {
		next unless $household{ $r->{id} } && $r->{share_percent} > 0 && $r->{registered_on} <= $D && $r->{use} eq 'residential' && city($r);
		next if defined $without && $r->{unit} eq $without;
		my $gone = $r->{transferred_on};
		return known('property', 0) if !defined $gone || $gone > $D;
		return known('property', 0) if $years && add_months($gone, 12 * $years) > $D;
	}
	return known('property', 1);
}

sub no_benefit {
	my ($now) = @_;
	for my $r (grep { $household{ $_->{id} } } rows('housing_benefit')) {
		my $kind = $r->{kind};
		return 'fail' if ($kind eq 'affordable' || $kind eq 'reform') && $r->{from} <= $D;
		return 'fail' if $now && $kind =~ /\A(?:public_rental|low_rent|talent_housing|allowance)\z/ && contains($r, $D);
	}
	return known('housing_benefit', 1);
}

sub couple { my ($who) = @_; return $who eq $F->{applicant} || $spouse{$who} }

sub no_purchase { return known('purchase_subsidy', !grep { couple($_->{id}) && $_->{paid_on} <= $D } rows('purchase_subsidy')) }

sub leases {
	my ($first, $last) = @_;
	return grep {
		couple($_->{tenant}) && city($_) && $_->{rent_fen} > 0 && !$household{ $_->{landlord} } && !$spouse{ $_->{landlord} }
			&& contains($_, $first) && contains($_, $last)
	} rows('lease');
}
sub last_of_month { return $M * 100 + days_in(int($M / 100), $M % 100) }

# ---- type2 ------------------------------------------------------------------------------------------------------------

sub entrepreneur { return ($F->{kind} // '') eq 'entrepreneur' }
sub counting_degrees { return grep { $_->{counts} && $_->{graduated_on} <= $D } own('degree') }

sub t2_income {
	return 'pass' if grep { $P->{exempt_title}{ $_->{level} } && $_->{issued_on} <= $D } own('title');
	return 'pass' if grep { $P->{exempt_degree}{ $_->{level} } } counting_degrees();
	if (ok('income')) {
		my $sum = 0;
		for my $r (rows('income')) { $sum += $r->{amount_fen} if $household{ $r->{id} } && $r->{year} == int($D / 10000) - 1 }
		return 'pass' if $sum < $P->{ceiling} * keys %household;
	}
	return ok('income') && ok('title') && ok('degree') ? 'fail' : 'unknown';
}

sub t2_contract {
	my $from = entrepreneur() ? 'business_licence' : 'labor_contract';
	for my $r (own($from)) {
		next unless city($r) && contains($r, $D);
		return 'pass' if entrepreneur() || !defined $r->{to} || add_months($r->{from}, $P->{contract}) <= next_day($r->{to});
	}
	return known($from, 0);
}

sub t2_vehicle {
	return 'not_applicable' unless defined $P->{vehicles} || defined $P->{vehicle_price};
	my @cars = grep { $household{ $_->{id} } && !$_->{operating} } rows('vehicle');
	return known('vehicle', @cars <= $P->{vehicles} && !grep { $_->{price_fen} > $P->{vehicle_price} } @cars);
}

sub contributed {
	my ($name) = @_;
	return entrepreneur() ? 'not_applicable' : known($name, run_of_months($name, $P->{city}) >= $P->{contribution});
}

sub rate {
	my ($division) = @_;
	return $S->{main} if grep { $_ eq $division } @inner;
	return $S->{outer} if grep { $_ eq $division } qw(330109 330110 330113 330114);
	return undef;
}

# The greatest amount of a lease that counts for the month; undef where there is none.
sub t2_amount {
	my ($best, $area) = (undef, 15 * keys %household);
	$area = $area < 36 ? 36 : $area > 60 ? 60 : $area;
	for my $r (leases($D, last_of_month())) {
		my $rate = rate($r->{division});
		next unless defined $rate;
		my $fen = $rate * $area; # the coefficient is 100 percent
		$fen = $r->{rent_fen} if $S->{cap_at_rent} && $fen > $r->{rent_fen};
		$best = $fen if !defined $best || $fen > $best;
	}
	return $best;
}

sub paid_before {
	my ($name) = @_;
	my $m = month_before($M);
	return entrepreneur() ? 'not_applicable' : known($name, scalar grep { $_->{month} == $m && city($_) } own($name));
}

my @t2 = (
	['T2-HOUSEHOLD', sub { known('household', scalar grep { city($_) } own('household')) }],
	['T2-PERMIT', sub { known('residence_permit', scalar grep { $_->{kind} eq 'formal' && city($_) && contains($_, $D) } own('residence_permit')) }],
	['T2-NATIVE', sub { 'not_applicable' }],
	['T2-VOCATIONAL', sub { known('vocational', scalar grep { $_->{level} <= 3 && add_months($_->{issued_on}, $P->{held}) <= $D } own('vocational')) }],
	['T2-TITLE', sub { known('title', scalar grep { $_->{level} ne 'junior' && $_->{issued_on} <= $D } own('title')) }],
	['T2-DEGREE', sub {
		known('degree', scalar grep {
			$_->{level} eq 'master' || $_->{level} eq 'doctor'
				|| ($_->{level} eq 'bachelor' && $D < add_months($_->{graduated_on}, 12 * $P->{years}))
		} counting_degrees());
	}],
	['T2-CONTRACT', \&t2_contract],
	['T2-INSURANCE', sub { contributed('social_insurance') }],
	['T2-FUND', sub { contributed('provident_fund') }],
	['T2-TAX', sub { entrepreneur() ? known('tax', run_of_months('tax') >= $P->{tax}) : 'not_applicable' }],
	['T2-INCOME', \&t2_income],
	['T2-HOME', sub { no_home($P->{given}) }],
	['T2-BENEFIT', sub { no_benefit(1) }],
	['T2-VEHICLE', \&t2_vehicle]);
my @t2_month = (
	['T2-HOME', sub { no_home($P->{given}) }],
	['T2-BENEFIT', sub { no_benefit(1) }],
	['T2-INSURANCE', sub { paid_before('social_insurance') }],
	['T2-FUND', sub { paid_before('provident_fund') }],
	['T2-LEASE', sub { known('lease', defined t2_amount()) }],
	['CAP', sub { $F->{counted}{type2} < $S->{cap} ? 'pass' : 'fail' }]);
my %t2_group = (
	'T2-HOUSEHOLD' => 'residency', 'T2-PERMIT' => 'residency', 'T2-VOCATIONAL' => 'level', 'T2-TITLE' => 'level', 'T2-DEGREE' => 'level',
	'T2-INSURANCE' => 'contribution', 'T2-FUND' => 'contribution', 'T2-TAX' => 'contribution');

# ---- rental -----------------------------------------------------------------------------------------------------------

sub listed { return grep { contains($_, $D) } own('talent_whitelist') }
sub best_of { my ($best) = sort { $rank{$a} <=> $rank{$b} } grep { exists $rank{$_} } @_; return $best }

sub tr_class { return best_of(grep { $P->{monthly}{$_} } map { $_->{class} } listed()) }
sub tr_insured {
	my %in = map { $_ => 1 } @_;
	return known('social_insurance', scalar grep { $in{ $_->{month} } && $P->{here}{ $_->{division} } } own('social_insurance'));
}

my %tr = (
	'TR-WHITELIST' => sub { known('talent_whitelist', defined tr_class()) },
	'TR-HOME' => sub { no_home(0) },
	'TR-BENEFIT' => sub { all_of(no_benefit(1), no_purchase()) });
my @tr = (
	['TR-WHITELIST', $tr{'TR-WHITELIST'}],
	['TR-INSURANCE', sub { my $m = int($D / 100); tr_insured($m, month_before($m)) }],
	['TR-HOME', $tr{'TR-HOME'}],
	['TR-BENEFIT', $tr{'TR-BENEFIT'}],
	['TR-LEASE', sub { known('lease', scalar leases($D, $D)) }]);
my @tr_month = (
	['TR-HOME', $tr{'TR-HOME'}],
	['TR-INSURANCE', sub { tr_insured($M) }],
	['TR-WHITELIST', $tr{'TR-WHITELIST'}],
	['TR-BENEFIT', $tr{'TR-BENEFIT'}],
	['TR-LEASE', sub { known('lease', scalar leases($D, last_of_month())) }],
	['CAP', sub { $F->{counted}{talent_rental} < $S->{cap} ? 'pass' : 'fail' }]);

# ---- purchase ---------------------------------------------------------------------------------------------------------

# The standard of a class in fen, city and district; undef where it has none.
sub tp_standard {
	my ($class) = @_;
	if ($class eq 'A') {
		my $award = $F->{declared}{award_fen} // 0;
		$award = yuan($P->{award_max}) if defined $P->{award_max} && $award > yuan($P->{award_max});
		return $award > 0 ? ($award, 0) : ();
	}
	my ($c, $d) = ($P->{city_yuan}{$class}, $P->{district_yuan}{$class});
	return defined $c || defined $d ? (yuan($c // 0), yuan($d // 0)) : ();
}
sub tp_class { return best_of(grep { exists $rank{$_} && (() = tp_standard($_)) } map { $_->{class} } listed()) }

sub tp_payout {
	my $class = tp_class();
	return (0, 0) unless defined $class;
	my ($c, $d) = tp_standard($class);
	my $price = $F->{declared}{price_fen} // $c + $d;
	my $total = ($price < $c + $d ? $price : $c + $d) - ($F->{declared}{settlement_fen} // 0);
	$total = 0 if $total < 0;
	# What is missing is taken from the district part first.
	my $city = $total < $c ? $total : $c;
	return ($city, $total - $city);
}

sub tp_couple {
	return 'pass' unless %spouse;
	return 'unknown' unless ok('purchase_qualification');
	my @theirs = grep { $spouse{ $_->{id} } && contains($_, $D) } rows('purchase_qualification');
	return 'pass' unless @theirs;
	return 'unknown' unless ok('talent_whitelist');
	my $class = tp_class();
	return 'fail' unless defined $class;
	return (grep { $rank{$class} >= ($rank{ $_->{class} } // 99) } @theirs) ? 'fail' : 'pass';
}

sub tp_time {
	return 'not_applicable' unless defined $P->{within};
	return 'unknown' unless ok('talent_whitelist');
	my $class = tp_class();
	return 'fail' unless defined $class;
	my $x = $F->{declared}{contract_on} // $D;
	return (grep { $_->{class} eq $class && $_->{recognised_on} <= $x && $x <= add_months($_->{recognised_on}, $P->{within}) } listed()) ? 'pass' : 'fail';
}

my @tp = (
	['TP-WHITELIST', sub { known('talent_whitelist', defined tp_class()) }],
	['TP-INSURANCE', sub { known('social_insurance', run_of_months('social_insurance', $P->{city}) >= $P->{months}) }],
	['TP-HOME', sub { no_home(0, $F->{declared}{bought_unit}) }],
	['TP-BENEFIT', sub { all_of(no_benefit(0), no_purchase()) }],
	['TP-COUPLE', \&tp_couple],
	['TP-TIME', \&tp_time],
	['TP-AMOUNT', sub {
		return 'not_applicable' unless ok('talent_whitelist') && defined tp_class();
		my ($c, $d) = tp_payout();
		return $c + $d > 0 ? 'pass' : 'fail';
	}]);

# ---- results ----------------------------------------------------------------------------------------------------------

# Groups of [code, outcome]: the codes of the groups that fail, and whether a group is unknown.
sub groups {
	my (@checks) = @_;
	my (%members, %failed, $unknown);
	push @{ $members{ $t2_group{ $_->[0] } // $_->[0] } }, $_ for grep { $_->[1] ne 'not_applicable' } @checks;
	for my $group (values %members) {
		my %seen = map { $_->[1] => 1 } @$group;
		next if $seen{pass};
		if ($seen{unknown}) { $unknown = 1 }
		else { $failed{ $_->[0] } = 1 for @$group }
	}
	return ($unknown, grep { $failed{ $_->[0] } } @checks);
}

sub put_checks { return '[' . join(',', map { "{\"code\":\"$_->[0]\",\"outcome\":\"$_->[1]\"}" } @_) . ']' }
sub put_version { return defined $_[0] ? "\"$_[0]\"" : 'null' }

my %option = (policy => []);

sub in_force {
	my ($scheme, $part, $on) = @_;
	for my $v (@{ $option{policy} }) { return $v if index($version{$v}{part}, $part) >= 0 }
	my ($best) = sort { $version{$b}{from} <=> $version{$a}{from} }
		grep { $version{$_}{scheme} eq $scheme && index($version{$_}{part}, $part) >= 0 && $version{$_}{from} <= $on } keys %version;
	return $best;
}

sub judge_day {
	my ($scheme) = @_;
	my $name = in_force($scheme, 'a', $D);
	my ($decision, @checks) = ('waiting');
	my ($city, $district) = (0, 0);
	if (defined $name) {
		$P = $version{$name};
		look_around();
		my $table = $scheme eq 'type2' ? \@t2 : $scheme eq 'rental' ? \@tr : \@tp;
		@checks = map { [$_->[0], $_->[1]->()] } @$table;
		my ($unknown, @failed) = groups(@checks);
		$decision = @failed ? 'refused' : $unknown ? 'waiting' : 'approved';
		($city, $district) = tp_payout() if $scheme eq 'purchase' && $decision eq 'approved';
	}
	my $out = '"decision":"' . $decision . '","checks":' . put_checks(@checks) . ',"policy":' . put_version($name);
	if ($scheme eq 'purchase') {
		my @parts;
		for my $part (['city', $city], ['district', $district]) {
			next unless $part->[1];
			use integer;
			my $first = $part->[1] * $P->{"$part->[0]_first"}{ tp_class() } / 100;
			push @parts, sprintf '{"part":"%s","first_fen":%d,"review_fen":%d}', $part->[0], $first, $part->[1] - $first;
		}
		$out .= sprintf ',"amount_fen":%d,"parts":[%s]', $city + $district, join ',', @parts;
	}
	return $out;
}

sub judge_month {
	my ($scheme, $month_text) = @_;
	my ($admission, $standard) = map { in_force($scheme, $_, $D) } qw(a s);
	my ($outcome, $amount, @checks, @codes) = ('waiting', 0);
	if (defined $admission && defined $standard) {
		($P, $S) = @version{ $admission, $standard };
		look_around();
		@checks = map { [$_->[0], $_->[1]->()] } $scheme eq 'type2' ? @t2_month : @tr_month;
		my ($unknown, @failed) = groups(@checks);
		@codes = map { $_->[0] } @failed;
		if (grep { $_ ne 'CAP' } @codes) { $outcome = 'not_payable' }
		elsif (@codes) { $outcome = 'cap_reached' }
		elsif (!$unknown) {
			$outcome = 'payable';
			$amount = $scheme eq 'type2' ? t2_amount() : $S->{monthly}{ tr_class() };
		}
	}
	return sprintf '"month":"%s","outcome":"%s","codes":[%s],"amount_fen":%d,"checks":%s,"policy":%s,"standard":%s', $month_text, $outcome,
		join(',', map { "\"$_\"" } @codes), $amount, put_checks(@checks), put_version($admission), put_version($standard);
}

# ---- options and lines ------------------------------------------------------------------------------------------------

while (@ARGV) {
	my ($name, $value) = splice @ARGV, 0, 2;
	die "usage: oracle.pl --scheme S [--date D] [--month M] [--policy V]...\n" unless defined $value && $name =~ /\A--(scheme|date|month|policy)\z/;
	if ($1 eq 'policy') { push @{ $option{policy} }, $value }
	else { $option{$1} = $value }
}
my $scheme = $option{scheme} or die "no scheme\n";
binmode STDIN;
binmode STDOUT;
my $unread = 0;
while (defined(my $line = <STDIN>)) {
	chomp $line;
	my ($facts, $ref) = read_line($line, $scheme, !defined $option{month} && !defined $option{date});
	my $who = defined $ref ? '"ref":' . Json::quote($ref) : "\"line\":$.";
	if (!$facts) {
		$unread = 1;
		my @all = map { Json::quote($_) } @errors;
		print "{$who,\"error\":{\"pointer\":$all[0],\"text\":\"-\",\"all\":[", join(',', @all), "]}}\n";
		next;
	}
	$F = $facts;
	if (defined $option{month}) {
		$M = month_of($option{month});
		$D = $M * 100 + 1;
		print "{$who,", judge_month($scheme, $option{month}), "}\n";
	}
	else {
		$D = defined $option{date} ? day_of($option{date}) : $F->{accepted_on};
		print "{$who,", judge_day($scheme), "}\n";
	}
}
exit($unread ? 65 : 0);
