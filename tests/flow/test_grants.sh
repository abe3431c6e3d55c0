#!/bin/bash
# Each database user can do what its program needs and nothing else: every verb on every table is tried as every user (money design 2.1,
# T26). Run by tests/flow/run.sh.
set -u
run=${ANJU_FLOW_DIR:?run this by tests/flow/run.sh}
source_dir=${ANJU_SOURCE_DIR:?}
build_dir=${ANJU_BUILD_DIR:-$PWD}
. "$source_dir/scripts/services"
name=grants_$$
failed=0
bad() { echo "test_grants: $*" >&2; failed=1; }
cleanup() { svc_sql "$run" <<< "DROP DATABASE IF EXISTS $name"; rm -rf "$run/$name"; }
trap cleanup EXIT

mkdir -p "$run/$name/files" "$run/secret"
rm -f "$run"/secret/anju_{web,job,audit} # another test of this run may have left short ones
prepare_database "$run" "$name" || exit 69
write_config "$run" "$run/$name/ctl.conf" anju_ddl "files.max_per_case = 20"
sed -i -e "s|^db.name = .*|db.name = $name|" -e "s|^keys.kek_file = .*|keys.kek_file = $run/$name/kek|" "$run/$name/ctl.conf"
"$build_dir/fcgi/main/anjuctl" migrate up --migrations "$source_dir/migrations" --users "$run/secret" -c "$run/$name/ctl.conf" > "$run/$name/out" 2>&1 ||
	{ cat "$run/$name/out" >&2; exit 1; }

# One statement a line that changes nothing; the numbers of the lines that the server denied come back.
as() { # USER FILE
	local file=$2
	MYSQL_PWD=$(cat "$run/secret/$1") mariadb --no-defaults --socket="$run/mariadb.sock" --user="$1" --force --batch "$name" < "$file" 2>&1 > /dev/null |
		sed -nE 's/^ERROR (1142|1143|1044|1227|1370|1045) .* at line ([0-9]+): .*/\2/p'
}
root() { svc_sql "$run" <<< "USE $name; $1"; }

# table verb column: INSERT needs no column, UPDATE is tried for each.
root "SELECT t.table_name FROM information_schema.tables t WHERE t.table_schema = '$name' ORDER BY 1" > "$run/$name/tables"
root "SELECT c.table_name, c.column_name FROM information_schema.columns c WHERE c.table_schema = '$name' AND c.extra NOT LIKE '%GENERATED%' ORDER BY 1, c.ordinal_position" \
	> "$run/$name/columns"
n_tables=$(wc -l < "$run/$name/tables")
[ "$n_tables" -gt 50 ] || bad "only $n_tables tables"
{
	while read -r t; do printf '%s INSERT\t%s\n' "$t" "INSERT INTO $t SELECT * FROM $t WHERE 0;"; printf '%s DELETE\t%s\n' "$t" "DELETE FROM $t WHERE 0;"; done < "$run/$name/tables"
	while read -r t c; do printf '%s UPDATE %s\t%s\n' "$t" "$c" "UPDATE $t SET $c = $c WHERE 0;"; done < "$run/$name/columns"
	while read -r t; do printf '%s SELECT\t%s\n' "$t" "SELECT 1 FROM $t LIMIT 0;"; done < "$run/$name/tables"
} > "$run/$name/tries"
cut -f2 "$run/$name/tries" > "$run/$name/sql"
for user in anju_web anju_job anju_audit; do
	as "$user" "$run/$name/sql" | awk 'NR==FNR { no[$1] = 1; next } !(FNR in no) { split($0, a, "\t"); print a[1] }' - "$run/$name/tries" | sort > "$run/$name/$user"
	n=$(grep -c ' SELECT$' "$run/$name/$user")
	[ "$n" = "$n_tables" ] || bad "$user reads $n of $n_tables tables"
done
may() { grep -q "^$2 $3\( \|$\)" "$run/$name/$1"; } # USER TABLE VERB, on any column

# ---- what must be refused, whatever the grants file says ----
money="qualification covered_member month_entry entitlement pay_order pay_attempt pay_batch pay_mandate_day ledger_account ledger_transfer bank_file_in bank_line_in recon_day recon_diff"
for t in $money audit_chain audit_finding staff_grant key_ring policy schema_migration source_record evidence verdict cursor_mark outside_call program data_class; do
	for verb in INSERT UPDATE DELETE; do
		if may anju_web "$t" "$verb"; then bad "anju_web may $verb $t"; fi
	done
done
for t in audit case_event casefile decision person approval pay_mandate job request_key proposal staff; do
	if may anju_web "$t" DELETE; then bad "anju_web may DELETE $t"; fi
done
for t in audit case_event proposal decision_reason; do
	if may anju_web "$t" UPDATE; then bad "anju_web may UPDATE $t"; fi
done
for t in ledger_transfer audit audit_chain source_record evidence verdict proposal schema_migration key_ring policy program; do
	for verb in UPDATE DELETE; do
		if may anju_job "$t" "$verb"; then bad "anju_job may $verb $t"; fi
	done
done
for t in case_event decision casefile pay_attempt pay_batch ledger_account month_entry approval pay_mandate staff staff_grant; do
	if may anju_job "$t" DELETE; then bad "anju_job may DELETE $t"; fi
done
for t in staff staff_grant key_ring policy_draft policy_golden schema_migration ledger_account pay_mandate; do
	if may anju_job "$t" INSERT; then bad "anju_job may INSERT $t"; fi
done
# A version comes into the table by the runner only with the yes of two persons on its digest.
MYSQL_PWD=$(cat "$run/secret/anju_job") mariadb --no-defaults --socket="$run/mariadb.sock" --user=anju_job "$name" 2> "$run/$name/refused" > /dev/null << 'END'
INSERT INTO policy (version, scheme, parts, effective_from, body, sm3, state, published_at) VALUES ('X', 'type2', 'admission', '2099-01-01', '{}', REPEAT('x', 32), 'published', 1);
END
grep -q 'not agreed on by two persons' "$run/$name/refused" || bad "anju_job may publish a policy alone: $(cat "$run/$name/refused")"
[ "$(grep -E '^case_event UPDATE' "$run/$name/anju_job")" = "case_event UPDATE stat_done" ] || bad "anju_job may change more of case_event than stat_done"
[ "$(grep -v ' SELECT$' "$run/$name/anju_audit")" = "audit_finding INSERT" ] || bad "anju_audit may write: $(grep -v ' SELECT$' "$run/$name/anju_audit" | head -n 3)"

# ---- what must go, or the programs cannot work ----
for verb in "casefile INSERT" "casefile UPDATE" "draft DELETE" "file INSERT" "decision INSERT" "approval INSERT" "pay_mandate INSERT" "job INSERT" "policy_draft UPDATE" "audit INSERT" "request_key INSERT"; do
	# shellcheck disable=SC2086
	may anju_web $verb || bad "anju_web may not $verb"
done
for verb in "ledger_transfer INSERT" "ledger_account UPDATE" "pay_attempt UPDATE" "source_record INSERT" "audit INSERT" "audit_chain INSERT" "month_entry INSERT" "job UPDATE" "policy INSERT" "policy_draft UPDATE"; do
	# shellcheck disable=SC2086
	may anju_job $verb || bad "anju_job may not $verb"
done

# ---- definitions, other databases, rights ----
cat > "$run/$name/ddl" << 'END'
CREATE TABLE x (a INT);
DROP TABLE casefile;
ALTER TABLE casefile ADD x INT;
TRUNCATE TABLE audit;
DROP TRIGGER audit_no_update;
CREATE TRIGGER x BEFORE INSERT ON casefile FOR EACH ROW SET NEW.ver = 1;
CREATE VIEW v AS SELECT 1;
CREATE INDEX x ON casefile (ver);
SELECT 1 FROM mysql.user LIMIT 0;
GRANT SELECT ON casefile TO anju_audit@localhost;
CREATE USER x@localhost;
CREATE DATABASE other_x;
SET GLOBAL max_connections = 10;
SELECT 1 INTO OUTFILE '/tmp/anju-outfile';
RENAME TABLE casefile TO y;
END
for user in anju_web anju_job anju_audit; do
	denied=$(as "$user" "$run/$name/ddl" | sort -n | tr '\n' ' ')
	[ "$denied" = "$(seq -s ' ' "$(wc -l < "$run/$name/ddl")") " ] || bad "$user: of the definitions only these lines are refused: $denied"
done
[ "$failed" = 0 ] && echo "ok - test_grants: $(wc -l < "$run/$name/tries") verbs tried as 3 users"
exit $failed
