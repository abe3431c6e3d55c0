# A small strict JSON reader for the second reading of the policy book. Values are [type, value]: o object (hash of the last of each
# key), a array, s text (bytes), i integer (its digits), f other number, b boolean, n null. Nothing but core Perl.
package Json;
use strict;
use warnings;

my %short = ('"' => '"', '\\' => '\\', '/' => '/', b => "\b", f => "\f", n => "\n", r => "\r", t => "\t");

# Well-formed UTF-8: no overlong forms, no surrogates, nothing above U+10FFFF; no raw NUL.
sub utf8_ok {
	return $_[0] =~ /\A(?:[\x01-\x7f]++|[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}
		|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2})*+\z/x;
}

sub encode {
	my ($code) = @_;
	return chr $code if $code < 0x80;
	return chr(0xc0 | $code >> 6) . chr(0x80 | $code & 63) if $code < 0x800;
	return chr(0xe0 | $code >> 12) . chr(0x80 | $code >> 6 & 63) . chr(0x80 | $code & 63) if $code < 0x10000;
	return chr(0xf0 | $code >> 18) . chr(0x80 | $code >> 12 & 63) . chr(0x80 | $code >> 6 & 63) . chr(0x80 | $code & 63);
}

sub unescape {
	my ($text) = @_;
	$text =~ s{\\(?:u([0-9a-fA-F]{4})(?:(?<=[dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2}))?|(.))}{
		defined $3 ? $short{$3} // die "escape\n"
		: defined $2 ? encode(0x10000 + ((hex($1) & 0x3ff) << 10) + (hex($2) & 0x3ff))
		: encode(hex($1) >= 0xd800 && hex($1) <= 0xdfff ? 0xfffd : hex $1)
	}gse;
	return $text;
}

# The text is in $_, pos is where to read.
sub text {
	/\G"((?:[^"\\]++|\\.)*+)"/gcs or die "text\n";
	return index($1, '\\') < 0 ? $1 : unescape($1);
}

sub value {
	/\G[ \t\r\n]+/gc;
	if (/\G"/) { return ['s', text()] }
	if (/\G\{/gc) {
		my %object;
		/\G[ \t\r\n]+/gc;
		return ['o', \%object] if /\G\}/gc;
		while (1) {
			/\G[ \t\r\n]+/gc;
			my $key = text();
			/\G[ \t\r\n]*:/gc or die "colon\n";
			$object{$key} = value();
			/\G[ \t\r\n]+/gc;
			return ['o', \%object] if /\G\}/gc;
			/\G,/gc or die "comma\n";
		}
	}
	if (/\G\[/gc) {
		my @array;
		/\G[ \t\r\n]+/gc;
		return ['a', \@array] if /\G\]/gc;
		while (1) {
			push @array, value();
			/\G[ \t\r\n]+/gc;
			return ['a', \@array] if /\G\]/gc;
			/\G,/gc or die "comma\n";
		}
	}
	if (/\G(-?(?:0|[1-9][0-9]*))(\.[0-9]+)?([eE][-+]?[0-9]+)?/gc) { return defined $2 || defined $3 ? ['f', "$1"] : ['i', "$1"] }
	return ['b', 1] if /\Gtrue/gc;
	return ['b', 0] if /\Gfalse/gc;
	return ['n'] if /\Gnull/gc;
	die "value\n";
}

# undef where the bytes are no JSON value.
sub parse {
	my ($bytes) = @_;
	return undef unless utf8_ok($bytes);
	local $_ = $bytes;
	pos($_) = 0;
	my $value = eval { my $v = value(); /\G[ \t\r\n]*\z/gc or die "more\n"; $v };
	return $value;
}

sub quote {
	my ($text) = @_;
	$text =~ s/(["\\])/\\$1/g;
	$text =~ s/([\x00-\x1f])/sprintf '\\u%04x', ord $1/ge;
	return "\"$text\"";
}

1;
