#!/bin/bash
# The real chain nginx - workers - MariaDB - Redis: doors, headers, CSRF, restarts, and what happens when a part is gone.
# Run by tests/flow/run.sh; ids S… and T… of docs/security.md in the messages.
set -u
flow=${ANJU_FLOW_DIR:?run this by tests/flow/run.sh}
source_dir=${ANJU_SOURCE_DIR:?}
build_dir=${ANJU_BUILD_DIR:-$PWD}
. "$source_dir/scripts/services"
run=$flow/site$$
failed=0 passed=0
ok() { passed=$((passed + 1)); }
bad() { echo "test_site: $*" >&2; failed=$((failed + 1)); }
check() { if [ "$2" = "$3" ]; then ok; else bad "$1: $2, not $3"; fi; } # WHAT GOT WANTED
trap 'stop_all "$run"; rm -rf "$run"' EXIT

start_mariadb "$run" --innodb-flush-log-at-trx-commit=2 && start_redis "$run" && prepare_database "$run" || exit 69
write_config "$run" "$run/ctl.conf" anju_ddl
write_config "$run" "$run/web.conf" anju_web "session.gateway = yes"
"$build_dir/fcgi/main/anjuctl" migrate up --migrations "$source_dir/migrations" --users "$run/secret" -c "$run/ctl.conf" > "$run/log/migrate" 2>&1 ||
	{ cat "$run/log/migrate" >&2; exit 1; }
mkdir -p "$run/www/m/a" "$run/www/admin" "$run/www/a"
echo '<!doctype html><title>m</title>' > "$run/www/m/index.html"
echo '<!doctype html><title>admin</title>' > "$run/www/admin/index.html"
echo 'x' > "$run/www/a/x-1a2b.js"
svc_port; public=http://127.0.0.1:$svc_port_is public_port=$svc_port_is
svc_port; staff=http://127.0.0.1:$svc_port_is staff_port=$svc_port_is
svc_port; peer=http://127.0.0.1:$svc_port_is peer_port=$svc_port_is
write_nginx "$run" "$source_dir" "$run/www" "$public_port" "$staff_port" "$peer_port"
start_workers "$run" "$build_dir/fcgi/main/anju-worker" "$run/web.conf" 2 && start_nginx "$run" || exit 1
code() { curl -s -m 20 -o "$run/body" -w '%{http_code}' "$@"; }
json=(-H 'Content-Type: application/json')

# ---- every route behind every door (S1) ----
"$build_dir/fcgi/main/anju-worker" --routes > "$run/routes" || bad "--routes"
n=0
while read -r line; do
	method=$(sed -n 's/.*"method":"\([A-Z]*\)".*/\1/p' <<< "$line")
	path=$(sed -n 's/.*"path":"\([^"]*\)".*/\1/p' <<< "$line")
	[ -n "$path" ] || continue
	n=$((n + 1))
	for door in public staff peer; do
		base=${!door}
		wanted=404
		case $line in *'"doors":['*"\"$door\""*'],"roles"'*)
			case $line in
			*'"roles":[]'*) wanted="200 202 400 401 422 503" ;;
			*) wanted=401 ;;
			esac ;;
		esac
		if [ "$method" = POST ]; then got=$(code -X POST "${json[@]}" -d '{}' "$base$path"); else got=$(code "$base$path"); fi
		case " $wanted " in *" $got "*) ok ;; *) bad "S1 $method $path at $door: $got, not $wanted" ;; esac
		[ "$wanted" = 404 ] || case $method$got in
		POST*) check "S8 $path as text/plain" "$(code -X POST -H 'Content-Type: text/plain' -d '{}' "$base$path")" "$(case $line in *'"raw"'*) echo 401 ;; *) echo 415 ;; esac)"
			case $line in *'"csrf"'*) : ;; *) check "S8 $path with a foreign origin" "$(code -X POST "${json[@]}" -H 'Origin: https://evil.example' -d '{}' "$base$path")" "$(case $line in *'"roles":[]'*) echo 403 ;; *) echo 401 ;; esac)" ;; esac ;;
		esac
	done
	check "S8 $path by DELETE" "$(code -X DELETE "$public$path")" "$(case $line in *'"doors":['*'"public"'*'],"roles"'*) echo 405 ;; *) echo 404 ;; esac)"
done < "$run/routes"
[ "$n" -gt 40 ] || bad "only $n routes"

# ---- headers of every kind of answer (S7) ----
headers() { # WHAT PATTERN-OF-STATUS CURL...
	local what=$1 status=$2 h
	shift 2
	curl -s -m 20 -o "$run/body" -D "$run/head" "$@"
	grep -q "^HTTP/1.1 $status" "$run/head" || bad "S7 $what: $(head -n 1 "$run/head")"
	for h in 'Content-Security-Policy: default-src' 'X-Content-Type-Options: nosniff' 'Referrer-Policy: no-referrer' 'Cross-Origin-Opener-Policy: same-origin' \
		'Permissions-Policy: ' 'X-Frame-Options: DENY' 'X-Request-Id: [0-9a-f]' 'Cache-Control: '; do
		check "S7 $what: $h" "$(grep -c "^$h" "$run/head")" 1
	done
	if grep -qiE "unsafe-(inline|eval)" "$run/head"; then bad "S7 $what: unsafe"; else ok; fi
}
headers page 200 "$public/m/"
check "S7 page is not kept" "$(grep -c '^Cache-Control: no-cache' "$run/head")" 1
headers asset 200 "$public/a/x-1a2b.js"
check "S7 hashed asset is kept" "$(grep -c '^Cache-Control: public, max-age=31536000, immutable' "$run/head")" 1
headers "missing asset" 404 "$public/a/x-9.js"
check "S7 missing asset is not kept" "$(grep -c immutable "$run/head")" 0
headers entry 302 "$public/"
headers "other door's page" 404 "$public/admin/"
headers "answer" 200 "$public/healthz"
headers "not signed on" 401 "$public/api/session"
check "S7 API is not stored" "$(grep -c '^Cache-Control: no-store' "$run/head")" 1
check "S7 API is sandboxed" "$(grep -c "^Content-Security-Policy: default-src 'none'.*sandbox" "$run/head")" 1
headers "unknown" 404 "$public/api/none"
headers "wrong method" 405 -X PUT "$public/api/session"
headers "too large" 413 -X POST "${json[@]}" --data-binary @"$build_dir/fcgi/main/anju-worker" "$public/api/session/start"
check "413 is a problem" "$(grep -c '"code":"too_large"' "$run/body")" 1
check "error has our id" "$(curl -s "$public/api/none" -D "$run/head" | sed -n 's/.*"instance":"\([0-9a-f]*\)".*/\1/p')" "$(sed -n 's/^X-Request-Id: \([0-9a-f]*\).*/\1/p' "$run/head")"

# ---- malformed requests never are our fault (S11, S13) ----
i=0
for body in '' '{' '[]' 'null' '{"a":1,"a":2}' '{"kind":"irs","ticket":"\u0000"}' '{"kind":NaN}' '{"kind":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":1}}}}}}}}}}}}}}}}}}' \
	$'{"kind":"\xff"}' '{"kind":"irs","ticket":1e999}' '{"kind":"irs","ticket":"x","role":"lead"}'; do
	i=$((i + 1))
	got=$(code -X POST "${json[@]}" --data-binary "$body" "$public/api/session/start")
	case $got in 400 | 422) ok ;; *) bad "S11 body $i: $got" ;; esac
done
for path in '/api//session' '/api/session/' '/api/session?id=1&id=2' '/api/session?x=%00' '/api/%2e%2e/session' '/api/SESSION' '/api/session%20' '/../etc/passwd' '/m/../../../etc/passwd'; do
	got=$(code --path-as-is "$public$path")
	case $got in 400 | 401 | 404) ok ;; *) bad "S13 $path: $got" ;; esac
done
exec 3<> "/dev/tcp/127.0.0.1/$public_port"
printf 'POST /api/session/start HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n' >&3
read -r -t 5 line <&3
case $line in *" 400 "*) ok ;; *) bad "S13 two lengths: $line" ;; esac
exec 3>&-

# ---- a session, its cookie, and what is needed besides it (S8, S9) ----
curl -s -D "$run/head" -o "$run/body" -X POST "${json[@]}" -d '{"kind":"irs","ticket":"t"}' "$public/api/session/start"
cookie=$(sed -n 's/^Set-Cookie: \(__Host-anju=[0-9a-f]*\); Path=\/; Secure; HttpOnly; SameSite=Lax\r*$/\1/p' "$run/head")
[ -n "$cookie" ] && ok || bad "S9 cookie: $(grep -i set-cookie "$run/head")"
job=$(sed -n 's/.*"job":"\([0-9a-f]*\)".*/\1/p' "$run/body")
check "S2 own job" "$(code -H "Cookie: $cookie" "$public/api/job?id=$job")" 200
check "S2 job without session" "$(code "$public/api/job?id=$job")" 401
check "S9 cookie twice" "$(code -H "Cookie: $cookie; $cookie" "$public/api/job?id=$job")" 401
check "S9 cookie at the staff door" "$(code -H "Cookie: $cookie" "$staff/api/staff/session")" 401
check "S1 pending is no applicant" "$(code -H "Cookie: $cookie" "$public/api/home")" 401
check "S8 write without token" "$(code -X POST "${json[@]}" -H "Cookie: $cookie" -d '{}' "$public/api/session/end")" 403
check "S8 write with a wrong token" "$(code -X POST "${json[@]}" -H "Cookie: $cookie" -H 'X-CSRF: 00112233445566778899aabbccddeeff' -d '{}' "$public/api/session/end")" 403
check "gateway: session as a field" "$(code -X POST "${json[@]}" -d "{\"_s\":\"${cookie#*=}\"}" "$public/api/session/end")" 204
check "S9 ended session" "$(code -H "Cookie: $cookie" "$public/api/job?id=$job")" 401

# ---- restarts ----
children() { ps -o pid= --ppid "$(sed -n 's/^workers \([0-9]*\) .*/\1/p' "$run/services")"; }
load() { # FILE: status codes until RUN/stop is there
	while [ ! -e "$run/stop" ]; do curl -s -m 10 -o /dev/null -w '%{http_code}\n' "$public/readyz" "$public/readyz" "$public/readyz" "$public/readyz" -o /dev/null -o /dev/null -o /dev/null; done > "$1"
}
for i in 1 2 3 4; do load "$run/load$i" & done
loaders=$(jobs -p)
for pid in $(children); do sleep 0.5; kill -TERM "$pid"; sleep 1; done
touch "$run/stop"
# shellcheck disable=SC2086
wait $loaders
rm "$run/stop"
check "R2 rolling restart: answers other than 200" "$(cat "$run"/load* | grep -vc '^200$')" 0
[ "$(cat "$run"/load* | wc -l)" -gt 200 ] && ok || bad "hardly any load: $(cat "$run"/load* | wc -l)"
for pid in $(children); do kill -KILL "$pid"; done
sleep 1
check "R2 killed workers are back within a second" "$(code "$public/readyz")" 200
check "processes" "$(children | wc -l)" 2

# ---- parts that are gone ----
stop_one "$run" redis
check "R14 without Redis: health" "$(code "$public/healthz")" 200
check "R14 without Redis: a session" "$(code -H "Cookie: $cookie" "$public/api/job?id=$job")" 503
check "R14 without Redis: sign-on fails closed" "$(code -X POST "${json[@]}" -d '{"login":"x","password":"x","code":"000000"}' "$staff/api/staff/sign-on")" 503
start_redis "$run"
check "R14 Redis is back" "$(code -X POST "${json[@]}" -d '{"kind":"irs","ticket":"t"}' "$public/api/session/start")" 202
stop_one "$run" mariadb
check "without MariaDB: health" "$(code "$public/healthz")" 200
check "without MariaDB: ready" "$(code "$public/readyz")" 503
check "without MariaDB: a write" "$(code -X POST "${json[@]}" -d '{"kind":"irs","ticket":"t"}' "$public/api/session/start")" 503
start_mariadb "$run"
check "MariaDB is back" "$(code -X POST "${json[@]}" -d '{"kind":"irs","ticket":"t"}' "$public/api/session/start")" 202
stop_one "$run" workers
headers "without workers" 503 "$public/api/session"
check "without workers: Retry-After" "$(grep -c '^Retry-After: ' "$run/head")" 1
check "without workers: a problem" "$(grep -c '"code":"unavailable"' "$run/body")" 1

# ---- logs ----
check "S18 no token in a log" "$(cat "$run"/log/* | grep -c "${cookie#*=}")" 0
check "S18 no query in the worker's log" "$(grep -c 'id=' "$run/log/worker.log")" 0
check "no crash" "$(grep -cE 'SIGSEGV|runtime error|AddressSanitizer' "$run/log/worker.log")" 0
if [ "$failed" = 0 ]; then echo "ok - test_site: $passed checks"; else echo "not ok - test_site: $failed of $((passed + failed)) checks"; fi
[ "$failed" = 0 ]
