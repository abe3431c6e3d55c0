#!/bin/sh
# run.sh [N] [SEED]: N lines of each scheme through `anjuctl trial` and through the second reading of the book, compared as JSON values.
# At their own dates, at a fixed date, with versions put in place of the ones in force, and by months.
set -u
n=${1:-600} seed=${2:-1}
here=$(dirname "$0")
anjuctl=${ANJU_BUILD_DIR:-.}/fcgi/main/anjuctl
policies=${ANJU_SOURCE_DIR:-$here/../..}/conf/policy
test -x "$anjuctl" || { echo "run.sh: no $anjuctl" >&2; exit 1; }

# The schemes run side by side, each by this script itself.
if test -z "${ORACLE_SCHEME:-}"; then
	out=$(mktemp -d) || exit 99
	trap 'rm -rf "$out"' EXIT
	for s in type2 rental purchase; do
		(ORACLE_SCHEME=$s "$0" "$n" "$seed" >"$out/$s" 2>&1; echo $? >"$out/$s.code") &
	done
	wait
	worst=0
	for s in type2 rental purchase; do
		cat "$out/$s"
		test "$(cat "$out/$s.code")" = 0 || worst=1
	done
	exit $worst
fi
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
failed=0 runs=0

# run SHARE DAY SCHEME OPTION...: SHARE percent of N; DAY "-" means own dates
run() {
	lines=$((n * $1 / 100)) day=$2 scheme=$3
	seed=$((seed + 1))
	test "$scheme" = "$ORACLE_SCHEME" || return 0
	shift 3
	test "$day" != - || day=
	runs=$((runs + 1))
	# shellcheck disable=SC2086
	perl "$here/gen.pl" "$scheme" "$lines" "$seed" $day >"$work/in" || failed=1
	"$anjuctl" trial --policies "$policies" --scheme "$scheme" --jobs 2 "$@" <"$work/in" >"$work/ours"
	code=$?
	perl "$here/oracle.pl" --scheme "$scheme" "$@" <"$work/in" >"$work/oracle"
	wanted=$?
	printf '%s %s: ' "$scheme" "$*"
	perl "$here/compare.pl" "$work/ours" "$work/oracle" "$work/in" || failed=1
	test $code = $wanted || { echo "exit $code, not $wanted"; failed=1; }
}

run 40 - type2
run 10 2024-02-29 type2 --date 2024-02-29
run 10 2021-03-31 type2 --date 2021-03-31 --policy T2-2023
run 5 2016-12-31 type2 --date 2016-12-31
run 10 2018-03-01 type2 --month 2018-03
run 15 2024-02-01 type2 --month 2024-02
run 10 2022-01-01 type2 --month 2022-01 --policy T2-2017 --policy T2S-2018
run 40 - rental
run 15 2024-02-29 rental --date 2024-02-29 --policy TR-2016
run 20 2023-12-01 rental --month 2023-12
run 20 2022-03-01 rental --month 2022-03
run 5 2016-05-01 rental --month 2016-05
run 50 - purchase
run 25 2022-05-31 purchase --date 2022-05-31
run 15 2018-12-31 purchase --date 2018-12-31
run 10 2020-02-29 purchase --date 2020-02-29 --policy TP-2022

test $failed = 0 && echo "ok - $ORACLE_SCHEME: $runs runs agree" || echo "not ok - $ORACLE_SCHEME: DIFFERENT"
exit $failed
