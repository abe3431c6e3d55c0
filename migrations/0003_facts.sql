-- What decisions saw: theme-store records, evidence, verdicts.
CREATE TABLE source_record (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  uid BINARY(16) NOT NULL,
  person_id BIGINT NOT NULL COMMENT 'whom it is about',
  source VARCHAR(24) CHARACTER SET ascii NOT NULL COMMENT 'household … lease, as in docs/interfaces.md 3; labor_contract, business_licence, tax, income when declared',
  state ENUM('ok','down','conflict') NOT NULL,
  kind ENUM('shared','declared','own') NOT NULL,
  rows_ct MEDIUMBLOB NULL COMMENT 'JSON array of the rows in the words of the rules, NULL unless ok',
  n_rows INT NOT NULL,
  request_no VARCHAR(64) CHARACTER SET ascii NULL,
  fetched_at BIGINT NOT NULL,
  as_of DATE NULL,
  sm3 BINARY(32) NOT NULL COMMENT 'of the plain rows',
  case_id BIGINT NULL COMMENT 'on whose behalf it was fetched',
  KEY person_source (person_id, source, id),
  KEY by_case (case_id, id),
  CONSTRAINT source_record_person FOREIGN KEY (person_id) REFERENCES person (id)
) COMMENT 'shared theme store (4A); append-only';

CREATE TABLE evidence (
  case_id BIGINT NOT NULL,
  round INT NOT NULL,
  uid BINARY(16) NOT NULL,
  facts_ct MEDIUMBLOB NOT NULL COMMENT 'the facts line (policy book section 7) that was evaluated',
  facts_sm3 BINARY(32) NOT NULL,
  record_ids TEXT CHARACTER SET ascii NOT NULL COMMENT 'source_record ids, comma separated',
  policy_version VARCHAR(20) CHARACTER SET ascii NULL,
  decision ENUM('approved','refused','waiting') NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (case_id, round),
  CONSTRAINT evidence_case FOREIGN KEY (case_id) REFERENCES casefile (id)
) COMMENT 'what one evaluation saw (B2)';

CREATE TABLE verdict (
  case_id BIGINT NOT NULL,
  round INT NOT NULL,
  seq INT NOT NULL COMMENT 'order of the policy book',
  uid BINARY(16) NOT NULL,
  check_code VARCHAR(20) CHARACTER SET ascii NOT NULL,
  outcome ENUM('pass','fail','unknown','not_applicable') NOT NULL,
  facts_ct BLOB NULL COMMENT 'JSON [{person, source, label, value, kind, request_no, fetched_at, as_of}]',
  threshold VARCHAR(200) NOT NULL DEFAULT '',
  clause VARCHAR(200) NOT NULL DEFAULT '',
  PRIMARY KEY (case_id, round, seq),
  CONSTRAINT verdict_evidence FOREIGN KEY (case_id, round) REFERENCES evidence (case_id, round)
) COMMENT 'one row per check and evaluation (B1)';
