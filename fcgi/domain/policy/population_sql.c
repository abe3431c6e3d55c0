#include "domain/policy/population_case_sql.h"
#include "domain/policy/population_sql.h"

#define P struct population
#define IN struct population_in
#define DONE struct population_done_in
#define C struct population_chunk
#define WHO struct population_person
#define NOW "CAST(UNIX_TIMESTAMP(NOW(3)) * 1000 AS SIGNED)"

#define READ(body) \
	"SELECT t.id, t.draft_id, t.draft_ver, t.last_id, t.total, t.asked_by, t.asked_at, t.started_at, t.ended_at, t.ranges, t.ranges_done, t.kept, " NOW ", " \
	"t.version, " body ", t.scheme, t.month, t.facts_month, t.admission_before, t.standard_before, t.admission_after, t.standard_after, t.state, t.why, " \
	"t.place, (SELECT s.name FROM staff s WHERE s.id = t.asked_by), t.sm3, t.looked, t.judged, t.people, t.same, t.gain, t.lose, t.newly_paid, " \
	"t.no_longer, t.other, t.waits, t.fen_before, t.fen_after, t.checks, t.cases_last_id, t.cases_total, t.case_ranges, t.cases_since, t.case_looked, " \
	"t.case_judged, t.case_same, t.case_newly_approved, t.case_newly_refused, t.case_newly_waiting, t.case_other, t.case_approved_before, " \
	"t.case_approved_after, t.case_refused_before, t.case_refused_after, t.case_waiting_before, t.case_waiting_after, t.case_checks FROM policy_trial t "
#define SUM_OF(S) \
	COL_I(S, sum.looked), COL_I(S, sum.judged), COL_I(S, sum.people), COL_I(S, sum.same), COL_I(S, sum.gain), COL_I(S, sum.lose), \
		COL_I(S, sum.newly_paid), COL_I(S, sum.no_longer), COL_I(S, sum.other), COL_I(S, sum.waits), COL_I(S, sum.fen_before), \
		COL_I(S, sum.fen_after), COL_B(S, sum.checks)
#define OUT \
	SQL_OUT(P, COL_I(P, id), COL_I(P, draft_id), COL_I(P, draft_ver), COL_I(P, last_id), COL_I(P, total), COL_I(P, asked_by), COL_I(P, asked_at), \
	        COL_I(P, started_at), COL_I(P, ended_at), COL_I(P, ranges), COL_I(P, ranges_done), COL_I(P, kept), COL_I(P, now), COL_S(P, version), \
	        COL_S(P, body), COL_S(P, scheme), COL_S(P, month), COL_S(P, facts_month), COL_S(P, admission_before), COL_S(P, standard_before), \
	        COL_S(P, admission_after), COL_S(P, standard_after), COL_S(P, state), COL_S(P, why), COL_S(P, place), COL_S(P, asker), COL_B(P, sm3), SUM_OF(P), \
	        COL_I(P, cases_last_id), COL_I(P, cases_total), COL_I(P, case_ranges), COL_S(P, cases_since), POPULATION_CASE_SUM_OF(P, cases))
#define SUM_COLUMNS "looked, judged, people, same, gain, lose, newly_paid, no_longer, other, waits, fen_before, fen_after, checks"
#define WHO_TEXT \
	"SELECT q.id, q.case_id, q.number, c.public_id, c.applicant_masked FROM qualification q STRAIGHT_JOIN casefile c FORCE INDEX (PRIMARY) ON c.id = q.case_id "
#define WHO_OUT \
	SQL_OUT(WHO, COL_I(WHO, qualification_id), COL_I(WHO, case_id), COL_S(WHO, number), COL_S(WHO, case_public_id), COL_S(WHO, masked))

static const struct sql_stmt population_stmts[POPULATION_STMTS] = {
	[POPULATION_EXTENT] = { .name = "population_extent",
		.text = "SELECT COUNT(*), COALESCE(MAX(id), 0) FROM qualification FORCE INDEX (scheme_id) WHERE scheme = ?", SQL_IN(COL_S(IN, scheme)),
		SQL_OUT(P, COL_I(P, total), COL_I(P, last_id)) },
	[POPULATION_INSERT] = { .name = "population_insert",
		.text = "INSERT INTO policy_trial (draft_id, version, draft_ver, sm3, body, scheme, month, facts_month, admission_before, standard_before, "
			"admission_after, standard_after, last_id, total, asked_by, asked_at, state, ranges, cases_since, cases_last_id, cases_total, case_ranges) "
			"VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'queued', ?, ?, ?, ?, ?)",
		SQL_IN(COL_I(P, draft_id), COL_S(P, version), COL_I(P, draft_ver), COL_B(P, sm3), COL_S(P, body), COL_S(P, scheme), COL_S(P, month),
			COL_S(P, facts_month), COL_S(P, admission_before), COL_S(P, standard_before), COL_S(P, admission_after), COL_S(P, standard_after),
			COL_I(P, last_id), COL_I(P, total), COL_I(P, asked_by), COL_I(P, asked_at), COL_I(P, ranges), COL_S(P, cases_since),
			COL_I(P, cases_last_id), COL_I(P, cases_total), COL_I(P, case_ranges)) },
	[POPULATION_READ] = { .name = "population_read", .text = READ("t.body") "WHERE t.id = ?", SQL_IN(COL_I(struct sql_id, id)), OUT },
	[POPULATION_LOCK] = { .name = "population_lock", .text = READ("NULL") "WHERE t.id = ? FOR UPDATE", SQL_IN(COL_I(struct sql_id, id)), OUT },
	[POPULATION_LIST] = { .name = "population_list", .text = READ("NULL") "WHERE t.version = ? ORDER BY t.id DESC LIMIT 20",
		SQL_IN(COL_S(struct sql_text, text)), OUT },
	[POPULATION_BEGIN] = { .name = "population_begin",
		.text = "UPDATE policy_trial SET state = 'running', started_at = " NOW " WHERE id = ? AND state = 'queued'", SQL_IN(COL_I(IN, id)) },
	[POPULATION_END] = { .name = "population_end",
		.text = "UPDATE policy_trial SET state = ?, why = ?, place = ?, ended_at = " NOW " WHERE id = ? AND state IN ('queued', 'running')",
		SQL_IN(COL_S(IN, state), COL_S(IN, why), COL_S(IN, place), COL_I(IN, id)) },
	[POPULATION_RANGE_DONE] = { .name = "population_range_done", .text = "UPDATE policy_trial SET ranges_done = ranges_done + 1 WHERE id = ?",
		SQL_IN(COL_I(IN, id)) },
	[POPULATION_DONE] = { .name = "population_done",
		.text = "UPDATE policy_trial SET state = 'done', ended_at = " NOW ", looked = ?, judged = ?, people = ?, same = ?, gain = ?, lose = ?, "
			"newly_paid = ?, no_longer = ?, other = ?, waits = ?, fen_before = ?, fen_after = ?, checks = ? WHERE id = ? AND state = 'running'",
		SQL_IN(SUM_OF(DONE), COL_I(DONE, id)) },
	[POPULATION_PRUNE_CHUNKS] = { .name = "population_prune_chunks",
		.text = "DELETE c FROM policy_trial t STRAIGHT_JOIN policy_trial_chunk c FORCE INDEX (PRIMARY) ON c.trial_id = t.id "
			"WHERE t.scheme = ? AND t.kept = 1 AND t.state IN ('done', 'stopped', 'failed') AND t.id <= "
			"(SELECT id FROM (SELECT n.id FROM policy_trial n WHERE n.scheme = ? ORDER BY n.id DESC LIMIT 1 OFFSET ?) last)",
		SQL_IN(COL_S(IN, scheme), COL_S(IN, scheme), COL_I(IN, limit)) },
	[POPULATION_PRUNE] = { .name = "population_prune",
		.text = "UPDATE policy_trial SET kept = 0 WHERE scheme = ? AND kept = 1 AND state IN ('done', 'stopped', 'failed') AND id <= "
			"(SELECT id FROM (SELECT n.id FROM policy_trial n WHERE n.scheme = ? ORDER BY n.id DESC LIMIT 1 OFFSET ?) last)",
		SQL_IN(COL_S(IN, scheme), COL_S(IN, scheme), COL_I(IN, limit)) },
	[POPULATION_CHUNK_PUT] = { .name = "population_chunk_put",
		.text = "INSERT INTO policy_trial_chunk (trial_id, range_no, to_id, " SUM_COLUMNS ", packed) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		SQL_IN(COL_I(C, trial_id), COL_I(C, range_no), COL_I(C, to_id), SUM_OF(C), COL_B(C, packed)) },
	[POPULATION_CURSOR] = { .name = "population_cursor",
		.text = "SELECT COALESCE(MAX(to_id), ?) FROM policy_trial_chunk WHERE trial_id = ? AND range_no = ?",
		SQL_IN(COL_I(IN, from), COL_I(IN, id), COL_I(IN, range_no)), SQL_OUT(struct sql_id, COL_I(struct sql_id, id)) },
	[POPULATION_SUMS] = { .name = "population_sums",
		.text = "SELECT trial_id, range_no, to_id, " SUM_COLUMNS " FROM policy_trial_chunk WHERE trial_id = ?", SQL_IN(COL_I(IN, id)),
		SQL_OUT(C, COL_I(C, trial_id), COL_I(C, range_no), COL_I(C, to_id), SUM_OF(C)) },
	[POPULATION_CHUNKS] = { .name = "population_chunks",
		.text = "SELECT trial_id, range_no, to_id, packed FROM policy_trial_chunk FORCE INDEX (PRIMARY) WHERE trial_id = ? AND to_id > ? AND "
			"CASE ? WHEN 'gain' THEN gain WHEN 'lose' THEN lose WHEN 'newly_paid' THEN newly_paid WHEN 'no_longer' THEN no_longer "
			"WHEN 'other' THEN other ELSE judged - same END > 0 ORDER BY to_id LIMIT ?",
		SQL_IN(COL_I(IN, id), COL_I(IN, from), COL_S(IN, kind), COL_I(IN, limit)),
		SQL_OUT(C, COL_I(C, trial_id), COL_I(C, range_no), COL_I(C, to_id), COL_B(C, packed)) },
	[POPULATION_PERSON] = { .name = "population_person", .text = WHO_TEXT "WHERE q.id = ?", SQL_IN(COL_I(struct sql_id, id)), WHO_OUT },
	[POPULATION_PEOPLE] = { .name = "population_people", .text = WHO_TEXT "WHERE q.scheme = ? AND q.id >= ? AND q.id <= ? ORDER BY q.id",
		SQL_IN(COL_S(IN, scheme), COL_I(IN, from), COL_I(IN, to)), WHO_OUT },
};

const struct sql_module population_sql = { "population", population_stmts, POPULATION_STMTS };
