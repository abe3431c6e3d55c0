#!/bin/bash
# G1 4B-1 4B-2 4C-1 4C-2 4C-7 4C-9 4F-9 B6: dispatched -> accepted -> checked -> completed -> paid -> reconciled, nobody touches it.
. "$(dirname "$0")/lib.sh"
reported() { [ "$(city "/city/gov/cases?projid=$1" | jq -r '[.. | .stage? // empty] | sort | unique | join(",")')" = accept,transact ]; }
site
check "G8 a page of the staff door does not exist behind the public one" is "$(curl -s -o /dev/null -w '%{http_code}' "$ANJU_PUBLIC/api/staff/home")" 404
check "readyz says every part is fine" is "$(curl -s "$ANJU_PUBLIC/readyz" | jq -r '[.ok, .parts[]] | map(tostring) | unique | join(" ")')" "ok true"
office
for tag in P-PASS P-FAMILY P-ENTRE; do
	projid=$(dispatch "{\"tag\":\"$tag\",\"materials\":[\"diploma\"]}")
	check "G1 $tag is approved without a person" state_becomes "$projid" approved
	id=$(case_id "$projid")
	api lead GET "/api/staff/case?id=$id"
	check "4D-1 … 4D-13 $tag has fourteen verdicts" is "$(field '.checks | length')" 14
	check "B1 $tag: every verdict has a threshold with its clause" is "$(field '[.checks[] | select(.outcome == "pass") | select(.threshold.clause == "")] | length')" 0
	check "G1 $tag: only the system acted" is "$(field '[.timeline[].actor.kind] | map(select(. != "system" and . != "gov20")) | length')" 0
	check "4B-2 $tag: acceptance and completion are reported, independent of payment" wait_until 20 reported "$projid"
done
check "4C-7 4C-9 every order left by itself and was paid" wait_until 40 all_paid
check "B6 the day stands at zero difference" wait_until 30 reconciled
check "4C-7 the amounts are those of the months" is "$(sql 'SELECT COUNT(*) FROM pay_order o JOIN entitlement e ON e.id = o.entitlement_id JOIN month_entry m ON m.entitlement_id = e.id AND m.amount_fen = o.amount_fen')" "$(sql 'SELECT COUNT(*) FROM pay_order')"
check "G1 one SMS for the approval, one for the payment" is "$(city '/city/sms' | jq -r 'group_by(.ref // .addSerial) | map(length) | max')" 1
check "every outside call was written down with its ground" is "$(sql "SELECT COUNT(*) FROM outside_call WHERE peer = 'data' AND operation <> 'token' AND ground = ''")" 0
books
story_end
