#!/bin/bash
# Runs flow tests against a private MariaDB and Redis: tests/flow/run.sh PROGRAM...   (or --shell: prints the environment and waits)
# ANJU_FLOW_DIR keeps and reuses that folder's services (they are left running); otherwise a temporary one is used and removed.
set -u
source_dir=${ANJU_SOURCE_DIR:-$(cd "$(dirname "$0")/../.." && pwd)}
. "$source_dir/scripts/services"
kept=${ANJU_FLOW_DIR:-}
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
export ANJU_SOURCE_DIR=$source_dir ANJU_FLOW_DIR=$run ANJU_DB_SOCKET=$run/mariadb.sock ANJU_REDIS_SOCKET=$run/redis.sock
if [ "${1:-}" = --shell ]; then
	echo "ANJU_FLOW_DIR=$run; end with Ctrl-C"
	sleep 86400
fi
failed=0
for program in "$@"; do
	"$program"
	case $? in
	0) ;;
	77) echo "skip - $(basename "$program")" ;;
	*) echo "FAILED: $program" >&2; failed=1 ;;
	esac
done
exit $failed
