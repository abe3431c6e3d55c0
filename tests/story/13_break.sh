#!/bin/bash
# T4 T11 S9 R14 R16: what a thief and a bad day tried and did not get: other people's tokens, jobs, drafts and cases, forged rights, a code used twice, an own approval; a
# closed account, a full disk, a full Redis.
. "$(dirname "$0")/lib.sh"
site
office
citizen_sign_on owner P-FAMILY && citizen_sign_on thief P-PASS || nok "sign-on"
form=$(city '/city/people?tag=P-PASS' | jq -c '.[0].form | .members = [] | del(.undertaking)')

# ---- what belongs to somebody else ----
api owner POST /api/prefill '{"form":"type2"}'
job=$(field .job)
wait_job owner "$job" || nok "prefill"
token=$(field '.result.members[0].person')
check "S2 the job of another session is not found" answers 404 thief GET "/api/job?id=$job"
check "S9 a job that is no sign-on signs nobody on" answers 404 owner POST /api/session/finish "{\"job\":\"$job\"}"
api thief POST /api/draft "{\"form\":\"type2\",\"version\":0,\"data\":$(jq -c --arg t "$token" '.members = [{"person": $t, "relation": "spouse"}]' <<< "$form"),\"step\":\"check\"}"
draft=$(field .id) version=$(field .version)
api thief POST /api/case/submit "{\"draft\":\"$draft\",\"version\":$version,\"undertaking\":\"type2-1\"}"
check "T11 a family token of somebody else names nobody" is "$client_status $(field '.errors[0].pointer')" "422 /members/0/person"
client_file=$samples/dot.png api owner POST "/api/file?draft=$draft&material=diploma"
check "T11 no file into somebody else's draft" is "$client_status" 404
projid=$(dispatch '{"tag":"P-NOACCOUNT","materials":[]}')
check "a case waits for its owner's account" state_becomes "$projid" supplement
id=$(case_id "$projid")
client_file=$samples/dot.png api thief POST "/api/file?case=$id&material=bank_card"
check "T11 no file into somebody else's case" is "$client_status" 404
check "T3 no account into somebody else's case" answers 404 thief POST /api/case/supplement "{\"id\":\"$id\",\"payee\":{\"account\":\"6222020200000000\",\"bank\":\"甲\"}}"
check "T11 nobody applies again for somebody else" answers 404 thief POST /api/case/reapply "{\"id\":\"$id\"}"
ticket=$(city '/city/ticket?tag=P-HOME&kind=irs' | jq -r .ticket)
for who in first second; do
	api $who POST /api/session/start "{\"kind\":\"irs\",\"ticket\":\"$ticket\"}"
	job=$(field .job)
	wait_job $who "$job"
	api $who POST /api/session/finish "{\"job\":\"$job\"}"
	echo "$client_status" > "$story_run/$who"
done
check "T16 a ticket signs on once" is "$(cat "$story_run/first") $(cat "$story_run/second")" "200 401"

# ---- rights ----
sql "INSERT INTO staff_grant (staff_id, role, ends_on, row_mac, created_at) SELECT (SELECT id FROM staff WHERE login = 'li.shenhe'), 'finance', ends_on, row_mac, 0 FROM staff_grant
	WHERE role = 'finance' LIMIT 1"
staff_sign_on reviewer li.shenhe || nok "staff sign-on"
check "T4 a right written into the table by hand gives nothing" is "$(field '.roles | join(",")')" reviewer
code=$(totp "$site_totp" $(($(date +%s) / 30 + 1)))
api twice POST /api/staff/sign-on "{\"login\":\"wang.fuhe\",\"password\":\"$site_password\",\"code\":\"$code\"}"
first=$client_status
api twice POST /api/staff/sign-on "{\"login\":\"wang.fuhe\",\"password\":\"$site_password\",\"code\":\"$code\"}"
check "S9 a one-time code works once" is "$first $client_status" "200 401"
api finance1 POST /api/staff/budget '{"scheme":"type2","amount_fen":100,"note":"追加"}'
api finance1 GET /api/staff/approvals
row=$(jq -c '.items[0] | {id, yes: true, digest, sum_fen: .summary.sum_fen}' <<< "$client_body")
check "T4 nobody approves what he asked for" answers 403 finance1 POST /api/staff/approval/decide "$row"
check "T4 a yes to another digest" answers 409 lead POST /api/staff/approval/decide "$(jq -c '.digest = "00"' <<< "$row")"
check "T4 a yes to another sum" answers 422 lead POST /api/staff/approval/decide "$(jq -c '.sum_fen = 1' <<< "$row")"
check "the reviewer works" answers 200 reviewer GET /api/staff/queue
check "an account is closed by the operator" "$build/fcgi/main/anjuctl" staff end -c "$story_run/ddl.conf" --login li.shenhe
check "S1 S9 a closed account is out at once, whatever its session held" answers 401 reviewer GET /api/staff/queue
staff_sign_on reviewer li.shenhe 2> /dev/null && nok "S1 a closed account signs on" || ok "S1 a closed account does not sign on again"

# ---- bad days ----
redis-cli -s "$story_run/redis.sock" config set maxmemory 1000 > /dev/null
check "R14 Redis is full: who is signed on reads on" answers 200 thief GET /api/session
check "R14 … a sign-on says so in plain words" answers 503 newcomer POST /api/session/start '{"kind":"irs","ticket":"T0"}'
check "R14 … readyz tells" is "$(curl -s -o /dev/null -w '%{http_code}' "$ANJU_PUBLIC/readyz")" 503
entre=$(dispatch '{"tag":"P-ENTRE","materials":[]}')
check "R14 … hands-free work goes on" state_becomes "$entre" approved
redis-cli -s "$story_run/redis.sock" config set maxmemory 0 > /dev/null
check "R14 … and nobody has to sign on again" answers 200 thief GET /api/session
mkdir "$story_run/small"
if mount -t tmpfs -o size=16k tmpfs "$story_run/small" 2> /dev/null; then
	head -c 65536 /dev/zero > "$story_run/small/fill" 2> /dev/null
	mv "$story_run/files" "$story_run/files.kept" && ln -s "$story_run/small" "$story_run/files"
	client_file=$samples/dot.png api thief POST "/api/file?draft=$draft&material=diploma"
	status=$client_status
	rm "$story_run/files" && mv "$story_run/files.kept" "$story_run/files"
	umount "$story_run/small"
	check "R16 the disk is full: come back later, not an error of ours" is "$status" 503
	check "R16 … and no row without its bytes" is "$(sql 'SELECT COUNT(*) FROM file')" 0
else
	echo "skip - $story: R16 no right to mount a small disk"
fi
client_file=$samples/dot.png api thief POST "/api/file?draft=$draft&material=diploma"
check "R16 it works again by itself" is "$client_status" 201
wait_until 30 all_paid || nok "the order of the bad day is paid"
books
story_end
