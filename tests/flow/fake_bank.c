#include "tests/flow/fake_bank.h"

#include "base/crypto.h"
#include "base/date.h"
#include "base/money.h"
#include "gateway/bank.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <pthread.h>
#include <sys/mman.h>
#include <unistd.h>

enum { BATCHES = 400, PAYMENTS = 8000, ENTRIES = 9000, CODES = 200, LATES = 100 };

struct payment {
	char e2e_id[33], account[40], purpose[80], code[8];
	int64_t fen;
	int batch;
};
struct batch { char no[21], sm3[65]; };
struct entry { char e2e_id[33]; int64_t fen; int32_t day; char side; };
struct late { char text[300]; };

static struct state {
	pthread_mutex_t lock; /* of all processes; first, so that a reset leaves it */
	struct fake_switches switches;
	struct batch batches[BATCHES];
	struct payment payments[PAYMENTS];
	struct entry entries[ENTRIES];
	struct late lates[LATES];
	struct { char account[40], code[8]; } codes[CODES];
	char return_is[4000];
	int n_batches, n_payments, n_entries, n_lates, n_codes, puts, asked;
} *bank;
struct fake_switches *fake_bank;

void fake_bank_open(void)
{
	bank = mmap(NULL, sizeof(*bank), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (bank == MAP_FAILED)
		abort();
	pthread_mutexattr_t shared;
	pthread_mutexattr_init(&shared);
	pthread_mutexattr_setpshared(&shared, PTHREAD_PROCESS_SHARED);
	pthread_mutex_init(&bank->lock, &shared);
	fake_bank = &bank->switches;
}

void fake_bank_reset(void)
{
	memset(&bank->switches, 0, sizeof(*bank) - offsetof(struct state, switches));
}

static void unlock(void **unused)
{
	(void)unused;
	pthread_mutex_unlock(&bank->lock);
}
#define LOCKED CLEANUP(unlock) void *locked = (pthread_mutex_lock(&bank->lock), NULL)

static void die(void)
{
	pthread_mutex_unlock(&bank->lock);
	_exit(9);
}

const char *call_outcome_name(enum call_outcome outcome)
{
	static const char *const names[] = { "ok", "refused", "down", "unclear" };
	return names[outcome];
}

static void full(int n, int cap)
{
	if (n >= cap) {
		fprintf(stderr, "fake bank is full\n");
		abort();
	}
}

static struct payment *payment_of(const char *e2e_id)
{
	for (int i = 0; i < bank->n_payments; i++)
		if (strcmp(bank->payments[i].e2e_id, e2e_id) == 0)
			return &bank->payments[i];
	return NULL;
}

static void book(const char *e2e_id, int64_t fen, char side)
{
	full(bank->n_entries, ENTRIES);
	struct entry *e = &bank->entries[bank->n_entries++];
	snprintf(e->e2e_id, sizeof(e->e2e_id), "%s", e2e_id);
	e->fen = fen;
	e->side = side;
	e->day = clock_today();
}

void fake_bank_code(const char *account, const char *code)
{
	full(bank->n_codes, CODES);
	snprintf(bank->codes[bank->n_codes].account, 40, "%s", account);
	snprintf(bank->codes[bank->n_codes++].code, 8, "%s", code);
}

static const char *code_of(const char *account)
{
	for (int i = bank->n_codes; i-- > 0;)
		if (strcmp(bank->codes[i].account, account) == 0)
			return bank->codes[i].code;
	return "00";
}

void fake_bank_resolve(const char *e2e_id, const char *code)
{
	struct payment *p = payment_of(e2e_id);
	if (!p)
		abort();
	snprintf(p->code, sizeof(p->code), "%s", code);
	if (strcmp(code, "00") == 0)
		book(e2e_id, p->fen, 'D');
}

static void late_file(const struct payment *p, const char *ref)
{
	char money[MONEY_TEXT], day[DATE_TEXT];
	money_text(p->fen, money);
	date_text(clock_today(), day);
	char text[300];
	int n = snprintf(text, sizeof(text), "H|%s|1|%s\nR|%s|%s|RETN|%s|%s\nT|1\n", bank->batches[p->batch].no, day, p->e2e_id, money, ref, day);
	full(bank->n_lates, LATES);
	memcpy(bank->lates[bank->n_lates++].text, text, (size_t)n + 1);
}

void fake_bank_give_back(const char *e2e_id)
{
	const struct payment *p = payment_of(e2e_id);
	if (!p)
		abort();
	book(e2e_id, p->fen, 'C');
	late_file(p, "BACK");
}

void fake_bank_late_again(void)
{
	char e2e_id[33];
	snprintf(e2e_id, sizeof(e2e_id), "%.32s", strstr(bank->lates[bank->n_lates - 1].text, "\nR|") + 3);
	late_file(payment_of(e2e_id), "BACK2");
}

void fake_bank_debit(const char *e2e_id, int64_t fen)
{
	book(e2e_id, fen, 'D');
}

void fake_bank_return_is(const char *text)
{
	snprintf(bank->return_is, sizeof(bank->return_is), "%s", text ? text : "");
}

int fake_bank_puts(void)
{
	return bank->puts;
}

int fake_bank_asked(void)
{
	return bank->asked;
}

static int entries_of(const char *e2e_id, char side)
{
	int n = 0;
	for (int i = 0; i < bank->n_entries; i++)
		n += bank->entries[i].side == side && strcmp(bank->entries[i].e2e_id, e2e_id) == 0;
	return n;
}

int fake_bank_moved(const char *e2e_id)
{
	return entries_of(e2e_id, 'D');
}

int fake_bank_twice(void)
{
	int twice = 0;
	for (int i = 0; i < bank->n_payments; i++) {
		const struct payment *p = &bank->payments[i];
		int standing = entries_of(p->e2e_id, 'D') - entries_of(p->e2e_id, 'C');
		twice += entries_of(p->e2e_id, 'D') > 1;
		for (int k = 0; standing > 0 && k < i; k++) {
			const struct payment *q = &bank->payments[k];
			if (strcmp(p->account, q->account) == 0 && strcmp(p->purpose, q->purpose) == 0)
				twice += entries_of(q->e2e_id, 'D') > entries_of(q->e2e_id, 'C');
		}
	}
	return twice;
}

int64_t fake_bank_sum(void)
{
	int64_t sum = 0;
	for (int i = 0; i < bank->n_entries; i++)
		sum += bank->entries[i].side == 'D' ? bank->entries[i].fen : -bank->entries[i].fen;
	return sum;
}

/* ---- the wire ---- */

static struct batch *batch_of(const char *no)
{
	for (int i = 0; i < bank->n_batches; i++)
		if (strcmp(bank->batches[i].no, no) == 0)
			return &bank->batches[i];
	return NULL;
}

/* Its own reading of the file: another eye than the writer's. */
static bool take(const char *no, const struct blob *file, const char *sm3)
{
	char *text = strndup((const char *)file->p, file->n), *at = text, *line;
	int64_t n = 0, sum = 0, fen;
	int first = bank->n_payments;
	bool trailer = false;
	while ((line = strsep(&at, "\n")) && line[0]) {
		char *f[8] = { 0 };
		size_t k = 0;
		for (char *field; k < 8 && (field = strsep(&line, "|"));)
			f[k++] = field;
		if (strcmp(f[0], "D") == 0 && k == 7 && money_parse(f[5], &fen)) {
			full(bank->n_payments, PAYMENTS);
			struct payment *p = &bank->payments[bank->n_payments++];
			snprintf(p->e2e_id, sizeof(p->e2e_id), "%s", f[1]);
			snprintf(p->account, sizeof(p->account), "%s", f[2]);
			snprintf(p->purpose, sizeof(p->purpose), "%s", f[6]);
			snprintf(p->code, sizeof(p->code), "%s", code_of(f[2]));
			p->fen = fen;
			p->batch = bank->n_batches;
			n++;
			sum += fen;
		} else if (strcmp(f[0], "T") == 0) {
			trailer = k == 3 && atoll(f[1]) == n && money_parse(f[2], &fen) && fen == sum;
		}
	}
	free(text);
	if (!trailer) {
		bank->n_payments = first;
		return false;
	}
	full(bank->n_batches, BATCHES);
	struct batch *b = &bank->batches[bank->n_batches++];
	snprintf(b->no, sizeof(b->no), "%s", no);
	snprintf(b->sm3, sizeof(b->sm3), "%s", sm3);
	for (int i = first; i < bank->n_payments; i++)
		if (strcmp(bank->payments[i].code, "00") == 0)
			book(bank->payments[i].e2e_id, bank->payments[i].fen, 'D');
	return true;
}

static enum err_code outcome(struct outside_call *call, const char *operation, const char *no, enum call_outcome what, int status, enum err_code code)
{
	*call = (struct outside_call){ .peer = "bank", .operation = operation, .ground = "", .request_no = no, .outcome = what, .http_status = status,
		                       .at = clock_now_ms() };
	return code;
}

enum err_code bank_put(struct http_client *client, const struct config *config, struct arena *arena, const char *batch_no, const struct blob *file,
                       struct outside_call *ret_call, struct err *err)
{
	uint8_t sm3[SM3_SIZE];
	enum fake_put how = FAKE_TAKE;
	LOCKED;
	(void)client, (void)config, (void)err, (void)locked;
	if (bank->switches.put_times > 0) {
		bank->switches.put_times--;
		how = bank->switches.put;
	}
	if (bank->switches.die_before_put)
		die();
	if (how == FAKE_DOWN)
		return outcome(ret_call, "put", batch_no, CALL_DOWN, 0, ERR_OUTSIDE);
	if (how == FAKE_CUT_BEFORE)
		return outcome(ret_call, "put", batch_no, CALL_UNCLEAR, 0, ERR_UNCERTAIN);
	bank->puts++;
	if (how == FAKE_REFUSE || how == FAKE_SIGNATURE)
		return outcome(ret_call, "put", batch_no, CALL_REFUSED, how == FAKE_REFUSE ? 400 : 401, ERR_INVALID);
	if (!crypto_sm3(file->p, file->n, sm3))
		abort();
	const char *hex = text_hex(arena, sm3, SM3_SIZE);
	const struct batch *had = batch_of(batch_no);
	if (had && strcmp(had->sm3, hex) != 0)
		return outcome(ret_call, "put", batch_no, CALL_REFUSED, 409, ERR_INVALID);
	if (!had && !take(batch_no, file, hex))
		return outcome(ret_call, "put", batch_no, CALL_REFUSED, 400, ERR_INVALID);
	if (bank->switches.die_after_put)
		die();
	if (how == FAKE_CUT_AFTER)
		return outcome(ret_call, "put", batch_no, CALL_UNCLEAR, 0, ERR_UNCERTAIN);
	return outcome(ret_call, "put", batch_no, CALL_OK, 200, ERR_OK);
}

enum err_code bank_batch(struct http_client *client, const struct config *config, struct arena *arena, const char *batch_no, enum bank_batch_state *ret_state,
                         const char **ret_file_sm3_hex, struct outside_call *ret_call, struct err *err)
{
	LOCKED;
	(void)client, (void)config, (void)err, (void)locked;
	bank->asked++;
	if (bank->switches.ask_down > 0) {
		bank->switches.ask_down--;
		return outcome(ret_call, "batch", batch_no, CALL_UNCLEAR, 503, ERR_OUTSIDE);
	}
	const struct batch *b = batch_of(batch_no);
	*ret_state = b ? BANK_DONE : BANK_NEVER_GOT;
	*ret_file_sm3_hex = b ? arena_strdup(arena, b->sm3) : NULL;
	return outcome(ret_call, "batch", batch_no, b ? CALL_OK : CALL_REFUSED, b ? 200 : 404, ERR_OK);
}

const char *fake_bank_return_of(struct arena *arena, const char *batch_no)
{
	struct buf lines;
	char money[MONEY_TEXT], day[DATE_TEXT];
	int n = 0;
	const struct batch *b = batch_of(batch_no);
	if (!b)
		return NULL;
	date_text(clock_today(), day);
	buf_init(&lines, arena, 1000);
	for (int i = 0; i < bank->n_payments; i++) {
		const struct payment *p = &bank->payments[i];
		if (&bank->batches[p->batch] != b)
			continue;
		money_text(p->fen, money);
		buf_printf(&lines, "R|%s|%s|%s|REF%d|%.4s%.2s%.2s\n", p->e2e_id, money, p->code, i, day, day + 5, day + 8);
		n++;
	}
	return arena_printf(arena, "H|%s|%d|%s\n%sT|%d\n", batch_no, n, day, lines.p, n);
}

enum err_code bank_return(struct http_client *client, const struct config *config, struct arena *arena, const char *batch_no, struct blob *ret_file,
                          struct outside_call *ret_call, struct err *err)
{
	LOCKED;
	(void)client, (void)config, (void)err, (void)locked;
	if (bank->switches.returns_late > 0) {
		bank->switches.returns_late--;
		return outcome(ret_call, "return", batch_no, CALL_OK, 204, ERR_NOT_FOUND);
	}
	const char *text = bank->return_is[0] ? arena_strdup(arena, bank->return_is) : fake_bank_return_of(arena, batch_no);
	if (!text)
		return outcome(ret_call, "return", batch_no, CALL_REFUSED, 404, ERR_NOT_FOUND);
	*ret_file = (struct blob){ (const uint8_t *)text, strlen(text) };
	return outcome(ret_call, "return", batch_no, CALL_OK, 200, ERR_OK);
}

enum err_code bank_returns(struct http_client *client, const struct config *config, struct arena *arena, int64_t after, struct blob **ret_files, size_t *ret_n,
                           int64_t *ret_last, struct outside_call *ret_call, struct err *err)
{
	struct blob *files = arena_array(arena, LATES, sizeof(*files));
	size_t n = 0;
	LOCKED;
	(void)client, (void)config, (void)err, (void)locked;
	for (int i = (int)after; i < bank->n_lates; i++, n++) {
		char *text = arena_strdup(arena, bank->lates[i].text);
		files[n] = (struct blob){ (const uint8_t *)text, strlen(text) };
	}
	*ret_files = files;
	*ret_n = n;
	*ret_last = bank->n_lates;
	return outcome(ret_call, "returns", NULL, CALL_OK, 200, ERR_OK);
}

enum err_code bank_query(struct http_client *client, const struct config *config, struct arena *arena, const char *e2e_id, struct bank_answer *ret_answer,
                         struct outside_call *ret_call, struct err *err)
{
	LOCKED;
	(void)client, (void)config, (void)err, (void)locked;
	if (bank->switches.query_down > 0) {
		bank->switches.query_down--;
		return outcome(ret_call, "query", e2e_id, CALL_UNCLEAR, 0, ERR_OUTSIDE);
	}
	const struct payment *p = payment_of(e2e_id);
	if (!p)
		return outcome(ret_call, "query", e2e_id, CALL_REFUSED, 404, ERR_NOT_FOUND);
	*ret_answer = (struct bank_answer){ arena_strdup(arena, p->code), "QREF", p->fen };
	return outcome(ret_call, "query", e2e_id, CALL_OK, 200, ERR_OK);
}

enum err_code bank_statement(struct http_client *client, const struct config *config, struct arena *arena, const char *day, struct blob *ret_file,
                             struct outside_call *ret_call, struct err *err)
{
	int64_t opening = INT64_C(1000000000), debit = 0, credit = 0;
	int32_t d;
	int n = 0;
	char a[MONEY_TEXT], b[MONEY_TEXT];
	struct buf lines;
	LOCKED;
	(void)client, (void)config, (void)err, (void)locked;
	if (!date_parse(day, &d))
		abort();
	buf_init(&lines, arena, 1000);
	for (int i = 0; i < bank->n_entries; i++) {
		const struct entry *e = &bank->entries[i];
		if (e->day < d)
			opening += e->side == 'D' ? -e->fen : e->fen;
		if (e->day != d)
			continue;
		*(e->side == 'D' ? &debit : &credit) += e->fen;
		money_text(e->fen, a);
		buf_printf(&lines, "L|%s|%c|%s|B%d|%s 10:00:00\n", e->e2e_id, e->side, a, i, day);
		n++;
	}
	if (bank->switches.statement_none || (n == 0 && d >= clock_today()))
		return outcome(ret_call, "statement", day, CALL_OK, 204, ERR_NOT_FOUND);
	money_text(opening, a);
	money_text(opening - debit + credit, b);
	char *text = arena_printf(arena, "S|%s|%s|%s|%d\n%s", day, a, b, n, lines.p);
	money_text(debit, a);
	money_text(credit, b);
	text = arena_printf(arena, "%sT|%d|%s|%s\n", text, n, a, b);
	*ret_file = (struct blob){ (const uint8_t *)text, strlen(text) };
	return outcome(ret_call, "statement", day, CALL_OK, 200, ERR_OK);
}
