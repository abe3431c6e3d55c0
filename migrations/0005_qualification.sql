-- Qualifications, covered members, months.
CREATE TABLE qualification (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  public_id CHAR(32) CHARACTER SET ascii NOT NULL,
  case_id BIGINT NOT NULL,
  scheme ENUM('type2','rental','purchase') NOT NULL,
  person_id BIGINT NOT NULL,
  applicant_kind ENUM('graduate','entrepreneur') NULL,
  number VARCHAR(30) CHARACTER SET ascii NOT NULL COMMENT 'document number told to platform 2.0',
  month_from CHAR(7) CHARACTER SET ascii NOT NULL,
  month_to CHAR(7) CHARACTER SET ascii NOT NULL,
  admission_version VARCHAR(20) CHARACTER SET ascii NULL,
  state ENUM('live','ended') NOT NULL,
  created_at BIGINT NOT NULL,
  UNIQUE KEY public_id (public_id),
  UNIQUE KEY one_per_case (case_id),
  UNIQUE KEY number (number),
  KEY person (person_id),
  CONSTRAINT qualification_case FOREIGN KEY (case_id) REFERENCES casefile (id)
) COMMENT 'unified qualification store (4A-1)';

CREATE TABLE covered_member (
  qualification_id BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  relation ENUM('self','spouse','child','parent','parent_in_law','other') NOT NULL,
  covered TINYINT NOT NULL DEFAULT 1 COMMENT '0 = a spouse who was not chosen: held by the key, not counted',
  counted_from DATE NOT NULL,
  left_on DATE NULL,
  exclusive ENUM('rent','purchase') NOT NULL COMMENT 'type2 and rental exclude each other',
  live TINYINT NULL COMMENT '1 while the qualification is live, else NULL',
  PRIMARY KEY (qualification_id, person_id),
  UNIQUE KEY one_live_per_person (person_id, exclusive, live),
  CONSTRAINT covered_member_qualification FOREIGN KEY (qualification_id) REFERENCES qualification (id),
  CONSTRAINT covered_member_person FOREIGN KEY (person_id) REFERENCES person (id)
) COMMENT 'one live qualification per household, by a unique key (policy book 4.2)';

CREATE TABLE month_entry (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  person_id BIGINT NOT NULL,
  cap_group ENUM('type2','talent_rental') NOT NULL,
  month CHAR(7) CHARACTER SET ascii NOT NULL,
  rev INT NOT NULL DEFAULT 1,
  qualification_id BIGINT NULL COMMENT 'NULL = imported',
  outcome ENUM('payable','not_payable','cap_reached','waiting') NOT NULL,
  codes VARCHAR(200) CHARACTER SET ascii NOT NULL DEFAULT '' COMMENT 'failing checks',
  checks VARCHAR(200) CHARACTER SET ascii NOT NULL DEFAULT '' COMMENT 'all outcomes in order, P F U N',
  amount_fen BIGINT NOT NULL DEFAULT 0 CHECK (amount_fen >= 0),
  admission_version VARCHAR(20) CHARACTER SET ascii NULL,
  standard_version VARCHAR(20) CHARACTER SET ascii NULL,
  persons INT NOT NULL DEFAULT 0,
  facts_sm3 BINARY(32) NULL COMMENT 'digest of the facts line it was judged by',
  entitlement_id BIGINT NULL,
  at BIGINT NOT NULL,
  UNIQUE KEY one_rev (person_id, cap_group, month, rev),
  KEY qualification (qualification_id, month),
  CONSTRAINT month_entry_person FOREIGN KEY (person_id) REFERENCES person (id)
) COMMENT 'month ledger (B7); append-only, the highest rev counts';
