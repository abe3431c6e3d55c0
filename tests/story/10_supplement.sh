#!/bin/bash
# 4C-1 1.6 1.8 4C-5: no account, or one of somebody else: supplement, never refusal; handed in, it goes on; a reviewer's ask; withdraw.
. "$(dirname "$0")/lib.sh"
site
office
for tag in P-NOACCOUNT P-OTHERHOLDER; do
	projid=$(dispatch "{\"tag\":\"$tag\",\"materials\":[]}")
	check "4C-1 $tag is asked for a supplement" state_becomes "$projid" supplement
	id=$(case_id "$projid")
	citizen_sign_on citizen $tag || nok "sign-on"
	api citizen GET "/api/case?id=$id"
	check "1.8(1) $tag: what is asked for, until when" is "$(field '.supplement.needs_account and (.supplement.due_on | length) == 10')" true
	name=$(city "/city/people?tag=$tag" | jq -r '.[0].name')
	account=$(city "/city/people?tag=P-PASS" | jq -r '.[0].account')
	check "1.8(2) somebody else's name is refused with its field" answers 422 citizen POST /api/case/supplement "{\"id\":\"$id\",\"payee\":{\"account\":\"$account\",\"holder\":\"王别人\",\"bank\":\"工商银行\"}}"
	own=$(city "/city/people?tag=$tag" | jq -r '.[0].account // empty')
	check "1.8(2) the own account is taken" answers 200 citizen POST /api/case/supplement "{\"id\":\"$id\",\"payee\":{\"account\":\"${own:-$account}\",\"holder\":\"$name\",\"bank\":\"工商银行\"}}"
	check "4C-5 $tag goes on by itself" state_becomes "$projid" approved
done
projid=$(dispatch '{"tag":"P-NODEGREE","materials":[]}')
state_becomes "$projid" in_review > /dev/null
id=$(case_id "$projid")
api lead GET "/api/staff/case?id=$id"
check "a reviewer asks for a paper" answers 200 lead POST /api/staff/case/ask "{\"id\":\"$id\",\"ver\":$(field .ver),\"materials\":[\"diploma\"],\"note\":\"请上传毕业证书\",\"due_days\":7}"
citizen_sign_on citizen P-NODEGREE || nok "sign-on"
api citizen GET /api/home
check "1.8(1) the home page names it as the next step" is "$(field '.next.href | startswith("#/")')" true
check "the paper must be there" answers 422 citizen POST /api/case/supplement "{\"id\":\"$id\"}"
client_file=$samples/dot.png api citizen POST "/api/file?case=$id&material=diploma"
check "uploaded into the case" is "$client_status" 201
check "1.8(2) handed in" answers 200 citizen POST /api/case/supplement "{\"id\":\"$id\",\"note\":\"已补\"}"
check "it is checked again and comes back to a person" state_becomes "$projid" in_review
check "1.6 he withdraws" answers 200 citizen POST /api/case/withdraw "{\"id\":\"$id\"}"
check "withdrawn" is "$(case_state "$projid")" withdrawn
check "1.6 twice is not possible" answers 409 citizen POST /api/case/withdraw "{\"id\":\"$id\"}"
books
story_end
