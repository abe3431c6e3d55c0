#!/bin/bash
# Runs flow tests against a private MariaDB and Redis: tests/flow/run.sh PROGRAM...   (or --shell: prints the environment and waits)
# Two at a time, each lane with services of its own; what a program prints comes in one piece. ANJU_FLOW_DIR keeps and reuses that folder's
# services (they are left running; one lane); otherwise a temporary one is used and removed.
set -u
source_dir=${ANJU_SOURCE_DIR:-$(cd "$(dirname "$0")/../.." && pwd)}
. "$source_dir/scripts/services"
export ANJU_SOURCE_DIR=$source_dir
kept=${ANJU_FLOW_DIR:-}
if [ -z "$kept" ] && [ $# -gt 1 ] && [ -z "${ANJU_FLOW_QUEUE:-}" ]; then
	queue=$(mktemp -d /tmp/anju-flow-queue.XXXXXX) || exit 70
	trap 'rm -rf "$queue"' EXIT
	trap 'kill "$one" "$two" 2> /dev/null; wait; exit 130' INT TERM
	printf '%s\n' "$@" > "$queue/programs"
	ANJU_FLOW_QUEUE=$queue "$0" & one=$!
	ANJU_FLOW_QUEUE=$queue "$0" & two=$!
	failed=0
	wait "$one" || failed=1
	wait "$two" || failed=1
	exit "$failed"
fi
run=${kept:-$(mktemp -d /tmp/anju-flow.XXXXXX)} || exit 70
end() {
	[ -z "$kept" ] || return 0
	stop_all "$run"
	rm -rf "$run"
}
trap end EXIT
trap 'exit 130' INT TERM
if ! mariadb-admin --no-defaults --socket="$run/mariadb.sock" --user=root ping > /dev/null 2>&1; then
	start_mariadb "$run" --innodb-flush-log-at-trx-commit=2 && start_redis "$run" || exit 69
fi
export ANJU_FLOW_DIR=$run ANJU_DB_SOCKET=$run/mariadb.sock ANJU_REDIS_SOCKET=$run/redis.sock
if [ "${1:-}" = --shell ]; then
	echo "ANJU_FLOW_DIR=$run; end with Ctrl-C"
	sleep 86400
fi
failed=0
told() { # PROGRAM STATUS
	case $2 in
	0) ;;
	77) echo "skip - $(basename "$1")" ;;
	*) echo "FAILED: $1" >&2; failed=1 ;;
	esac
}
if [ -n "${ANJU_FLOW_QUEUE:-}" ]; then
	next() { flock "$ANJU_FLOW_QUEUE/lock" sh -c 'sed -n 1p "$1"; sed -i 1d "$1"' next "$ANJU_FLOW_QUEUE/programs"; }
	while program=$(next) && [ -n "$program" ]; do
		"$program" > "$run/said" 2>&1
		status=$?
		flock "$ANJU_FLOW_QUEUE/out" cat "$run/said"
		told "$program" "$status"
	done
	exit "$failed"
fi
for program in "$@"; do
	"$program"
	told "$program" $?
done
exit $failed
