#!/bin/bash
# S2 S3 S8 S9 S11 S15: 20 MB, an SVG called .jpg, truncated JSON, a wrong ID checksum, an expired session, somebody else's number: a clear answer, nothing lost, nothing leaked.
. "$(dirname "$0")/lib.sh"
SITE_LINES+=("session.idle_s = 60")
locked_out() { local i; for i in 1 2 3 4 5 6; do api thief POST /api/staff/sign-on "{\"login\":\"wang.fuhe\",\"password\":\"guess-$i\",\"code\":\"000000\"}"; done; is "$client_status" 423; }
site
office
citizen_sign_on citizen P-PASS || nok "sign-on"
form=$(city '/city/people?tag=P-PASS' | jq -c '.[0].form | .members = [] | del(.undertaking)')
api citizen POST /api/draft "{\"form\":\"type2\",\"version\":0,\"data\":$form,\"step\":\"check\"}"
draft=$(field .id)
problem() { # STATUS CODE after a call: problem+json with its code, a Chinese title and the request id
	is "$client_status $(field .code)" "$1 $2" && is "$(field '(.title | length > 3) and (.instance | length > 8)')" true && grep -qi '^content-type: application/problem+json' "$CLIENT_DIR/citizen/headers"
}
client_file=$samples/20mb.pdf api citizen POST "/api/file?draft=$draft&material=diploma"
check "a 20 MB upload is too large, in plain words" problem 413 too_large
client_file=$samples/picture.jpg api citizen POST "/api/file?draft=$draft&material=diploma"
check "S15 an SVG called .jpg is refused by its content" problem 415 media_type
client_file=$samples/cut.pdf api citizen POST "/api/file?draft=$draft&material=diploma"
check "S15 half a PDF is refused" problem 415 media_type
client_file=$samples/dot.png api citizen POST "/api/file?draft=$draft&material=diploma"
check "a PNG is taken" is "$client_status" 201
file=$(field .id)
curl -s -o "$story_run/back.png" -D "$story_run/back.h" -H "Cookie: $(cat "$CLIENT_DIR/citizen/cookie")" "$ANJU_PUBLIC/api/file?id=$file"
check "it comes back byte for byte" cmp -s "$samples/dot.png" "$story_run/back.png"
check "as an attachment with a sandbox policy" grep -qi '^content-disposition: attachment' "$story_run/back.h"
check "S7 sandbox" grep -qi "content-security-policy:.*sandbox" "$story_run/back.h"
api citizen POST /api/draft '{"form":"type2","version":'
check "truncated JSON" problem 400 bad_request
api citizen POST /api/draft '{"form":"type2","version":1,"data":{},"step":"x","owner":"me"}'
check "S3 an unknown field is refused with its pointer" is "$client_status $(field '.errors[0].pointer')" "422 /owner"
api citizen POST /api/draft "{\"form\":\"type2\",\"version\":1,\"data\":$(jq -c '.members = [{"name":"张三","idno":"330106199503070011","relation":"spouse"}]' <<< "$form"),\"step\":\"check\"}"
version=$(field .version)
api citizen POST /api/case/submit "{\"draft\":\"$draft\",\"version\":$version,\"undertaking\":\"type2-1\"}"
check "a wrong ID checksum names its field" is "$client_status $(field '[.errors[].pointer] | map(select(startswith("/members/0"))) | length > 0')" "422 true"
check "nothing was submitted" is "$(sql 'SELECT COUNT(*) FROM casefile')" 0
api citizen GET '/api/draft?form=type2'
check "nothing already saved is lost" is "$(field '.version >= 2 and (.files | length) == 1')" true

citizen_sign_on other P-FAMILY || nok "sign-on of somebody else"
check "S2 somebody else's file is not found" answers 404 other GET "/api/file?id=$file"
check "S2 somebody else's draft cannot be removed" answers 404 other POST /api/draft/remove "{\"id\":\"$draft\"}"
projid=$(dispatch '{"tag":"P-ENTRE","materials":[]}')
state_becomes "$projid" approved > /dev/null
id=$(case_id "$projid")
check "S2 somebody else's case is not found" answers 404 other GET "/api/case?id=$id"
mine=$client_body
check "S2 … with the same answer as a number that does not exist" answers 404 other GET "/api/case?id=00000000000000000000000000000000"
check "S22 both say the same" is "$(jq -c 'del(.instance)' <<< "$mine")" "$(jq -c 'del(.instance)' <<< "$client_body")"
check "S2 withdrawing it is not possible" answers 404 other POST /api/case/withdraw "{\"id\":\"$id\"}"
check "S1 an applicant is nobody at the staff door" answers 401 other GET /api/staff/home
echo wrong > "$CLIENT_DIR/other/csrf"
check "S8 a wrong CSRF token" answers 403 other POST /api/draft/remove "{\"id\":\"$draft\"}"
citizen_sign_on other P-FAMILY
curl -s -o /dev/null -w '%{http_code}' -H "Cookie: $(cat "$CLIENT_DIR/other/cookie")" -H "X-CSRF: $(cat "$CLIENT_DIR/other/csrf")" -H 'Origin: http://evil.example' -H 'Content-Type: application/json' -d "{\"id\":\"$draft\"}" "$ANJU_PUBLIC/api/draft/remove" > "$story_run/origin"
check "S8 a foreign origin" is "$(cat "$story_run/origin")" 403
old=$(cat "$CLIENT_DIR/other/cookie")
api other POST /api/session/end
printf '%s' "$old" > "$CLIENT_DIR/other/cookie"
check "S9 a session is dead after signing off" answers 401 other GET /api/session
redis-cli -s "$story_run/redis.sock" flushall > /dev/null
check "an expired session: sign on again, in plain words" answers 401 citizen GET /api/home
check "… as problem+json" is "$(field .code)" not_signed_on
citizen_sign_on citizen P-PASS
api citizen GET '/api/draft?form=type2'
check "the draft is still there" is "$(field .id)" "$draft"
check "S10 one wrong code after the other locks staff out" locked_out
check "a page that does not exist" is "$(curl -s -o /dev/null -w '%{http_code}' "$ANJU_PUBLIC/api/nothing")" 404
check "a wrong method" is "$(curl -s -o /dev/null -w '%{http_code}' -X DELETE "$ANJU_PUBLIC/api/home")" 405
for path in /m/ /api/home /api/nothing /healthz /nothing; do
	curl -s -o /dev/null -D "$story_run/h" "$ANJU_PUBLIC$path"
	check "S7 headers on $path" test "$(grep -ciE '^(content-security-policy|x-content-type-options|referrer-policy|cross-origin-opener-policy|x-frame-options|cache-control):' "$story_run/h")" -ge 6
done
wait_until 40 all_paid
books
story_end
