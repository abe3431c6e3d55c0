#!/bin/bash
# B3: a draft of the standards tried on everybody who holds a qualification: who gains, who loses, to the fen, through a killed runner;
# one of the admissions on past applications: who would have been approved, who refused, and evidence that somebody spoilt.
. "$(dirname "$0")/lib.sh"
# Each qualification is a chunk, its facts are those of this month whatever the day, and a killed runner's range waits only seconds.
SITE_LINES+=("policy.trial_chunk = 1" "run.month_day = 1" "jobd.lease_s = 5")
# draft VERSION JQ: T2S-2022 from next year on, changed, as a request to save.
draft() { jq -c --arg v "$1" --arg d "$(($(TZ=Asia/Shanghai date +%Y) + 1))-01-01" "{body: (.version = \$v | .effective_from = \$d | $2), base: \"T2S-2022\", ver: 0}" "$source_dir/conf/policy/T2S-2022.json"; }
# admission VERSION JQ: the same of T2-2023.
admission() { jq -c --arg v "$1" --arg d "$(($(TZ=Asia/Shanghai date +%Y) + 1))-01-01" "{body: (.version = \$v | .effective_from = \$d | $2), base: \"T2-2023\", ver: 0}" "$source_dir/conf/policy/T2-2023.json"; }
start() { answers 201 policy1 POST /api/staff/policy/population "{\"version\":\"$1\",\"ver\":1${2:+,$2}}" && trial=$(field .trial); } # VERSION [MORE]
trial_is() { api policy1 GET "/api/staff/policy/population?trial=$trial" && [ "$(field .state)" = "$1" ]; }
sums() { field '.sums | "\(.judged) \(.gain) \(.lose) \(.newly_paid) \(.no_longer) \(.after_fen - .before_fen)"'; }
case_sums() { field '.cases | "\(.judged) \(.newly_approved) \(.newly_refused) \(.newly_waiting) \(.before.approved) \(.after.approved)"'; }
export_csv() { api lead POST /api/staff/policy/population/export "{\"trial\":$trial,\"part\":${1:-1}${2:+,$2}}"; }
jobd_pids() { awk '$1 ~ /^jobd/ { print $2 }' "$story_run/services"; }
rows_of_decisions() { sql "SELECT (SELECT COUNT(*) FROM month_entry), (SELECT COUNT(*) FROM pay_order), (SELECT COUNT(*) FROM entitlement), (SELECT COUNT(*) FROM evidence), (SELECT COUNT(*) FROM policy)"; }
all_parallel() { [ "$(sql "SELECT COUNT(*) FROM month_entry WHERE outcome = 'payable'")" -ge 6 ]; }

site
office
staff_sign_on policy1 he.zhengce && staff_sign_on reviewer li.shenhe || nok "officers sign on"
for tag in P-PASS P-FAMILY P-ENTRE P-PERMIT P-DOWN P-NOTREAL P-NOLEASE; do
	projid=$(dispatch "{\"tag\":\"$tag\",\"materials\":[]}")
	check "$tag holds a qualification" state_becomes "$projid" approved
done
refused=$(dispatch '{"tag":"P-INCOME","materials":[]}')
check "one earns too much and waits for a person" state_becomes "$refused" in_review
check "their first months are paid" wait_until 30 all_parallel
check "all orders were paid" wait_until 40 all_paid
# What the months of now say, by the book and not by the engine: area times 3 yuan more, where the rate is the 30 yuan of the six districts.
n=$(sql "SELECT COUNT(*) FROM qualification WHERE state = 'live'")
full="amount_fen = LEAST(GREATEST(15 * persons, 36), 60) * 3000"
gains=$(sql "SELECT COUNT(*) FROM month_entry WHERE outcome = 'payable' AND $full")
more=$(sql "SELECT COALESCE(SUM(LEAST(GREATEST(15 * persons, 36), 60) * 300), 0) FROM month_entry WHERE outcome = 'payable' AND $full")
paid=$(sql "SELECT SUM(amount_fen) FROM month_entry WHERE outcome = 'payable'")
payable=$(sql "SELECT COUNT(*) FROM month_entry WHERE outcome = 'payable'")
before=$(rows_of_decisions)
check "there is somebody to gain" [ "$gains" -ge 3 ]

# ---- a rate that rises
check "a reviewer tries no policy" answers 403 reviewer POST /api/staff/policy/population '{"version":"T2S-2027","ver":1}'
check "a draft that nobody wrote" answers 404 policy1 POST /api/staff/policy/population '{"version":"T2S-2027","ver":1}'
check "a draft raises the rate of the six districts" answers 200 policy1 POST /api/staff/policy/draft "$(draft T2S-2027 '.parameters.rate_fen_per_m2.value |= map_values(if . == 3000 then 3300 else . end) | .parameters.cap_at_rent.value = true')"
check "a month that is none" answers 422 policy1 POST /api/staff/policy/population '{"version":"T2S-2027","ver":1,"month":"2027-13"}'
check "is named" is "$(field '.errors[0].pointer')" /month
check "B3 it is tried on the population" start T2S-2027
check "B3 to its end" wait_until 30 trial_is done
check "B3 all were looked at, the gains are exactly the fen" is "$(sums)" "$n $gains 0 0 0 $more"
check "the cost of before is what is paid now" is "$(field '.sums.before_fen')" "$paid"
check "who does not get it yet stays so" is "$(field '.sums.same')" "$((n - gains))"
check "each check with its failures, before and after" is "$(field '.checks[] | select(.code == "T2-LEASE") | "\(.before) \(.after)"')" "1 1"
check "the people are listed, masked" answers 200 reviewer GET "/api/staff/policy/population/people?trial=$trial&kind=gain"
check "B3 each with the old amount and the new one" is "$(field '"\(.items | length) \([.items[] | .after.fen - .before.fen] | add) \([.items[].applicant | contains("*")] | all)"')" "$gains $more true"
check "with the way to the case" answers 200 reviewer GET "/api/staff/case?id=$(field '.items[0].case')"
api reviewer GET "/api/staff/policy/population/people?trial=$trial&kind=lose"
check "nobody loses" is "$(field '.items | length')" 0
check "a kind that is none" answers 422 reviewer GET "/api/staff/policy/population/people?trial=$trial&kind=same"
check "B3 it is exported" export_csv
check "as a table of those who change" is "$client_status $(($(grep -c . "$CLIENT_DIR/lead/body") - 1))" "200 $gains"
check "with a mark for spreadsheets" is "$(head -c 3 "$CLIENT_DIR/lead/body" | od -An -tx1 | tr -d ' \n')" efbbbf
check "and no name in it" [ "$(grep -c '周知远\|沈若川' "$CLIENT_DIR/lead/body")" = 0 ]
check "the export is in the audit" is "$(sql "SELECT COUNT(*) FROM audit WHERE action = 'policy.population_export'")" 1
check "a reviewer takes no list away" answers 403 reviewer POST /api/staff/policy/population/export "{\"trial\":$trial,\"part\":1}"
check "there is no second part" answers 422 lead POST /api/staff/policy/population/export "{\"trial\":$trial,\"part\":2}"

# ---- a cut, and a runner that is killed in the middle of it
check "a draft halves the amounts" answers 200 policy1 POST /api/staff/policy/draft "$(draft T2S-2028 '.parameters.coefficient_percent.value = 50')"
# Somebody holds the place of the fourth result, so that the runner stands still with three written.
fourth=$(sql "SELECT id FROM qualification WHERE scheme = 'type2' ORDER BY id LIMIT 3, 1")
hold() { # TABLE NUMBERS TO_ID
	mariadb --no-defaults --socket="$story_run/mariadb.sock" --user=root anju <<- END > /dev/null 2>&1
		SET foreign_key_checks = 0;
		START TRANSACTION;
		INSERT INTO $1 (trial_id, range_no, to_id, $2, checks, packed) VALUES ($((trial + 1)), 0, $3, $(printf '%s' "$2" | sed 's/[a-z_]*[a-z]/0/g'), '', '');
		SELECT SLEEP(60);
		ROLLBACK;
	END
}
written() { [ "$(sql "SELECT COUNT(*) FROM $1 WHERE trial_id = $trial")" = "$2" ]; } # TABLE N
kill_runners() { # in the middle, and the held place is given back
	local pid i
	for pid in $(jobd_pids); do svc_alive "$pid" && kill -9 "$pid"; done
	kill "$holder" 2> /dev/null
	sql "KILL $(sql "SELECT id FROM information_schema.processlist WHERE info LIKE 'SELECT SLEEP(60)%' LIMIT 1")" 2> /dev/null
	for i in 1 2; do start_program "$story_run" "jobd$i" "$build/fcgi/main/anju-jobd" -c "$story_run/job.conf" || nok "runners start again"; done
}
hold policy_trial_chunk "looked, judged, people, same, gain, lose, newly_paid, no_longer, other, waits, fen_before, fen_after" "$fourth" &
holder=$!
sleep 1
start T2S-2028
check "three results are written" wait_until 20 written policy_trial_chunk 3
check "B3 so far it says where it is" is "$(api policy1 GET "/api/staff/policy/population?trial=$trial"; field '"\(.state) \(.done) \(.total)"')" "running 3 $n"
check "another one waits its turn" answers 409 policy1 POST /api/staff/policy/population '{"version":"T2S-2027","ver":1}'
kill_runners
check "B3 killed in the middle, it comes to its end" wait_until 40 trial_is done
check "B3 nobody was counted twice or left out" is "$(sums)" "$n 0 $payable 0 0 -$((paid / 2))"
check "it began once and ended once" is "$(sql "SELECT COUNT(*) FROM audit WHERE action IN ('policy.population', 'policy.population_end') AND object_id = $trial")" 2

# ---- the admissions, on past applications
all=$(sql "SELECT COUNT(*) FROM casefile WHERE scheme = 'type2' AND kind = 'admission'")
check "a draft of the standards looks at no application" is "$(field .cases)" null
check "a draft raises the ceiling of incomes" answers 200 policy1 POST /api/staff/policy/draft "$(admission T2-2027 '.parameters.income_ceiling_fen.value = 13000000')"
check "a day that is to come" answers 422 policy1 POST /api/staff/policy/population '{"version":"T2-2027","ver":1,"since":"2199-01-01"}'
check "is named" is "$(field '.errors[0].pointer')" /since
check "B3 it is tried" start T2-2027
check "B3 to its end" wait_until 30 trial_is done
check "B3 the one who was refused would be approved, all others stay" is "$(case_sums)" "$all 1 0 0 $((all - 1)) $all"
check "by that check" is "$(field '.cases.checks[] | select(.code == "T2-INCOME") | "\(.before) \(.after)"')" "1 0"
check "no month changes" is "$(sums)" "$n 0 0 0 0 0"
check "how far it came counts both" is "$(field '"\(.done) \(.total) \(.cases.done)"')" "$((n + all)) $((n + all)) $all"
check "the application is listed, masked" answers 200 reviewer GET "/api/staff/policy/population/cases?trial=$trial&kind=newly_approved"
check "B3 with both ends and why" is "$(field '.items[] | "\(.number) \(.applicant | contains("*")) \(.before.outcome) \(.before.checks | join(",")) \(.after.outcome)"')" "$refused true refused T2-INCOME approved"
check "with the way to the case" answers 200 reviewer GET "/api/staff/case?id=$(field '.items[0].case')"
check "a kind of the other list" answers 422 reviewer GET "/api/staff/policy/population/cases?trial=$trial&kind=gain"
check "B3 it is exported" export_csv 1 '"section":"cases"'
check "as a table of those that change" is "$client_status $(grep -c . "$CLIENT_DIR/lead/body") $(grep -c "$refused" "$CLIENT_DIR/lead/body")" "200 2 1"
check "a section that is none" answers 422 lead POST /api/staff/policy/population/export "{\"trial\":$trial,\"part\":1,\"section\":\"all\"}"
tells() { "$build/fcgi/main/anjuctl" policy result "$trial" -c "$story_run/ddl.conf"; }
check "B3 the operator's tool prints the counts" is "$(tells | grep -c "^applications since .* $all: $((all - 1)) the same, 1 newly approved, 0 newly refused")" 1
tells_json() { "$build/fcgi/main/anjuctl" policy result "$trial" --json -c "$story_run/ddl.conf"; }
check "also as JSON" is "$(tells_json | jq -r '"\(.state) \(.judged) \(.cases.judged) \(.cases.newly_approved) \(.cases.after.approved)"')" "done $n $all 1 $all"
check "a draft lowers the ceiling to nothing" answers 200 policy1 POST /api/staff/policy/draft "$(admission T2-2028 '.parameters.income_ceiling_fen.value = 1')"
hold policy_trial_case_chunk "looked, judged, same, newly_approved, newly_refused, newly_waiting, other, approved_before, approved_after, refused_before, refused_after, waiting_before, waiting_after" \
	"$(sql "SELECT id FROM casefile WHERE scheme = 'type2' ORDER BY id LIMIT 3, 1")" &
holder=$!
sleep 1
start T2-2028
check "three applications are written" wait_until 20 written policy_trial_case_chunk 3
kill_runners
check "B3 killed in the middle, it comes to its end" wait_until 40 trial_is done
check "B3 nothing was counted twice or left out" is "$(field '.cases | "\(.done) \(.judged) \(.same + .newly_approved + .newly_refused + .newly_waiting + .other)"')" "$all $all $all"
check "who has no exemption is refused" [ "$(field .cases.newly_refused)" -ge 1 ]
spoilt=$(sql "SELECT public_id FROM casefile WHERE projid = '$refused'")
spoil() { sql "UPDATE evidence SET uid = REVERSE(uid) WHERE case_id = (SELECT id FROM casefile WHERE public_id = '$spoilt')"; } # and again: as it was
spoil
check "evidence was moved, a trial is asked for" start T2-2027
check "B3 it stops there" wait_until 20 trial_is failed
check "B3 and says which case" is "$(field '"\(.place) \(.why)"')" "$spoilt 这份申请的核查数据无法打开"
spoil

# ---- stopped, wrong
check "a division loses its rate" answers 200 policy1 POST /api/staff/policy/draft "$(draft T2S-2029 'del(.parameters.rate_fen_per_m2.value["330114"])')"
check "it is tried" start T2S-2029
check "B3 what is wrong stops it" wait_until 20 trial_is failed
check "B3 and says where" is "$(field .place)" /parameters/rate_fen_per_m2/value
check "one that has ended is not stopped" answers 409 policy1 POST /api/staff/policy/population/stop "{\"trial\":$trial}"
for pid in $(jobd_pids); do svc_alive "$pid" && kill -STOP "$pid"; done
check "without a runner it waits" start T2S-2028 '"month":null'
check "and is stopped" answers 204 policy1 POST /api/staff/policy/population/stop "{\"trial\":$trial}"
for pid in $(jobd_pids); do svc_alive "$pid" && kill -CONT "$pid"; done
check "B3 so that nothing was judged" is "$(api policy1 GET "/api/staff/policy/population?trial=$trial"; field '"\(.state) \(.sums.judged)"')" "stopped 0"
api policy1 GET '/api/staff/policy/populations?version=T2S-2028'
check "the trials of a version are listed, newest first" is "$(field '[.items[].state] | join(" ")')" "stopped done"
asks_by_tool() { "$build/fcgi/main/anjuctl" policy population T2S-2027 --month "$(TZ=Asia/Shanghai date +%Y-%m)" -c "$story_run/ddl.conf" > "$story_run/log/ask.log" 2>&1; }
check "the operator's tool asks for one too" asks_by_tool
trial=$(sql "SELECT MAX(id) FROM policy_trial")
check "B3 which comes to the same sums" wait_until 30 trial_is done
check "as the first" is "$(sums)" "$n $gains 0 0 0 $more"
check "B3 no decision, month, order or policy came of it" is "$(rows_of_decisions)" "$before"
check "B6 zero difference" wait_until 30 reconciled
books
story_end
