# Library of the stories: real servers, real city, one site per story under a run folder that is thrown away.
#   . "$(dirname "$0")/lib.sh"
# A story prints "ok - what" or "not ok - what" per step (scripts/test counts the lines) and ends with story_end.
# ANJU_BUILD: build folder (build/ as a rule). ANJU_STORY_KEEP=1 keeps the run folder.
set -u
source_dir=${ANJU_SOURCE_DIR:-$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)}
build=${ANJU_BUILD:-$source_dir/build}
story=$(basename "$0" .sh)
. "$source_dir/scripts/services"
. "$source_dir/scripts/site"
. "$source_dir/scripts/client"
story_run=$(mktemp -d "/tmp/anju-$story.XXXXXX") || exit 70
story_failed=0
story_close() {
	stop_all "$story_run" 2> /dev/null
	if [ "$story_failed" = 0 ] && [ -z "${ANJU_STORY_KEEP:-}" ]; then rm -rf "$story_run"; else echo "# kept: $story_run" >&2; fi
}
trap story_close EXIT
trap 'exit 130' INT TERM
SITE_LINES=("decide.undo_s = 1" "retry.first_ms = 200" "retry.max_ms = 2000")
CLIENT_DIR=$story_run/clients
ANJU_RECORD=$story_run/answers.jsonl
samples=$story_run/samples
"$source_dir/tests/data/files/make.sh" "$samples"

ok() { printf 'ok - %s: %s\n' "$story" "$*"; }
nok() {
	printf 'not ok - %s: %s\n' "$story" "$*"
	[ -z "${client_body:-}" ] || printf '#   last answer %s %s\n' "$client_status" "${client_body:0:600}"
	story_failed=1
}
# check WHAT COMMAND...
check() {
	local what=$1
	shift
	if "$@"; then ok "$what"; else nok "$what"; fi
}
is() { [ "$1" = "$2" ] || { printf '#   got "%s", expected "%s"\n' "$1" "$2"; return 1; }; }
answers() { # STATUS NAME METHOD PATH [JSON]
	local want=$1
	shift
	api "$@"
	is "$client_status" "$want"
}
site() { # starts the site and the office; the story ends when that fails
	site_up "$story_run" "$build" "$source_dir" || { nok "the site starts"; exit 1; }
	set -a
	. "$story_run/site.env"
	set +a
}
office() { open_office 1000000000 5000000 200000000 500 50 && staff_sign_on lead chen.zhuren || { nok "the office opens"; exit 1; }; }
sql() { svc_sql "$story_run" <<< "USE anju; $1"; }
dispatch() { city /city/gov/dispatch -X POST -d "$1" | jq -r .projid; } # JSON -> projid
case_state() { sql "SELECT state FROM casefile WHERE projid = '$1'"; }
state_becomes() { # PROJID STATE [SECONDS]
	wait_until "${3:-30}" has_state "$1" "$2" || { printf '#   state is "%s", expected "%s"\n' "$(case_state "$1")" "$2"; return 1; }
}
has_state() { [ "$(case_state "$1")" = "$2" ]; }
case_id() { sql "SELECT public_id FROM casefile WHERE projid = '$1'"; }
all_paid() { # every order PAID, at least one
	[ "$(sql "SELECT COUNT(*) > 0 AND SUM(state <> 'PAID') = 0 FROM pay_order")" = 1 ]
}
reconciled() { api lead GET /api/staff/recon && [ "$(field '(.diffs | map(select(.state == "open")) | length) == 0 and .ours.fen > 0 and .ours == .bank')" = true ]; }
# What must hold after every story, whatever was done to the site: invariants, the audit chain, the bank's judge, no twice sent SMS.
books() {
	check "B5 no payment was booked twice at the bank" is "$(city '/city/bank/judge?list=0' | jq -r '[.double, .suspect] | map(if type == "array" then length else . end) | add')" 0
	check "all invariants hold (anju-audit)" "$build/fcgi/main/anju-audit" -c "$story_run/audit.conf" --once
	check "B11 the audit chain verifies" wait_until 20 audit_whole
	check "B2 every decision and every month derives again, equal" replays
	check "S18 no personal data in any log" no_leak
}
audit_whole() { "$build/fcgi/main/anjuctl" audit verify -c "$story_run/audit.conf" > "$story_run/log/verify.log" 2>&1; }
replays() { "$build/fcgi/main/anjuctl" replay --all -c "$story_run/audit.conf" > "$story_run/log/replay.log" 2>&1; }
# ID numbers, phones and accounts of the hand-made people must not stand in logs, and not in clear in the database files.
no_leak() {
	local needles=$story_run/needles
	city '/city/people' | jq -r '.[] | .idno, .phone, .account // empty' | grep -E '.{11}' | sort -u > "$needles"
	[ -s "$needles" ] || return 1
	! grep -rlaFf "$needles" "$story_run/log" "$story_run/files" "$story_run/audit" "$story_run/db/anju" "$story_run/worker.sh" 2> /dev/null | grep -v '/log/city.log$' | grep . && return 0
	return 1
}
# Every answer of the story must be what docs/openapi.yaml says.
contract() {
	if ! command -v node > /dev/null; then echo "skip - $story: U25 no node"; return; fi
	if [ ! -d "$source_dir/www/node_modules/yaml" ]; then echo "skip - $story: U25 www/node_modules is not there"; return; fi
	client_body= check "U25 every answer is what the contract says" node "$source_dir/www/e2e/contract.mjs" "$source_dir/docs/openapi.yaml" "$ANJU_RECORD"
}
story_end() {
	contract
	exit "$story_failed"
}
