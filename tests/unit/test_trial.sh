#!/bin/sh
# anjuctl trial from the outside: options and exit codes, order, errors, long and broken lines, several jobs, constant memory.
set -u
anjuctl=${ANJU_BUILD_DIR:-.}/fcgi/main/anjuctl
test -x "$anjuctl" || { echo "no $anjuctl"; exit 1; }
policies=${ANJU_SOURCE_DIR:-.}/conf/policy
case $anjuctl in /*) here= ;; *) here=$PWD ;; esac
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
n=0 bad=0

# is NAME WANTED GOT
is() {
	n=$((n + 1))
	if test "$2" = "$3"; then return; fi
	bad=$((bad + 1))
	printf 'not ok: %s\n wanted: %s\n got:    %s\n' "$1" "$2" "$3"
}

# has NAME PART TEXT
has() {
	n=$((n + 1))
	case $3 in *"$2"*) return ;; esac
	bad=$((bad + 1))
	printf 'not ok: %s\n wanted: …%s…\n got:    %s\n' "$1" "$2" "$3"
}

line() { # REF [ACCEPTED_ON]
	printf '{"ref":"%s","kind":"graduate","applicant":"330106199001010018","accepted_on":%s,"members":[{"id":"330106199001010018",' "$1" "${2:-\"2024-03-15\"}"
	printf '"relation":"self","counted_from":"2024-03-01","left_on":null}],"sources":{"lease":{"state":"ok","rows":[]}}}'
}

trial() { "$anjuctl" trial --policies "$policies" "$@"; }

# wrong options: 64 and nothing on standard output
options() {
	out=$(line A | trial "$@" 2>/dev/null)
	is "exit of: $*" 64 $?
	is "output of: $*" '' "$out"
}
options
options --scheme type4
options --scheme type2 --date 2023-02-29
options --scheme type2 --date 2023-2-01
options --scheme type2 --month 2023-13
options --scheme type2 --month 2023-01-01
options --scheme purchase --month 2023-01
options --scheme type2 --policy T2-1999
options --scheme type2 --policy TR-2022
options --scheme rental --policy T2-2017
options --scheme type2 --policy T2-2017 --policy T2-2019
options --scheme type2 --policy T2S-2017 --policy T2S-2017
options --scheme purchase --policy TP-2015 --policy TP-2015
options --scheme type2 --jobs 0
options --scheme type2 --jobs 65
options --scheme type2 --jobs two
options --scheme type2 --policies /nowhere/at/all
options --scheme type2 --unknown
options --scheme type2 extra
options --scheme
options --scheme purchase --date

out=$(line A | trial --scheme type2); code=$?
is 'a line' 0 $code
has 'a line' '{"ref":"A","decision":"waiting","checks":[{"code":"T2-HOUSEHOLD","outcome":"unknown"},' "$out"
has 'a line' '"policy":"T2-2023"}' "$out"
has 'the date replaces accepted_on' '"policy":"T2-2017"' "$(line A | trial --scheme type2 --date 2018-01-01)"
has 'a version before its effective_from' '"policy":"T2-2023"' "$(line A | trial --scheme type2 --date 2018-01-01 --policy T2-2023)"
has 'the month replaces the date' '"month":"2021-03"' "$(line A null | trial --scheme type2 --date 2018-01-01 --month 2021-03)"
out=$(line A null | trial --scheme type2 --month 2021-03 --policy T2S-2022 --policy T2-2017)
has 'one version for each part' '"policy":"T2-2017","standard":"T2S-2022"' "$out"
has 'a failed lease is not payable' '"outcome":"not_payable","codes":["T2-LEASE"],"amount_fen":0' "$out"
is 'no version in force' '{"ref":"A","decision":"waiting","checks":[],"policy":null}' "$(line A | trial --scheme type2 --date 2016-12-31)"
is 'no version of a month' '{"ref":"A","month":"2016-12","outcome":"waiting","codes":[],"amount_fen":0,"checks":[],"policy":null,"standard":null}' \
	"$(line A | trial --scheme type2 --month 2016-12)"
is 'one version of a month' '{"ref":"A","month":"2016-12","outcome":"waiting","codes":[],"amount_fen":0,"checks":[],"policy":"T2-2017","standard":null}' \
	"$(line A | trial --scheme type2 --month 2016-12 --policy T2-2017)"
is 'no version of a purchase' '{"ref":"A","decision":"waiting","checks":[],"policy":null,"amount_fen":0,"parts":[]}' \
	"$(line A | trial --scheme purchase --date 2014-12-31)"

out=$(line A null | trial --scheme type2 2>&1); code=$?
is 'no accepted_on' 65 $code
has 'no accepted_on' '{"ref":"A","error":{"pointer":"/accepted_on",' "$out"

# errors keep their place, the run goes on, line ends of both kinds, the last one may be missing
{ line A; echo; echo; echo 'no json'; printf '%s\r\n' "$(line B)"; echo '{"ref":"C"}'; echo '{"reff":"C"}'; line 'D\u0000"'; } >"$work/mixed" 
sed -i 's/D.u0000""/D\\u0000\\""/' "$work/mixed"
out=$(trial --scheme rental <"$work/mixed"); code=$?
is 'exit of mixed lines' 65 $code
is 'mixed lines' 7 "$(printf '%s\n' "$out" | wc -l)"
is 'order' '"ref":"A" "line":2 "line":3 "ref":"B" "ref":"C" "line":6 "ref":"D\u0000\""' \
	"$(printf '%s\n' "$out" | sed 's/^{\("ref":"D[^,]*\|[^,]*\),.*/\1/' | tr '\n' ' ' | sed 's/ $//')"
has 'an empty line' '{"line":2,"error":{"pointer":"",' "$out"
has 'a missing key' '{"ref":"C","error":{"pointer":"/applicant",' "$out"
has 'a missing ref' '{"line":6,"error":{"pointer":"/ref",' "$out"

is 'no line at all' '' "$(trial --scheme type2 </dev/null)"
trial --scheme type2 </dev/null; is 'exit of no line' 0 $?

# 1 MiB is read, one byte more is not; what follows is
{ printf '%s%*s\n' "$(line A)" $((1048576 - $(line A | wc -c))) ''; printf '%s%*s\n' "$(line B)" $((1048577 - $(line B | wc -c))) ''
  head -c 5000000 /dev/zero | tr '\0' x; echo; line E; } >"$work/long"
out=$(trial --scheme rental <"$work/long")
is 'long lines' '{"ref":"A" {"line":2 {"line":3 {"ref":"E"' "$(printf '%s\n' "$out" | cut -d, -f1 | tr '\n' ' ' | sed 's/ $//')"
head -c 3000000 /dev/zero | trial --scheme rental >"$work/out"
is 'zeroes' 1 "$(wc -l <"$work/out")"

# several jobs give the same bytes in the same order
i=0; while test $i -lt 300; do line "R$i"; echo; i=$((i + 1)); done >"$work/part"
i=0; while test $i -lt 12; do cat "$work/part" "$work/mixed"; echo; cat "$work/long"; echo; i=$((i + 1)); done >"$work/many"
trial --scheme type2 <"$work/many" >"$work/one"; is 'exit with one job' 65 $?
for jobs in 2 3 8; do
	trial --scheme type2 --jobs $jobs <"$work/many" >"$work/more"; is "exit with $jobs jobs" 65 $?
	cmp -s "$work/one" "$work/more"; is "$jobs jobs" 0 $?
done
is 'one result a line' "$(wc -l <"$work/many")" "$(wc -l <"$work/one")"

# whoever waits for an answer before the next line gets it
mkfifo "$work/in" "$work/out.fifo"
for jobs in 1 2; do
	trial --scheme rental --jobs $jobs <"$work/in" >"$work/out.fifo" &
	exec 3>"$work/in" 4<"$work/out.fifo"
	for ref in X Y; do
		{ line $ref; echo; } >&3
		answer=$(timeout 20 head -n 1 <&4)
		has "an answer while the input is open, $jobs jobs" "\"ref\":\"$ref\"" "$answer"
	done
	exec 3>&- 4<&-
	wait $!
done

# memory: five hundred thousand small errors and a full pipe do not grow it
# (a sanitizer build reserves more than any limit)
limit=400000; ! ldd "$anjuctl" 2>/dev/null | grep -q asan || limit=unlimited
(ulimit -v $limit; yes '{"ref":"x"}' | head -n 500000 | trial --scheme rental >"$work/out")
is 'many lines in little memory' 500000 "$(wc -l <"$work/out")"
line A | trial --scheme rental >/dev/full 2>/dev/null; is 'a full disk' 74 $?

# policies of one's own, and broken ones
mkdir "$work/own" && sed 's/"T2-2023"/"T2-X"/; s/2023-07-01/2024-01-01/' "$policies/T2-2023.json" >"$work/own/x.json"
has 'own policies' '"policy":"T2-X"' "$(line A | "$anjuctl" trial --scheme type2 --policies "$work/own")"
has 'own policies, before' '"policy":null' "$(line A | "$anjuctl" trial --scheme type2 --policies "$work/own" --date 2023-12-31)"
sed 's/"max_vehicles"/"max_cars"/' "$policies/T2-2023.json" >"$work/own/y.json"
out=$(line A | "$anjuctl" trial --scheme type2 --policies "$work/own" 2>&1); code=$?
is 'a broken version' 78 $code
has 'a broken version' 'y.json: /parameters/max_cars' "$out"
has 'from anywhere' '"policy":"TR-2022"' "$(cd / && line A | "$here/$anjuctl" trial --scheme rental)"

echo "$n checks, $bad failed"
test $bad = 0
