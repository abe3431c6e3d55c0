#!/bin/sh
# anju-jobd --check-config opens what its first call outside would need: one line and 78 for a peer's secret that is not there or not safe.
set -u
source=${ANJU_SOURCE_DIR:-$(cd "$(dirname "$0")/../.." && pwd)}
build=${ANJU_BUILD_DIR:-.}
jobd=$build/fcgi/main/anju-jobd
test -x "$jobd" || exit 77
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
failed=0
fail() { echo "FAILED $*"; failed=1; }

check() { # WANTED_STATUS WORDS LABEL
	"$jobd" -c "$dir/conf" --check-config > "$dir/out" 2> "$dir/err"
	status=$?
	test $status = "$1" || fail "$3: status $status, not $1: $(cat "$dir/err")"
	test ! -s "$dir/out" || fail "$3: something on standard output"
	if [ "$1" = 0 ]; then
		test ! -s "$dir/err" || fail "$3: $(cat "$dir/err")"
	else
		test "$(wc -l < "$dir/err")" = 1 || fail "$3: not one line"
		grep -q -e "$2" "$dir/err" || fail "$3: $(cat "$dir/err")"
	fi
	! grep -q 's3cret' "$dir/err" || fail "$3: the secret is told"
}
conf() { printf 'policy.dir = %s/conf/policy\noutside.allow_plain_loopback = yes\nbank.url = http://127.0.0.1:9\n%s\n' "$source" "$1" > "$dir/conf"; }

printf 's3cret\n' > "$dir/secret"
chmod 0600 "$dir/secret"
conf "bank.secret_file = $dir/secret"
check 0 '' 'a good one'
conf ''
check 78 'bank.secret_file' 'no file named'
conf "bank.secret_file = $dir/none"
check 78 'bank.secret_file' 'a file that is not there'
conf "bank.secret_file = $dir"
check 78 'bank.secret_file' 'a folder'
: > "$dir/empty"
chmod 0600 "$dir/empty"
conf "bank.secret_file = $dir/empty"
check 78 'bank.secret_file' 'an empty file'
chmod 0644 "$dir/secret"
conf "bank.secret_file = $dir/secret"
check 78 'bank.secret_file' 'a file that others read'
conf "bank.secret_file = $dir/secret
gov.url = http://example.org"
check 78 'gov.url' 'plain http to another machine'
exit $failed
