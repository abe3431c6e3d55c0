#!/bin/sh
# scripts/check-includes must see each kind of wrong arrow: every line below is planted alone and has to be reported.
set -u
source_dir=${ANJU_SOURCE_DIR:-$(dirname "$0")/../..}
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
failed=0
count=0

# plant <wrong|fine> <file> <line of code>
plant() {
	rm -rf "$work/fcgi" "$work/tests"
	mkdir -p "$work/$(dirname "$2")" "$work/fcgi/base"
	printf '/* a comment with "api/routes.h" and strcpy(a, b) */\n' > "$work/fcgi/base/good.h"
	printf '/* first */\n%s\n' "$3" > "$work/$2"
	count=$((count + 1))
	out=$("$source_dir/scripts/check-includes" "$work" 2>&1)
	code=$?
	case $1 in
	wrong)
		case "$code $out" in
		"1 $2:"*) ;;
		*) echo "not seen in $2: $3 (exit $code: $out)"; failed=1 ;;
		esac ;;
	fine) test "$code" = 0 || { echo "wrongly refused in $2: $3 ($out)"; failed=1; } ;;
	esac
}

plant wrong fcgi/base/a.c '#include "store/db.h"'
plant wrong fcgi/store/a.c '#include "domain/people/people.h"'
plant wrong fcgi/gateway/a.c '#include "store/db.h"'
plant wrong fcgi/http/a.c '#include "flow/submit_case.h"'
plant wrong fcgi/api/a.c '#include "store/db.h"'
plant wrong fcgi/api/a.c '#include "domain/casefile/casefile.h"'
plant wrong fcgi/job/a.c '#include "http/loop.h"'
plant wrong fcgi/job/a.c '#include "gateway/bank.h"'
plant wrong fcgi/flow/a.c '#include "job/jobs.h"'
plant wrong fcgi/domain/people/a.c '#include "domain/casefile/casefile.h"'
plant wrong fcgi/domain/rules/a.c '#include "store/db.h"'
plant wrong fcgi/domain/rules/a.c '#include "domain/facts/facts_json.h"'
plant wrong fcgi/domain/rules/a.c '#include "domain/months/months.h"'
plant wrong fcgi/domain/months/a.c '#include "domain/ledger/ledger.h"'
plant wrong fcgi/domain/ledger/a.c '#include "domain/notice/notice.h"'
plant wrong fcgi/domain/paper/a.c '#include "domain/notice/notice.h"'
plant wrong fcgi/domain/facts/facts.h '#include "store/db.h"'
plant wrong fcgi/flow/a.c '#include "../store/db.h"'
plant wrong fcgi/flow/a.c '#include "helper.h"'
plant wrong fcgi/flow/a.c '#include "nowhere/x.h"'
plant wrong fcgi/store/a.c '#include <mysql.h>'
plant wrong fcgi/flow/a.c '#include <mysql/mysql.h>'
plant wrong fcgi/http/session.c '#include <hiredis/hiredis.h>'
plant wrong fcgi/gateway/bank.c '#include <curl/curl.h>'
plant wrong fcgi/main/worker.c '#include <fcgiapp.h>'
plant wrong fcgi/base/crypto_keys.c '#include <openssl/evp.h>'
plant wrong fcgi/domain/facts/facts.c '#include <json-c/json.h>'
plant wrong fcgi/domain/rules/rules_json.c '#include <json.h>'
plant wrong fcgi/flow/a.c 'char *p = strcpy(a, b);'
plant wrong fcgi/flow/a.c 'n = sprintf (a, "x");'
plant wrong fcgi/flow/a.c 'int x = atoi(s);'
plant wrong fcgi/flow/a.c 'snprintf(sql, n, "SELECT id FROM person WHERE id = %d", id);'
plant wrong fcgi/extra/a.c '#include "extra/b.h"'
plant wrong tests/city/a.c '#include "gateway/sign.h"'

plant fine fcgi/base/a.c '#include "base/err.def"'
plant fine fcgi/api/a.c '#include "domain/casefile/casefile_query.h"'
plant fine fcgi/flow/a.c '#include "gateway/bank.h"'
plant fine fcgi/domain/rules/a.c '#include "domain/facts/facts.h"'
plant fine fcgi/domain/policy/policy_json.c '#include <json-c/json.h>'
plant fine fcgi/store/db_maria.c '#include <mysql.h>'
plant fine fcgi/main/a.c '#include "job/jobs.h"'
plant fine fcgi/flow/a.c 'my_strcpy(a, b); /* not strcpy(a, b) */ const char *s = "strcpy(a, b)"; // strcpy(a, b)'
plant fine fcgi/flow/a.c 'char c = '\''"'\''; /* "x */ int y;'
plant fine tests/city/a.c '#include "sign.h"'
plant fine tests/city/a.c '#include <openssl/evp.h>'

echo "check-includes: $count planted lines"
exit $failed
