-- Audit rows are inserted in the business transaction and never change; a job appends the chain over committed rows.
CREATE TABLE audit (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  uid BINARY(16) NOT NULL,
  at BIGINT NOT NULL,
  actor_kind ENUM('applicant','staff','system','operator') NOT NULL,
  actor_id BIGINT NOT NULL DEFAULT 0,
  action VARCHAR(40) CHARACTER SET ascii NOT NULL,
  object_kind VARCHAR(20) CHARACTER SET ascii NOT NULL,
  object_id BIGINT NOT NULL DEFAULT 0,
  person_id BIGINT NULL COMMENT 'whose data it was about (B12)',
  purpose VARCHAR(200) NOT NULL DEFAULT '',
  result VARCHAR(40) CHARACTER SET ascii NOT NULL DEFAULT 'ok',
  detail VARCHAR(400) NOT NULL DEFAULT '' COMMENT 'digests, counts, codes; never personal data',
  request_id VARCHAR(40) CHARACTER SET ascii NOT NULL DEFAULT '',
  KEY object (object_kind, object_id, id),
  KEY person (person_id, id)
);
CREATE TABLE audit_chain (
  seq BIGINT NOT NULL PRIMARY KEY,
  audit_id BIGINT NOT NULL,
  hash BINARY(32) NOT NULL COMMENT 'SM3(previous hash || canonical row)',
  at BIGINT NOT NULL,
  UNIQUE KEY audit (audit_id),
  CONSTRAINT audit_chain_audit FOREIGN KEY (audit_id) REFERENCES audit (id)
);
CREATE TABLE audit_finding (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  at BIGINT NOT NULL,
  invariant VARCHAR(8) CHARACTER SET ascii NOT NULL COMMENT 'I1..I14, or beat',
  ok TINYINT NOT NULL,
  first_bad BIGINT NULL,
  text VARCHAR(200) NOT NULL DEFAULT '',
  KEY invariant (invariant, id)
);
CREATE TABLE stat_day (
  day DATE NOT NULL,
  name VARCHAR(40) CHARACTER SET ascii NOT NULL,
  n BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (day, name)
);
CREATE TABLE data_class (
  field VARCHAR(40) CHARACTER SET ascii NOT NULL PRIMARY KEY COMMENT 'table.column or topic',
  class ENUM('C2','C3','C4') NOT NULL,
  open_roles VARCHAR(200) CHARACTER SET ascii NOT NULL COMMENT 'roles that may reveal it, comma separated'
);
INSERT INTO data_class VALUES
  ('person.idno','C4','reviewer,lead,finance'),('person.name','C3','reviewer,lead,finance'),('person.phone','C3','reviewer,lead'),
  ('person.address','C3','reviewer,lead'),('payee.account','C4','finance,lead'),('case.form','C3','reviewer,lead'),('facts','C3','reviewer,lead,auditor');
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 1644, MESSAGE_TEXT = 'audit is append-only';
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 1644, MESSAGE_TEXT = 'audit is append-only';
CREATE TRIGGER audit_chain_no_update BEFORE UPDATE ON audit_chain FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 1644, MESSAGE_TEXT = 'audit_chain is append-only';
CREATE TRIGGER audit_chain_no_delete BEFORE DELETE ON audit_chain FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 1644, MESSAGE_TEXT = 'audit_chain is append-only';
CREATE TRIGGER source_record_no_update BEFORE UPDATE ON source_record FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 1644, MESSAGE_TEXT = 'source_record is append-only';
CREATE TRIGGER case_event_frozen BEFORE UPDATE ON case_event FOR EACH ROW
BEGIN
  IF NEW.case_id <> OLD.case_id OR NEW.ver <> OLD.ver OR NEW.event <> OLD.event OR NEW.to_state <> OLD.to_state OR NEW.text <> OLD.text THEN
    SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 1644, MESSAGE_TEXT = 'case_event is append-only';
  END IF;
END;
