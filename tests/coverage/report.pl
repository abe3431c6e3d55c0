#!/usr/bin/perl
# report.pl SOURCE_DIR EXCLUSIONS FILE... < coverage.json: what `llvm-cov export` says about these files, as a table, and every condition
# that was not seen. A condition counts when it was true, was false, and was seen to decide its decision alone (MC/DC); where a decision is
# one condition, the first two are all there is. Exit 1 when something is missing that EXCLUSIONS does not name, or names for nothing.
use strict;
use warnings;
use JSON::PP;

my ($source_dir, $exclusions, @files) = @ARGV;
my $json = do { local $/; JSON::PP->new->utf8->decode(scalar <STDIN>) };
my %answer = map { $_->{filename} =~ s{^\Q$source_dir\E/}{}r => $_ } map { @{ $_->{files} } } @{ $json->{data} };

# The rows "| `file` | `condition` | why |" of the page.
my %excluded;
open my $page, '<', $exclusions or die "$exclusions: $!\n";
while (<$page>) {
	$excluded{"$1 $2"} = 0 if /^\|\s*`([^`]+)`\s*\|\s*`([^`]+)`\s*\|\s*\S/;
}
close $page;

sub text_of { # the condition as written, in one line
	my ($lines, $l1, $c1, $l2, $c2) = @_;
	my $text = $l1 == $l2 ? substr($lines->[$l1 - 1], $c1 - 1, $c2 - $c1)
	    : join ' ', substr($lines->[$l1 - 1], $c1 - 1), @{$lines}[$l1 .. $l2 - 2], substr($lines->[$l2 - 1], 0, $c2 - 1);
	return $text =~ s/\s+/ /gr;
}

# A function that several objects hold is there once for each: what was seen in one was seen.
sub merge {
	my ($file) = @_;
	my (%branch, %decision);
	for my $b (@{ $file->{branches} }) {
		my $at = join ':', @{$b}[ 0 .. 3 ];
		$branch{$at} //= { at => [ @{$b}[ 0 .. 3 ] ], true => 0, false => 0, of_decision => $b->[8] == 6 };
		$branch{$at}{true} ||= $b->[4];
		$branch{$at}{false} ||= $b->[5];
	}
	for my $m (@{ $file->{mcdc_records} }) {
		my $d = $decision{ join ':', @{$m}[ 0 .. 3 ] } //= { at => [ @{$m}[ 0 .. 3 ] ], alone => [] };
		$d->{alone}[$_] ||= $m->[6][$_] ? 1 : 0 for 0 .. $#{ $m->[6] };
	}
	return (\%branch, \%decision);
}

sub before { $_[0] < $_[2] || ($_[0] == $_[2] && $_[1] <= $_[3]) }

# The conditions of a decision lie inside it, in its order.
sub conditions_of {
	my ($decision, $branch) = @_;
	my @at = @{ $decision->{at} };
	return sort { $a->{at}[0] <=> $b->{at}[0] || $a->{at}[1] <=> $b->{at}[1] }
	    grep { $_->{of_decision} && before(@at[ 0, 1 ], @{ $_->{at} }[ 0, 1 ]) && before(@{ $_->{at} }[ 2, 3 ], @at[ 2, 3 ]) } values %$branch;
}

sub operators_in { # && and || outside comments and literals
	my $text = join "\n", @_;
	$text =~ s{/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'}{}gs;
	return scalar(() = $text =~ /&&|\|\|/g);
}

my (@missing, @sum);
my $unnamed = 0;
sub miss { # FILE LINE TEXT WHAT
	my ($file, $line, $text, $what) = @_;
	my $key = "$file $text";
	my $known = exists $excluded{$key};
	$excluded{$key}++ if $known;
	$unnamed++ unless $known;
	push @missing, sprintf "%s %s:%d: %s: %s", $known ? 'excluded' : 'MISSING ', $file, $line, $text, $what;
}
sub row { sprintf "%-40s %11s %11s %13s\n", @_ }

print row('file', 'lines', 'branches', 'MC/DC pairs');
for my $name (@files) {
	my $file = $answer{$name};
	open my $in, '<', "$source_dir/$name" or die "$name: $!\n";
	chomp(my @lines = <$in>);
	close $in;
	if (!$file || !$file->{summary}{lines}{count}) {
		next if $name =~ /\.h$/; # a header without functions
		miss($name, 1, 'the whole file', 'no test links it');
		next;
	}
	my ($branch, $decision) = merge($file);
	my ($seen, $of, $pairs, $of_pairs) = (0, 0, 0, 0);
	for my $b (sort { $a->{at}[0] <=> $b->{at}[0] || $a->{at}[1] <=> $b->{at}[1] } values %$branch) {
		$of += 2;
		$seen += ($b->{true} ? 1 : 0) + ($b->{false} ? 1 : 0);
		my $text = text_of(\@lines, @{ $b->{at} });
		miss($name, $b->{at}[0], $text, 'never true') unless $b->{true};
		miss($name, $b->{at}[0], $text, 'never false') unless $b->{false};
	}
	for my $d (sort { $a->{at}[0] <=> $b->{at}[0] } values %$decision) {
		my @conditions = conditions_of($d, $branch);
		die "$name:$d->{at}[0]: conditions do not fit the decision\n" if @conditions != @{ $d->{alone} };
		for my $i (0 .. $#conditions) {
			$of_pairs++;
			$pairs += $d->{alone}[$i];
			my $c = $conditions[$i];
			miss($name, $c->{at}[0], text_of(\@lines, @{ $c->{at} }), 'never decided alone') unless $d->{alone}[$i] || !$c->{true} || !$c->{false};
		}
	}
	# clang leaves out a decision it cannot follow, and says so in passing only.
	my $operators = operators_in(@lines);
	my $followed = $of_pairs - keys %$decision;
	miss($name, 1, 'the whole file', "$operators logical operators, $followed of them in a decision that was followed") if $operators != $followed;
	my $l = $file->{summary}{lines};
	print row($name, "$l->{covered}/$l->{count}", "$seen/$of", "$pairs/$of_pairs");
	my @now = ($l->{covered}, $l->{count}, $seen, $of, $pairs, $of_pairs);
	$sum[$_] += $now[$_] for 0 .. $#now;
}
print row('together', map { "$sum[2 * $_]/$sum[2 * $_ + 1]" } 0 .. 2), "\n";
print "$_\n" for @missing;
my @stale = grep { !$excluded{$_} } sort keys %excluded;
print "STALE    excluded for nothing: $_\n" for @stale;
printf "%d not seen, %d of them excluded\n", scalar @missing, @missing - $unnamed;
exit($unnamed || @stale ? 1 : 0);
