#include "domain/policy/population_case_sql.h"

#define IN struct population_case_in
#define DONE struct population_case_done_in
#define C struct population_case_chunk
#define WHICH struct population_application
#define SUM_COLUMNS \
	"looked, judged, same, newly_approved, newly_refused, newly_waiting, other, approved_before, approved_after, refused_before, refused_after, " \
	"waiting_before, waiting_after, checks"
#define WHICH_TEXT "SELECT c.id, COALESCE(c.projid, c.public_id), c.public_id, c.applicant_masked FROM casefile c "
#define WHICH_OUT SQL_OUT(WHICH, COL_I(WHICH, case_id), COL_S(WHICH, number), COL_S(WHICH, public_id), COL_S(WHICH, masked))

static const struct sql_stmt population_case_stmts[POPULATION_CASE_STMTS] = {
	[POPULATION_CASE_EXTENT] = { .name = "population_case_extent",
		.text = "SELECT COUNT(*), COALESCE(MAX(id), 0) FROM casefile FORCE INDEX (k_scheme_kind) WHERE scheme = ? AND kind = 'admission'",
		SQL_IN(COL_S(IN, scheme)), SQL_OUT(IN, COL_I(IN, limit), COL_I(IN, to)) },
	[POPULATION_CASE_CHUNK_PUT] = { .name = "population_case_chunk_put",
		.text = "INSERT INTO policy_trial_case_chunk (trial_id, range_no, to_id, " SUM_COLUMNS ", packed) "
			"VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		SQL_IN(COL_I(C, trial_id), COL_I(C, range_no), COL_I(C, to_id), POPULATION_CASE_SUM_OF(C, sum), COL_B(C, packed)) },
	[POPULATION_CASE_CURSOR] = { .name = "population_case_cursor",
		.text = "SELECT COALESCE(MAX(to_id), ?) FROM policy_trial_case_chunk WHERE trial_id = ? AND range_no = ?",
		SQL_IN(COL_I(IN, from), COL_I(IN, id), COL_I(IN, range_no)), SQL_OUT(struct sql_id, COL_I(struct sql_id, id)) },
	[POPULATION_CASE_SUMS] = { .name = "population_case_sums",
		.text = "SELECT trial_id, range_no, to_id, " SUM_COLUMNS " FROM policy_trial_case_chunk WHERE trial_id = ?", SQL_IN(COL_I(IN, id)),
		SQL_OUT(C, COL_I(C, trial_id), COL_I(C, range_no), COL_I(C, to_id), POPULATION_CASE_SUM_OF(C, sum)) },
	[POPULATION_CASE_CHUNKS] = { .name = "population_case_chunks",
		.text = "SELECT trial_id, range_no, to_id, packed FROM policy_trial_case_chunk FORCE INDEX (PRIMARY) WHERE trial_id = ? AND to_id > ? AND "
			"CASE ? WHEN 'newly_approved' THEN newly_approved WHEN 'newly_refused' THEN newly_refused WHEN 'newly_waiting' THEN newly_waiting "
			"WHEN 'other' THEN other ELSE judged - same END > 0 ORDER BY to_id LIMIT ?",
		SQL_IN(COL_I(IN, id), COL_I(IN, from), COL_S(IN, kind), COL_I(IN, limit)),
		SQL_OUT(C, COL_I(C, trial_id), COL_I(C, range_no), COL_I(C, to_id), COL_B(C, packed)) },
	[POPULATION_CASE_DONE] = { .name = "population_case_done",
		.text = "UPDATE policy_trial SET case_looked = ?, case_judged = ?, case_same = ?, case_newly_approved = ?, case_newly_refused = ?, "
			"case_newly_waiting = ?, case_other = ?, case_approved_before = ?, case_approved_after = ?, case_refused_before = ?, "
			"case_refused_after = ?, case_waiting_before = ?, case_waiting_after = ?, case_checks = ? WHERE id = ?",
		SQL_IN(POPULATION_CASE_SUM_OF(DONE, sum), COL_I(DONE, id)) },
	[POPULATION_CASE_PRUNE] = { .name = "population_case_prune",
		.text = "DELETE c FROM policy_trial t STRAIGHT_JOIN policy_trial_case_chunk c FORCE INDEX (PRIMARY) ON c.trial_id = t.id "
			"WHERE t.scheme = ? AND t.kept = 1 AND t.state IN ('done', 'stopped', 'failed') AND t.id <= "
			"(SELECT id FROM (SELECT n.id FROM policy_trial n WHERE n.scheme = ? ORDER BY n.id DESC LIMIT 1 OFFSET ?) last)",
		SQL_IN(COL_S(IN, scheme), COL_S(IN, scheme), COL_I(IN, limit)) },
	[POPULATION_APPLICATION] = { .name = "population_application", .text = WHICH_TEXT "WHERE c.id = ?", SQL_IN(COL_I(struct sql_id, id)), WHICH_OUT },
	[POPULATION_APPLICATIONS] = { .name = "population_applications",
		.text = WHICH_TEXT "FORCE INDEX (k_scheme_kind) WHERE c.scheme = ? AND c.kind = 'admission' AND c.id >= ? AND c.id <= ? ORDER BY c.id",
		SQL_IN(COL_S(IN, scheme), COL_I(IN, from), COL_I(IN, to)), WHICH_OUT },
};

const struct sql_module population_case_sql = { "population_case", population_case_stmts, POPULATION_CASE_STMTS };
