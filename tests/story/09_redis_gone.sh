#!/bin/bash
# R14: Redis down: sign-on says so in plain words, hands-free work goes on; back: people sign on again.
. "$(dirname "$0")/lib.sh"
site
office
stop_one "$story_run" redis
citizen() { api citizen POST /api/session/start '{"kind":"irs","ticket":"T0"}'; }
citizen
check "R14 sign-on answers 503 with a sentence" is "$client_status $(field '.title | length > 3')" "503 true"
check "R14 staff sign-on fails closed" answers 503 thief POST /api/staff/sign-on '{"login":"chen.zhuren","password":"x","code":"000000"}'
check "readyz tells" is "$(curl -s "$ANJU_PUBLIC/readyz" | jq -r .parts.redis)" down
projid=$(dispatch '{"tag":"P-PASS","materials":[]}')
check "R14 hands-free work goes on without Redis" state_becomes "$projid" approved 60
check "R14 and is paid" wait_until 60 all_paid
start_redis "$story_run"
check "R14 people sign on again" staff_sign_on lead chen.zhuren
check "B6 zero difference" wait_until 30 reconciled
stop_one "$story_run" mariadb
check "the database away: 503 in plain words" is "$(curl -s -o /dev/null -w '%{http_code}' "$ANJU_PUBLIC/readyz")" 503
start_mariadb "$story_run"
ready() { [ "$(curl -s -o /dev/null -w '%{http_code}' "$ANJU_PUBLIC/readyz")" = 200 ]; }
check "… and back without a restart of anything else" wait_until 20 ready
projid=$(dispatch '{"tag":"P-FAMILY","materials":[]}')
check "the path works again" state_becomes "$projid" approved 60
wait_until 60 all_paid
books
story_end
