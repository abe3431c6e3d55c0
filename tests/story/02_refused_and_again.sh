#!/bin/bash
# G2 G3 4C-3 4C-4 4C-10a 4C-13 4C-14 1.6 1.8: a failed check reaches a person, the no sends an SMS, the next application asks only for the named papers.
. "$(dirname "$0")/lib.sh"
material_read() { [ "$(sql "SELECT COUNT(*) FROM file WHERE source = 'gov20' AND fetched = 1")" -gt 0 ]; }
sms_says() { city "/city/sms?phone=$phone" | grep -q "$1"; }
reported_no() { city "/city/gov/cases?projid=$projid" | grep -q 不予; }
has_projid() { [ -n "$(sql "SELECT projid FROM casefile WHERE public_id = '$again' AND projid IS NOT NULL")" ]; }
in_state() { api "$1" GET "/api/staff/case?id=$2" && [ "$(field .case.state)" = "$3" ]; }
site
office
staff_sign_on reviewer li.shenhe || nok "reviewer signs on"
phone=$(city '/city/people?tag=P-NODEGREE' | jq -r '.[0].phone')
projid=$(dispatch '{"tag":"P-NODEGREE","materials":["contract"]}')
check "G2 a failed check goes to a person" state_becomes "$projid" in_review
id=$(case_id "$projid")
api reviewer GET "/api/staff/case?id=$id"
ver=$(field .ver)
check "4D-4 4D-5 4D-6 the level group fails; a check that another one of its group settles does not count" is "$(field '[.checks[] | select(.outcome == "fail" and (.settled | not)) | .rule] | sort | join(",")')" "T2-DEGREE,T2-TITLE,T2-VOCATIONAL"
check "4C-4 the platform's material was read in" wait_until 20 material_read
check "4C-10a everything fetched is shown per person and source" is "$(api reviewer GET "/api/staff/case/facts?id=$id"; field '[.members[].sources[].source] | length >= 15')" true
check "4C-13 a no without a reason is refused" answers 422 reviewer POST /api/staff/case/decide "{\"id\":\"$id\",\"ver\":$ver,\"yes\":false}"
check "a yes over failed checks without an opinion is refused" answers 422 reviewer POST /api/staff/case/decide "{\"id\":\"$id\",\"ver\":$ver,\"yes\":true}"
check "another version is stale" answers 409 reviewer POST /api/staff/case/decide "{\"id\":\"$id\",\"ver\":$((ver - 1)),\"yes\":false,\"reasons\":[\"T2-DEGREE\"]}"
check "G2 the reviewer's no is taken" answers 201 reviewer POST /api/staff/case/decide "{\"id\":\"$id\",\"ver\":$ver,\"yes\":false,\"reasons\":[\"T2-DEGREE\"],\"opinion\":\"无学历记录\"}"
check "an undo inside the window takes it back" answers 200 reviewer POST /api/staff/case/undo "{\"id\":\"$id\"}"
check "after the undo the case is in review again" is "$(case_state "$projid")" in_review
check "nothing had left: no SMS about a refusal" is "$(city "/city/sms?phone=$phone" | grep -c 未通过)" 0
api reviewer GET "/api/staff/case?id=$id"
check "G2 the second no stands" answers 201 reviewer POST /api/staff/case/decide "{\"id\":\"$id\",\"ver\":$(field .ver),\"yes\":false,\"reasons\":[\"T2-DEGREE\"],\"opinion\":\"无学历记录\"}"
check "G2 the no ends the case" state_becomes "$projid" refused
check "G2 the SMS names the check and the paper" wait_until 20 sms_says '学历'
check "the SMS holds no value" is "$(city "/city/sms?phone=$phone" | jq -r '.[] | select((.content // .text) | test("未通过")) | (.content // .text)' | grep -cE '[0-9]{4}')" 0
check "4B-2 the refusal was reported" wait_until 20 reported_no

citizen_sign_on citizen P-NODEGREE || nok "1.6 the applicant signs on"
check "1.6 4C-14 he sees the refused case" is "$(api citizen GET /api/cases; field '.items[0].state')" refused
api citizen GET "/api/case?id=$id"
check "B1 the reasons with what to bring are on his page" is "$(field '.decision.reasons[0].materials[0].code')" diploma
check "G3 a re-application is a draft" answers 201 citizen POST /api/case/reapply "{\"id\":\"$id\"}"
draft=$(field .id) version=$(field .version)
api citizen GET '/api/draft?form=type2'
check "G3 it asks only for what the reason names" is "$(field '[.needs[].code] | join(",")')" diploma
check "G3 the rest is filled in" is "$(field '.data.contract.employer | length > 0')" true
check "G3 without the named paper it cannot be submitted" answers 422 citizen POST /api/case/submit "{\"draft\":\"$draft\",\"version\":$version,\"undertaking\":\"type2-1\"}"
client_file=$samples/one-page.pdf api citizen POST "/api/file?draft=$draft&material=diploma"
check "1.8 the paper is taken" is "$client_status" 201
check "G3 submitted" answers 201 citizen POST /api/case/submit "{\"draft\":\"$draft\",\"version\":$version,\"undertaking\":\"type2-1\"}"
again=$(field .id)
check "4B-2 it got its filing number from the platform" wait_until 20 has_projid
check "G3 it reaches the reviewer" wait_until 30 in_state reviewer "$again" in_review
check "4C-14 it is linked to the one it answers" is "$(field .answers)" "$id"
check "G2 the yes with a reason is taken" answers 201 reviewer POST /api/staff/case/decide "{\"id\":\"$again\",\"ver\":$(field .ver),\"yes\":true,\"opinion\":\"毕业证书原件属实\"}"
check "G2 the yes pays by itself" wait_until 40 in_state lead "$again" approved
check "G2 paid" wait_until 40 all_paid
check "G2 the override counts against the mandate" is "$(sql 'SELECT SUM(overrides) > 0 FROM pay_mandate_day')" 1
check "B6 zero difference" wait_until 30 reconciled
books
story_end
