#!/bin/bash
# B5 R2: worker, runner, MariaDB, Redis and nginx killed -9 in the middle of the path; everything acknowledged is there, nothing is paid twice.
. "$(dirname "$0")/lib.sh"
SITE_CITY_LATENCY=60
SITE_RUNNERS=2
no_ready() { [ "$(sql "SELECT COUNT(*) FROM pay_order WHERE state <> 'PAID' AND held IS NULL")" = 0 ]; }
healthy() { [ "$(curl -s -o /dev/null -w "%{http_code}" "$ANJU_PUBLIC/healthz")" = 200 ]; }
reconciled_or_empty() { [ "$(sql "SELECT COUNT(*) FROM pay_order")" = 0 ] || reconciled; }
site
office
kill_service() { # NAME   kills -9 the noted process (and what it started), then starts it again
	local pid kids
	pid=$(grep "^$1 " "$story_run/services" | tail -n 1 | cut -d' ' -f2)
	kids=$(cat "/proc/$pid/task/$pid/children" 2> /dev/null)
	# shellcheck disable=SC2086
	kill -KILL "$pid" $kids 2> /dev/null
	grep -v "^$1 " "$story_run/services" > "$story_run/services.new"
	mv "$story_run/services.new" "$story_run/services"
	while svc_alive "$pid"; do sleep 0.02; done
	case $1 in
	mariadb) start_mariadb "$story_run" ;;
	redis) start_redis "$story_run" ;;
	nginx) rm -f "$story_run/nginx.pid"; start_nginx "$story_run" ;;
	workers) site_workers_up "$story_run" "$build" ;;
	jobd*) start_program "$story_run" "$1" "$build/fcgi/main/anju-jobd" -c "$story_run/job.conf" ;;
	esac
}
n=0
for victim in jobd1 jobd2 mariadb jobd1 redis jobd2 mariadb workers nginx jobd1; do
	n=$((n + 1))
	projids[n]=$(city /city/gov/dispatch -X POST -d "{\"generated\":1,\"from\":$n}" | jq -r '.projids[0]')
	# somewhere in the path: another moment each time
	sleep "0.$(((n * 37) % 90 + 10))"
	kill_service "$victim" || nok "$victim starts again"
done
ended() { case $(case_state "$1") in approved | refused | in_review | not_accepted | supplement) return 0 ;; *) return 1 ;; esac; }
for ((i = 1; i <= n; i++)); do
	check "R2 case $i came to its end" wait_until 60 ended "${projids[i]}" || printf '#   %s\n' "$(case_state "${projids[i]}")"
done
check "B5 whatever was granted is paid" wait_until 90 no_ready
kid=$(cat "/proc/$(cat "$story_run/workers.pid")/task/$(cat "$story_run/workers.pid")/children" | cut -d' ' -f1)
kill -KILL "$kid"
check "a killed worker process is started again and the site answers" wait_until 10 healthy
check "people sign on again after Redis was emptied" staff_sign_on lead chen.zhuren
check "B6 zero difference" wait_until 60 reconciled_or_empty
books
story_end
