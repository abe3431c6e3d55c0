#!/bin/sh
# Drives every peer of the simulated city from outside: requests are signed by the openssl command, not by our C code.
# Usage: test_city.sh [path of city]; automake gives ANJU_BUILD_DIR.
set -u
city=${1:-${ANJU_BUILD_DIR:-.}/tests/city/city}
for tool in curl openssl; do
	command -v "$tool" >/dev/null 2>&1 || { echo "test_city: $tool is missing, left out"; exit 77; }
done
[ -x "$city" ] || { echo "test_city: $city is missing, left out"; exit 77; }
dir=$(mktemp -d) || exit 1
pid=
passed=0
failed=0
stop_city() {
	[ -z "$pid" ] || { kill "-$1" "$pid" 2>/dev/null; wait "$pid" 2>/dev/null; }
	pid=
}
trap 'stop_city TERM; rm -rf "$dir"' EXIT
trap 'exit 1' INT TERM

start_city() {
	rm -f "$dir/s/port"
	"$city" --port 0 --state "$dir/s" --persons 50 --seed 7 --bank-delay-ms 100 "$@" 2>>"$dir/log" &
	pid=$!
	n=0
	while [ ! -s "$dir/s/port" ]; do
		n=$((n + 1))
		[ "$n" -lt 100 ] && kill -0 "$pid" 2>/dev/null || { cat "$dir/log"; echo "test_city: the city does not start"; exit 1; }
		sleep 0.1
	done
	base=http://127.0.0.1:$(cat "$dir/s/port")
}

# check NAME TEXT PATTERN: the text has the basic regular expression.
check() {
	if printf '%s\n' "$2" | grep -q -- "$3"; then
		passed=$((passed + 1))
		printf 'ok - test_city: %s\n' "$1"
	else
		failed=$((failed + 1))
		printf 'not ok - test_city: %s\n#  wanted: %s\n#  got:    %s\n' "$1" "$3" "$(printf '%s' "$2" | head -c 600)"
	fi
}
refute() {
	if printf '%s\n' "$2" | grep -q -- "$3"; then
		failed=$((failed + 1))
		printf 'not ok - test_city: %s\n#  unwanted: %s\n' "$1" "$3"
	else
		passed=$((passed + 1))
		printf 'ok - test_city: %s\n' "$1"
	fi
}
field() { printf '%s' "$1" | grep -o "\"$2\":\"\{0,1\}[^\",}]*" | head -n 1 | sed 's/^"[^"]*":"\{0,1\}//'; }
md5() { printf '%s' "$1" | openssl dgst -md5 -r | cut -d ' ' -f 1; }
now_ms() { echo "$(date +%s)000"; }
http_date() { LC_ALL=C date -u -d "@$(($(date +%s) + ${1:-0}))" '+%a, %d %b %Y %H:%M:%S GMT'; }

# signed METHOD PATH QUERY KEY SECRET DIGEST(yes|no) [BODYFILE]; $shift_s moves the clock, $spoil changes what is sent.
shift_s=0
spoil=
signed() {
	d=$(http_date "$shift_s")
	body=${7:-/dev/null}
	sm3=$(openssl dgst -sm3 -r "$body" | cut -d ' ' -f 1)
	text=$(printf '%s\n%s\n%s\n%s\n%s\n.' "$1" "$2" "$3" "$4" "$d")
	text=${text%.}
	[ "$6" = no ] || text="$text$sm3
"
	mac=$(printf '%s' "$text" | openssl dgst -sha256 -hmac "$5" -binary | openssl base64 -A)
	set -- "$1" "$base$2${3:+?$3}" "$4" "$body"
	curl -s -m 20 -w '\n%{http_code}' -X "$1" -H "X-BG-HMAC-ACCESS-KEY: $3" -H 'X-BG-HMAC-ALGORITHM: hmac-sha256' \
		-H "X-BG-DATE-TIME: $d" -H "X-BG-HMAC-SIGNATURE: $mac$spoil" -H "X-BODY-SM3: $sm3" -H 'Expect:' \
		-H 'Content-Type: application/json' --data-binary "@$4" "$2"
}
gov() { signed "$1" "/gov/gov2/$2" "${3:-}" gov-ak gov-secret yes ${4:+"$4"}; }
bank() { signed "$1" "/bankgw/bank/$2" "${3:-}" bank-ak bank-secret yes ${4:+"$4"}; }
irs() { signed POST "/irs/restapi/prod/IC33000020220329000007/uc/sso/$1" "" test-ak test-secret no "$2"; }
json() { printf '%s' "$1" >"$dir/body"; }
post() { curl -s -m 20 -X POST --data-binary "$2" "$base/city/$1"; }
get() { curl -s -m 20 "$base/city/$1"; }
fault() { post fault "$1" >/dev/null; }

start_city

# ---- the town
people=$(get 'people?n=3')
for tag in P-PASS P-FAMILY P-HOME P-NOINS P-INCOME P-ENTRE P-NODEGREE P-DOWN P-CAR P-BENEFIT P-OTHERHOLDER P-NOACCOUNT P-MISMATCH P-CLOSED P-RETURN; do
	check "people has $tag" "$people" "\"tag\":\"$tag\""
done
person() { get "people?tag=$1"; }
pass=$(field "$(person P-PASS)" idno)
account=$(printf '%s' "$(person P-PASS)" | sed -n 's/.*"payee":{"account":"\([0-9]*\)".*/\1/p')
check 'P-PASS has a card' "$account" '^62[0-9]\{17\}$'

# ---- data platform
t=$(now_ms)
token=$(curl -s "$base/data/app/refreshTokenByKey.htm?appKey=testappkey&sign=$(md5 "testappkeytestappsecret$t")&requestTime=$t")
check 'data token' "$token" '"code":"00".*requestSecret'
secret=$(field "$token" requestSecret)
refresh=$(field "$token" refreshSecret)
check 'data token, wrong sign' "$(curl -s "$base/data/app/refreshTokenByKey.htm?appKey=testappkey&sign=$(md5 x)&requestTime=$t")" '"code":"03"'
old=$((t - 3600000))
check 'data token, stale' "$(curl -s "$base/data/app/refreshTokenByKey.htm?appKey=testappkey&sign=$(md5 "testappkeytestappsecret$old")&requestTime=$old")" '"code":"03"'
token=$(curl -s "$base/data/app/refreshTokenBySec.htm?appKey=testappkey&sign=$(md5 "testappkey$refresh$t")&requestTime=$t")
check 'data token renewed' "$token" '"code":"00"'
secret=$(field "$token" requestSecret)
ground='{"powerMatters":"x","subPowerMatters":"","accesscardId":"","materialName":"","sponsorName":"","sponsorCode":"","projectId":"1"}'
# data PATH IDFIELD IDNO [ADDITIONAL [SECRET]]
data() {
	t=$(now_ms)
	curl -s -m 20 --data-urlencode "appKey=testappkey" --data-urlencode "sign=$(md5 "testappkey${5:-$secret}$t")" --data-urlencode "requestTime=$t" \
		--data-urlencode "additional=${4-$ground}" --data-urlencode "$2=$3" "$base/data/api/$1.htm"
}
household=001003010/dataSharing/popHousehold00001
insurance=001003017/dataSharing/socialInsur00001
property=001003034/dataSharing/realEstate000001
check 'household is an object' "$(data $household czrkgmsfhm "$pass")" "\"dataCount\":\"1\",\"datas\":{\"czrkgmsfhm\":\"$pass\""
check 'data, wrong sign' "$(data $household czrkgmsfhm "$pass" "$ground" wrong)" '"code":"03"'
check 'data, no ground' "$(data $household czrkgmsfhm "$pass" '{}')" '"code":"05"'
check 'data, no person' "$(data $household czrkgmsfhm '')" '"code":"99"'
check 'nobody is no record' "$(data $household czrkgmsfhm 330106199003070014)" '"dataCount":"0","datas":null'
check 'insurance is an array' "$(data $insurance AAC002 "$pass")" "\"datas\":\[{\"AAC002\":\"$pass\",\"aae003\":\"20"
check 'no insurance' "$(data $insurance AAC002 "$(field "$(person P-NOINS)" idno)")" '"dataCount":"0","datas":\[\]'
check 'property is JSON text' "$(data $property qlrzjh "$(field "$(person P-HOME)" idno)")" '"datas":"\[{\\"qlrzjh\\"'
check 'no property' "$(data $property qlrzjh "$pass")" '"dataCount":"0","datas":"\[\]"'
check 'marriage' "$(data 001003014/dataSharing/marryInfo0000001 cardId "$(field "$(person P-FAMILY)" idno)")" 'spouseCardId'
for row in 001003010/dataSharing/idCardState00001:gmsfhm 001003010/dataSharing/residencePermit1:sfzh 001003010/dataSharing/vehicleInfo00001:sfzmhm \
	001003017/dataSharing/techTitle0000001:zjhm 001003017/dataSharing/vocational000001:zjhm 001008001/dataSharing/housingFund00001:gmsfhm \
	001003006/dataSharing/degreeInfo000001:zjhm 001003006/dataSharing/studentState0001:zjhm 001008044/dataSharing/publicRental0001:zjhm \
	001008044/dataSharing/lowRent000000001:zjhm 001008044/dataSharing/affordable000001:zjhm 001008044/dataSharing/reformHousing001:zjhm \
	001008044/dataSharing/housingAllow0001:zjhm 001008044/dataSharing/leaseRecord00001:czr_zjhm; do
	check "source $row" "$(data "${row%:*}" "${row#*:}" "$pass")" '"code":"00".*"requestId":".*"asOf":"20'
done
fault '{"peer":"data","source":"property","kind":"other_person","count":1}'
answer=$(data $property qlrzjh "$pass")
check 'fault other_person' "$answer" '"dataCount":"[1-9]'
refute 'fault other_person is not about the person' "$answer" "$pass"
check 'a fault with a count ends' "$(data $property qlrzjh "$pass")" '"dataCount":"0"'
fault '{"peer":"data","source":"property","kind":"malformed"}'
refute 'fault malformed' "$(data $property qlrzjh "$pass")" '}$'
check 'the fault is for one source' "$(data $household czrkgmsfhm "$pass")" '"code":"00"'
fault '{"peer":"data","kind":"none"}'
fault '{"peer":"data","kind":"busy","count":1}'
check 'fault busy' "$(data $household czrkgmsfhm "$pass")" '"code":"10"'
fault '{"peer":"data","kind":"http500","count":1}'
check 'fault http500' "$(data $household czrkgmsfhm "$pass")" 'Internal Server Error'
fault '{"peer":"data","kind":"down","count":1}'
check 'fault down' "$(data $household czrkgmsfhm "$pass" || echo "exit $?")" 'exit 52'
fault '{"peer":"data","kind":"bad_signature","count":1}'
check 'fault bad_signature' "$(data $household czrkgmsfhm "$pass")" '"code":"03"'
check 'unknown fault' "$(post fault '{"peer":"data","kind":"late"}')" 'no such fault'

# ---- sign-on
ticket=$(field "$(get 'ticket?tag=P-PASS&kind=irs')" ticket)
json "{\"ticketId\":\"$ticket\",\"appId\":\"app\"}"
answer=$(irs access_token "$dir/body")
check 'IRS ticket' "$answer" '"success":true'
access=$(field "$answer" accessToken)
check 'IRS ticket works once' "$(irs access_token "$dir/body")" 'C-USER-SSO-TICKET-INVALID'
json "{\"token\":\"$access\"}"
check 'IRS user' "$(irs getUserInfo "$dir/body")" "\"userType\":\"PERSON\".*\"idNo\":\"$pass\""
spoil=x
check 'IRS wrong signature' "$(irs getUserInfo "$dir/body")" 'Invalid signature'
spoil=
shift_s=-120
check 'IRS stale' "$(irs getUserInfo "$dir/body")" 'Clock skew exceeded'
shift_s=0
json '{"token":"TK-none"}'
check 'IRS wrong token' "$(irs getUserInfo "$dir/body")" 'C-USER-SSO-TOKEN-INVALID'
legacy() {
	when=$(TZ=UTC-8 date +%Y%m%d%H%M%S)
	curl -s -m 20 -d "method=$1&servicecode=testcode&time=$when&sign=$(md5 "testcode${3:-testpwd}$when")&datatype=json&$2" "$base/legacy/sso/servlet/simpleauth"
}
ticket=$(field "$(get 'ticket?tag=P-PASS&kind=legacy')" ticket)
answer=$(legacy ticketValidation "st=$ticket")
check 'legacy ticket' "$answer" '"result":"0".*"token":"TK-'
check 'legacy ticket works once' "$(legacy ticketValidation "st=$ticket")" '"result":"6001"'
check 'legacy no ticket' "$(legacy ticketValidation 'st=abc')" '"result":"6002"'
check 'legacy wrong sign' "$(legacy ticketValidation 'st=abc' nope)" '"result":"6003"'
check 'legacy user' "$(legacy getUserInfo "token=$(field "$answer" token)")" "\"authlevel\":\"3\",\"idtype\":\"1\".*\"idnum\":\"$pass\""
check 'portal page' "$(curl -s "$base/portal/uc/sso/login?appId=a&sp=http%3A%2F%2F127.0.0.1%2Fm%2F%23%2Fx")" '周知远'
check 'portal goes back' "$(curl -s -o /dev/null -w '%{redirect_url}' "$base/portal/uc/sso/choose?who=P-PASS&sp=http%3A%2F%2F127.0.0.1%2Fm%2F%23%2Fx")" \
	'^http://127.0.0.1/m/?ticketId=ST-[0-9a-f]*#/x$'
check 'portal refuses other addresses' "$(curl -s "$base/portal/uc/sso/login?sp=javascript:x")" 'error'

# ---- SMS
sms() {
	mac=$(md5 "TestEctestap${4:-testsk}$1$2SIGN01$3")
	printf '{"ecName":"TestEc","apId":"testap","mobiles":"%s","content":"%s","sign":"SIGN01","addSerial":"%s","mac":"%s"}' "$1" "$2" "$3" "$mac" |
		openssl base64 -A >"$dir/body"
	curl -s -m 20 --data-binary "@$dir/body" "$base/sms-gw/sms/norsubmit"
}
report() { curl -s "$base/sms-gw/sms/report?ecName=TestEc&apId=testap&ref=$1&mac=$(md5 "TestEctestaptestsk$1")"; }
check 'sms' "$(sms 13800138000 hello 1001)" '"rspcod":"success".*"success":true'
check 'sms wrong mac' "$(sms 13800138000 hello 1002 no)" 'IllegalMac'
check 'sms without text' "$(sms 13800138000 '' 1003)" 'InvalidMessage'
check 'sms kept' "$(get 'sms?phone=13800138000')" '^\[{"id":1,"ref":"1001".*hello[^}]*}\]$'
check 'sms report' "$(report 1001)" 'sent'
check 'sms report of nothing' "$(report 1002)" 'unknown_ref'
fault '{"peer":"sms","kind":"cut","count":1}'
check 'sms cut' "$(sms 13800138000 again 1004 || echo "exit $?")" 'exit 52'
check 'sms cut was sent all the same' "$(report 1004)" 'sent'

# ---- platform 2.0
projid=$(field "$(post gov/dispatch '{"tag":"P-PASS","materials":["diploma","id_card","bank_card"],"form":{"address":"杭州市"}}')" projid)
check 'projid' "$projid" '^3301[0-9]\{17\}$'
answer=$(gov GET dispatch 'after=0&limit=10')
check 'dispatch' "$answer" "\"cursor\":\"1\",\"cases\":\[{\"seq\":1,\"apasinfo\":{\"projid\":\"$projid\".*\"datastate\":\"1\".*\"attrid\":\"diploma\".*\"address\":\"杭州市\""
check 'nothing after the cursor' "$(gov GET dispatch 'after=1&limit=10')" '"cursor":"1","cases":\[\]'
for n in 1 2 3; do
	attr=$(printf '%s' "$answer" | sed 's/},{/}\n{/g; s/"attrs":\[/\n/' | grep '"unid"' | sed -n "${n}p")
	unid=$(field "$attr" unid)
	signed GET /gov/gov2/material "projid=$projid&unid=$unid" gov-ak gov-secret yes >"$dir/raw"
	size=$(field "$attr" filesize)
	head -c "$size" "$dir/raw" >"$dir/material"
	check "material $n has its digest" "$(openssl dgst -sm3 -r "$dir/material")" "^$(field "$attr" filesm3)"
	check "material $n is what it says" "$(head -c 8 "$dir/material" | od -An -c)" '% *P *D *F\|J *F *I *F\|P *N *G\|377 330 377 340'
done
spoil=x
check 'gov wrong signature' "$(gov GET dispatch 'after=0')" 'Invalid signature'
spoil=
shift_s=100
check 'gov stale' "$(gov GET dispatch 'after=0')" 'Clock skew exceeded'
shift_s=0
check 'gov other key' "$(signed GET /gov/gov2/dispatch after=0 bank-ak gov-secret yes)" 'Invalid access key'
check 'gov without body digest' "$(signed GET /gov/gov2/dispatch after=0 gov-ak gov-secret no)" 'Invalid signature'
json "{\"projid\":\"$projid\",\"stage\":\"accept\",\"dataversion\":1,\"accept_result\":\"受理\",\"accept_man\":\"系统\",\"accept_time\":\"2026-11-23 10:00:00\"}"
check 'report' "$(gov POST report '' "$dir/body")" '"result":"00"'
check 'report again' "$(gov POST report '' "$dir/body")" '"result":"01","msg":"duplicate"'
json "{\"projid\":\"$projid\",\"stage\":\"transact\",\"dataversion\":1,\"transact_result\":\"好\"}"
check 'report with a wrong word' "$(gov POST report '' "$dir/body")" '"result":"02"'
check 'state' "$(gov GET state "projid=$projid")" '"state":"accepted","stages":\["accept"\]'
json '{"request_no":"r-1","apasinfo":{"applyname":"周知远","apply_cardnumber":"x","telphone":"1"},"form":{"kind":"graduate"}}'
own=$(field "$(gov POST file '' "$dir/body")" projid)
check 'filing' "$own" '^3301[0-9]\{17\}$'
check 'filing twice gives one number' "$(gov POST file '' "$dir/body")" "\"projid\":\"$own\""
twice=$(field "$(post 'gov/dispatch?twice=1' '{"tag":"P-FAMILY"}')" projid)
answer=$(gov GET dispatch 'after=1&limit=10' | sed 's/{"seq"/\n&/g' | sed -n 's/.*"seq":\([0-9]*\).*"projid":"\([0-9]*\)".*"dataversion":\([0-9]*\).*/\1 \2 \3/p')
check 'delivered twice and out of order' "$(printf '%s' "$answer" | tr '\n' ,)" "^2 $twice 2,3 $twice 1,4 $twice 2"
post gov/withdraw "{\"projid\":\"$twice\"}" >/dev/null
check 'withdrawn there' "$(gov GET dispatch 'after=4')" '"datastate":"0","dataversion":3,"sync_status":"D"'
check 'many' "$(post gov/dispatch '{"generated":5}' | tr ',' '\n' | grep -c 3301)" '^5$'

# ---- bank
day=$(date +%Y%m%d)
no=${day}000000000001
closed=$(person P-CLOSED | sed -n 's/.*"payee":{"account":"\([0-9]*\)".*/\1/p')
returns=$(person P-RETURN | sed -n 's/.*"payee":{"account":"\([0-9]*\)".*/\1/p')
row() { printf 'D|%s%012d|%s|%s||%s|%s\n' "$no" "$1" "$2" "$3" "$4" "$5"; }
{
	printf 'H|%s|33050110000000000001|5|4320.00|CNY|%s\n' "$no" "$day"
	row 1 "$account" 周知远 864.00 '公租房补贴 2026-11'
	row 2 "$account" 周知近 864.00 '公租房补贴 2026-11 b'
	row 3 "$closed" 唐景行 864.00 '公租房补贴 2026-11'
	row 4 6217000000000000000 无名氏 864.00 '公租房补贴 2026-11'
	row 5 "$returns" 贺知秋 864.00 '公租房补贴 2026-11'
	printf 'T|5|4320.00\n'
} >"$dir/batch"
check 'bank: unknown batch' "$(bank GET batch "batch_no=$no")" '404$'
fault '{"peer":"bank","kind":"cut","count":1}'
check 'bank: cut after taking' "$(bank PUT batch "batch_no=$no" "$dir/batch" || echo "exit $?")" 'exit 52'
check 'bank: has it all the same' "$(bank GET batch "batch_no=$no")" "\"file_sm3\":\"$(openssl dgst -sm3 -r "$dir/batch" | cut -d ' ' -f 1)\""
check 'bank: the same bytes again' "$(bank PUT batch "batch_no=$no" "$dir/batch")" '"state":"accepted"'
sed 's/公租房/保障房/' "$dir/batch" >"$dir/other"
check 'bank: another file under the number' "$(bank PUT batch "batch_no=$no" "$dir/other")" '409$'
stop_city KILL
start_city
check 'bank: kept over kill -9' "$(bank GET batch "batch_no=$no")" '"state":'
sleep 0.2
answer=$(bank GET return "batch_no=$no")
want() { check "bank: row $1 gives $2" "$answer" "^R|$no$(printf %012d "$1")|864.00|$2|"; }
want 1 00; want 2 66; want 3 63; want 4 61; want 5 00
check 'bank: return file is whole' "$answer" '^T|5$'
check 'bank: query' "$(bank GET query "e2e_id=${no}000000000001")" '"code":"00","amount":86400'
check 'bank: query of nothing' "$(bank GET query "e2e_id=${no}000000000009")" '404$'
sleep 0.4
check 'bank: money came back' "$(bank GET returns after=0)" "\"n\":1,\"batch_no\":\"$no\""
check 'bank: RETN line' "$(bank GET return n=1)" "^R|${no}000000000005|864.00|RETN|"
answer=$(bank GET statement "day=$(TZ=UTC-8 date +%Y-%m-%d)")
check 'bank: statement' "$answer" '^S|20[0-9-]*|10000000000.00|9999999136.00|3$'
check 'bank: statement sums' "$answer" '^T|3|1728.00|864.00$'
check 'bank: tomorrow has none' "$(bank GET statement day=2099-01-01)" '204$'
spoil=x
check 'bank: wrong signature' "$(bank GET batch "batch_no=$no")" 'Invalid signature'
spoil=
bad() {
	no=${day}00000000009$1
	sed "s/${day}000000000001/$no/; $2" "$dir/batch" >"$dir/bad"
	sed -i "s/^D|${day}000000000001/D|$no/" "$dir/bad"
	check "bank: refuses $3" "$(bank PUT batch "batch_no=$no" "$dir/bad")" '400$'
	check "bank: $3 leaves nothing" "$(bank GET batch "batch_no=$no")" '404$'
}
bad 1 's/^T|5|4320.00/T|5|4321.00/' 'a wrong sum'
bad 2 's/^D|\(.*\)|864.00|/D|\1|864|/' 'an amount without decimals'
bad 3 '2{h;d};3{G}' 'rows out of order'
bad 4 's/CNY/USD/' 'another currency'
bad 5 '$d' 'a file without a trailer'
answer=$(get bank/judge)
check 'judge' "$answer" '"batches":1,"double":0,"sum_fen":172800,"returned_fen":86400'
check 'judge has no suspect' "$answer" '"suspect":\[\]'
no=${day}000000000002
{
	printf 'H|%s|33050110000000000001|2|1728.00|CNY|%s\n' "$no" "$day"
	row 1 "$account" 周知远 864.00 '公租房补贴 2026-11'
	row 2 "$account" 周知远 864.00 '公租房补贴 2026-12'
	printf 'T|2|1728.00\n'
} >"$dir/batch"
fault '{"peer":"bank","kind":"late","ms":600,"count":1}'
check 'bank: second batch' "$(bank PUT batch "batch_no=$no" "$dir/batch")" '"state":"accepted"'
sleep 0.2
check 'bank: a line is missing' "$(bank GET return "batch_no=$no")" '^T|1$'
check 'bank: return file keeps its shape twice over' "$(fault '{"peer":"bank","kind":"duplicate","count":1}'; bank GET return "batch_no=$no")" '^T|2$'
sleep 0.8
check 'bank: the missing line comes late' "$(bank GET returns after=1)" "\"n\":2,\"batch_no\":\"$no\""
check 'bank: late file' "$(bank GET return n=2)" "^R|${no}000000000002|864.00|00|"
check 'judge sees the same purpose paid twice' "$(get bank/judge)" '"suspect":\[{"account_masked".*"purpose":"公租房补贴 2026-11","amount_fen":86400,"n_paid":2'
check 'bank: sent back by hand' "$(post bank/retn "{\"e2e_id\":\"${no}000000000001\"}")" "${no}000000000001"
check 'judge counts net' "$(get bank/judge)" '"suspect":\[\]'

# ---- everything is still there after another crash
before=$(get bank/judge; get gov/cases; get sms)
stop_city KILL
printf '{"t":"bat' >>"$dir/s/bank.log"
start_city
check 'state outlives kill -9 and a torn line' "$(test "$before" = "$(get bank/judge; get gov/cases; get sms)" && echo same)" '^same$'
check 'a second city may not use the folder' "$("$city" --port 0 --state "$dir/s" 2>&1 || echo "exit $?")" 'in use by another city'
stop_city TERM

# ---- twenty slow calls at once must not wait for each other
start_city --latency-ms 400
begin=$(date +%s%N)
t=$(now_ms)
token_url="$base/data/app/refreshTokenByKey.htm?appKey=testappkey&sign=$(md5 "testappkeytestappsecret$t")&requestTime=$t"
: >"$dir/urls"
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do printf 'url = "%s"\n' "$token_url" >>"$dir/urls"; done
answer=$(curl -s --no-progress-meter --parallel --parallel-immediate --parallel-max 20 -K "$dir/urls")
took=$((($(date +%s%N) - begin) / 1000000))
check 'twenty parallel answers' "$(printf '%s' "$answer" | grep -o '"code":"00"' | wc -l)" '^ *20$'
check "twenty calls of 400 ms take less than 3 s ($took ms)" "$([ "$took" -lt 3000 ] && echo quick)" quick
stop_city TERM

refute 'no sanitizer spoke' "$(cat "$dir/log")" 'Sanitizer\|runtime error'
refute 'the log names nobody' "$(cat "$dir/log")" "$pass\|$account\|周知远\|13800138000"
echo "test_city: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
