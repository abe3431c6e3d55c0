#!/usr/bin/perl
# compare.pl OURS ORACLE INPUT: the results of two runs over the same lines, as JSON values. Of a line that cannot be read the place
# must be one of those that the oracle lists. Prints the first differences and a tally; exit 1 when there is one.
use strict;
use warnings;
use lib $0 =~ m{\A(.*)/} ? $1 : ".";
use Json;

my ($ours, $oracle, $input) = @ARGV;
open my $a, '<', $ours or die "$ours: $!\n";
open my $b, '<', $oracle or die "$oracle: $!\n";
open my $in, '<', $input or die "$input: $!\n";

sub flat {
	my ($v) = @_;
	my ($type, $value) = @$v;
	return $type eq 'o' ? '{' . join(',', map { Json::quote($_) . ':' . flat($value->{$_}) } sort keys %$value) . '}'
		: $type eq 'a' ? '[' . join(',', map { flat($_) } @$value) . ']'
		: $type eq 's' ? Json::quote($value) : $type eq 'n' ? 'null' : "$type$value";
}

my ($lines, $different, %tally) = (0, 0);
while (1) {
	my ($x, $y, $line) = (scalar <$a>, scalar <$b>, scalar <$in>);
	last if !defined $x && !defined $y;
	$lines++;
	my ($p, $q) = map { defined $_ ? Json::parse($_) : undef } $x, $y;
	my $same = $p && $q && $p->[0] eq 'o' && $q->[0] eq 'o';
	if ($same && $q->[1]{error}) {
		my ($e, $all) = ($p->[1]{error}, $q->[1]{error}[1]{all}[1]);
		$same = $e && $e->[0] eq 'o' && join(',', sort keys %{ $e->[1] }) eq 'pointer,text' && $e->[1]{text}[0] eq 's'
			&& grep { $_->[1] eq $e->[1]{pointer}[1] } @$all;
		delete $_->[1]{error} for $p, $q;
		$tally{error}++;
	}
	elsif ($same) { $tally{ ($q->[1]{decision} || $q->[1]{outcome})->[1] }++ }
	$same &&= flat($p) eq flat($q);
	next if $same;
	print "line $lines\n in:     ", $line // "\n", " ours:   ", $x // "\n", " oracle: ", $y // "\n" if $different++ < 3;
}
print "$lines lines, $different differ (", join(', ', map { "$_ $tally{$_}" } sort keys %tally), ")\n";
exit($different || !$lines ? 1 : 0);
