#!/bin/bash
# B4 B19: months that were paid are found wrong. A home comes to light: exactly those months are to be given back, by two persons' word; it was an error after all:
# exactly those months are paid back, what was agreed on set off against them.
. "$(dirname "$0")/lib.sh"
site
office
staff_sign_on reviewer0 li.shenhe || nok "the reviewer signs on"
today=$(TZ=UTC-8 date +%F)
this=${today:0:7} last=$(date -d "$this-01 -1 day" +%Y-%m)
projid=$(dispatch "{\"tag\":\"P-PASS\",\"materials\":[\"diploma\"],\"accepted\":\"$last-05\"}")
check "approved" state_becomes "$projid" approved
check "the months up to now are paid" wait_until 60 all_paid
check "two of them" is "$(sql "SELECT GROUP_CONCAT(month ORDER BY month) FROM month_entry WHERE outcome = 'payable'")" "$last,$this"
id=$(case_id "$projid")
recheck() { api reviewer0 POST /api/staff/case/recheck "{\"id\":\"$id\"}" && wait_job reviewer0 "$(field .job)" /api/staff/job; }
change() { city /city/change -X POST -d "{\"tag\":\"P-PASS\"$1}" > /dev/null; }
settled() { [ "$(sql "SELECT GROUP_CONCAT(state ORDER BY id) FROM refund")" = "$1" ]; }
decide_refund() { # WHO
	api finance2 GET /api/staff/approvals
	local a
	a=$(field '[.items[] | select(.kind == "REFUND")][0] | {id, yes: true, digest} | tojson')
	api "$1" POST /api/staff/approval/decide "$a"
}

check "nothing has changed: the months stay" recheck
check "… and nothing was written" is "$(sql "SELECT CONCAT((SELECT COUNT(*) FROM month_entry), ' ', (SELECT COUNT(*) FROM refund), ' ', (SELECT COUNT(*) FROM change_event))")" "2 0 0"
city /city/fault -X POST -d '{"peer":"data","source":"property","kind":"down"}' > /dev/null
change ",\"home\":\"$last-01\""
check "the registry is down" recheck
check "B8 a source that is not known changes no month" is "$(sql "SELECT COUNT(*) FROM month_entry")" 2
city /city/fault -X POST -d '{"peer":"data","kind":"none"}' > /dev/null
check "the registry knows of a home, and a reviewer asks" recheck
check "B4 exactly the two months are to be given back" is "$(sql "SELECT GROUP_CONCAT(r.month ORDER BY r.month) FROM refund r JOIN entitlement e ON e.id = r.entitlement_id AND e.amount_fen = r.amount_fen AND e.period_key = r.month WHERE r.state = 'OPEN'")" "$last,$this"
check "B19 the change is noted with its month" is "$(sql "SELECT CONCAT(kind, ' ', month, ' ', corrected) FROM change_event")" "home_bought $last 2"
told() { [ "$(city '/city/sms' | jq -r '[.[] | tostring | select(contains("重新核定")) | select(contains("住房") or contains("房产") | not)] | length')" = 1 ]; }
check "B19 he is told once, without what it is" wait_until 20 told
check "one notice" is "$(sql "SELECT COUNT(*) FROM notice WHERE template = 'month_corrected'")" 1
api reviewer0 GET "/api/staff/case?id=$id"
check "the page shows both ends and the delta" is "$(field '.months.items[0] | [.outcome, .corrections[0].from, .corrections[0].to, (.corrections[0].delta_fen < 0), .refunds[0].state] | map(tostring) | join(" ")')" "not_payable payable not_payable true open"
check "the change stands in the timeline" is "$(field '[.timeline[] | select(.title == "核查到情况变化")] | length')" 1
citizen_sign_on owner P-PASS || nok "the applicant signs on"
api owner GET "/api/case?id=$id"
check "the applicant sees the correction, no number of ours and no change event" is "$(field '[.months.items[0].refunds[0].id, (.months.items[0].corrections | length), ([.timeline[] | select(.title == "核查到情况变化")] | length)] | map(tostring) | join(" ")')" "null 1 0"
check "asked again" recheck
check "B4 nothing is booked twice" is "$(sql "SELECT CONCAT((SELECT COUNT(*) FROM refund), ' ', (SELECT COUNT(*) FROM month_entry))")" "2 4"

first=$(sql "SELECT MIN(id) FROM refund") second=$(sql "SELECT MAX(id) FROM refund")
check "a reviewer settles no refund" answers 403 reviewer0 POST /api/staff/refund "{\"id\":$first,\"how\":\"net\"}"
check "returned needs its voucher" answers 422 finance1 POST /api/staff/refund "{\"id\":$first,\"how\":\"returned\"}"
check "there are three ways" answers 422 finance1 POST /api/staff/refund "{\"id\":$first,\"how\":\"gone\"}"
check "a refund that does not exist" answers 404 finance1 POST /api/staff/refund '{"id":999999,"how":"net"}'
check "finance proposes to set one off" answers 201 finance1 POST /api/staff/refund "{\"id\":$first,\"how\":\"net\",\"note\":\"从下月抵扣\"}"
check "asking for it again meanwhile is refused" answers 409 finance1 POST /api/staff/refund "{\"id\":$first,\"how\":\"waived\",\"evidence\":\"W1\"}"
decide_refund finance1
check "T4 not by whoever asked" is "$client_status" 403
check "nothing is agreed yet" settled OPEN,OPEN
decide_refund finance2
check "another one agrees" is "$client_status" 200
check "set off from now on" wait_until 20 settled AGREED,OPEN
check "the other one was returned, by its voucher" answers 201 finance1 POST /api/staff/refund "{\"id\":$second,\"how\":\"returned\",\"evidence\":\"V-2026-001\"}"
decide_refund finance2
check "booked by two" wait_until 20 settled AGREED,RETURNED

change ""
check "the registry takes the home back" recheck
check "B4 exactly those months are paid back" is "$(sql "SELECT GROUP_CONCAT(e.period_key ORDER BY e.period_key) FROM entitlement e JOIN refund r ON CONCAT(r.month, '/d1') = e.period_key AND r.amount_fen = e.amount_fen")" "$last/d1,$this/d1"
check "what was agreed on is set off against it" settled NETTED,RETURNED
check "every order is paid" wait_until 60 all_paid
check "three orders: the set off right has none" is "$(sql "SELECT COUNT(*) FROM pay_order")" 3
change ",\"died_on\":\"$last-20\""
check "the register says that he died" recheck
check "B19 with the month of his death it ends" is "$(sql "SELECT CONCAT(state, ' ', month_to) FROM qualification")" "ended $last"
check "B19 the month after it is owed" is "$(sql "SELECT CONCAT(m.outcome, ' ', m.codes, ' ', r.month) FROM refund r JOIN month_entry m ON m.month = r.month AND m.rev = r.rev WHERE r.state = 'OPEN'")" "not_payable ENDED $this"
check "staff are told" is "$(sql "SELECT COUNT(*) FROM alarm WHERE kind = 'holder_died' AND cleared_at IS NULL")" 1
check "B6 zero difference" wait_until 40 reconciled
books
story_end
