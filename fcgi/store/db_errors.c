#include "store/db_private.h"

#include <stdlib.h>
#include <string.h>

/* Numbers of the server and of its client library, named here because mysql.h stays in one file. */
enum {
	SERVER_SHUTDOWN = 1053, SERVER_BUSY = 1040, NOT_READY = 1047, DUPLICATE_ENTRY = 1062, NO_QUORUM = 1180, LOCK_WAIT = 1205,
	DEADLOCK = 1213, SNAPSHOT_MOVED = 1020, INTERRUPTED = 1317, SIGNALLED = 1644, WAS_KILLED = 1927, TIME_LIMIT = 1969,
	TIME_LIMIT_OTHER = 3024, CHECK_FAILED = 4025, NO_SOCKET = 2002, NO_HOST = 2003, GONE = 2006, LOST = 2013,
	NULL_COLUMN = 1048, NO_DEFAULT = 1364, TOO_LONG = 1406, TABLE_DENIED = 1142, COLUMN_DENIED = 1143, CLIENT_FIRST = 2000, CLIENT_LAST = 2999
};

bool db_number_is_link(int number)
{
	switch (number) {
	case GONE:
	case LOST:
	case NO_SOCKET:
	case NO_HOST:
	case NOT_READY:
	case NO_QUORUM:
	case WAS_KILLED:
	case SERVER_SHUTDOWN:
		return true;
	default:
		return false;
	}
}

bool db_number_is_client(int number)
{
	return number >= CLIENT_FIRST && number <= CLIENT_LAST;
}

bool db_number_is_unsent(int number)
{
	return number == GONE;
}

bool db_number_may_repeat(int number)
{
	return number == DEADLOCK || number == LOCK_WAIT || number == SNAPSHOT_MOVED;
}

enum err_code db_number_code(int number)
{
	switch (number) {
	case DUPLICATE_ENTRY:
		return ERR_DUPLICATE;
	case CHECK_FAILED:
	case SIGNALLED:
		return ERR_LIMIT;
	case DEADLOCK:
	case LOCK_WAIT:
	case SNAPSHOT_MOVED:
	case TIME_LIMIT:
	case TIME_LIMIT_OTHER:
	case INTERRUPTED:
	case SERVER_BUSY:
		return ERR_BUSY;
	default:
		return db_number_is_link(number) ? ERR_UNAVAILABLE : ERR_DB;
	}
}

void db_message_name(int number, const char *message, char out[DB_NAME_IN_MESSAGE])
{
	const char *from = NULL, *until = "'";
	switch (number) {
	case DUPLICATE_ENTRY:
		for (const char *p = message; (p = strstr(p, "for key '")); p += 9)
			from = p + 9;
		break;
	case CHECK_FAILED:
		from = strstr(message, "CONSTRAINT `");
		from = from ? from + 12 : NULL;
		until = "`";
		break;
	case SIGNALLED:
	case NULL_COLUMN:
	case NO_DEFAULT:
	case TOO_LONG:
	case TABLE_DENIED:
	case COLUMN_DENIED:
		from = message;
		until = "\n";
		break;
	default:
		break;
	}
	out[0] = '\0';
	if (!from)
		return;
	size_t n = strcspn(from, until);
	if (n >= DB_NAME_IN_MESSAGE)
		n = DB_NAME_IN_MESSAGE - 1;
	memcpy(out, from, n);
	out[n] = '\0';
}

size_t db_bulk_chunk(const struct sql_stmt *stmt, const void *ins, size_t in_size, size_t n)
{
	size_t bytes = 0, rows = 0;
	for (; rows < n && rows < DB_BULK_ROWS; rows++) {
		for (size_t i = 0; i < stmt->n_in; i++) {
			const char *field = (const char *)ins + rows * in_size + stmt->in[i].offset;
			const char *text = NULL;
			if (stmt->in[i].type == 's')
				memcpy(&text, field, sizeof(text));
			bytes += 16 + (text ? strlen(text) : stmt->in[i].type == 'b' ? ((const struct blob *)(const void *)field)->n : 0);
		}
		if (bytes > DB_BULK_BYTES && rows > 0)
			return rows;
	}
	return rows;
}

#ifdef ANJU_FAILPOINTS
/* FAIL_SQL=n:errno:before|after hits the n-th statement of the process; db_fail_at does the same from within. */
static _Atomic int64_t fail_count;
static _Thread_local bool fail_hit;
static const char *fail_spec;

bool db_fail_at(const char *spec)
{
	bool reached = fail_spec && fail_count >= strtoll(fail_spec, NULL, 10);
	fail_spec = spec;
	fail_count = 0;
	fail_hit = false;
	return reached;
}

int db_fail_number(bool before)
{
	const char *spec = fail_spec ? fail_spec : getenv("FAIL_SQL");
	if (!spec)
		return 0;
	char *end;
	long long at = strtoll(spec, &end, 10);
	int number = (int)strtol(end + 1, &end, 10);
	if (before)
		fail_hit = ++fail_count == at;
	return fail_hit && (strcmp(end, ":before") == 0) == before ? number : 0;
}
#endif
