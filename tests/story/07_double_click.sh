#!/bin/bash
# U13 B5: a double click and ten parallel submits make one case; a twin gets the same answer; another body under the same key is refused.
. "$(dirname "$0")/lib.sh"
site
office
citizen_sign_on citizen P-PASS || nok "sign-on"
form=$(city '/city/people?tag=P-PASS' | jq -c '.[0].form | .members = [] | del(.undertaking)')
api citizen POST /api/draft "{\"form\":\"type2\",\"version\":0,\"data\":$form,\"step\":\"check\"}"
check "the draft is saved" is "$client_status" 200
draft=$(field .id)
body="{\"draft\":\"$draft\",\"version\":1,\"undertaking\":\"type2-1\"}"
for i in 1 2 3 4 5 6 7 8 9 10; do
	cp -r "$CLIENT_DIR/citizen" "$CLIENT_DIR/citizen$i"
	(client_key=double-click-0001; api "citizen$i" POST /api/case/submit "$body"; printf '%s %s\n' "$client_status" "$(field .id)" > "$CLIENT_DIR/answer$i") &
done
wait $(jobs -p)
check "U13 ten parallel submits with one key: all say the same case" is "$(cat "$CLIENT_DIR"/answer* | sort -u | wc -l)" 1
check "U13 the answer is 201" is "$(cut -d' ' -f1 "$CLIENT_DIR/answer1")" 201
check "U13 one case" is "$(sql "SELECT COUNT(*) FROM casefile")" 1
client_key=double-click-0001 api citizen POST /api/case/submit "{\"draft\":\"$draft\",\"version\":2,\"undertaking\":\"type2-1\"}"
check "the same key with another body is refused" is "$client_status" 422
client_key=double-click-0002 api citizen POST /api/case/submit "$body"
check "a second click with a new key makes no second case" is "$(sql "SELECT COUNT(*) FROM casefile")" 1
id=$(cut -d' ' -f2 "$CLIENT_DIR/answer1")
check "… and is answered with the case that is there" is "$(field .id)" "$id"
in_state() { api citizen GET "/api/case?id=$id" && [ "$(field .case.state)" = "$1" ]; }
check "G1 a case born in our pages goes hands-free too" wait_until 40 in_state approved
check "4B-2 it has a filing number of the platform" is "$(field '.case.projid | length')" 21
check "paid" wait_until 40 all_paid
books
story_end
