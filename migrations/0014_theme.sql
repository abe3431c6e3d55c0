-- The theme store as runs read it, the months a person has used, and what a month was judged by.
CREATE TABLE theme (
  person_id BIGINT NOT NULL PRIMARY KEY,
  ver INT NOT NULL COMMENT '+1 with each renewal',
  packed BLOB NOT NULL COMMENT 'newest answer of each source that month checks read (domain/facts/facts_pack.h): typed, people by their id',
  oldest_at BIGINT NOT NULL COMMENT 'when the oldest answer in it was fetched, ms; 0 = one was never fetched',
  CONSTRAINT theme_person FOREIGN KEY (person_id) REFERENCES person (id)
) COMMENT 'projection of source_record, one row a person; evidence of a month names person and ver';

CREATE TABLE theme_past (
  person_id BIGINT NOT NULL,
  ver INT NOT NULL,
  packed BLOB NOT NULL,
  PRIMARY KEY (person_id, ver)
) COMMENT 'versions of theme that were replaced; append-only';

CREATE TABLE month_used (
  person_id BIGINT NOT NULL,
  cap_group ENUM('type2','talent_rental') NOT NULL,
  used VARBINARY(256) NOT NULL COMMENT 'bit i of byte k: the month 2000-01 + 8k + i counts to the cap',
  PRIMARY KEY (person_id, cap_group),
  CONSTRAINT month_used_person FOREIGN KEY (person_id) REFERENCES person (id)
) COMMENT 'payable months of month_entry as a bitmap: a couple is an OR, a cap a count of bits; written with the entries, audited against them';

ALTER TABLE month_entry
  ADD COLUMN seen VARBINARY(1200) NULL COMMENT 'whose theme versions it saw and what was counted (flow/month_facts.h); NULL = imported';

ALTER TABLE qualification
  ADD KEY scheme_id (scheme, id),
  ADD KEY ending (scheme, state, month_to, id);

INSERT INTO month_used (person_id, cap_group, used)
SELECT person_id, cap_group, UNHEX(GROUP_CONCAT(LPAD(HEX(bits), 2, '0') ORDER BY k SEPARATOR ''))
FROM (
  SELECT p.person_id, p.cap_group, s.seq AS k,
    COALESCE((SELECT BIT_OR(1 << ((LEFT(e.month, 4) * 12 + RIGHT(e.month, 2) - 1 - 24000) MOD 8)) FROM month_entry e
              WHERE e.person_id = p.person_id AND e.cap_group = p.cap_group AND e.outcome = 'payable'
                AND (LEFT(e.month, 4) * 12 + RIGHT(e.month, 2) - 1 - 24000) DIV 8 = s.seq
                AND NOT EXISTS (SELECT 1 FROM month_entry x WHERE x.person_id = e.person_id AND x.cap_group = e.cap_group AND x.month = e.month AND x.rev > e.rev)), 0) AS bits
  FROM (SELECT DISTINCT person_id, cap_group FROM month_entry WHERE outcome = 'payable') p JOIN seq_0_to_63 s
) b GROUP BY person_id, cap_group;
