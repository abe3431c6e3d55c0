#!/bin/bash
# S1 S3 S8 G8: who may do what. Every route of the binary x every door x every kind of session, and what a write needs besides: each cell is one request.
. "$(dirname "$0")/lib.sh"
roles="reviewer lead finance auditor system_admin security_admin cert policy display"
cells=$story_run/cells.jsonl
big=$story_run/big

staff_of() { # ROLE -> login of the office
	awk -v role="$1" '$3 == role { print $1; exit }' <<< "$site_staff"
}
# Offices that scripts/site has nobody for get an account of this story.
everybody_signs_on() {
	local role login
	for role in $roles; do
		login=$(staff_of "$role")
		if [ -z "$login" ]; then
			login=$role.one
			printf '%s\n' "$site_password" | "$build/fcgi/main/anjuctl" staff add -c "$story_run/ddl.conf" --login "$login" --name 测试员 --role "$role" \
				--ends 2099-12-31 --password-stdin --totp "$site_totp" > "$story_run/log/staff-$role.log" 2>&1 || return 1
		fi
		staff_sign_on "$role" "$login" || return 1
	done
	citizen_sign_on applicant P-PASS || return 1
	api pending POST /api/session/start '{"kind":"irs","ticket":"nobody"}'
	is "$client_status" 202
}
actors() { # JSON: name -> cookie, csrf
	local name
	for name in pending applicant $roles; do
		jq -nc --arg n "$name" --arg c "$(cat "$CLIENT_DIR/$name/cookie")" --arg t "$(cat "$CLIENT_DIR/$name/csrf" 2> /dev/null)" '{($n): {cookie: $c, csrf: $t}}'
	done | jq -sc 'add + {none: {cookie: "", csrf: ""}}'
}

# One line a cell: what is asked, and the answer as a pattern over "STATUS CODE POINTER".
make_cells() {
	"$build/fcgi/main/anju-worker" --routes | jq -c --argjson actors "$(actors)" --arg big "$big" '
		def staff: ["reviewer", "lead", "finance", "auditor", "system_admin", "security_admin", "cert", "policy", "display"];
		# Readings that need a query to say anything.
		def query: {"/api/draft": "?form=type2", "/api/forms": "?id=type2", "/api/staff/policy": "?version=T2-2023", "/api/staff/policy/populations": "?version=T2-2023"}[.path] // "";
		def has($flag): .flags | index($flag) != null;
		def wants_id: .method == "GET" and (.path | IN("/api/job", "/api/case", "/api/file", "/api/staff/job", "/api/staff/case", "/api/staff/case/facts", "/api/staff/file", "/api/staff/run", "/api/staff/run/people", "/api/staff/whitelist/changes"));
		def ending: .path | endswith("/session/end");
		def at_home($actor; $door): if $actor == "none" then false elif $actor | IN("pending", "applicant") then $door == "public" else $door == "staff" end;
		# The answer of the handler to an empty request of somebody who may.
		def plain:
			if .method == "GET" then (if wants_id then "422 invalid /id" elif .path | startswith("/api/staff/policy/population") and (endswith("populations") | not) then "422 invalid /trial" else "200" end)
			elif ending then "204"
			elif has("raw") then "400 bad_request|415 media_type|422 invalid.*"
			else "400 bad_request|422 (invalid /.*|invalid)" end;
		def expected($actor; $door):
			if (.doors | index($door)) == null then "404 not_found"
			elif .roles == [] then plain
			elif (at_home($actor; $door) | not) then "401 not_signed_on"
			elif .roles | index("pending") != null then (if has("csrf") and $actor == "pending" then "403 csrf" else plain end)
			elif $actor == "pending" then "401 not_signed_on"
			elif .roles | index($actor) == null then "403 forbidden"
			else plain end;
		def allowed: if .roles == [] then "none" elif .roles | index("pending") != null then "applicant" else .roles[0] end;
		def home: if .doors == ["staff"] then "staff" else "public" end;
		def cell($what; $actor; $door; $expect):
			{route: "\(.method) \(.path)", method, path, what: $what, actor: $actor, door: $door, expect: $expect, query: query, csrf: $actors[$actor].csrf, cookie: $actors[$actor].cookie,
				key: "matrix-\($actor)-\($what | gsub("[^a-z]"; ""))", origin: "", sent: (if .method == "POST" then "{}" else "" end),
				type: (if .method != "POST" then "" elif has("raw") then "application/octet-stream" else "application/json" end)};
		(.routes | map(select(.method == "POST") | .path)) as $written | .routes[] |
		(allowed) as $who | (home) as $home |
		(("public", "staff", "peer") as $door | ("none", "pending", "applicant", staff[]) as $actor | cell("empty"; $actor; $door; expected($actor; $door))),
		(select(wants_id) |
			cell("unknown id"; $who; $home; "404 not_found") + {query: "?id=00000000000000000000000000000000"},
			cell("odd id"; $who; $home; "422 invalid /id") + {query: "?id=1%20or%201"}),
		(select(.method == "GET") | cell("name twice"; $who; $home; "400 bad_request") + {query: "?id=1&id=2"}),
		(select(.path | IN($written[]) | not) | cell("by POST"; $who; $home; "405 method") + {method: "POST", sent: "{}", type: "application/json"}),
		cell("by PUT"; $who; $home; "405 method") + {method: "PUT"},
		(select(.method == "POST") |
			cell("foreign origin"; $who; $home; "403 csrf") + {origin: "https://evil.example"},
			cell("too long"; $who; $home; "413 too_large") + {sent: "@\($big).\(.body_max + 1)"},
			(select(has("csrf")) | cell("no token"; $who; $home; "403 csrf") + {csrf: ""}, cell("wrong token"; $who; $home; "403 csrf") + {csrf: "00112233445566778899aabbccddeeff"}),
			(select(has("key")) | cell("no key"; $who; $home; "422 invalid /_key") + {key: ""}, cell("odd key"; $who; $home; "422 invalid /_key") + {key: "a b"}),
			(select(has("raw") | not) |
				cell("as text"; $who; $home; "415 media_type") + {type: "text/plain"},
				cell("as form"; $who; $home; "415 media_type") + {type: "application/x-www-form-urlencoded"},
				cell("unknown field"; $who; $home; "422 invalid (.* )?/zzz( .*)?") + {sent: "{\"zzz\":1}"},
				cell("half a body"; $who; $home; "400 bad_request") + {sent: "{\"id\":"},
				cell("field twice"; $who; $home; "400 bad_request") + {sent: "{\"id\":1,\"id\":2}"}))' |
		jq -sc 'sort_by([(.what == "empty" and (.path | endswith("/session/end"))), .actor, .door])[]' > "$cells"
}
# Bodies one byte over each limit.
make_big() {
	local n
	for n in $("$build/fcgi/main/anju-worker" --routes | jq '.routes[].body_max' | sort -un); do
		[ "$n" = 0 ] || head -c "$((n + 1))" /dev/zero | tr '\0' x > "$big.$((n + 1))"
	done
}
# All cells by one curl; a body line and a line of status and type each, in order.
ask_all() {
	jq -r --arg public "$ANJU_PUBLIC" --arg staff "$ANJU_STAFF" --arg peer "$ANJU_PEER" '
		def header($name; $value): if $value == "" then empty else "header = " + ("\($name): \($value)" | @json) end;
		"next", "url = " + ({public: $public, staff: $staff, peer: $peer}[.door] + .path + .query | @json), "request = " + (.method | @json),
		"max-time = 30", "write-out = \"\\n@@\\t%{http_code}\\t%{content_type}\\n\"", header("Cookie"; .cookie), header("Origin"; .origin),
		(if .method == "GET" then empty else header("X-CSRF"; .csrf), header("X-Request-Key"; .key) end),
		(if .sent == "" then empty else header("Content-Type"; .type), "data-binary = " + (.sent | @json) end)' "$cells" | sed 1d > "$story_run/curl"
	curl -sS -K "$story_run/curl" 2> "$story_run/curl.err" | awk '/^@@\t/ { print body; print substr($0, 4); body = ""; next } { body = body $0 }' > "$story_run/said"
}
# Cells and answers side by side; what was asked at the route's own door is also held against the contract.
compare() {
	jq -Rnc --slurpfile cells "$cells" '[inputs] as $said | if ($said | length) != 2 * ($cells | length) then error("\($said | length) lines for \($cells | length) cells") else
		range($cells | length) as $i | ($said[2 * $i + 1] | split("\t")) as $meta | ($said[2 * $i] | try fromjson catch {}) as $body |
		$cells[$i] + {status: ($meta[0] | tonumber), got_type: ($meta[1] // ""), body: $said[2 * $i],
			got: ([$meta[0], ($body.code // empty), (($body.errors // [])[] | .pointer)] | join(" "))} end' "$story_run/said" > "$story_run/compared.jsonl" || return 1
	jq -c 'select(.what != "by PUT" and .what != "by POST" and .expect != "404 not_found") | {method, path, status, type: .got_type, body, sent: (if .sent | startswith("@") then "" else .sent end)}' \
		"$story_run/compared.jsonl" >> "$ANJU_RECORD"
}
# One line a route.
judge() {
	jq -rs 'group_by(.route)[] |
		(map(. as $c | select($c.got | test("^(" + $c.expect + ")$") | not))) as $bad |
		[(if $bad == [] then "ok" else "nok" end), .[0].route, length, ($bad | length), ($bad[:8] | map("\(.what) by \(.actor) at \(.door): \(.got), not \(.expect)") | join("; "))] | @tsv' \
		"$story_run/compared.jsonl"
}

site
check "everybody has a session" everybody_signs_on
form=$(city '/city/people?tag=P-PASS' | jq -c '.[0].form | .members = [] | del(.undertaking)')
check "an applicant with a draft" answers 200 applicant POST /api/draft "{\"form\":\"type2\",\"version\":0,\"data\":$form,\"step\":\"check\"}"
make_big
check "the table of cells is made" make_cells
check "every cell is asked" ask_all
check "every cell is answered" compare
client_body=
total=0
while IFS=$'\t' read -r verdict route n wrong what; do
	total=$((total + n))
	if [ "$verdict" = ok ]; then ok "S1 S8 G8 $route: $n cells"; else nok "S1 S8 G8 $route: $wrong of $n cells"; tr ';' '\n' <<< "$what" | sed 's/^ */#   /'; fi
done < <(judge)
check "S1 $total cells were asked, every route among them" is "$(judge | wc -l)" "$("$build/fcgi/main/anju-worker" --routes | jq '.routes | length')"
check "S3 nothing was written by any of it: no case, no money, no second draft" is "$(sql 'SELECT (SELECT COUNT(*) FROM casefile) + (SELECT COUNT(*) FROM pay_mandate) + (SELECT COUNT(*) FROM approval), (SELECT COUNT(*) FROM draft)')" "0	1"
check "no answer was our fault" is "$(jq -s 'map(select(.status >= 500)) | length' "$story_run/compared.jsonl")" 0
books
story_end
