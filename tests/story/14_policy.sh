#!/bin/bash
# 4F-4: policies are data: a new ceiling is drafted, tried, agreed on by a second person and in force without a build or a restart.
. "$(dirname "$0")/lib.sh"
today=$(TZ=Asia/Shanghai date +%F)
tomorrow=$(TZ=Asia/Shanghai date -d '+1 day' +%F)
yesterday=$(TZ=Asia/Shanghai date -d '-1 day' +%F)
golden=$source_dir/conf/policy/golden/type2.json
# draft VERSION DAY CEILING_FEN VER [JQ]: T2-2023 with another name, day and ceiling, as a request to save.
draft() { jq -c --arg v "$1" --arg d "$2" --argjson c "$3" --argjson n "$4" "{body: (.version = \$v | .effective_from = \$d | .parameters.income_ceiling_fen.value = \$c ${5:+| $5}), base: \"T2-2023\", ver: \$n}" \
	"$source_dir/conf/policy/T2-2023.json"; }
seen_everywhere() { # N versions: each process says when it took a new set
	local log
	for log in "$story_run"/log/jobd1.log "$story_run"/log/jobd2.log; do grep -q "\"event\":\"policies\",\"versions\":$1}" "$log" || return 1; done
	[ "$(cat "$story_run"/log/*.log | grep '"program":"anju-worker"' | grep -c "\"event\":\"policies\",\"versions\":$1}")" -ge 1 ]
}
processes() { awk '{ print $1, $2 }' "$story_run/services" | sort; }
policy_state() { api policy1 GET /api/staff/policies && field ".items[] | select(.version == \"$1\") | .state"; }
draft_state() { api policy1 GET /api/staff/policies && field ".drafts[] | select(.version == \"$1\") | .state"; }
has_policy_state() { [ "$(policy_state "$1")" = "$2" ]; }
has_draft_state() { [ "$(draft_state "$1")" = "$2" ]; }
judged_by() { sql "SELECT e.policy_version FROM evidence e JOIN casefile c ON c.id = e.case_id WHERE c.projid = '$1' ORDER BY e.round DESC LIMIT 1"; }
asked_for() { # VERSION of an approval in the list of client_body: id and digest
	approval=$(field ".items[] | select(.kind == \"POLICY\" and .summary.version == \"$1\") | .id")
	digest=$(field ".items[] | select(.kind == \"POLICY\" and .summary.version == \"$1\") | .digest")
}
yes() { printf '{"id":%s,"yes":true,"digest":"%s"}' "$approval" "${1:-$digest}"; }

site
office
staff_sign_on policy1 he.zhengce && staff_sign_on policy2 lu.zhengce && staff_sign_on reviewer li.shenhe || nok "officers sign on"
before=$(processes)
api policy1 GET /api/staff/policies
check "the shipped versions are read with their days" is "$(field '[.items[] | select(.scheme == "type2" and .parts == ["admission"])] | map("\(.version) \(.state) \(.effective_to // "-")") | join(", ")')" \
	"T2-2023 in_force -, T2-2020 past 2023-06-30, T2-2019 past 2020-06-30, T2-2017 past 2019-05-31"
check "a version is read with its clauses" answers 200 policy1 GET '/api/staff/policy?version=T2-2023'
check "4F-4 every parameter has a value, a clause and a field" is "$(field '(.fields | length) == (.body.parameters | length) and (.body.parameters | map(.clause != "") | all)')" true
check "nobody knows that one" answers 404 policy1 GET '/api/staff/policy?version=T2-1999'
projid=$(dispatch '{"tag":"P-PASS","materials":[]}')
check "a case of before is approved" state_becomes "$projid" approved
check "by the version of before" is "$(judged_by "$projid")" T2-2023

# ---- drafting
check "a missing parameter cannot be saved" answers 422 policy1 POST /api/staff/policy/draft "$(draft T2-2027 "$today" 15000000 0 'del(.parameters.tax_min_months)')"
check "the field is named" is "$(field '.errors[0].pointer')" /body/parameters/tax_min_months
check "the name of a published version is taken" answers 422 policy1 POST /api/staff/policy/draft "$(draft T2-2023 "$today" 15000000 0)"
check "a reviewer writes no policy" answers 403 reviewer POST /api/staff/policy/draft "$(draft T2-2027 "$today" 15000000 0)"
check "a ceiling in yuan instead of fen is saved" answers 200 policy1 POST /api/staff/policy/draft "$(draft T2-2027 "$today" 150000 0)"
check "as the first state of a draft" is "$(field '"\(.state) \(.ver) \(.changed_by)"')" "open 1 何政策"
check "the draft is tried" answers 200 policy1 POST /api/staff/policy/try '{"version":"T2-2027"}'
check "a golden case says what is wrong" is "$(field '.passed == false and ([.golden[] | select(.passed | not) | .expected.decision] | index("approved")) != null')" true
check "so it cannot be proposed" answers 422 policy1 POST /api/staff/policy/propose '{"version":"T2-2027","ver":1}'
check "and the case is named" is "$(field '.errors[0] | .pointer + " " + (.text | split("：")[0])')" "/golden 样例未通过"
check "a colleague who is late is told" answers 409 policy2 POST /api/staff/policy/draft "$(draft T2-2027 "$today" 15000000 0)"
check "a first day that is over is saved" answers 200 policy1 POST /api/staff/policy/draft "$(draft T2-2027 "$yesterday" 15000000 1)"
check "but not proposed" answers 422 policy1 POST /api/staff/policy/propose '{"version":"T2-2027","ver":2}'
check "the day is named" is "$(field '.errors[0].pointer')" /effective_from
check "a division without a rate is saved" answers 200 policy1 POST /api/staff/policy/draft "$(draft T2-2027 "$today" 15000000 2 '.parameters.city_divisions.value += ["330112"]')"
check "4F-4 but not proposed" answers 422 policy1 POST /api/staff/policy/propose '{"version":"T2-2027","ver":3}'
check "the ceiling is put right" answers 200 policy1 POST /api/staff/policy/draft "$(draft T2-2027 "$today" 15000000 3)"
facts=$(jq -c --argjson y "$((${today%%-*} - 1))" '.cases[0].facts | .sources.income.rows = [.sources.income.rows[0] | .year = 2023 | .amount_fen = 12000000]' "$golden")
check "made-up facts are judged by the old version and the new one" answers 200 policy1 POST /api/staff/policy/try "{\"version\":\"T2-2027\",\"day\":\"2024-03-15\",\"facts\":$facts}"
check "the new ceiling lets him in" is "$(field '"\(.passed) \(.sample.before.decision) \(.sample.after.decision)"')" "true refused approved"
check "facts that cannot be read name the place" answers 422 policy1 POST /api/staff/policy/try '{"version":"T2-2027","facts":{"ref":"x","kind":"graduate","applicant":"a","members":7,"sources":{}}}'
check "below /facts" is "$(field '.errors[0].pointer')" /facts/members

# ---- two persons
check "it is proposed" answers 201 policy1 POST /api/staff/policy/propose '{"version":"T2-2027","ver":4}'
check "while it waits nobody changes it" answers 409 policy2 POST /api/staff/policy/draft "$(draft T2-2027 "$today" 16000000 5)"
api finance1 GET /api/staff/approvals
check "finance does not see it" is "$(field '[.items[] | select(.kind == "POLICY")] | length')" 0
api policy1 GET /api/staff/approvals
asked_for T2-2027
check "the list says what it is about" is "$(field '.items[] | select(.kind == "POLICY") | "\(.mine) \(.summary.scheme) \(.summary.version) \(.summary.valid_from) \(.summary.base)"')" "true type2 T2-2027 $today T2-2023"
check "he does not agree to his own" answers 403 policy1 POST /api/staff/approval/decide "$(yes)"
check "money people do not publish policies" answers 403 finance1 POST /api/staff/approval/decide "$(yes)"
check "another digest is refused" answers 409 policy2 POST /api/staff/approval/decide "$(yes "$(printf '%064d' 0)")"
api policy2 GET '/api/staff/policy?version=T2-2027'
check "the digest is the one of what the second person reads" is "$(field .sm3)" "$digest"
check "nothing is published so far" is "$(sql "SELECT COUNT(*) FROM policy WHERE version = 'T2-2027'")" 0
check "the second person agrees" answers 200 policy2 POST /api/staff/approval/decide "$(yes)"
check "it is in force from today" wait_until 20 has_policy_state T2-2027 in_force
check "and the one before is not any more" is "$(policy_state T2-2023)" past
api policy1 GET /api/staff/policies
check "both names stand with it" is "$(field '.items[] | select(.version == "T2-2027") | "\(.made_by) \(.agreed_by)"')" "何政策 陆政策"
check "workers and runners have it within seconds" wait_until 20 seen_everywhere 13
projid=$(dispatch '{"tag":"P-INCOME","materials":[]}')
check "4F-4 whom the old ceiling kept out is approved" state_becomes "$projid" approved
check "judged by the new version" is "$(judged_by "$projid")" T2-2027
check "nothing was restarted" is "$(processes)" "$before"
api reviewer GET "/api/staff/case?id=$(case_id "$projid")"
check "B1 his page shows the new threshold" is "$(field '[.checks[] | select(.rule == "T2-INCOME") | .threshold.text | contains("15 万元")] | all')" true

# ---- a scheduled start, a no
check "a draft for tomorrow" answers 200 policy2 POST /api/staff/policy/draft "$(draft T2-2028 "$tomorrow" 4000000 0)"
check "a second one for the same day" answers 200 policy2 POST /api/staff/policy/draft "$(draft T2-2029 "$tomorrow" 9000000 0)"
check "is proposed" answers 201 policy2 POST /api/staff/policy/propose '{"version":"T2-2028","ver":1}'
check "both are" answers 201 policy2 POST /api/staff/policy/propose '{"version":"T2-2029","ver":1}'
api policy1 GET /api/staff/approvals
asked_for T2-2028
check "a lead may agree as well" answers 200 lead POST /api/staff/approval/decide "$(yes)"
check "it waits for its day" wait_until 20 has_policy_state T2-2028 scheduled
api policy1 GET /api/staff/approvals
asked_for T2-2029
check "a yes to the other one is refused now" answers 422 policy1 POST /api/staff/approval/decide "$(yes)"
check "the day is taken" is "$(field '.errors[0] | .pointer + " " + .code')" "/effective_from taken"
check "a no with a reason" answers 200 policy1 POST /api/staff/approval/decide "{\"id\":$approval,\"yes\":false,\"digest\":\"$digest\",\"note\":\"同日已有版本\"}"
check "gives it back" wait_until 20 has_draft_state T2-2029 refused
api policy1 GET /api/staff/policies
check "with the reason" is "$(field '.drafts[] | select(.version == "T2-2029") | .note')" 同日已有版本
check "it is thrown away" answers 204 policy2 POST /api/staff/policy/remove '{"version":"T2-2029","ver":2}'
check "and is gone" answers 404 policy2 GET '/api/staff/policy?version=T2-2029'
check "everybody knows of tomorrow" wait_until 20 seen_everywhere 14
projid=$(dispatch '{"tag":"P-ENTRE","materials":[]}')
check "a case of today is still judged by today's version" state_becomes "$projid" approved
check "by that one" is "$(judged_by "$projid")" T2-2027
check "who did what is in the audit" is "$(sql "SELECT GROUP_CONCAT(DISTINCT action ORDER BY action) FROM audit WHERE action LIKE 'policy.%'")" "policy.propose,policy.publish,policy.refuse,policy.remove,policy.save,policy.try"
check "the operator's tool lists them" is "$("$build/fcgi/main/anjuctl" policy list -c "$story_run/ddl.conf" --json | jq -r 'map(select(.approval > 0) | .version) | sort | join(" ")')" "T2-2027 T2-2028"
check "and shows exactly what was agreed on" is "$("$build/fcgi/main/anjuctl" policy show T2-2027 -c "$story_run/ddl.conf" | jq .parameters.income_ceiling_fen.value)" 15000000
check "all orders were paid" wait_until 40 all_paid
check "B6 zero difference" wait_until 30 reconciled
books
story_end
