#!/bin/bash
# 4F-1 4F-7 4F-9: a month goes by; the run judges everybody, pays inside the mandate's limits by itself and waits for two persons beyond them.
. "$(dirname "$0")/lib.sh"
# The business clock of this site: each process starts at that time. One-time codes go by the worker's, which its log tells.
clock() { SITE_NOW=$1 SITE_DAY=${1%%T*}; } # TIME
worker_time() {
	curl -sS -o /dev/null "$ANJU_PUBLIC/healthz"
	date -d "$(cat "$story_run"/log/*.log | grep '"program":"anju-worker"' | grep -o '"at":"[^"]*"' | cut -d'"' -f4 | sort | tail -n 1)" +%s
}
sign_on() { SITE_NOW_S=$(worker_time) staff_sign_on "$@"; }
next_month() { # TIME   the same site, some weeks later
	stop_all "$story_run" > /dev/null 2>&1
	clock "$1"
	site
	sign_on finance1 zhao.caiwu && sign_on finance2 sun.caiwu && sign_on lead chen.zhuren || nok "the office opens again"
}
run_field() { api finance1 GET "/api/staff/run?id=$run" && field "$1"; }
run_is() { case " $1 " in *" $(run_field .state) "*) return 0 ;; esac; return 1; }
paid_of() { sql "SELECT COUNT(*) FROM entitlement n JOIN pay_order o ON o.entitlement_id = n.id WHERE n.period_key = '$1' AND o.state = 'PAID'"; }
has_paid() { [ "$(paid_of "$1")" = "$2" ]; }
people() { api finance1 GET "/api/staff/run/people?id=$run&$1" && field '.items | length'; }

clock 2026-11-20T10:00:00
site
SITE_NOW_S=$(worker_time) open_office 1000000000 5000000 200000000 500 50 && sign_on lead chen.zhuren || nok "the office opens"
city "/city/people?n=60" | jq -r '.[] | select(.tag == "" and .expect == "approved") | .idno' | head -n 12 > "$story_run/who"
while read -r who; do city /city/gov/dispatch -X POST -d "{\"idno\":\"$who\"}" > /dev/null; done < "$story_run/who"
twelve_paid() { [ "$(sql "SELECT COUNT(*) FROM casefile WHERE state = 'approved'")" = 12 ] && has_paid 2026-11 12; }
check "twelve are approved in November and paid" wait_until 60 twelve_paid
before=$(sql "SELECT SUM(amount_fen) FROM entitlement WHERE period_key = '2026-11'")
check "4F-1 a run of a month that has not begun is refused" answers 422 finance1 POST /api/staff/run/start '{"scheme":"type2","month":"2026-12"}'
sign_on reviewer li.shenhe || nok "a reviewer signs on"
check "T4 a reviewer has no way to runs" answers 403 reviewer GET /api/staff/runs

# ---- December: as it should be
next_month 2026-12-05T08:30:00
check "4F-1 finance starts the month's run" answers 201 finance1 POST /api/staff/run/start '{"scheme":"type2","month":"2026-12"}'
run=$(field .id)
check "another one of the same month is refused" answers 409 finance1 POST /api/staff/run/start '{"scheme":"type2","month":"2026-12"}'
check "4F-7 it ends by itself" wait_until 60 run_is done
run_field . > /dev/null
check "everybody was judged, paid inside the mandate" is "$(field '"\(.total) \(.judged) \(.payable + .not_payable + .waiting + .cap_reached) \(.by_mandate) \(.why)"')" "12 12 12 true "
payable=$(field .payable) sum=$(field .payable_fen)
check "4F-1 the month before stands beside it" is "$(field '"\(.before) \(.before_fen)"')" "12 $before"
check "2.9(1) the funnel counts each check over all" is "$(field '[.checks[] | .pass + .fail + .unknown + .not_applicable] | unique | join(" ")')" 12
check "4F-9 what is payable is paid through the bank" wait_until 60 has_paid 2026-12 "$payable"
check "to the fen" is "$(sql "SELECT SUM(amount_fen) FROM entitlement WHERE period_key = '2026-12'")" "$sum"
check "4F-1 the people stand behind the number" is "$(people 'outcome=payable')" "$payable"
api finance1 GET "/api/staff/run/people?id=$run&outcome=payable"
check "with a masked name and their case" is "$(field '[.items[] | (.name | contains("*")) and (.case | length == 32)] | all')" true
check "an outcome that does not exist is refused" answers 400 finance1 GET "/api/staff/run/people?id=$run&outcome=paid"
check "a run that does not exist is not found" answers 404 finance1 GET "/api/staff/run?id=$(printf '%032d' 7)"

# ---- January: a source is down, so that nobody could be paid: no machine decides that
next_month 2027-01-05T08:30:00
check "finance proposes the new year's mandate" answers 201 finance1 POST /api/staff/mandate \
	'{"scheme":"type2","per_payment_fen":5000000,"per_day_fen":200000000,"per_day_count":500,"overrides_per_day":50,"run_payees_percent":50,"run_sum_percent":50,"run_new_payees":20,"valid_from":"2027-01-01","valid_to":"2027-12-31"}'
check "its limits for runs hang together" answers 422 finance1 POST /api/staff/mandate \
	'{"scheme":"type2","per_payment_fen":5000000,"per_day_fen":200000000,"per_day_count":500,"overrides_per_day":50,"run_payees_percent":50,"valid_from":"2027-01-01","valid_to":"2027-12-31"}'
check "another one confirms it" approve_all finance2
city /city/fault -X POST -d '{"peer":"data","source":"lease","kind":"down"}' > /dev/null
check "leases cannot be asked: the run is started all the same" answers 201 finance1 POST /api/staff/run/start '{"scheme":"type2","month":"2027-01"}'
run=$(field .id)
check "4F-7 beyond the limits it waits" wait_until 90 run_is waiting
api finance1 GET "/api/staff/run?id=$run"
check "and says which limit" is "$(field '.why | test("变动超过授权的50%$")')" true
check "B8 everybody waits, nobody is refused" is "$(field '"\(.payable) \(.not_payable) \(.waiting)"')" "0 0 $payable"
check "a finance officer asks for the release" answers 201 finance1 POST /api/staff/run/propose "{\"id\":\"$run\"}"
check "once" answers 409 finance1 POST /api/staff/run/propose "{\"id\":\"$run\"}"
api finance2 GET /api/staff/approvals
approval=$(field '.items[] | select(.kind == "RUN") | .id') digest=$(field '.items[] | select(.kind == "RUN") | .digest')
check "the list says what it is about" is "$(field '.items[] | select(.kind == "RUN") | .summary | "\(.month) \(.n) \(.sum_fen) \(.run)"')" "2027-01 0 0 $run"
check "T4 he cannot agree to his own" answers 403 finance1 POST /api/staff/approval/decide "{\"id\":$approval,\"yes\":true,\"digest\":\"$digest\",\"sum_fen\":0}"
check "the second person says no" answers 200 finance2 POST /api/staff/approval/decide "{\"id\":$approval,\"yes\":false,\"digest\":\"$digest\",\"sum_fen\":0,\"note\":\"租赁备案接口故障\"}"
check "4F-7 the run is refused, with his words" wait_until 30 run_is refused
check "as they stand there" is "$(run_field .why)" 租赁备案接口故障
check "nobody was told that he is not paid" is "$(sql "SELECT COUNT(*) FROM notice WHERE template = 'month_missed' AND created_at > (SELECT MAX(created_at) FROM run)")" 0
city /city/fault -X POST -d '{"peer":"data","kind":"none"}' > /dev/null
check "the source is back: it is run again" answers 201 finance1 POST /api/staff/run/start '{"scheme":"type2","month":"2027-01"}'
run=$(field .id)
check "4F-8 and pays by itself" wait_until 90 run_is done
check "everybody" is "$(run_field '"\(.payable) \(.kept) \(.new)"')" "$payable 0 0"
check "through the bank" wait_until 60 has_paid 2027-01 "$payable"
check "the runs stand in a list" is "$(api finance1 GET /api/staff/runs && field '[.items[].state] | join(" ")')" "done refused done"
books
story_end
