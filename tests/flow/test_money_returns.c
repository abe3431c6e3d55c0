/* What the bank tells: return files in every condition, money that comes back, doubt, statements and the kill switch (3.2, 4F-8, 4F-9, B5, B6, 1.9(2)). */
#include "tests/flow/money_rig.h"

#include "base/date.h"
#include "base/money.h"

static int64_t count(const char *sql)
{
	return harness_int(&rig, sql);
}

/* Collected and sent, nothing answered yet. */
static int64_t sent(void)
{
	struct collected c;
	enum sending sending;
	rig_ok(collect_payments(&rig.ctx, "type2", &c));
	rig_ok(send_batch(&rig.ctx, NULL, c.batch_id, &sending));
	assert_int_equal(sending, SENDING_DONE);
	harness_sql(&rig, "DELETE FROM job");
	return c.batch_id;
}

static const char *batch_no(int64_t id)
{
	return harness_text(&rig, arena_printf(rig.ctx.arena, "SELECT batch_no FROM pay_batch WHERE id = %lld", (long long)id));
}

static enum err_code take(const char *text, struct taken *ret_taken)
{
	struct blob bytes = { (const uint8_t *)text, strlen(text) };
	return take_return(&rig.ctx, &bytes, ret_taken);
}

static struct recon_day compare(void)
{
	struct recon_day day;
	rig_ok(reconcile_day(&rig.ctx, NULL, clock_today(), &day));
	return day;
}

static void wrong_account_waits_for_a_new_one(void **state)
{
	(void)state;
	static const char *const codes[] = { "61", "63", "66", "73" };
	for (size_t i = 0; i < ARRAY_LEN(codes); i++) {
		struct rig_person p = rig_person();
		fake_bank_code(p.account, codes[i]);
		int64_t order = rig_grant(&p, RIG_FEN), reserved = rig_balance("reserved:type2");
		rig_collect();
		ROW_STR(i, rig_state("pay_order", order), "READY");
		ROW_INT(i, rig_count("SELECT COUNT(*) FROM pay_order WHERE id = ? AND held = 'account'", order), 1);
		ROW_INT(i, rig_balance("reserved:type2"), reserved);
		ROW_INT(i, rig_count("SELECT COUNT(*) FROM notice WHERE template = 'pay_failed' AND person_id = ?", p.id), 1);
		rig_collect(); /* not tried again with the same account */
		ROW_INT(i, rig_count("SELECT COUNT(*) FROM pay_attempt WHERE order_id = ?", order), 1);
		rig_account(&p);
		rig_collect();
		ROW_STR(i, rig_state("pay_order", order), "PAID");
		ROW_INT(i, rig_count("SELECT COUNT(*) FROM pay_attempt WHERE order_id = ?", order), 2);
		rig_holds();
	}
}

static void an_account_corrected_meanwhile_is_used_at_once(void **state)
{
	(void)state;
	struct rig_person p = rig_person();
	struct taken taken;
	fake_bank_code(p.account, "66");
	int64_t order = rig_grant(&p, RIG_FEN), batch = sent();
	rig_account(&p); /* the order is in flight and keeps what was approved */
	rig_ok(take(fake_bank_return_of(rig.ctx.arena, batch_no(batch)), &taken));
	assert_int_equal(taken.failed_n, 1);
	rig_run(3);
	assert_string_equal(rig_state("pay_order", order), "PAID");
	assert_int_equal(rig_count("SELECT COUNT(*) FROM notice WHERE template = 'pay_failed' AND person_id = ?", p.id), 0);
	rig_holds();
}

static void duplicate_code_waits_for_a_person(void **state)
{
	(void)state;
	struct rig_person p = rig_person();
	fake_bank_code(p.account, "12");
	int64_t order = rig_grant(&p, RIG_FEN);
	rig_collect();
	assert_int_equal(rig_count("SELECT COUNT(*) FROM pay_order WHERE id = ? AND state = 'READY' AND held = 'duplicate'", order), 1);
	rig_account(&p); /* a new account does not lift it */
	rig_collect();
	assert_string_equal(rig_state("pay_order", order), "READY");
	rig_holds();
}

static void the_same_file_twice_counts_once(void **state)
{
	(void)state;
	int64_t order = rig_order(), batch = sent();
	struct taken one, two;
	const char *file = fake_bank_return_of(rig.ctx.arena, batch_no(batch));
	rig_ok(take(file, &one));
	rig_ok(take(file, &two));
	assert_int_equal(one.paid_n, 1);
	assert_true(one.closed && two.again && two.closed);
	assert_int_equal(two.paid_n, 0);
	assert_string_equal(rig_state("pay_order", order), "PAID");
	assert_int_equal(rig_count("SELECT COUNT(*) FROM ledger_transfer t JOIN pay_attempt a ON a.id = t.ref_id WHERE t.kind = 'POST' AND a.order_id = ?", order), 1);
	(void)compare();
	rig_holds();
}

/* Lines said twice in one file, and again in another file with other bytes. */
static void lines_said_again_change_nothing(void **state)
{
	(void)state;
	int64_t a = rig_order(), b = rig_order(), batch = sent();
	struct taken taken;
	const char *no = batch_no(batch), *ea = rig_e2e(a), *eb = rig_e2e(b);
	rig_ok(take(arena_printf(rig.ctx.arena, "H|%s|4|20261123\nR|%s|810.00|00|R1|20261123\nR|%s|810.00|00|R1|20261123\nR|%s|810.00|05|R2|20261123\n"
	                         "R|%s|810.00|00|R2|20261123\nT|4\n", no, ea, ea, eb, eb), &taken));
	assert_int_equal(taken.paid_n, 2);
	assert_int_equal(taken.unknown_n, 1); /* in doubt first, then paid: in the order of the lines */
	assert_int_equal(taken.differ_n, 0);
	assert_true(taken.closed);
	rig_ok(take(fake_bank_return_of(rig.ctx.arena, no), &taken));
	assert_int_equal(taken.paid_n + taken.differ_n, 0);
	assert_int_equal(rig_count("SELECT COUNT(*) FROM pay_batch WHERE id = ? AND state = 'CLOSED'", batch), 1);
	(void)compare();
	rig_holds();
}

static void a_partial_file_leaves_the_batch_open(void **state)
{
	(void)state;
	int64_t a = rig_order(), b = rig_order(), batch = sent();
	struct taken taken;
	rig_ok(take(arena_printf(rig.ctx.arena, "H|%s|1|20261123\nR|%s|810.00|00|R1|20261123\nT|1\n", batch_no(batch), rig_e2e(a)), &taken));
	assert_false(taken.closed);
	assert_string_equal(rig_state("pay_order", a), "PAID");
	assert_string_equal(rig_state("pay_order", b), "IN_FLIGHT");
	assert_string_equal(rig_state("pay_batch", batch), "SENT");
	rig_ok(take(fake_bank_return_of(rig.ctx.arena, batch_no(batch)), &taken));
	assert_true(taken.closed);
	assert_string_equal(rig_state("pay_order", b), "PAID");
	(void)compare();
	rig_holds();
}

static void a_wrong_file_is_refused_whole(void **state)
{
	(void)state;
	int64_t order = rig_order(), batch = sent(), files = count("SELECT COUNT(*) FROM bank_file_in");
	struct taken taken;
	const char *no = batch_no(batch), *e2e = rig_e2e(order);
	assert_int_equal(take(arena_printf(rig.ctx.arena, "H|%s|1|20261123\nR|%s|810.00|00|R1|20261123\nT|2\n", no, e2e), &taken), ERR_INVALID);
	assert_int_equal(take(arena_printf(rig.ctx.arena, "H|%s|2|20261123\nR|%s|810.00|00|R1|20261123\nT|2\n", no, e2e), &taken), ERR_INVALID);
	assert_int_equal(take("", &taken), ERR_INVALID);
	assert_int_equal(count("SELECT COUNT(*) FROM bank_file_in"), files);
	assert_string_equal(rig_state("pay_order", order), "IN_FLIGHT");
	assert_int_equal(count("SELECT COUNT(*) FROM alarm WHERE kind = 'bank_file' AND cleared_at IS NULL"), 1);
	rig_ok(take(fake_bank_return_of(rig.ctx.arena, no), &taken));
	assert_string_equal(rig_state("pay_order", order), "PAID");
	(void)compare();
	rig_holds();
}

/* Another amount, a payment that is not ours, one of another batch: nothing moves, each is a difference. */
static void lines_that_do_not_fit_are_differences(void **state)
{
	(void)state;
	int64_t order = rig_order(), batch = sent(), other = rig_order(), batch2 = sent();
	struct taken taken;
	rig_ok(take(arena_printf(rig.ctx.arena, "H|%s|3|20261123\nR|%s|810.01|00|R1|20261123\nR|%s|810.00|00|R2|20261123\nR|%.20s999999999999|1.00|00|R3|20261123\nT|3\n",
	                         batch_no(batch), rig_e2e(order), rig_e2e(other), batch_no(batch)), &taken));
	assert_int_equal(taken.differ_n, 3);
	assert_int_equal(taken.paid_n, 0);
	assert_string_equal(rig_state("pay_order", order), "IN_FLIGHT");
	assert_string_equal(rig_state("pay_order", other), "IN_FLIGHT");
	assert_int_equal(count("SELECT COUNT(*) FROM recon_diff WHERE state = 'OPEN' AND source = 'RETURN' AND kind = 'amount'"), 1);
	assert_int_equal(count("SELECT COUNT(*) FROM recon_diff WHERE state = 'OPEN' AND source = 'RETURN' AND kind = 'only_bank'"), 2);
	rig_ok(take(arena_printf(rig.ctx.arena, "H|99999999999999999999|1|20261123\nR|%s|810.00|00|R1|20261123\nT|1\n", rig_e2e(order)), &taken));
	assert_int_equal(taken.batch_id, 0);
	assert_int_equal(taken.differ_n, 1);
	/* right files later: the payments are booked, the differences stay until two persons close them */
	rig_ok(take(fake_bank_return_of(rig.ctx.arena, batch_no(batch)), &taken));
	rig_ok(take(fake_bank_return_of(rig.ctx.arena, batch_no(batch2)), &taken));
	assert_string_equal(rig_state("pay_order", order), "PAID");
	assert_int_equal(compare().diffs, 4);
	rig_holds();
}

static void success_after_failure_freezes_the_order(void **state)
{
	(void)state;
	struct rig_person p = rig_person();
	struct taken taken;
	fake_bank_code(p.account, "66");
	int64_t order = rig_grant(&p, RIG_FEN), batch = sent();
	const char *no = batch_no(batch), *e2e = rig_e2e(order);
	rig_ok(take(fake_bank_return_of(rig.ctx.arena, no), &taken));
	assert_int_equal(taken.failed_n, 1);
	rig_ok(take(arena_printf(rig.ctx.arena, "H|%s|1|20261123\nR|%s|810.00|00|R9|20261123\nT|1\n", no, e2e), &taken));
	assert_int_equal(taken.differ_n, 1);
	assert_int_equal(rig_count("SELECT COUNT(*) FROM pay_order WHERE id = ? AND held = 'conflict'", order), 1);
	rig_account(&p);
	rig_collect();
	assert_int_equal(release_held(&rig.ctx, order), ERR_STATE); /* one person cannot make it paid twice */
	err_clear(&rig.ctx.err);
	rig_run(20);
	assert_int_equal(rig_count("SELECT COUNT(*) FROM pay_attempt WHERE order_id = ?", order), 1);
	rig_holds();
	/* A difference that is closed in whatever way, but not by two persons who deny the payment, sets nothing free. */
	harness_sql(&rig, "UPDATE recon_diff SET state = 'CLOSED'");
	assert_int_equal(release_held(&rig.ctx, order), ERR_STATE);
	err_clear(&rig.ctx.err);
}

/* An order that the bank called not paid (66) and then paid: by its return file, by its statement, or both. */
struct paid_late { struct rig_person p; int64_t order, diff; const char *e2e; };

static struct paid_late paid_late(bool by_return, bool by_statement)
{
	struct paid_late late = { .p = rig_person() };
	struct taken taken;
	fake_bank_code(late.p.account, "66");
	late.order = rig_grant(&late.p, RIG_FEN);
	int64_t batch = sent();
	const char *no = batch_no(batch);
	late.e2e = rig_e2e(late.order);
	rig_ok(take(fake_bank_return_of(rig.ctx.arena, no), &taken));
	if (by_return)
		rig_ok(take(arena_printf(rig.ctx.arena, "H|%s|1|20261123\nR|%s|810.00|00|R9|20261123\nT|1\n", no, late.e2e), &taken));
	if (by_statement)
		fake_bank_debit(late.e2e, RIG_FEN);
	(void)compare();
	late.diff = count(arena_printf(rig.ctx.arena, "SELECT MAX(id) FROM recon_diff WHERE state = 'OPEN' AND e2e_id = '%s'", late.e2e));
	assert_int_equal(rig_count("SELECT COUNT(*) FROM pay_order WHERE id = ? AND held = 'conflict'", late.order), 1);
	return late;
}

static enum err_code close_as(int64_t diff, enum pay_said said, const char *evidence, struct pay_asked *asked)
{
	struct request_key key = rig_key();
	struct close_diff in = { diff, said, evidence, "已向银行核实" };
	rig_as(RIG_MAKER);
	enum err_code rc = close_diff(&rig.ctx, &in, &key, asked);
	rig_as(0);
	return rc;
}

static void refused(enum err_code got, enum err_code want, const char *pointer)
{
	assert_int_equal(got, want);
	if (pointer)
		assert_string_equal(rig.ctx.err.fields[0].pointer, pointer);
	err_clear(&rig.ctx.err);
}

static void two_persons_book_what_really_left(void **state)
{
	(void)state;
	static const struct { bool by_return, by_statement; } rows[] = { { true, true }, { false, true }, { true, false } };
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct pay_asked asked, again;
		int64_t reserved = rig_balance("reserved:type2");
		struct paid_late late = paid_late(rows[i].by_return, rows[i].by_statement);
		ROW_INT(i, rig_balance("reserved:type2"), reserved + RIG_FEN);
		refused(close_as(late.diff, PAY_NOT_SAID, NULL, &asked), ERR_INVALID, "/paid");
		refused(close_as(late.diff, PAY_PAID, "", &asked), ERR_INVALID, "/evidence");
		if (rows[i].by_statement) /* the money is gone, whatever two persons say */
			refused(close_as(late.diff, PAY_NOT_PAID, "HD-1", &asked), ERR_INVALID, "/paid");
		rig_ok(close_as(late.diff, PAY_PAID, "HD-1", &asked));
		refused(close_as(late.diff, PAY_PAID, "HD-2", &again), ERR_STATE, NULL); /* one request at a time */
		refused(close_as(late.diff, PAY_NOT_PAID, "HD-2", &again), rows[i].by_statement ? ERR_INVALID : ERR_STATE, NULL);
		ROW_STR(i, rig_state("pay_order", late.order), "READY");
		rig_ok(rig_decide(asked.approval_id, true, 0));
		rig_run(3);
		ROW_STR(i, rig_state("pay_order", late.order), "PAID");
		ROW_INT(i, rig_count("SELECT COUNT(*) FROM pay_attempt WHERE order_id = ? AND state = 'SUCCEEDED' AND code = 'hand' AND hand_approval_id IS NOT NULL", late.order), 1);
		ROW_INT(i, rig_balance("reserved:type2"), reserved);
		ROW_INT(i, count("SELECT COUNT(*) FROM recon_diff WHERE state = 'OPEN' AND kind <> 'only_ours'"), 0);
		ROW_INT(i, rig_count("SELECT COUNT(*) FROM proposal WHERE kind = 'DIFF' AND outcome = 'SUCCEEDED' AND evidence = 'HD-1' AND subject_id = ?", late.diff), 1);
		assert_int_equal(release_held(&rig.ctx, late.order), ERR_STATE);
		err_clear(&rig.ctx.err);
		rig_account(&late.p);
		rig_collect();
		ROW_INT(i, rig_count("SELECT COUNT(*) FROM pay_attempt WHERE order_id = ?", late.order), 1); /* paid once */
		if (!rows[i].by_statement)
			fake_bank_debit(late.e2e, RIG_FEN); /* the statement follows, and fits */
		ROW_INT(i, compare().diffs, 0);
		rig_holds();
	}
}

static void two_persons_deny_it_and_it_is_paid_again(void **state)
{
	(void)state;
	struct pay_asked asked;
	struct paid_late late = paid_late(true, false);
	rig_ok(close_as(late.diff, PAY_NOT_PAID, "HD-3", &asked));
	rig_ok(rig_decide(asked.approval_id, true, 0));
	rig_run(3);
	assert_int_equal(rig_count("SELECT COUNT(*) FROM pay_order WHERE id = ? AND state = 'READY' AND held = 'conflict'", late.order), 1); /* not by itself */
	rig_holds();
	/* Before anybody sets it free a statement shows the money gone: the difference is back, and nothing is released. */
	fake_bank_debit(late.e2e, RIG_FEN);
	assert_int_equal(compare().diffs, 1);
	assert_int_equal(release_held(&rig.ctx, late.order), ERR_STATE);
	err_clear(&rig.ctx.err);
	refused(close_as(late.diff, PAY_NOT_PAID, "HD-4", &asked), ERR_INVALID, "/paid");
	rig_ok(close_as(late.diff, PAY_PAID, "HD-4", &asked));
	rig_ok(rig_decide(asked.approval_id, true, 0));
	rig_run(3);
	assert_string_equal(rig_state("pay_order", late.order), "PAID");
	assert_int_equal(compare().diffs, 0);
	rig_holds();

	late = paid_late(true, false); /* and where no statement does, it is released and paid */
	rig_ok(close_as(late.diff, PAY_NOT_PAID, "HD-5", &asked));
	rig_ok(rig_decide(asked.approval_id, true, 0));
	rig_run(3);
	fake_bank_code(late.p.account, "00");
	rig_ok(release_held(&rig.ctx, late.order));
	rig_run(3);
	assert_string_equal(rig_state("pay_order", late.order), "PAID");
	assert_int_equal(rig_count("SELECT COUNT(*) FROM pay_attempt WHERE order_id = ?", late.order), 2);
	assert_int_equal(compare().diffs, 0);
	rig_holds();
}

static enum err_code by_hand(const char *e2e, int64_t approval_id)
{
	enum err_code rc = harness_try(&rig, arena_printf(rig.ctx.arena, "UPDATE pay_attempt SET state = 'SUCCEEDED', hand_approval_id = NULLIF(%lld, 0) WHERE e2e_id = '%s'",
	                                                  (long long)approval_id, e2e));
	err_clear(&rig.ctx.err);
	return rc;
}

static void nobody_alone_turns_failed_into_paid(void **state)
{
	(void)state;
	struct pay_asked asked;
	struct paid_late late = paid_late(true, true);
	rig_ok(close_as(late.diff, PAY_PAID, "HD-6", &asked));
	assert_int_equal(by_hand(late.e2e, 0), ERR_LIMIT);
	assert_int_equal(by_hand(late.e2e, asked.approval_id), ERR_LIMIT); /* not decided yet */
	rig_ok(rig_decide(asked.approval_id, false, 0));
	rig_run(3);
	assert_int_equal(by_hand(late.e2e, asked.approval_id), ERR_LIMIT); /* they said no */
	assert_string_equal(rig_state("pay_order", late.order), "READY");
	assert_int_equal(rig_count("SELECT COUNT(*) FROM recon_diff WHERE id = ? AND state = 'OPEN'", late.diff), 1);
	rig_ok(close_as(late.diff, PAY_PAID, "HD-7", &asked)); /* decided: it may be asked for again */
	rig_ok(rig_decide(asked.approval_id, true, 0));
	rig_run(3);
	assert_string_equal(rig_state("pay_order", late.order), "PAID");
	rig_holds();
}

static void money_that_comes_back(void **state)
{
	(void)state;
	struct rig_person p = rig_person();
	int64_t order = rig_grant(&p, RIG_FEN);
	size_t n = 0;
	rig_collect();
	assert_string_equal(rig_state("pay_order", order), "PAID");
	int64_t reserved = rig_balance("reserved:type2"), paid = rig_balance("paid:type2");
	fake_bank_give_back(rig_e2e(order));
	rig_ok(fetch_late_returns(&rig.ctx, NULL, &n));
	assert_int_equal(n, 1);
	assert_int_equal(rig_count("SELECT COUNT(*) FROM pay_order WHERE id = ? AND state = 'READY' AND held = 'account' AND paid_at IS NULL", order), 1);
	assert_int_equal(rig_balance("reserved:type2"), reserved + RIG_FEN);
	assert_int_equal(rig_balance("paid:type2"), paid - RIG_FEN);
	rig_ok(fetch_late_returns(&rig.ctx, NULL, &n));
	assert_int_equal(n, 0);
	fake_bank_late_again(); /* the same word with other bytes */
	rig_ok(fetch_late_returns(&rig.ctx, NULL, &n));
	assert_int_equal(rig_balance("paid:type2"), paid - RIG_FEN);
	struct recon_day day = compare();
	assert_int_equal(day.diffs, 0);
	assert_int_equal(day.ours_fen, day.bank_fen);
	rig_holds();
	/* paid again to another account: a new attempt, and the ledger resolves the RETURN */
	rig_account(&p);
	rig_collect();
	assert_string_equal(rig_state("pay_order", order), "PAID");
	assert_int_equal(rig_count("SELECT COUNT(*) FROM pay_attempt WHERE order_id = ?", order), 2);
	assert_int_equal(compare().diffs, 0);
	rig_holds();
}

static void doubtful_codes_are_asked_about(void **state)
{
	(void)state;
	static const struct { const char *code, *becomes, *state; } rows[] = {
		{ "05", "00", "PAID" }, { "03", "66", "READY" }, { "Z9", "00", "PAID" },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct rig_person p = rig_person();
		size_t settled = 0, left = 0;
		fake_bank_code(p.account, rows[i].code);
		int64_t order = rig_grant(&p, RIG_FEN);
		rig_collect();
		ROW_STR(i, rig_state("pay_order", order), "IN_FLIGHT");
		ROW_INT(i, rig_count("SELECT COUNT(*) FROM pay_attempt WHERE order_id = ? AND state = 'UNKNOWN'", order), 1);
		fake_bank->query_down = 1;
		rig_ok(query_unknown(&rig.ctx, NULL, &settled, &left));
		ROW_INT(i, settled, 0);
		ROW_INT(i, left, 1);
		fake_bank_resolve(rig_e2e(order), rows[i].becomes);
		rig_ok(query_unknown(&rig.ctx, NULL, &settled, &left));
		ROW_INT(i, settled, 1);
		ROW_STR(i, rig_state("pay_order", order), rows[i].state);
		ROW_STR(i, harness_text(&rig, "SELECT state FROM pay_batch ORDER BY id DESC LIMIT 1"), "CLOSED");
		harness_sql(&rig, "DELETE FROM job");
		(void)compare();
		rig_holds();
	}
}

static void doubt_that_lasts_raises_an_alarm_and_two_persons_end_it(void **state)
{
	(void)state;
	struct rig_person p = rig_person();
	struct request_key key = rig_key();
	struct pay_asked asked;
	fake_bank_code(p.account, "05");
	int64_t order = rig_grant(&p, RIG_FEN);
	rig_collect();
	int64_t attempt = rig_count("SELECT id FROM pay_attempt WHERE order_id = ?", order);
	rig_ok(sweep_payments(&rig.ctx));
	assert_int_equal(count("SELECT COUNT(*) FROM alarm WHERE kind = 'pay_unknown'"), 0);
	harness_sql(&rig, "UPDATE pay_attempt SET state_at = state_at - 16 * 60000 WHERE state = 'UNKNOWN'");
	rig_ok(sweep_payments(&rig.ctx));
	assert_int_equal(rig_count("SELECT COUNT(*) FROM alarm WHERE kind = 'pay_unknown' AND subject_id = ?", attempt), 1);

	struct leave_unknown in = { .attempt_id = attempt, .paid = true, .note = "银行回单" };
	rig_as(RIG_MAKER);
	assert_int_equal(leave_unknown(&rig.ctx, &in, &key, &asked), ERR_INVALID); /* no paper named */
	in.evidence = "YHHD-20261123-001";
	rig_ok(leave_unknown(&rig.ctx, &in, &key, &asked));
	assert_string_equal(rig_state("pay_order", order), "IN_FLIGHT");
	rig_ok(rig_decide(asked.approval_id, true, 0));
	fake_bank_resolve(rig_e2e(order), "00"); /* what the paper shows */
	harness_sql(&rig, "DELETE FROM job WHERE kind = 'pay_query'");
	rig_run(3);
	assert_string_equal(rig_state("pay_order", order), "PAID");
	assert_int_equal(rig_count("SELECT COUNT(*) FROM alarm WHERE kind = 'pay_unknown' AND cleared_at IS NULL AND subject_id = ?", attempt), 0);
	assert_int_equal(compare().diffs, 0);
	rig_holds();
}

static void the_statement_ends_doubt(void **state)
{
	(void)state;
	struct rig_person p = rig_person();
	fake_bank_code(p.account, "05");
	int64_t order = rig_grant(&p, RIG_FEN);
	rig_collect();
	fake_bank_resolve(rig_e2e(order), "00");
	struct recon_day day = compare();
	assert_string_equal(rig_state("pay_order", order), "PAID");
	assert_int_equal(day.diffs, 0);
	assert_int_equal(day.ours_fen, day.bank_fen);
	rig_holds();
}

static void a_day_fits_when_the_statement_comes(void **state)
{
	(void)state;
	int64_t order = rig_order(), batch = sent(), tomorrow;
	struct taken taken;
	struct recon_day day;
	int32_t today = clock_today();
	fake_bank->statement_none = true;
	rig_ok(take(fake_bank_return_of(rig.ctx.arena, batch_no(batch)), &taken));
	assert_int_equal(compare().diffs, 1); /* paid, but in no statement */
	assert_int_equal(count("SELECT COUNT(*) FROM recon_diff WHERE state = 'OPEN' AND kind = 'only_ours'"), 1);
	fake_bank->statement_none = false;
	day = compare();
	assert_int_equal(day.diffs, 0);
	assert_false(day.closed); /* the day runs on */
	assert_true(day.ours_n >= 1 && day.ours_fen == day.bank_fen && day.bank_fen == day.ledger_fen);
	assert_true(clock_parse("2026-11-24T00:30:00", &tomorrow));
	clock_start_at(tomorrow);
	rig_ok(reconcile_day(&rig.ctx, NULL, today, &day));
	assert_true(day.closed);
	assert_int_equal(count("SELECT COUNT(*) FROM recon_day WHERE day = '2026-11-23' AND state = 'CLOSED' AND closed_at IS NOT NULL"), 1);
	assert_string_equal(rig_state("pay_order", order), "PAID");
	rig_holds();
	assert_true(clock_parse("2026-11-23T10:00:00", &tomorrow));
	clock_start_at(tomorrow);
}

/* Each kind of wrong statement is found, blocks as it should, and is closed by two persons or by itself. */
static void the_kill_switch(void **state)
{
	(void)state;
	struct collected c;
	struct request_key key = rig_key();
	struct pay_asked asked;
	struct recon_day day;
	int64_t later;
	fake_bank_debit("20000101000000000000000000000001", 12345);
	assert_int_equal(compare().diffs, 1);
	assert_int_equal(count("SELECT COUNT(*) FROM recon_diff WHERE state = 'OPEN' AND kind = 'unexplained'"), 1);
	int64_t order = rig_order();
	rig_ok(collect_payments(&rig.ctx, "type2", &c));
	assert_true(c.blocked);
	assert_int_equal(c.batch_id, 0);
	assert_string_equal(rig_state("pay_order", order), "READY");
	assert_int_equal(count("SELECT COUNT(*) FROM alarm WHERE kind = 'pay_blocked' AND cleared_at IS NULL"), 1);
	/* two persons close it; found again it stays closed */
	rig_as(RIG_MAKER);
	struct close_diff fee = { count("SELECT id FROM recon_diff WHERE state = 'OPEN'"), PAY_PAID, "HD-0", "银行手续费，已核对" };
	assert_int_equal(close_diff(&rig.ctx, &fee, &key, &asked), ERR_INVALID); /* no payment of ours */
	err_clear(&rig.ctx.err);
	fee.said = PAY_NOT_SAID;
	key = rig_key();
	rig_ok(close_diff(&rig.ctx, &fee, &key, &asked));
	rig_ok(rig_decide(asked.approval_id, true, 0));
	rig_run(3);
	assert_int_equal(count("SELECT COUNT(*) FROM recon_diff WHERE state = 'OPEN'"), 0);
	assert_int_equal(compare().diffs, 0);
	rig_collect();
	assert_string_equal(rig_state("pay_order", order), "PAID");
	assert_int_equal(count("SELECT COUNT(*) FROM alarm WHERE kind = 'pay_blocked' AND cleared_at IS NULL"), 0);

	/* an ordinary difference blocks only when it is older than T+1 */
	fake_bank->statement_none = true;
	int64_t unseen = rig_order(), batch = sent();
	struct taken taken;
	rig_ok(take(fake_bank_return_of(rig.ctx.arena, batch_no(batch)), &taken));
	harness_sql(&rig, "DELETE FROM bank_line_in WHERE file_id IN (SELECT id FROM bank_file_in WHERE kind = 'STATEMENT'); DELETE FROM bank_file_in WHERE kind = 'STATEMENT'");
	rig_ok(reconcile_day(&rig.ctx, NULL, clock_today(), &day));
	assert_true(day.diffs > 0);
	int64_t next = rig_order();
	assert_true(clock_parse("2026-11-24T10:00:00", &later));
	clock_start_at(later);
	rig_ok(collect_payments(&rig.ctx, "type2", &c));
	assert_false(c.blocked);
	next = rig_order();
	assert_true(clock_parse("2026-11-25T10:00:00", &later));
	clock_start_at(later);
	rig_ok(collect_payments(&rig.ctx, "type2", &c));
	assert_true(c.blocked);
	assert_string_equal(rig_state("pay_order", next), "READY");
	assert_string_equal(rig_state("pay_order", unseen), "PAID");
	assert_true(clock_parse("2026-11-23T10:00:00", &later));
	clock_start_at(later);
}

static void what_a_statement_can_say_wrong(void **state)
{
	(void)state;
	static const struct { const char *kind, *sql; } rows[] = {
		{ "amount", "UPDATE bank_line_in l JOIN bank_file_in f ON f.id = l.file_id SET l.amount_fen = l.amount_fen + 1 WHERE f.kind = 'STATEMENT'" },
		{ "unexplained", "INSERT INTO bank_line_in (file_id, line_no, e2e_id, code, amount_fen, day, applied) SELECT l.file_id, l.line_no + 1000, l.e2e_id, 'D', "
			"l.amount_fen, l.day, 5 FROM bank_line_in l JOIN bank_file_in f ON f.id = l.file_id WHERE f.kind = 'STATEMENT'" },
		{ "state", "INSERT INTO bank_line_in (file_id, line_no, e2e_id, code, amount_fen, day, applied) SELECT l.file_id, l.line_no + 1000, l.e2e_id, 'C', "
			"l.amount_fen, l.day, 5 FROM bank_line_in l JOIN bank_file_in f ON f.id = l.file_id WHERE f.kind = 'STATEMENT'" },
		{ "only_bank", "INSERT INTO bank_line_in (file_id, line_no, e2e_id, code, amount_fen, day, applied) SELECT MAX(id), 5000, '77777777', 'C', 1, day, 5 "
			"FROM bank_file_in WHERE kind = 'STATEMENT' GROUP BY day" },
		{ "amount", "UPDATE entitlement SET amount_fen = amount_fen + 1 ORDER BY id DESC LIMIT 1" },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct recon_day day;
		fake_bank_reset();
		harness_sql(&rig, "DELETE FROM bank_line_in WHERE file_id IN (SELECT id FROM bank_file_in WHERE kind = 'STATEMENT'); DELETE FROM bank_file_in WHERE kind = 'STATEMENT'; "
		                  "UPDATE pay_attempt SET booked_on = '2026-01-01', returned_on = IF(returned_on IS NULL, NULL, '2026-01-01'); UPDATE recon_diff SET state = 'CLOSED', approval_id = NULL");
		int64_t order = rig_order();
		rig_collect();
		ROW_STR(i, rig_state("pay_order", order), "PAID");
		ROW_INT(i, compare().diffs, 0);
		harness_sql(&rig, rows[i].sql);
		fake_bank->statement_none = true; /* what lies there is compared again */
		rig_ok(reconcile_day(&rig.ctx, NULL, clock_today(), &day));
		ROW_TRUE(i, day.diffs >= 1 && !day.closed);
		ROW_TRUE(i, count(arena_printf(rig.ctx.arena, "SELECT COUNT(*) FROM recon_diff WHERE state = 'OPEN' AND kind = '%s'", rows[i].kind)) >= 1);
		fake_bank->statement_none = false;
		if (i == ARRAY_LEN(rows) - 1)
			harness_sql(&rig, "UPDATE entitlement SET amount_fen = amount_fen - 1 ORDER BY id DESC LIMIT 1");
	}
}

/* 2 500 lines: three chunks, one transfer a line, balances moved by the sums. */
static void a_large_file_in_chunks(void **state)
{
	(void)state;
	enum { N = 2500 };
	struct rig_person p = rig_person();
	int64_t paid = rig_balance("paid:type2");
	harness_sql(&rig, "UPDATE pay_mandate SET revoked_at = 2 WHERE revoked_at IS NULL");
	rig_mandate(1000, 100000000, 100000, 0);
	harness_sql(&rig, "DELETE FROM job");
	for (int i = 0; i < N; i++) {
		(void)rig_grant(&p, 1 + i % 7);
		if (i % 100 == 0)
			harness_next(&rig);
	}
	rig_collect();
	int64_t sum = 0;
	for (int i = 0; i < N; i++)
		sum += 1 + i % 7;
	assert_int_equal(rig_balance("paid:type2"), paid + sum);
	assert_int_equal(rig_count("SELECT COUNT(*) FROM pay_order o JOIN entitlement e ON e.id = o.entitlement_id WHERE e.person_id = ? AND o.state = 'PAID'", p.id), N);
	assert_int_equal(fake_bank_puts(), 3);
	rig_holds();
}

#define MONEY(name, fn) { (name), (fn), rig_each, NULL, NULL }
int main(void)
{
	const struct CMUnitTest tests[] = {
		MONEY("1.9(2) 4F-8 wrong account waits for a new one", wrong_account_waits_for_a_new_one),
		MONEY("1.9(2) an account corrected meanwhile is used at once", an_account_corrected_meanwhile_is_used_at_once),
		MONEY("B5 code 12 waits for a person", duplicate_code_waits_for_a_person),
		MONEY("4F-9 T7 the same return file twice counts once", the_same_file_twice_counts_once),
		MONEY("T7 lines said again change nothing", lines_said_again_change_nothing),
		MONEY("3.2 a partial return file leaves the batch open", a_partial_file_leaves_the_batch_open),
		MONEY("T7 a wrong return file is refused whole", a_wrong_file_is_refused_whole),
		MONEY("3.2(2) lines that do not fit are differences", lines_that_do_not_fit_are_differences),
		MONEY("T8 success after failure freezes the order", success_after_failure_freezes_the_order),
		MONEY("T8 I5 I8 two persons book what the bank paid after it had said not paid", two_persons_book_what_really_left),
		MONEY("T8 I8 two persons deny it: released and paid once, and never against a statement", two_persons_deny_it_and_it_is_paid_again),
		MONEY("T8 B5 nobody alone turns failed into paid", nobody_alone_turns_failed_into_paid),
		MONEY("T8 4F-8 money that comes back (退汇)", money_that_comes_back),
		MONEY("B5 doubtful codes are asked about, never failed", doubtful_codes_are_asked_about),
		MONEY("B5 doubt that lasts raises an alarm, two persons end it", doubt_that_lasts_raises_an_alarm_and_two_persons_end_it),
		MONEY("B6 the statement ends doubt", the_statement_ends_doubt),
		MONEY("B6 3.2(1) a day fits when the statement comes, and closes when it is over", a_day_fits_when_the_statement_comes),
		MONEY("L4 a large return file in chunks", a_large_file_in_chunks),
		MONEY("B6 3.2(2) what a statement can say wrong", what_a_statement_can_say_wrong),
		MONEY("B6 the kill switch", the_kill_switch),
	};
	return cmocka_run_group_tests(tests, rig_open, rig_close);
}
