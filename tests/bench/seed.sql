-- @CASES@ cases of @PERSONS@ people, as an office has them after years: all but @RUNNING@ have ended. Sealed columns hold random bytes of
-- the usual size: lists never open them. Everything follows from the number, so that each run sees the same town.
SET SESSION foreign_key_checks = 0, unique_checks = 0;
INSERT INTO person (id, uid, name_ct, idno_ct, phone_ct, name_masked, idno_masked, phone_masked, created_at, updated_at)
SELECT seq, UNHEX(MD5(CONCAT('p', seq))), RANDOM_BYTES(63), RANDOM_BYTES(72), RANDOM_BYTES(65),
	CONCAT(SUBSTRING('李王张刘陈杨黄赵周吴徐孙马朱胡郭何高林罗', 1 + seq MOD 20, 1), '*', SUBSTRING('远川河念清明宁舒白瑾风晴舟行秋乔起在庚谷', 1 + (seq DIV 20) MOD 20, 1)),
	CONCAT('330106********', LPAD(seq MOD 10000, 4, '0')), CONCAT('138****', LPAD(seq MOD 10000, 4, '0')), 1700000000000, 1700000000000
FROM seq_1_to_@PERSONS@;
INSERT INTO casefile (id, public_id, uid, projid, gov_version, scheme, applicant_kind, applicant_id, applicant_masked, channel, state, ver, state_at,
	accepted_on, due_on, round, form_ct, created_at)
SELECT seq, MD5(CONCAT('n', seq)), UNHEX(MD5(CONCAT('c', seq))), CONCAT('330120', LPAD(seq, 15, '0')), 1, 'type2', IF(seq MOD 5, 'graduate', 'entrepreneur'),
	1 + seq MOD @PERSONS@,
	CONCAT(SUBSTRING('李王张刘陈杨黄赵周吴徐孙马朱胡郭何高林罗', 1 + seq MOD 20, 1), '*', SUBSTRING('远川河念清明宁舒白瑾风晴舟行秋乔起在庚谷', 1 + (seq DIV 20) MOD 20, 1)),
	IF(seq MOD 3, 'gov20', 'zlb'),
	IF(seq > @CASES@ - @RUNNING@, ELT(1 + seq MOD 4, 'accepted', 'in_review', 'in_review', 'supplement'), IF(seq MOD 4, 'approved', 'refused')),
	5, 1700000000000 + seq, '2024-01-01' + INTERVAL seq MOD 700 DAY, '2024-01-29' + INTERVAL seq MOD 700 DAY, 1, RANDOM_BYTES(900), 1700000000000 + seq
FROM seq_1_to_@CASES@;
SET SESSION foreign_key_checks = 1, unique_checks = 1;
ANALYZE TABLE person, casefile;
