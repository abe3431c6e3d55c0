#!/bin/bash
# 4B-1 4B-5: the platform sends the same case twice and out of order, takes one back, sends nonsense.
. "$(dirname "$0")/lib.sh"
known() { case $(case_state "$1") in not_accepted | supplement | accepted | in_review) return 0 ;; *) return 1 ;; esac; }
on_its_way() { case $(case_state "$1") in accepted | in_review) return 0 ;; *) return 1 ;; esac; }
site
office
projid=$(city '/city/gov/dispatch?twice=1' -X POST -d '{"tag":"P-PASS","materials":["diploma"]}' | jq -r .projid)
check "4B-1 twice and out of order is one case, approved" state_becomes "$projid" approved
check "4B-1 one row" is "$(sql "SELECT COUNT(*) FROM casefile WHERE projid = '$projid'")" 1
check "4B-1 one acceptance report" is "$(city "/city/gov/cases?projid=$projid" | jq -r '[.. | .stage? // empty] | map(select(. == "accept")) | length')" 1
second=$(dispatch '{"tag":"P-PASS","materials":[]}')
check "4C-1 a second case of the same household is not accepted" state_becomes "$second" not_accepted
check "4C-1 and names the first" is "$(sql "SELECT c.end_text LIKE CONCAT('%', q.number, '%') FROM casefile c, qualification q WHERE c.projid = '$second'")" 1
city /city/fault -X POST -d '{"peer":"data","source":"degree","kind":"down"}' > /dev/null
third=$(dispatch '{"tag":"P-CAR","materials":[]}')
check "a case is on its way" wait_until 20 on_its_way "$third"
city /city/gov/withdraw -X POST -d "{\"projid\":\"$third\"}" > /dev/null
check "1.6 taken back at the platform is withdrawn here" state_becomes "$third" withdrawn
city /city/fault -X POST -d '{"peer":"data","kind":"none"}' > /dev/null
bad=$(dispatch '{"tag":"P-BENEFIT","materials":[],"form":{"mobile":"12"}}')
check "4C-1 a form with a wrong number is asked for or refused intake, never lost" wait_until 20 known "$bad"
wait_until 40 all_paid
books
story_end
