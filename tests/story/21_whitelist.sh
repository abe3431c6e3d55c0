#!/bin/bash
# 2.9(4): the talent white list: a file with faults, a good one that two persons make the one in force, a second one that takes somebody out, one number looked up.
. "$(dirname "$0")/lib.sh"
heads=姓名,证件号码,人才类别,认定日期,有效期起,有效期止,发证机关,文号
# file NAME LINE...: a list as a spreadsheet saves it
file() {
	local to=$story_run/$1
	shift
	{ printf '\357\273\277'; printf '%s\r\n' "$heads" "$@"; } > "$to"
}
day() { TZ=Asia/Shanghai date -d "-$1 day" +%F; } # days ago
# import NAME FILE DAY: the bytes themselves
import() { client_file=$story_run/$2 api "$1" POST "/api/staff/whitelist?as_of=$3"; }
imported() { import "$2" "$3" "$4" && is "$client_status" "$1"; } # STATUS NAME FILE DAY
points() { field '[.errors[].pointer] | join(" ")'; }
newest() { api policy1 GET /api/staff/whitelist && field ".items[0] | $1"; } # JQ
newest_is() { api policy1 GET /api/staff/whitelist && [ "$(field '.items[0].state')" = "$1" ]; }
asked() { api "$1" GET /api/staff/approvals && field '.items[] | select(.kind == "WHITELIST")'; } # NAME -> approval
decide() { # NAME YES [NOTE]
	local row
	row=$(asked "$1" | jq -c --argjson yes "$2" --arg note "${3:-}" '{id, yes: $yes, digest, note: $note}') || return 1
	api "$1" POST /api/staff/approval/decide "$row"
}
decides() { decide "$2" "$3" "${4:-}" && is "$client_status" "$1"; } # STATUS NAME YES [NOTE]
changes() { answers 200 policy1 GET "/api/staff/whitelist/changes?id=$list&kind=$1"; }
lines() { # of the town: name and ID number by tag
	city "/city/people?tag=$1" | jq -r '.[0] | "\(.name),\(.idno)"'
}
number() { city "/city/people?tag=$1" | jq -r '.[0].idno'; }

site
staff_sign_on policy1 he.zhengce && staff_sign_on policy2 lu.zhengce && staff_sign_on lead chen.zhuren && staff_sign_on reviewer li.shenhe &&
	staff_sign_on finance1 zhao.caiwu && staff_sign_on auditor zhou.shenji || nok "officers sign on"
one=$(lines P-PASS) two=$(lines P-FAMILY) three=$(lines P-ENTRE)

# ---- nothing yet, and files that are none
check "2.9(4) before the first list none is in force" answers 200 reviewer GET /api/staff/whitelist
check "and it says so" is "$(field '"\(.current) \(.items | length)"')" "null 0"
file bad.csv "$one,E,2024-01-01,,,," "${two%,*},12345,D,2024-01-01,,,," "$three,Z,2024-13-01,,,,"
check "2.9(4) a list with faults is refused" imported 422 policy1 bad.csv "$(day 2)"
check "each fault with its row and column" is "$(points)" "/rows/3/证件号码 /rows/4/人才类别 /rows/4/认定日期"
check "no value of a person stands in it" is "$(field '[.errors[].text | contains("12345")] | any')" false
check "2.9(4) and nothing of it is stored" is "$(sql 'SELECT (SELECT COUNT(*) FROM whitelist), (SELECT COUNT(*) FROM whitelist_entry), (SELECT COUNT(*) FROM person)')" "0	0	0"
{ printf '%s\r\n' "$heads"; yes "${two%,*},12345,D,2024-03-01,,,某某人才管理服务中心," | head -n 6000; } > "$story_run/long.csv"
check "a list longer than other requests may be is read" imported 422 policy1 long.csv "$(day 2)"
check "and as many faults are named as fit" is "$(field '.errors | length')" 16
printf '姓名,人才类别,认定日期\r\n某人,E,2024-01-01\r\n' > "$story_run/headless.csv"
check "a list without the column of numbers" imported 422 policy1 headless.csv "$(day 2)"
check "names it" is "$(field '.errors[0] | "\(.pointer) \(.text | contains("证件号码"))"')" "/rows/1 true"
printf 'PK\003\004\024\000\006\000\010\000\000\000!\000' > "$story_run/list.xlsx"
check "2.9(4) a spreadsheet's own file is no table of text" imported 415 policy1 list.xlsx "$(day 2)"
check "and the answer says what to do in Chinese" is "$(field '.detail | contains("CSV")')" true
file first.csv "$one,E,2024-01-01,,,杭州市人才管理服务中心,杭人才〔2024〕1号" "$two,D,2024-03-01,2024-03-01,2029-02-28,," "$three,F1,2025-05-06,,,,"
check "the day of the list is asked for" imported 422 policy1 first.csv ""
check "by name" is "$(points)" /as_of
check "a day to come is none" imported 422 policy1 first.csv "$(TZ=Asia/Shanghai date -d '+2 day' +%F)"
check "G8 a reviewer imports nothing" imported 403 reviewer first.csv "$(day 2)"
check "G8 nor does finance" imported 403 finance1 first.csv "$(day 2)"

# ---- a first list
check "2.9(4) a policy officer imports a whole list" imported 201 policy1 first.csv "$(day 2)"
list=$(field .id)
check "2.9(4) its rows become people, then it waits" wait_until 30 newest_is waiting
check "all of it" is "$(newest '"\(.id) \(.total) \(.loaded) \(.added) \(.gone) \(.changed) \(.made_by)"')" "$list 3 3 3 0 0 何政策"
check "nothing is in force before another one agreed" is "$(field .current)" null
check "a second list has to wait" imported 409 lead first.csv "$(day 1)"
check "2.9(4) whom it adds is listed" changes added
check "masked" is "$(field '"\(.items | length) \([.items[] | (.name | contains("*")) and (.idno | contains("*")) and .before == null] | all)"')" "3 true"
changes gone
check "nobody goes" is "$(field '.items | length')" 0
check "a kind that is none is refused" answers 400 policy1 GET "/api/staff/whitelist/changes?id=$list&kind=all"
check "a list that is none is not found" answers 404 policy1 GET "/api/staff/whitelist/changes?id=$(printf '%032d' 7)"
check "the second person reads what it is about" is "$(asked policy2 | jq -r '"\(.summary.list) \(.summary.as_of) \(.summary.n) \(.summary.added) \(.summary.gone) \(.summary.changed) \(.mine)"')" "$list $(day 2) 3 3 0 0 false"
check "2.9(4) T4 who imported it may not agree to it" decides 403 policy1 true
check "G8 finance does not see it" is "$(asked finance1)" ""
row=$(asked policy2 | jq -c '{id, yes: true, digest}')
check "G8 nor agree to it" answers 403 finance1 POST /api/staff/approval/decide "$row"
check "T3 another digest is refused" answers 409 policy2 POST /api/staff/approval/decide "$(jq -c '.digest = "0" * 64' <<< "$row")"
check "2.9(4) another one agrees" decides 200 policy2 true
check "2.9(4) and it is in force" wait_until 30 newest_is active
check "for a hundred days from its day" is "$(field '.current | "\(.id) \(.as_of) \(.total) \(.days_left)"')" "$list $(day 2) 3 98"
check "who agreed stands there" is "$(field '.items[0].decided_by')" 陆政策
check "the same list again is refused" imported 409 lead first.csv "$(day 2)"

# ---- a second list, as an older office program saves it: one person is gone, one has another class
file second.csv "$one,E,2024-01-01,,,杭州市人才管理服务中心,杭人才〔2024〕1号" "$two,C,2024-03-01,2024-03-01,2029-02-28,,"
tail -c +4 "$story_run/second.csv" | iconv -f UTF-8 -t GB18030 > "$story_run/second.gb.csv"
check "2.9(4) a list that is older than the one in force is refused" imported 422 lead second.gb.csv "$(day 3)"
check "by its day" is "$(points)" /as_of
check "2.9(4) a list in GB18030" imported 201 lead second.gb.csv "$(day 1)"
first=$list list=$(field .id)
check "is loaded as well" wait_until 30 newest_is waiting
check "2.9(4) one is gone, one has changed" is "$(newest '"\(.total) \(.added) \(.gone) \(.changed)"')" "2 0 1 1"
changes gone
check "who is gone was in the list before" is "$(field '.items | "\(length) \(.[0].before | startswith("F1类 2025-05-06")) \(.[0].after)"')" "1 true null"
changes changed
check "another class stands beside the one before" is "$(field '.items | "\(length) \(.[0].before[:1]) \(.[0].after[:1])"')" "1 D C"
check "the list in force stays meanwhile" is "$(api reviewer GET /api/staff/whitelist && field .current.id)" "$first"
check "the maker is another one now, and may not agree either" decides 403 lead true
check "2.9(4) a policy officer agrees" decides 200 policy1 true
check "it is in force" wait_until 30 newest_is active
check "2.9(4) the one before is history" is "$(field '"\(.current.id) \([.items[].state] | join(" "))"')" "$list active replaced"
check "nobody was struck from the first list" is "$(sql 'SELECT COUNT(*) FROM whitelist_entry')" 5

# ---- a third one that the second person does not want
file third.csv "$one,E,2024-01-01,,,,"
check "a list that lacks a page is imported" imported 201 policy1 third.csv "$(day 0)"
check "it waits" wait_until 30 newest_is waiting
check "2.9(4) the second person says no" decides 200 lead false 少了一页
check "and it is refused with his words" wait_until 30 newest_is refused
check "as they stand there" is "$(field '"\(.items[0].why) \(.current.id)"')" "少了一页 $list"

# ---- one number
check "2.9(4) what all lists say of a number" answers 200 reviewer POST /api/staff/whitelist/find "{\"idno\":\"$(number P-FAMILY)\"}"
check "the newest first, with its days" is "$(field '[.items[] | "\(.state) \(.class) \(.valid_from) \(.valid_to)"] | join("; ")')" "active C 2024-03-01 2029-02-28; replaced D 2024-03-01 2029-02-28"
check "an auditor may look too" answers 200 auditor POST /api/staff/whitelist/find "{\"idno\":\"$(number P-PASS)\"}"
check "an open end is none" is "$(field '"\(.items | length) \([.items[].valid_to] | unique)"')" "3 [null]"
check "a refused list is called so, an issuer and a document stand where they were given" is "$(field '[.items[] | "\(.state) \(.document_no)"] | join("; ")')" "refused ; active 杭人才〔2024〕1号; replaced 杭人才〔2024〕1号"
check "nobody has that number" answers 200 auditor POST /api/staff/whitelist/find "{\"idno\":\"$(number P-PERMIT)\"}"
check "and there is nothing" is "$(field '.items | length')" 0
check "what is no number is named" is "$(api auditor POST /api/staff/whitelist/find '{"idno":"123"}' && points)" /idno
check "G8 finance looks nobody up" answers 403 finance1 POST /api/staff/whitelist/find "{\"idno\":\"$(number P-PASS)\"}"
check "each look is in the audit" is "$(sql "SELECT COUNT(*) FROM audit WHERE action LIKE 'whitelist.%' AND actor_id IN (SELECT id FROM staff WHERE login IN ('li.shenhe','zhou.shenji'))")" 3
check "each import too" is "$(sql "SELECT COUNT(*) FROM audit WHERE action = 'whitelist.import'")" 3
books
story_end
