#!/bin/bash
# B9 4D-11 B8: the check before applying: may apply, not yet and why, to be proved, a source that is down refuses nobody; nothing is kept.
. "$(dirname "$0")/lib.sh"
fault() { city /city/fault -X POST -d "$1" > /dev/null; }
SITE_LINES+=("outside.timeout_ms = 1500")
self_check() { # NAME KIND: the result stands in $result
	api "$1" POST /api/self-check "{\"scheme\":\"type2\",\"kind\":\"$2\"}"
	[ "$client_status" = 202 ] && job=$(field .job) && wait_job "$1" "$job" && api "$1" GET "/api/job?id=$job" && result=$(field .result)
}
said() { jq -r "$1" <<< "$result"; }
site
citizen_sign_on pass P-PASS || nok "sign-on"
check "B9 the check is a job that ends" self_check pass graduate
check "B9 who passes may apply" is "$(said .answer)" may_apply
check "B9 every check has title, outcome, sentence, threshold and next step" is "$(said '.checks | length > 12 and all(.[]; (.title | length > 1) and (.explain | length > 3) and (.threshold.clause | length > 3) and .next.kind != null)')" true
check "B9 what only the form tells is to be proved" is "$(said '[.checks[] | select(.need == "proof") | .rule] | join(" ")')" "T2-CONTRACT T2-INCOME"
check "B9 facts carry their source and request number" is "$(said '.checks[] | select(.rule == "T2-INSURANCE") | .facts[0] | .source != null and .request_no != null')" true
citizen_sign_on owner P-HOME || nok "sign-on"
check "B9 the owner's check ends" self_check owner graduate
check "4D-11 who owns a home may not yet, and reads why" is "$(said '.answer + " " + (.text | test("有住房") | tostring)')" "not_yet true"
check "4D-11 the check that failed is the one" is "$(said '[.checks[] | select(.outcome == "fail" and (.settled | not)) | .rule] | join(" ")')" T2-HOME
citizen_sign_on graduate P-NODEGREE || nok "sign-on"
check "B9 a check without any record ends" self_check graduate graduate
check "B9 no record of a degree is to be proved by a paper" is "$(said '.answer + " " + ([.checks[] | select(.rule == "T2-DEGREE") | .need, .next.kind, .next.materials[0]] | join(" "))')" "needs_proof proof supplement 毕业证书"
citizen_sign_on founder P-ENTRE || nok "sign-on"
check "B9 an entrepreneur's check ends" self_check founder entrepreneur
check "B9 an entrepreneur may apply, insurance is not asked" is "$(said '.answer + " " + (.checks[] | select(.rule == "T2-INSURANCE") | .outcome)')" "may_apply not_applicable"
fault '{"peer":"data","source":"property","kind":"down"}'
check "B8 with the registry down the check still ends" self_check owner graduate
check "B8 the source is down: nobody is refused" is "$(said '.answer + " " + (.checks[] | select(.rule == "T2-HOME") | .outcome + " " + .need + " " + .next.text)')" "source_down unknown source 暂时查不到，请稍后再试"
fault '{"peer":"data","kind":"none"}'
check "B9 a kind that does not exist names its field" answers 422 owner POST /api/self-check '{"scheme":"type2","kind":"retired"}'
check "B9 a scheme that cannot be applied for here" answers 422 owner POST /api/self-check '{"scheme":"rental"}'
check "B9 somebody else's result is not found" answers 404 pass GET "/api/job?id=$job"
again() { local i; for i in $(seq 25); do api pass POST /api/self-check '{"scheme":"type2","kind":"graduate"}'; [ "$client_status" = 429 ] && return 0; done; return 1; }
check "B9 a person cannot ask other authorities without end" again
check "B9 nothing is kept: no case, no draft, no record of a person" is "$(sql 'SELECT (SELECT COUNT(*) FROM casefile) + (SELECT COUNT(*) FROM draft) + (SELECT COUNT(*) FROM source_record)')" 0
check "G6 every question is in the table of calls" is "$(sql "SELECT COUNT(*) > 60 FROM outside_call WHERE peer = 'data'")" 1
books
story_end
