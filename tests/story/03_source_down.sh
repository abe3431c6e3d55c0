#!/bin/bash
# B8 G6: a source that is down makes the case wait; nobody is refused; it resumes by itself. A conflicting source waits too.
. "$(dirname "$0")/lib.sh"
waits() { [ "$(sql "SELECT waits_for LIKE '%$2%' FROM casefile WHERE projid = '$1'")" = 1 ]; }
fault() { city /city/fault -X POST -d "$1" > /dev/null; }
SITE_LINES+=("outside.timeout_ms = 1500")
asked() { [ "$(sql "SELECT COUNT(*) FROM outside_call o JOIN casefile c ON c.id = o.case_id WHERE c.projid = '$1' AND o.peer = 'data'")" -gt 5 ]; }
site
office
fault '{"peer":"data","source":"property","kind":"down"}'
projid=$(dispatch '{"tag":"P-PASS","materials":[]}')
check "B8 the case waits for the property registry" wait_until 30 waits "$projid" property
sleep 1
check "B8 it stays accepted: nobody is refused" is "$(case_state "$projid")" accepted
api lead GET "/api/staff/case?id=$(case_id "$projid")"
check "B8 only the checks that need the source are unknown" is "$(field '[.checks[] | select(.outcome == "unknown") | .rule] | join(",")')" T2-HOME
check "B1 the unknown check says that it waits, in a sentence" is "$(field '[.checks[] | select(.outcome == "unknown") | .next.kind] | join(",")')" wait
fault '{"peer":"data","kind":"none"}'
check "B8 it resumes by itself and is approved" state_becomes "$projid" approved
fault '{"peer":"data","source":"marriage","kind":"other_person"}'
projid=$(dispatch '{"tag":"P-FAMILY","materials":[]}')
check "S24 rows about somebody else are a conflict: the case waits or stays open, never refused" wait_until 15 asked "$projid"
check "S24 not refused" test "$(case_state "$projid")" != refused
fault '{"peer":"data","kind":"none"}'
check "S24 approved once the source is right" state_becomes "$projid" approved
fault '{"peer":"data","kind":"malformed","count":6}'
projid=$(dispatch '{"tag":"P-ENTRE","materials":[]}')
check "malformed answers are waited out" state_becomes "$projid" approved 40
fault '{"peer":"data","source":"vehicle","kind":"slow","ms":4000,"count":1}'
projid=$(dispatch '{"tag":"P-DOWN","materials":[]}')
check "a slow source is cut off at the time limit and asked again" state_becomes "$projid" approved 40
fault '{"peer":"gov","source":"report","kind":"http500","count":3}'
projid=$(city /city/gov/dispatch -X POST -d '{"generated":3,"from":0}' | jq -r '.projids[0]')
reports() { city "/city/gov/cases?projid=$projid" | grep -q '"accept"'; }
check "a report that failed is sent again" wait_until 30 reports
api lead GET '/api/staff/calls?peer=data'
check "G6 the calls to the source are listed with their outcome" is "$(field '[.peers[] | select(.peer == "data") | .down] | add > 0')" true
books
story_end
