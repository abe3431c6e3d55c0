#include "store/db_private.h"

#include "base/date.h"

#include <mysql.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define SLOTS_FIRST 64
#define SCRATCH 256           /* longer values are fetched a second time, straight into the arena */
#define IDLE_PING_MS 10000    /* a link unused for this long is tried before a write */

/* One prepared statement of this connection with its bound buffers. */
struct slot {
	const struct sql_stmt *stmt;
	MYSQL_STMT *handle;
	MYSQL_BIND *in, *out;
	unsigned long *in_len, *out_len;
	int64_t *out_int;
	my_bool *in_null, *out_null, *out_error;
	char *scratch;
};

struct db {
	MYSQL *my;
	struct arena *arena, *own;
	struct err *err, own_err;
	struct slot **slots; /* open addressing by address of the statement */
	size_t n_slots, cap_slots;
	char *socket, *host, *name, *user, *password;
	int port, statement_s;
	bool in_tx;
	enum err_code tx_broken; /* first failure that ended the transaction; nothing more is sent until the rollback */
	int native;              /* of the last failure */
	bool link_lost;          /* the last failure cost the link */
	int64_t used_ms, count, us;
};

static _Thread_local int thread_tx;
static pthread_once_t library_once = PTHREAD_ONCE_INIT;

static void library_start(void)
{
	mysql_library_init(0, NULL, NULL);
}

static int64_t mono_us(void)
{
	struct timespec ts;
	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

/* ---- failures ---- */

static enum err_code fail(struct db *db, const char *what, int number, const char *message, bool message_is_safe)
{
	enum err_code code = db_number_code(number);
	char name[DB_NAME_IN_MESSAGE];
	db_message_name(number, message, name);
	db->native = number;
	db->link_lost = db_number_is_link(number);
	if (db->in_tx && (code == ERR_BUSY || code == ERR_UNAVAILABLE))
		db->tx_broken = code;
	if (message_is_safe)
		return err_native(db->err, code, number, "%s: %s", what, message);
	return err_native(db->err, code, number, "%s: %d %s", what, number, name);
}

static enum err_code fail_my(struct db *db, const char *what)
{
	return fail(db, what, (int)mysql_errno(db->my), mysql_error(db->my), false);
}

static enum err_code no_memory(struct db *db)
{
	db->native = 0;
	return err_set(db->err, ERR_NOMEM, "arena");
}

/* Tests may make the n-th statement fail; a lost link is really closed. */
static int fail_point(struct db *db, bool before)
{
#ifdef ANJU_FAILPOINTS
	int number = db_fail_number(before);
	if (db_number_is_link(number) && db->my)
		mysql_close(STEAL(db->my));
	return number;
#else
	(void)db;
	(void)before;
	return 0;
#endif
}

/* ---- connection ---- */

static void slots_drop(struct db *db)
{
	for (size_t i = 0; i < db->cap_slots; i++) {
		if (!db->slots[i])
			continue;
		if (db->slots[i]->handle)
			mysql_stmt_close(db->slots[i]->handle);
		free(db->slots[i]);
		db->slots[i] = NULL;
	}
	db->n_slots = 0;
}

/* Closing the link first detaches the statements, so that their close needs no round trip to a peer that is gone. */
static void link_drop(struct db *db)
{
	if (db->my)
		mysql_close(STEAL(db->my));
	slots_drop(db);
	if (db->in_tx) {
		db->in_tx = false;
		thread_tx--;
	}
}

static enum err_code run(struct db *db, const struct sql_stmt *stmt, const void *in, struct slot **ret_slot);

static const char session_settings[] =
    "SET SESSION innodb_snapshot_isolation=ON, tx_isolation='REPEATABLE-READ', autocommit=1, time_zone='+00:00', "
    "innodb_lock_wait_timeout=5, lock_wait_timeout=30, collation_connection='utf8mb4_bin', "
    "sql_mode='STRICT_ALL_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_AUTO_CREATE_USER,NO_ENGINE_SUBSTITUTION'";

static const struct sql_stmt select_now = {
	.name = "now_ms", .text = "SELECT CAST(UNIX_TIMESTAMP(NOW(3)) * 1000 AS SIGNED)", SQL_OUT(struct sql_id, COL_I(struct sql_id, id))
};
static const struct sql_stmt set_statement_time = {
	.name = "set_statement_time", .text = "SET SESSION max_statement_time = ?", SQL_IN(COL_I(struct sql_id, id))
};

static enum err_code link_open(struct db *db)
{
	link_drop(db);
	MYSQL *my = mysql_init(NULL);
	if (!my)
		return no_memory(db);
	unsigned connect_s = 5, read_s = db->statement_s ? (unsigned)db->statement_s + 10 : 0;
	my_bool no = 0;
	mysql_options(my, MYSQL_OPT_CONNECT_TIMEOUT, &connect_s);
	mysql_options(my, MYSQL_OPT_WRITE_TIMEOUT, &connect_s);
	if (read_s)
		mysql_options(my, MYSQL_OPT_READ_TIMEOUT, &read_s);
	mysql_options(my, MYSQL_OPT_RECONNECT, &no);
	mysql_options(my, MYSQL_OPT_LOCAL_INFILE, &no);
	mysql_options(my, MYSQL_SET_CHARSET_NAME, "utf8mb4");
	mysql_options(my, MYSQL_INIT_COMMAND, session_settings);
	bool by_socket = db->socket && db->socket[0];
	/* Affected rows are the rows found: an UPDATE that changes nothing still says that its row was there. */
	if (!mysql_real_connect(my, by_socket ? "localhost" : db->host, db->user, db->password && db->password[0] ? db->password : NULL,
	                        db->name, by_socket ? 0 : (unsigned)db->port, by_socket ? db->socket : NULL, CLIENT_FOUND_ROWS)) {
		int number = (int)mysql_errno(my);
		mysql_close(my);
		db->native = number;
		db->link_lost = true;
		return err_native(db->err, db_number_code(number) == ERR_BUSY ? ERR_BUSY : ERR_UNAVAILABLE, number, "connect: %d", number);
	}
	db->my = my;
	db->used_ms = clock_mono_ms();
	struct sql_id limit = { db->statement_s };
	struct slot *s;
	return run(db, &set_statement_time, &limit, &s);
}

static char *copy(const char *s)
{
	return s ? strdup(s) : NULL;
}

enum err_code db_new(const struct db_options *options, struct db **ret_db, struct err *err)
{
	pthread_once(&library_once, library_start);
	struct db *db CLEANUP(db_closep) = calloc(1, sizeof(*db));
	if (!db)
		return err_set(err, ERR_NOMEM, "db");
	*db = (struct db){
		.socket = copy(options->socket), .host = copy(options->host), .name = copy(options->name), .user = copy(options->user),
		.password = copy(options->password), .port = options->port, .statement_s = options->statement_s,
		.own = arena_new((size_t)16 << 20), .slots = calloc(SLOTS_FIRST, sizeof(struct slot *)), .cap_slots = SLOTS_FIRST,
	};
	if (!db->own || !db->slots) {
		db->cap_slots = db->slots ? SLOTS_FIRST : 0;
		return err_set(err, ERR_NOMEM, "db");
	}
	db->arena = db->own;
	db->err = &db->own_err;
	*ret_db = STEAL(db);
	return ERR_OK;
}

enum err_code db_open(const struct db_options *options, struct db **ret_db, struct err *err)
{
	struct db *db CLEANUP(db_closep) = NULL;
	enum err_code code = db_new(options, &db, err);
	if (code)
		return code;
	db->err = err ? err : &db->own_err;
	code = link_open(db);
	db->err = &db->own_err;
	if (!code)
		*ret_db = STEAL(db);
	return code;
}

void db_close(struct db *db)
{
	if (!db)
		return;
	link_drop(db);
	arena_free(db->own);
	free(db->slots);
	free(db->socket);
	free(db->host);
	free(db->name);
	free(db->user);
	if (db->password)
		explicit_bzero(db->password, strlen(db->password));
	free(db->password);
	free(db);
}

void db_closep(struct db **db)
{
	db_close(*db);
	*db = NULL;
}

bool db_alive(struct db *db)
{
	if (db->my && mysql_ping(db->my) == 0) {
		db->used_ms = clock_mono_ms();
		return true;
	}
	return !db->in_tx && link_open(db) == ERR_OK;
}

void db_use(struct db *db, struct arena *arena, struct err *err)
{
	if (!arena)
		arena_reset(db->own);
	db->arena = arena ? arena : db->own;
	db->err = err ? err : &db->own_err;
	db->count = db->us = 0;
}

struct arena *db_arena(struct db *db)
{
	return db->arena;
}

struct err *db_err(struct db *db)
{
	return db->err;
}

void db_stats(struct db *db, int64_t *ret_count, int64_t *ret_us)
{
	*ret_count = db->count;
	*ret_us = db->us;
}

bool db_in_tx(const struct db *db)
{
	return db->in_tx;
}

bool db_thread_in_tx(void)
{
	return thread_tx > 0;
}

/* ---- statements ---- */

static size_t slot_index(const struct db *db, const struct sql_stmt *stmt)
{
	size_t mask = db->cap_slots - 1;
	size_t i = ((uintptr_t)stmt >> 4) * UINT64_C(0x9E3779B97F4A7C15) >> 20 & mask;
	while (db->slots[i] && db->slots[i]->stmt != stmt)
		i = (i + 1) & mask;
	return i;
}

static bool slots_grow(struct db *db)
{
	struct slot **old = db->slots;
	size_t n = db->cap_slots;
	struct slot **more = calloc(n * 2, sizeof(*more));
	if (!more)
		return false;
	db->slots = more;
	db->cap_slots = n * 2;
	for (size_t i = 0; i < n; i++)
		if (old[i])
			db->slots[slot_index(db, old[i]->stmt)] = old[i];
	free(old);
	return true;
}

static struct slot *slot_new(const struct sql_stmt *stmt)
{
	size_t in = stmt->n_in, out = stmt->n_out;
	size_t size = sizeof(struct slot) + (in + out) * (sizeof(MYSQL_BIND) + sizeof(unsigned long)) + out * sizeof(int64_t) +
	              in + 2 * out + out * SCRATCH;
	char *p = calloc(1, size + 64);
	if (!p)
		return NULL;
	struct slot *s = (struct slot *)(void *)p;
	p += sizeof(*s);
	s->stmt = stmt;
	s->in = (MYSQL_BIND *)(void *)p;
	s->out = s->in + in;
	s->in_len = (unsigned long *)(void *)(s->out + out);
	s->out_len = s->in_len + in;
	s->out_int = (int64_t *)(void *)(s->out_len + out);
	s->in_null = (my_bool *)(s->out_int + out);
	s->out_null = s->in_null + in;
	s->out_error = s->out_null + out;
	/* Days are fetched as the library's struct: aligned for it. */
	s->scratch = (char *)(s->out_error + out);
	s->scratch += -(uintptr_t)s->scratch & 15;
	for (size_t i = 0; i < out; i++) {
		MYSQL_BIND *b = &s->out[i];
		bool number = stmt->out[i].type == 'i';
		b->buffer_type = number ? MYSQL_TYPE_LONGLONG : stmt->out[i].type == 's' ? MYSQL_TYPE_STRING : MYSQL_TYPE_BLOB;
		b->buffer = number ? (void *)&s->out_int[i] : s->scratch + i * SCRATCH;
		b->buffer_length = number ? sizeof(int64_t) : SCRATCH;
		b->length = &s->out_len[i];
		b->is_null = &s->out_null[i];
		b->error = &s->out_error[i];
	}
	return s;
}

/* Days come as numbers; the library's own way to text leads through printf, once for each. */
static void bind_days(struct slot *s)
{
	MYSQL_RES *columns = s->stmt->n_out ? mysql_stmt_result_metadata(s->handle) : NULL;
	for (size_t i = 0; columns && i < s->stmt->n_out; i++)
		if (s->stmt->out[i].type == 's' && mysql_fetch_field_direct(columns, (unsigned)i)->type == MYSQL_TYPE_DATE) {
			s->out[i].buffer_type = MYSQL_TYPE_DATE;
			s->out[i].buffer_length = sizeof(MYSQL_TIME);
		}
	mysql_free_result(columns);
}

/* The statement's slot, prepared. */
static enum err_code slot_get(struct db *db, const struct sql_stmt *stmt, struct slot **ret_slot)
{
	size_t i = slot_index(db, stmt);
	if (db->slots[i]) {
		*ret_slot = db->slots[i];
		return ERR_OK;
	}
	if (db->n_slots * 2 >= db->cap_slots && !slots_grow(db))
		return no_memory(db);
	struct slot *s = slot_new(stmt);
	if (!s || !(s->handle = mysql_stmt_init(db->my))) {
		free(s);
		return no_memory(db);
	}
	enum err_code code = ERR_OK;
	if (mysql_stmt_prepare(s->handle, stmt->text, strlen(stmt->text)))
		code = fail(db, stmt->name, (int)mysql_stmt_errno(s->handle), mysql_stmt_error(s->handle), true);
	else if (mysql_stmt_param_count(s->handle) != stmt->n_in || mysql_stmt_field_count(s->handle) != stmt->n_out)
		code = err_set(db->err, ERR_DB, "%s: %lu parameters and %u columns in the text, %zu and %zu in the table", stmt->name,
		               mysql_stmt_param_count(s->handle), mysql_stmt_field_count(s->handle), stmt->n_in, stmt->n_out);
	if (!code)
		bind_days(s);
	if (!code && stmt->n_out && mysql_stmt_bind_result(s->handle, s->out))
		code = fail(db, stmt->name, (int)mysql_stmt_errno(s->handle), mysql_stmt_error(s->handle), false);
	if (code) {
		mysql_stmt_close(s->handle);
		free(s);
		return code;
	}
	db->slots[slot_index(db, stmt)] = s;
	db->n_slots++;
	*ret_slot = s;
	return ERR_OK;
}

static void bind_in(struct slot *s, const void *in)
{
	for (size_t i = 0; i < s->stmt->n_in; i++) {
		const struct sql_col *col = &s->stmt->in[i];
		const char *field = (const char *)in + col->offset;
		MYSQL_BIND *b = &s->in[i];
		*b = (MYSQL_BIND){ .is_null = &s->in_null[i], .length = &s->in_len[i] };
		const void *p;
		if (col->type == 'i') {
			b->buffer_type = MYSQL_TYPE_LONGLONG;
			p = field;
			s->in_null[i] = *(const int64_t *)(const void *)field == DB_NULL;
			s->in_len[i] = sizeof(int64_t);
		} else if (col->type == 's') {
			b->buffer_type = MYSQL_TYPE_STRING;
			memcpy(&p, field, sizeof(p));
			s->in_null[i] = !p;
			s->in_len[i] = p ? strlen(p) : 0;
		} else {
			const struct blob *blob = (const struct blob *)(const void *)field;
			b->buffer_type = MYSQL_TYPE_BLOB;
			p = blob->p;
			s->in_null[i] = !p;
			s->in_len[i] = p ? blob->n : 0;
		}
		/* The library only reads it; its struct has no const. */
		memcpy(&b->buffer, &p, sizeof(p));
		b->buffer_length = s->in_len[i];
	}
}

static enum err_code run(struct db *db, const struct sql_stmt *stmt, const void *in, struct slot **ret_slot)
{
	struct slot *s = NULL;
	int injected = fail_point(db, true);
	if (injected)
		return fail(db, stmt->name, injected, "", false);
	enum err_code code = slot_get(db, stmt, &s);
	if (code)
		return code;
	if (stmt->n_in) {
		bind_in(s, in);
		if (mysql_stmt_bind_param(s->handle, s->in))
			return fail(db, stmt->name, (int)mysql_stmt_errno(s->handle), mysql_stmt_error(s->handle), false);
	}
	if (mysql_stmt_execute(s->handle) || (stmt->n_out && mysql_stmt_store_result(s->handle)))
		return fail(db, stmt->name, (int)mysql_stmt_errno(s->handle), mysql_stmt_error(s->handle), false);
	injected = fail_point(db, false);
	if (injected)
		return fail(db, stmt->name, injected, "", false);
	*ret_slot = s;
	return ERR_OK;
}

/* Inside a transaction a lost link ends it. Outside, a read is simply tried again on a new link; a write only while it
 * cannot have arrived, else its outcome is open. */
static enum err_code execute(struct db *db, const struct sql_stmt *stmt, const void *in, struct slot **ret_slot)
{
	if (db->tx_broken)
		return err_native(db->err, db->tx_broken, db->native, "%s: the transaction has failed before", stmt->name);
	bool read = stmt->n_out > 0;
	int64_t start = mono_us();
	if (!db->in_tx && (!db->my || (!read && clock_mono_ms() - db->used_ms > IDLE_PING_MS))) {
		if (!db_alive(db))
			return err_native(db->err, ERR_UNAVAILABLE, db->native, "%s: no connection", stmt->name);
	} else if (!db->my) {
		return err_set(db->err, ERR_UNAVAILABLE, "%s: no connection", stmt->name);
	}
	bool in_tx = db->in_tx;
	enum err_code code = run(db, stmt, in, ret_slot);
	if (code == ERR_UNAVAILABLE) {
		bool unsent = db_number_is_unsent(db->native);
		int native = db->native;
		link_drop(db);
		if (!in_tx && (read || unsent) && link_open(db) == ERR_OK)
			code = run(db, stmt, in, ret_slot);
		else if (!in_tx && !read && !unsent)
			code = err_native(db->err, ERR_UNCERTAIN, native, "%s: link lost", stmt->name);
	}
	db->used_ms = clock_mono_ms();
	db->count++;
	db->us += mono_us() - start;
	return code;
}

static enum err_code fetch_column(struct db *db, struct slot *s, size_t i, char *field)
{
	const struct sql_col *col = &s->stmt->out[i];
	if (col->type == 'i') {
		if (s->out_error[i] && !s->out_null[i])
			return err_set(db->err, ERR_DB, "%s: column %zu is no integer", s->stmt->name, i + 1);
		*(int64_t *)(void *)field = s->out_null[i] ? DB_NULL : s->out_int[i];
		return ERR_OK;
	}
	unsigned long n = s->out_len[i];
	char *p = NULL;
	if (!s->out_null[i]) {
		bool is_day = s->out[i].buffer_type == MYSQL_TYPE_DATE;
		const MYSQL_TIME *day = s->out[i].buffer;
		p = is_day ? arena_alloc(db->arena, DATE_TEXT) : arena_dup(db->arena, s->out[i].buffer, n <= SCRATCH ? n : 0);
		if (p && is_day) {
			date_text(date_of((int)day->year, (int)day->month, (int)day->day), p);
		} else if (p && n > SCRATCH && (p = arena_alloc(db->arena, n + 1))) {
			MYSQL_BIND whole = { .buffer_type = s->out[i].buffer_type, .buffer = p, .buffer_length = n, .length = &n };
			if (mysql_stmt_fetch_column(s->handle, &whole, (unsigned)i, 0))
				return fail(db, s->stmt->name, (int)mysql_stmt_errno(s->handle), mysql_stmt_error(s->handle), false);
		}
		if (!p)
			return no_memory(db);
	}
	if (col->type == 's')
		memcpy(field, &p, sizeof(p));
	else
		*(struct blob *)(void *)field = (struct blob){ (const uint8_t *)p, p ? n : 0 };
	return ERR_OK;
}

/* ERR_NOT_FOUND after the last row. */
static enum err_code fetch_row(struct db *db, struct slot *s, void *row)
{
	int rc = mysql_stmt_fetch(s->handle);
	if (rc == MYSQL_NO_DATA)
		return ERR_NOT_FOUND;
	if (rc != 0 && rc != MYSQL_DATA_TRUNCATED)
		return fail(db, s->stmt->name, (int)mysql_stmt_errno(s->handle), mysql_stmt_error(s->handle), false);
	for (size_t i = 0; i < s->stmt->n_out; i++) {
		enum err_code code = fetch_column(db, s, i, (char *)row + s->stmt->out[i].offset);
		if (code)
			return code;
	}
	return ERR_OK;
}

enum err_code db_one(struct db *db, const struct sql_stmt *stmt, const void *in, void *ret_row)
{
	struct slot *s = NULL;
	enum err_code code = execute(db, stmt, in, &s);
	if (code)
		return code;
	char *row = arena_alloc(db->arena, stmt->out_size);
	code = row ? fetch_row(db, s, row) : no_memory(db);
	mysql_stmt_free_result(s->handle);
	if (code == ERR_NOT_FOUND)
		return err_set(db->err, ERR_NOT_FOUND, "%s: no row", stmt->name);
	if (code)
		return code;
	/* Only the listed columns: the caller's other fields stay as they are. */
	for (size_t i = 0; i < stmt->n_out; i++) {
		size_t size = stmt->out[i].type == 'i' ? sizeof(int64_t) : stmt->out[i].type == 's' ? sizeof(char *) : sizeof(struct blob);
		memcpy((char *)ret_row + stmt->out[i].offset, row + stmt->out[i].offset, size);
	}
	return ERR_OK;
}

enum err_code db_list(struct db *db, const struct sql_stmt *stmt, const void *in, size_t cap, void **ret_rows, size_t *ret_n)
{
	struct slot *s = NULL;
	enum err_code code = execute(db, stmt, in, &s);
	if (code)
		return code;
	size_t n = mysql_stmt_num_rows(s->handle);
	char *rows = NULL;
	if (n > cap)
		code = err_set(db->err, ERR_TOO_LARGE, "%s: more than %zu rows", stmt->name, cap);
	else if (!(rows = arena_array(db->arena, n ? n : 1, stmt->out_size)))
		code = no_memory(db);
	for (size_t i = 0; i < n && !code; i++)
		code = fetch_row(db, s, rows + i * stmt->out_size);
	mysql_stmt_free_result(s->handle);
	if (code)
		return code;
	*ret_rows = rows;
	*ret_n = n;
	return ERR_OK;
}

enum err_code db_do(struct db *db, const struct sql_stmt *stmt, const void *in, int64_t *ret_affected)
{
	struct slot *s = NULL;
	enum err_code code = execute(db, stmt, in, &s);
	if (!code && ret_affected)
		*ret_affected = (int64_t)mysql_stmt_affected_rows(s->handle);
	return code;
}

enum err_code db_insert(struct db *db, const struct sql_stmt *stmt, const void *in, int64_t *ret_id)
{
	struct slot *s = NULL;
	enum err_code code = execute(db, stmt, in, &s);
	if (!code && ret_id)
		*ret_id = (int64_t)mysql_stmt_insert_id(s->handle);
	return code;
}

enum err_code db_prepare(struct db *db, const struct sql_stmt *stmt)
{
	struct slot *s;
	if (!db->my && !db_alive(db))
		return err_set(db->err, ERR_UNAVAILABLE, "%s: no connection", stmt->name);
	return slot_get(db, stmt, &s);
}

/* ---- bulk ---- */

/* Column arrays as array binding wants them. */
static bool bulk_bind(struct slot *s, const char *ins, size_t in_size, size_t n, struct arena *tmp)
{
	for (size_t i = 0; i < s->stmt->n_in; i++) {
		const struct sql_col *col = &s->stmt->in[i];
		MYSQL_BIND *b = &s->in[i];
		*b = (MYSQL_BIND){ .buffer_type = col->type == 'i' ? MYSQL_TYPE_LONGLONG : col->type == 's' ? MYSQL_TYPE_STRING : MYSQL_TYPE_BLOB };
		char *nulls = arena_array(tmp, n, 1);
		unsigned long *lengths = arena_array(tmp, n, sizeof(*lengths));
		int64_t *numbers = col->type == 'i' ? arena_array(tmp, n, sizeof(*numbers)) : NULL;
		const void **texts = col->type == 'i' ? NULL : arena_array(tmp, n, sizeof(*texts));
		if (arena_failed(tmp))
			return false;
		for (size_t row = 0; row < n; row++) {
			const char *field = ins + row * in_size + col->offset;
			const void *p = field;
			if (col->type == 'i') {
				numbers[row] = *(const int64_t *)(const void *)field;
				lengths[row] = sizeof(int64_t);
				p = numbers[row] == DB_NULL ? NULL : field;
			} else if (col->type == 's') {
				memcpy(&p, field, sizeof(p));
				lengths[row] = p ? strlen(p) : 0;
			} else {
				p = ((const struct blob *)(const void *)field)->p;
				lengths[row] = p ? ((const struct blob *)(const void *)field)->n : 0;
			}
			if (texts)
				texts[row] = p ? p : "";
			nulls[row] = p ? STMT_INDICATOR_NONE : STMT_INDICATOR_NULL;
		}
		b->buffer = numbers ? (void *)numbers : (void *)texts;
		b->length = lengths;
		b->u.indicator = nulls;
	}
	return true;
}

static enum err_code bulk_run(struct db *db, struct slot *s, size_t n, int64_t *ret_affected)
{
	unsigned rows = (unsigned)n, single = 0;
	int injected = fail_point(db, true);
	if (injected)
		return fail(db, s->stmt->name, injected, "", false);
	bool bad = mysql_stmt_attr_set(s->handle, STMT_ATTR_ARRAY_SIZE, &rows) || mysql_stmt_bind_param(s->handle, s->in) ||
	           mysql_stmt_execute(s->handle);
	enum err_code code = ERR_OK;
	if (bad)
		code = fail(db, s->stmt->name, (int)mysql_stmt_errno(s->handle), mysql_stmt_error(s->handle), false);
	else
		*ret_affected = (int64_t)mysql_stmt_affected_rows(s->handle);
	mysql_stmt_attr_set(s->handle, STMT_ATTR_ARRAY_SIZE, &single);
	injected = fail_point(db, false);
	if (injected)
		return fail(db, s->stmt->name, injected, "", false);
	return code;
}

enum err_code db_bulk(struct db *db, const struct sql_stmt *stmt, const void *ins, size_t in_size, size_t n, int64_t *ret_affected)
{
	if (db->tx_broken)
		return err_native(db->err, db->tx_broken, db->native, "%s: the transaction has failed before", stmt->name);
	if (!db->my && (db->in_tx || !db_alive(db)))
		return err_set(db->err, ERR_UNAVAILABLE, "%s: no connection", stmt->name);
	int64_t sum = 0, start = mono_us();
	bool in_tx = db->in_tx;
	enum err_code code = ERR_OK;
	for (size_t done = 0; done < n && !code;) {
		const char *from = (const char *)ins + done * in_size;
		size_t rows = db_bulk_chunk(stmt, from, in_size, n - done);
		struct arena *tmp CLEANUP(arena_freep) = arena_new((size_t)64 << 20);
		struct slot *s;
		int64_t affected = 0;
		code = slot_get(db, stmt, &s);
		if (!code && (!tmp || !bulk_bind(s, from, in_size, rows, tmp)))
			code = no_memory(db);
		if (!code)
			code = bulk_run(db, s, rows, &affected);
		sum += affected;
		done += rows;
	}
	if (code == ERR_UNAVAILABLE) {
		link_drop(db);
		if (!in_tx)
			code = err_native(db->err, ERR_UNCERTAIN, db->native, "%s: link lost", stmt->name);
	}
	db->count++;
	db->us += mono_us() - start;
	if (!code && ret_affected)
		*ret_affected = sum;
	return code;
}

/* ---- scripts and transactions ---- */

enum err_code db_script(struct db *db, const char *text, size_t n)
{
	if (!db->my && !db_alive(db))
		return err_set(db->err, ERR_UNAVAILABLE, "script: no connection");
	mysql_set_server_option(db->my, MYSQL_OPTION_MULTI_STATEMENTS_ON);
	enum err_code code = mysql_real_query(db->my, text, n) ? fail(db, "script", (int)mysql_errno(db->my), mysql_error(db->my), true) : ERR_OK;
	int statement = 1;
	while (!code) {
		MYSQL_RES *result = mysql_store_result(db->my);
		mysql_free_result(result);
		int more = mysql_next_result(db->my);
		if (more < 0)
			break;
		statement++;
		if (more > 0) {
			char what[32];
			snprintf(what, sizeof(what), "statement %d", statement);
			code = fail(db, what, (int)mysql_errno(db->my), mysql_error(db->my), true);
		}
	}
	if (db->my)
		mysql_set_server_option(db->my, MYSQL_OPTION_MULTI_STATEMENTS_OFF);
	db->used_ms = clock_mono_ms();
	return code;
}

static enum err_code command(struct db *db, const char *text)
{
	db->count++;
	int injected = fail_point(db, true);
	if (injected)
		return fail(db, text, injected, "", false);
	if (mysql_query(db->my, text))
		return fail_my(db, text);
	injected = fail_point(db, false);
	return injected ? fail(db, text, injected, "", false) : ERR_OK;
}

enum err_code db_begin(struct db *db, enum tx_kind kind)
{
	if (db->in_tx)
		return err_set(db->err, ERR_INTERNAL, "a transaction is open already");
	db->tx_broken = ERR_OK;
	db->native = 0;
	db->link_lost = false;
	if ((!db->my || clock_mono_ms() - db->used_ms > IDLE_PING_MS) && !db_alive(db))
		return err_native(db->err, ERR_UNAVAILABLE, db->native, "no connection");
	enum err_code code = kind == TX_SHORT ? command(db, "SET TRANSACTION ISOLATION LEVEL READ COMMITTED") : ERR_OK;
	if (!code)
		code = command(db, "START TRANSACTION");
	db->used_ms = clock_mono_ms();
	if (code) {
		/* Nothing was done yet: a link that went away while idle costs one more round, not the request. */
		if (db->link_lost)
			link_drop(db);
		return code;
	}
	db->in_tx = true;
	thread_tx++;
	return ERR_OK;
}

void db_rollback(struct db *db)
{
	db->tx_broken = ERR_OK; /* what follows is no part of it */
	if (!db->in_tx)
		return;
	if (db->my && !db_number_is_link(db->native) && mysql_query(db->my, "ROLLBACK") == 0) {
		db->in_tx = false;
		thread_tx--;
	} else {
		link_drop(db); /* the server rolls back when the link ends */
	}
	db->used_ms = clock_mono_ms();
}

enum err_code db_commit(struct db *db)
{
	if (db->tx_broken)
		return err_native(db->err, db->tx_broken, db->native, "commit: the transaction has failed before");
	if (!db->my || !db->in_tx)
		return err_set(db->err, ERR_UNAVAILABLE, "commit: no connection");
	int64_t start = mono_us();
	db->native = 0;
	enum err_code code = command(db, "COMMIT");
	db->us += mono_us() - start;
	db->used_ms = clock_mono_ms();
	if (!code) {
		db->in_tx = false;
		thread_tx--;
		return ERR_OK;
	}
	/* Whatever the client library itself reports comes after COMMIT may have been sent. */
	int native = db->native;
	if (code == ERR_UNAVAILABLE || db_number_is_client(native)) {
		link_drop(db);
		return err_native(db->err, ERR_UNCERTAIN, native, "commit: %d", native);
	}
	db_rollback(db);
	return code;
}

bool db_may_repeat(const struct db *db)
{
	return db->link_lost || db_number_may_repeat(db->native);
}

int64_t db_now_ms(struct db *db)
{
	struct sql_id now = { 0 };
	return db_one(db, &select_now, NULL, &now) == ERR_OK ? now.id : 0;
}
