#!/usr/bin/perl
# Made-up lines of facts, seeded: gen.pl SCHEME N SEED [DAY]. Most values sit where a check turns (the day, its neighbours, whole months
# and years away from it, limits and one more or less); most lines would pass but for a few of their conditions. About one line in
# twelve cannot be read. DAY fixes the day that the facts lie around; without it each line has its own, often the first or last of
# a version.
use strict;
use warnings;
use lib $0 =~ m{\A(.*)/} ? $1 : ".";
use Json;

my ($scheme, $n, $seed, $fixed) = @ARGV;
die "usage: gen.pl SCHEME N SEED [DAY]\n" unless defined $seed;
srand($seed);

sub any { return $_[int rand @_] }
sub chance { return rand() < $_[0] }

# ---- days -------------------------------------------------------------------------------------------------------------

my @lengths = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31);
sub days_in { my ($y, $m) = @_; return $m == 2 && ($y % 400 == 0 || ($y % 4 == 0 && $y % 100)) ? 29 : $lengths[$m - 1] }
sub text { return sprintf '%04d-%02d-%02d', @_ }
sub moved { # DAY MONTHS DAYS
	my ($y, $m, $d) = split /-/, $_[0];
	my $count = $y * 12 + $m - 1 + $_[1];
	($y, $m) = (int($count / 12), $count % 12 + 1);
	$d = days_in($y, $m) if $d > days_in($y, $m);
	$d += $_[2] // 0;
	if ($d < 1) { $m--; if ($m < 1) { $m = 12; $y-- } $d += days_in($y, $m) }
	if ($d > days_in($y, $m)) { $d -= days_in($y, $m); $m++; if ($m > 12) { $m = 1; $y++ } }
	return '1900-01-01' if $y < 1900;
	return '9999-12-31' if $y > 9999;
	return text($y, $m, $d);
}

my @edges = qw(2017-01-01 2019-06-01 2020-07-01 2023-07-01 2018-07-01 2022-01-01 2016-07-01 2022-04-01 2015-01-01 2019-01-01);
my $day;
sub some_day {
	return moved($day, any(0, 0, 0, -1, 1, -12, 12, -24, -60, -84, -6, 60, -13), any(0, 0, -1, 1));
}
sub past_day { return moved($day, -any(0, 1, 12, 24, 25, 36, 60, 84, 90, 120), any(0, -1, 0, 0)) }
sub wild_day { return chance(0.05) ? any(qw(1900-01-01 9999-12-31 2020-02-29 2000-02-29 9998-06-30)) : text(1990 + int rand 50, 1 + int rand 12, 1 + int rand 28) }
# A span around the day that often ends or begins just there.
sub span {
	my $from = any(past_day(), past_day(), past_day(), $day, moved($day, 0, 1), substr($day, 0, 8) . '01', wild_day());
	my $to = any(undef, undef, moved($day, any(1, 6, 12, 24), any(0, -1)), $day, moved($day, 0, -1), moved($from, 12, -1), moved($from, 12, -2), month_end($day), moved(month_end($day), 0, -1), wild_day());
	return ($from, $to);
}
sub month_end { my ($y, $m) = split /-/, $_[0]; return text($y, $m, days_in($y, $m)) }

# ---- people and places ------------------------------------------------------------------------------------------------

my @weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2);
sub person {
	my $first = '330106' . sprintf('%04d%02d%02d', 1950 + int rand 60, 1 + int rand 12, 1 + int rand 28) . sprintf '%03d', rand 1000;
	my $sum = 0;
	$sum += substr($first, $_, 1) * $weights[$_] for 0 .. 16;
	return $first . (qw(1 0 X 9 8 7 6 5 4 3 2))[$sum % 11];
}
# The same person, sometimes written with a small x.
sub name { my ($id) = @_; $id =~ s/X\z/x/ if chance(0.3); return $id }
sub place { return chance(0.85) ? any(qw(330106 330106 330106 330102 330108)) : any(qw(330109 330110 330111 330113 330114 330200 000000)) }

# ---- JSON -------------------------------------------------------------------------------------------------------------

sub json {
	my ($v) = @_;
	return 'null' unless defined $v;
	return ref $v eq 'SCALAR' ? $$v : ref $v eq 'ARRAY' ? '[' . join(',', map { json($_) } @$v) . ']'
		: ref $v eq 'HASH' ? '{' . join(',', map { Json::quote($_) . ':' . json($v->{$_}) } sort { (rand) <=> 0.5 || $a cmp $b } keys %$v) . '}'
		: Json::quote($v);
}
sub int_of { my ($n) = @_; return \"$n" }
sub bool { return \($_[0] ? 'true' : 'false') }

# ---- rows -------------------------------------------------------------------------------------------------------------

my ($me, $wife, $kid, $other, @family);
sub who { return name(chance(0.85) ? $me : any($wife, $kid, $other, person())) }
sub relative { return name(chance(0.7) ? any(@family) : any($me, $other, $wife, person())) }

# Contribution months that mostly reach back far enough, with what can go wrong.
sub months {
	my ($need, $divided) = @_;
	my @rows;
	my $first = $scheme eq 'rental' ? any(-1, -1, 0, 0, 0, 0, 1, 2) : any(0, 0, 0, 1, 1, 1, 2, -1);
	my $length = any($need, $need, $need, $need + 1, $need + 3, $need - 1, 1, 0, $need + 12);
	my $gap = chance(0.15) ? int rand($need + 1) : -1;
	for my $i ($first .. $first + $length - 1) {
		next if $i == $gap;
		my $month = substr moved(substr($day, 0, 8) . '01', -$i), 0, 7;
		my %row = (id => name($me), month => $month);
		$row{division} = chance(0.97) ? any(qw(330106 330106 330106), $scheme eq 'rental' ? 330106 : 330102) : place() if $divided;
		push @rows, \%row;
		push @rows, { %row, $divided ? (division => place()) : () } if chance(0.04);
	}
	push @rows, { id => who(), month => substr(wild_day(), 0, 7), $divided ? (division => place()) : () } if chance(0.2);
	@rows = sort { (rand) <=> 0.5 } @rows if chance(0.3);
	return \@rows;
}

sub few { my ($p, $make) = @_; my @rows; push @rows, $make->() while chance($p) && @rows < 4; return \@rows }
sub one_or { my ($make) = @_; return chance(0.9) ? [$make->(), chance(0.2) ? $make->() : ()] : few(0.3, $make) }
sub from_to { my ($from, $to) = span(); return (from => $from, to => $to) }
sub good_span { return chance(0.75) ? (from => past_day(), to => any(undef, moved(month_end($day), any(0, 1, 12)), $day, moved($day, 24))) : from_to() }
sub level_of { return chance(0.7) ? $_[0] : any(@_) }
sub class {
	return chance(0.9) ? any(qw(E E E F1 F2 F3 A D)) : any(qw(B C G e)) if $scheme eq 'rental';
	return chance(0.6) ? any(qw(E E D B)) : any(qw(A A B C D E F1 F2 F3 G e));
}

sub sources {
	my ($f) = @_;
	my $need = $scheme eq 'rental' ? 4 : 6;
	my %s = (
		household => one_or(sub { { id => who(), division => place(), native_division => place() } }),
		residence_permit => one_or(sub { { id => who(), kind => level_of('formal', 'temporary'), division => place(), good_span() } }),
		title => one_or(sub { { id => who(), level => any(qw(junior intermediate intermediate intermediate associate_senior senior)), issued_on => some_day() } }),
		vocational => one_or(sub { { id => who(), level => int_of(any(1, 2, 3, 3, 3, 4, 5)), issued_on => some_day() } }),
		degree => one_or(sub { { id => who(), level => any(qw(bachelor bachelor bachelor associate master doctor)), graduated_on => some_day(), counts => bool(chance(0.85)) } }),
		student_status => few(0.1, sub { { id => who(), level => any(qw(associate bachelor master doctor)), from_to() } }),
		marriage => [],
		labor_contract => one_or(sub { { id => who(), division => place(), chance(0.5) ? good_span() : from_to() } }),
		business_licence => one_or(sub { { id => who(), division => place(), good_span() } }),
		social_insurance => months($need, 1),
		provident_fund => months(6, 1),
		tax => months(12, 0),
		income => few(0.75, sub { { id => relative(), year => int_of(substr($day, 0, 4) - any(1, 1, 1, 1, 0, 2)), amount_fen => int_of(amount()) } }),
		property => few(0.2, sub {
			{ id => relative(), division => place(), unit => any('U1', 'U2', 'U3'), use => level_of(qw(residential commercial office industrial parking other)),
				share_percent => int_of(any(100, 50, 1, 0)), registered_on => some_day(), transferred_on => any(undef, undef, some_day(), some_day()) }
		}),
		housing_benefit => few(0.15, sub { { id => relative(), kind => any(qw(public_rental low_rent talent_housing affordable reform allowance)), from_to() } }),
		vehicle => few(0.4, sub { { id => relative(), operating => bool(chance(0.3)), price_fen => int_of(any(15000000, 15000000, 14999999, 15000001, 0)) } }),
		lease => one_or(sub {
			{ tenant => name(any($me, $me, $me, $wife, $other)), landlord => name(any($other, $other, $other, $other, $wife, $kid, person())), division => place(),
				chance(0.7) ? good_span() : from_to(), rent_fen => int_of(any(250000, 250000, 86400, 108000, 135000, 1, 0, 99999)) }
		}),
		talent_whitelist => one_or(sub { { id => who(), class => class(), good_span(), recognised_on => past_day() } }),
		purchase_subsidy => few(0.07, sub { { id => relative(), paid_on => some_day() } }),
		purchase_qualification => few(0.2, sub { { id => name(any($wife, $wife, $me, $other)), class => class(), good_span() } }));
	if (chance(0.6)) {
		my %row = (id => name($me), spouse => name(chance(0.85) ? $wife : $other), registered_on => past_day(), ended_on => chance(0.85) ? undef : some_day());
		push @{ $s{marriage} }, \%row;
		push @{ $s{marriage} }, { %row, spouse => name($other), registered_on => some_day() } if chance(0.05);
	}
	my %out;
	for my $name (keys %s) {
		next if chance(0.02);
		my $state = chance(0.95) ? 'ok' : any(qw(down conflict not_fetched));
		$out{$name} = { state => $state, $state eq 'ok' || chance(0.6) ? (rows => $s{$name}) : () };
		$out{$name}{request_no} = any(undef, 'R1') if chance(0.03);
		$out{$name}{as_of} = $day if chance(0.02);
	}
	return \%out;
}

# Around the ceilings of the versions for households of one to four, or small.
sub amount {
	return int rand 4000000 if chance(0.5);
	return any(5218500, 6117200, 6606800, 8058700) * any(1, 2, 3, 4) + any(-1, 0, 1);
}

sub facts {
	($me, $wife, $kid, $other) = map { person() } 1 .. 4;
	my @members = ({ id => name($me), relation => 'self', counted_from => any(past_day(), past_day(), moved($day, 0, 1)), left_on => undef });
	@family = ($me);
	my $add = sub {
		my ($id, $relation) = @_;
		push @members, { id => name($id), relation => $relation, counted_from => chance(0.85) ? past_day() : some_day(), left_on => chance(0.9) ? undef : some_day() };
		push @family, $id;
	};
	$add->($wife, chance(0.9) ? 'spouse' : 'other') if chance(0.55);
	$add->($kid, 'child') if chance(0.5);
	$add->(person(), any(qw(parent parent_in_law other child))) while @members < 7 && chance(0.15);
	@members = reverse @members if chance(0.2);
	my %f = (ref => 'L' . int rand 1e9, applicant => name($me), members => \@members, sources => undef);
	$f{ref} = any("\xe6\x9d\xad\xe5\xb7\x9e", 'a"b', "tab\tq", '\\', "\x01") if chance(0.03);
	$f{kind} = chance(0.75) ? 'graduate' : 'entrepreneur';
	delete $f{kind} if $scheme ne 'type2' && chance(0.2);
	$f{accepted_on} = $day unless $fixed && chance(0.3);
	if (chance(0.9)) {
		my %d = (class => any(undef, 'A', 'E'), award_fen => int_of(any(0, 1, 50000000, 800000000, 900000000)),
			price_fen => int_of(any(86000000, 300000000, 600000000, 20000000, 0, 12345, 150000001)), settlement_fen => int_of(any(0, 0, 0, 30000000, 1, 40000000, 39999999)),
			contract_on => any(some_day(), past_day(), $day), title_on => some_day(), bought_unit => 'U1');
		for my $key (keys %d) { $d{$key} = undef if chance(0.25); delete $d{$key} if chance(0.1) }
		$f{declared} = \%d;
	}
	if (chance(0.9)) {
		$f{counted_months} = { type2 => int_of(any(0, 0, 35, 71, 72, 73, 9999)), talent_rental => int_of(any(0, 0, 20, 59, 60, 61)) };
		delete $f{counted_months}{ any(qw(type2 talent_rental)) } if chance(0.1);
	}
	$f{sources} = sources(\%f);
	return \%f;
}

# ---- lines that cannot be read ----------------------------------------------------------------------------------------

my @junk = (undef, '', 'x', \'-1', \'1.5', \'2.0', \'1e3', \'true', \'{}', \'[]', \'99999999999999999999', '2023-02-29', '20230101', '2023-13', \'7', ' ', '3301066');

# One value somewhere is exchanged, dropped, or joined by a key that does not belong there.
sub spoil {
	my ($f) = @_;
	my $at = $f;
	while (1) {
		my $next = ref $at eq 'HASH' ? (keys %$at ? $at->{ any(sort keys %$at) } : undef) : @$at ? any(@$at) : undef;
		last if !ref $next || ref $next eq 'SCALAR' || chance(0.15);
		$at = $next;
	}
	if (ref $at eq 'ARRAY') { push @$at, any(@junk); return }
	my $key = any('', sort keys %$at);
	if ($key eq '' || chance(0.15)) { $at->{ any('extra', 'a/b', 'c~d', 'Ref', 'rowss', 'state ') } = any(@junk) }
	elsif (chance(0.3)) { delete $at->{$key} }
	else { $at->{$key} = any(@junk) }
	return;
}

sub break_text {
	my ($line) = @_;
	my $kind = int rand 9;
	return '' if $kind == 0;
	return substr $line, 0, int rand length $line if $kind == 1;
	return "$line x" if $kind == 2;
	return substr($line, 0, -1) . ',}' if $kind == 3;
	return "[$line]" if $kind == 4;
	return "$line/* */" if $kind == 5;
	return $line =~ s/"id":"/"id":"\xff/r if $kind == 6;
	return any('null', '7', '"a"', '{', '}', '   ', "\xef\xbb\xbf{}") if $kind == 7;
	return $line =~ s/"applicant":/"applicant":"z",${\ any('"applicant"', '"kind"') }:/r;
}

for my $i (1 .. $n) {
	my @days = (any(@edges), any(@edges), sprintf('%04d-%02d-%02d', 2015 + int rand 11, 1 + int rand 12, 1 + int rand 28));
	$day = $fixed // moved(any(@days), 0, any(0, 0, -1, 1));
	my $f = facts();
	spoil($f) if chance(0.07);
	my $line = json($f);
	$line = break_text($line) if chance(0.015);
	$line .= "\r" if chance(0.01);
	print "$line\n";
}
