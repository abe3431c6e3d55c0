-- The only queue, request keys, outside calls, messages, alarms.
CREATE TABLE job (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  public_id CHAR(32) CHARACTER SET ascii NOT NULL COMMENT 'for /api/job',
  uid BINARY(16) NOT NULL,
  kind VARCHAR(24) CHARACTER SET ascii NOT NULL,
  dedupe_key VARCHAR(80) CHARACTER SET ascii NOT NULL,
  subject_id BIGINT NOT NULL DEFAULT 0,
  payload_ct BLOB NULL,
  result_ct MEDIUMBLOB NULL COMMENT 'for jobs a person waits for',
  owner_mac BINARY(32) NULL COMMENT 'keyed digest of the session that may read the result',
  state ENUM('READY','RUNNING','DONE','FAILED','UNKNOWN') NOT NULL,
  attempts INT NOT NULL DEFAULT 0,
  next_at BIGINT NOT NULL COMMENT 'database clock, ms',
  lease_owner VARCHAR(40) CHARACTER SET ascii NULL,
  lease_until BIGINT NULL COMMENT 'database clock, ms',
  fence BIGINT NOT NULL DEFAULT 0,
  last_error VARCHAR(200) NULL COMMENT 'code and particulars without personal data',
  created_at BIGINT NOT NULL COMMENT 'database clock, ms',
  done_at BIGINT NULL,
  UNIQUE KEY public_id (public_id),
  UNIQUE KEY dedupe (dedupe_key),
  KEY due (state, next_at, id),
  KEY subject (kind, subject_id),
  KEY leased (state, lease_until)
) COMMENT 'what must happen after a commit is a row written in that commit';

CREATE TABLE request_key (
  actor VARCHAR(40) CHARACTER SET ascii NOT NULL COMMENT 'p:<person id>, s:<staff id>, j:<job kind>',
  route VARCHAR(60) CHARACTER SET ascii NOT NULL,
  key_text VARCHAR(64) CHARACTER SET ascii NOT NULL,
  body_sm3 BINARY(32) NOT NULL,
  result_kind VARCHAR(20) CHARACTER SET ascii NOT NULL DEFAULT '',
  result_id BIGINT NOT NULL DEFAULT 0,
  at BIGINT NOT NULL,
  PRIMARY KEY (actor, route, key_text)
) COMMENT 'inserted first in the transaction of a write; kept 180 days';

CREATE TABLE outside_call (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  at BIGINT NOT NULL,
  peer VARCHAR(12) CHARACTER SET ascii NOT NULL,
  operation VARCHAR(40) CHARACTER SET ascii NOT NULL,
  case_id BIGINT NULL,
  ground VARCHAR(60) CHARACTER SET ascii NOT NULL DEFAULT '' COMMENT 'matter code and policy clause',
  request_no VARCHAR(64) CHARACTER SET ascii NULL,
  outcome ENUM('ok','refused','down','unclear') NOT NULL,
  http_status INT NOT NULL DEFAULT 0,
  ms INT NOT NULL,
  KEY peer_at (peer, at),
  KEY by_case (case_id)
) COMMENT 'every call to another system (G6)';

CREATE TABLE notice (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  uid BINARY(16) NOT NULL,
  person_id BIGINT NOT NULL,
  case_id BIGINT NULL,
  template VARCHAR(40) CHARACTER SET ascii NOT NULL,
  text_ct VARBINARY(1200) NOT NULL,
  ref VARCHAR(20) CHARACTER SET ascii NOT NULL COMMENT 'our reference at the gateway, digits',
  state ENUM('READY','SENT','FAILED','UNKNOWN','NO_PHONE') NOT NULL,
  msg_group VARCHAR(64) CHARACTER SET ascii NULL,
  created_at BIGINT NOT NULL,
  sent_at BIGINT NULL,
  UNIQUE KEY ref (ref),
  KEY by_case (case_id, id),
  KEY state (state, id),
  CONSTRAINT notice_person FOREIGN KEY (person_id) REFERENCES person (id)
) COMMENT 'SMS to applicants';

CREATE TABLE gov_report (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  case_id BIGINT NOT NULL,
  stage ENUM('accept','node','transact') NOT NULL,
  dataversion INT NOT NULL,
  body_ct BLOB NOT NULL,
  uid BINARY(16) NOT NULL,
  sync_status ENUM('I','S','X') NOT NULL COMMENT 'I to send, S sent, X refused there',
  created_at BIGINT NOT NULL,
  sent_at BIGINT NULL,
  UNIQUE KEY one (case_id, stage, dataversion),
  CONSTRAINT gov_report_case FOREIGN KEY (case_id) REFERENCES casefile (id)
) COMMENT 'reports to platform 2.0 (4B-2)';

CREATE TABLE cursor_mark (
  name VARCHAR(40) CHARACTER SET ascii NOT NULL PRIMARY KEY,
  value VARCHAR(80) CHARACTER SET ascii NOT NULL,
  at BIGINT NOT NULL
) COMMENT 'where a pull stands';

CREATE TABLE alarm (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  kind VARCHAR(40) CHARACTER SET ascii NOT NULL,
  subject_id BIGINT NOT NULL DEFAULT 0,
  text VARCHAR(200) NOT NULL,
  raised_at BIGINT NOT NULL,
  cleared_at BIGINT NULL,
  open_one TINYINT AS (IF(cleared_at IS NULL,1,NULL)) PERSISTENT,
  UNIQUE KEY one_open (kind, subject_id, open_one)
);
