#!/bin/sh
# The manual pages say what the programs and the configuration say: every key with its default, every option, every verb.
set -u
source=${ANJU_SOURCE_DIR:-$(cd "$(dirname "$0")/../.." && pwd)}
build=${ANJU_BUILD_DIR:-.}
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
failed=0
fail() { echo "FAILED $*"; failed=1; }
plain() { sed -e 's/\\-/-/g' -e 's/\\(aq/'"'"'/g' -e 's/\\e/\\/g' "$source/docs/man/$1"; } # PAGE   without groff's escapes

# Keys with their defaults, on both sides "key [default]".
sed -n 's/^#\([a-z_]*\.[a-z_]*\) = *\(.*\)$/\1 \2/p' "$source/conf/anju.conf.sample" | sort > "$dir/sample"
plain anju.conf.5 | sed -n 's/^\.BR \([a-z_]*\.[a-z_]*\)\( " \[\(.*\)\]"\)*$/\1 \3/p' | sed 's/""/"/g' | sort > "$dir/page"
test -s "$dir/sample" || fail "no keys in conf/anju.conf.sample"
diff "$dir/sample" "$dir/page" > "$dir/diff" || { cat "$dir/diff"; fail "anju.conf(5) and conf/anju.conf.sample differ"; }

options() { grep -o -e '--[a-z][a-z-]*' | sort -u; }
for program in anju-worker anju-jobd anju-audit; do
	test -x "$build/fcgi/main/$program" || continue
	"$build/fcgi/main/$program" --help > "$dir/help" 2>&1 || fail "$program --help"
	options < "$dir/help" > "$dir/has"
	plain "$program.8" | options > "$dir/tells"
	for option in $(cat "$dir/has"); do grep -qx -e "$option" "$dir/tells" || fail "$program(8) does not tell of $option"; done
	# A long option that --help leaves out must at least be taken.
	for option in $(cat "$dir/tells"); do
		grep -qx -e "$option" "$dir/has" || grep -q "\"${option#--}\"" "$source/fcgi/main/${program#anju-}.c" || fail "$program has no $option"
	done
done
if test -x "$build/fcgi/main/anjuctl"; then
	"$build/fcgi/main/anjuctl" --help > "$dir/help" 2>&1 || fail "anjuctl --help"
	for verb in $(sed -n 's/^  \([a-z][a-z-]*\) .*/\1/p' "$dir/help"); do
		plain anjuctl.8 | grep -q -e "^\.BR* $verb\b" || fail "anjuctl(8) does not tell of $verb"
	done
fi
if command -v groff > /dev/null; then
	for page in "$source"/docs/man/*.[58]; do
		groff -man -Tutf8 -ww -z "$page" > "$dir/groff" 2>&1
		test ! -s "$dir/groff" || { cat "$dir/groff"; fail "${page##*/}"; }
	done
fi
exit $failed
