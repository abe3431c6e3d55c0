-- A draft with conditions of admission is tried on past applications too (B3). Nothing here is read by a decision.
ALTER TABLE casefile ADD KEY k_scheme_kind (scheme, kind, id);

ALTER TABLE policy_trial
  MODIFY place VARCHAR(120) CHARACTER SET ascii NOT NULL DEFAULT '' COMMENT 'JSON pointer into the draft, number of the qualification, or case number outside',
  ADD COLUMN cases_since DATE NULL COMMENT 'applications evaluated since; NULL = the draft has no conditions of admission',
  ADD COLUMN cases_last_id BIGINT NOT NULL DEFAULT 0 COMMENT 'highest application of the scheme when it was asked for',
  ADD COLUMN cases_total INT NOT NULL DEFAULT 0 COMMENT 'applications of the scheme up to there',
  ADD COLUMN case_ranges INT NOT NULL DEFAULT 0 COMMENT 'of the ranges: the last ones, which go through applications',
  ADD COLUMN case_looked INT NOT NULL DEFAULT 0,
  ADD COLUMN case_judged INT NOT NULL DEFAULT 0,
  ADD COLUMN case_same INT NOT NULL DEFAULT 0,
  ADD COLUMN case_newly_approved INT NOT NULL DEFAULT 0,
  ADD COLUMN case_newly_refused INT NOT NULL DEFAULT 0,
  ADD COLUMN case_newly_waiting INT NOT NULL DEFAULT 0,
  ADD COLUMN case_other INT NOT NULL DEFAULT 0,
  ADD COLUMN case_approved_before INT NOT NULL DEFAULT 0,
  ADD COLUMN case_approved_after INT NOT NULL DEFAULT 0,
  ADD COLUMN case_refused_before INT NOT NULL DEFAULT 0,
  ADD COLUMN case_refused_after INT NOT NULL DEFAULT 0,
  ADD COLUMN case_waiting_before INT NOT NULL DEFAULT 0,
  ADD COLUMN case_waiting_after INT NOT NULL DEFAULT 0,
  ADD COLUMN case_checks VARBINARY(600) NULL;

CREATE TABLE policy_trial_case_chunk (
  trial_id BIGINT NOT NULL,
  range_no INT NOT NULL,
  to_id BIGINT NOT NULL COMMENT 'applications up to this one are in; the highest of a range is where it goes on',
  looked INT NOT NULL COMMENT 'applications of the scheme in it',
  judged INT NOT NULL COMMENT 'of those: evaluated in the time asked for, by a version',
  same INT NOT NULL,
  newly_approved INT NOT NULL,
  newly_refused INT NOT NULL,
  newly_waiting INT NOT NULL COMMENT 'by the draft a source is missing',
  other INT NOT NULL COMMENT 'refused or waiting before and after, for other checks',
  approved_before INT NOT NULL,
  approved_after INT NOT NULL,
  refused_before INT NOT NULL,
  refused_after INT NOT NULL,
  waiting_before INT NOT NULL,
  waiting_after INT NOT NULL,
  checks VARBINARY(600) NOT NULL COMMENT 'failures of each check, before and after (flow/population_pack.h)',
  packed MEDIUMBLOB NOT NULL COMMENT 'a row for each one that changes (flow/population_case_pack.h)',
  PRIMARY KEY (trial_id, to_id),
  KEY cursor_of (trial_id, range_no, to_id),
  CONSTRAINT policy_trial_case_chunk_trial FOREIGN KEY (trial_id) REFERENCES policy_trial (id)
) COMMENT 'results of a trial on applications, written together with how far it is';
