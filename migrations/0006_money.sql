-- Exactly-once payment: the constraints are the proof. All amounts are fen.
CREATE TABLE approval (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  kind ENUM('BATCH','RUN','MANDATE','POLICY','GRANT','BUDGET','UNKNOWN','DIFF','REFUND','EXPORT','OVERRIDE','CONFIG') NOT NULL,
  subject_id BIGINT NOT NULL,
  digest BINARY(32) NOT NULL COMMENT 'SM3 of exactly what is agreed',
  made_by BIGINT NOT NULL,
  made_at BIGINT NOT NULL,
  decided_by BIGINT NULL,
  decided_at BIGINT NULL,
  yes TINYINT NULL,
  note VARCHAR(300) NOT NULL DEFAULT '',
  expires_at BIGINT NOT NULL,
  UNIQUE KEY one (kind, subject_id, digest),
  KEY open_ones (decided_by, kind, id),
  CONSTRAINT maker_is_not_checker CHECK (decided_by IS NULL OR decided_by <> made_by)
) COMMENT 'two persons agree on one digest';

CREATE TABLE pay_mandate (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  scheme ENUM('type2','rental','purchase') NOT NULL,
  bank VARCHAR(20) CHARACTER SET ascii NOT NULL DEFAULT 'main',
  per_payment_fen BIGINT NOT NULL CHECK (per_payment_fen > 0),
  per_day_fen BIGINT NOT NULL CHECK (per_day_fen > 0),
  per_day_count INT NOT NULL CHECK (per_day_count > 0),
  overrides_per_day INT NOT NULL DEFAULT 0,
  valid_from DATE NOT NULL,
  valid_to DATE NOT NULL,
  approval_id BIGINT NOT NULL,
  revoked_at BIGINT NULL,
  created_at BIGINT NOT NULL,
  KEY scheme (scheme, valid_from),
  CONSTRAINT pay_mandate_approval FOREIGN KEY (approval_id) REFERENCES approval (id)
) COMMENT 'standing mandate: payments inside it need nobody; in force once its approval is decided yes';

CREATE TABLE pay_mandate_day (
  mandate_id BIGINT NOT NULL,
  day DATE NOT NULL,
  fen BIGINT NOT NULL DEFAULT 0,
  n INT NOT NULL DEFAULT 0,
  overrides INT NOT NULL DEFAULT 0,
  PRIMARY KEY (mandate_id, day),
  CONSTRAINT pay_mandate_day_mandate FOREIGN KEY (mandate_id) REFERENCES pay_mandate (id)
) COMMENT 'locked and added to when a batch is locked';

CREATE TABLE program (
  id INT NOT NULL PRIMARY KEY,
  code VARCHAR(20) CHARACTER SET ascii NOT NULL,
  scheme ENUM('type2','rental','purchase') NOT NULL,
  UNIQUE KEY code (code)
) COMMENT 'what money is paid for; part of the entitlement key';
INSERT INTO program VALUES (1,'type2','type2'),(2,'rental','rental'),(3,'purchase-city','purchase'),(4,'purchase-district','purchase');

CREATE TABLE entitlement (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  program_id INT NOT NULL,
  period_key VARCHAR(16) CHARACTER SET ascii NOT NULL COMMENT '2026-11, 2026Q4, city, district; corrections 2026-11/d1',
  person_id BIGINT NOT NULL,
  unit_id BIGINT NOT NULL DEFAULT 0 COMMENT '0 = no object',
  case_id BIGINT NOT NULL,
  qualification_id BIGINT NULL,
  amount_fen BIGINT NOT NULL CHECK (amount_fen > 0),
  state ENUM('APPROVED','CANCELLED') NOT NULL,
  live TINYINT AS (IF(state='APPROVED',1,NULL)) PERSISTENT,
  at BIGINT NOT NULL,
  UNIQUE KEY paid_once (program_id, period_key, person_id, unit_id, live),
  KEY by_case (case_id),
  KEY person (person_id, id),
  CONSTRAINT entitlement_program FOREIGN KEY (program_id) REFERENCES program (id),
  CONSTRAINT entitlement_person FOREIGN KEY (person_id) REFERENCES person (id)
) COMMENT 'right to money; its key never expires';

CREATE TABLE pay_order (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  uid BINARY(16) NOT NULL,
  public_id CHAR(32) CHARACTER SET ascii NOT NULL,
  entitlement_id BIGINT NOT NULL,
  instalment INT NOT NULL DEFAULT 1,
  amount_fen BIGINT NOT NULL CHECK (amount_fen > 0),
  payee_ct VARBINARY(900) NOT NULL COMMENT 'account|holder|cnaps as approved',
  payee_sm3 BINARY(32) NOT NULL,
  payee_masked VARCHAR(40) NOT NULL,
  scheme ENUM('type2','rental','purchase') NOT NULL,
  override TINYINT NOT NULL DEFAULT 0 COMMENT '1 = approved by a person against a check; counts against the mandate',
  held VARCHAR(100) NULL COMMENT 'why it may not be collected now',
  state ENUM('READY','IN_FLIGHT','PAID','CLOSED') NOT NULL,
  ver INT NOT NULL DEFAULT 1,
  created_at BIGINT NOT NULL,
  paid_at BIGINT NULL,
  UNIQUE KEY once (entitlement_id, instalment),
  UNIQUE KEY public_id (public_id),
  KEY ready (state, scheme, id),
  CONSTRAINT pay_order_entitlement FOREIGN KEY (entitlement_id) REFERENCES entitlement (id)
);

CREATE TABLE pay_batch (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  batch_no CHAR(20) CHARACTER SET ascii NOT NULL,
  scheme ENUM('type2','rental','purchase') NOT NULL,
  day DATE NOT NULL COMMENT 'Shanghai day of its making; part of the file',
  n INT NOT NULL,
  sum_fen BIGINT NOT NULL,
  file_sm3 BINARY(32) NULL,
  approval_id BIGINT NULL,
  mandate_id BIGINT NULL,
  state ENUM('DRAFT','LOCKED','SENDING','SENT','UNKNOWN','CLOSED','CANCELLED') NOT NULL,
  fence BIGINT NOT NULL DEFAULT 0,
  made_by BIGINT NOT NULL DEFAULT 0 COMMENT 'staff; 0 = the system under the mandate',
  created_at BIGINT NOT NULL,
  sent_at BIGINT NULL,
  closed_at BIGINT NULL,
  UNIQUE KEY batch_no (batch_no),
  KEY state (state, id),
  CONSTRAINT locked_has_ground CHECK (state IN ('DRAFT','CANCELLED') OR (file_sm3 IS NOT NULL AND ((approval_id IS NULL) <> (mandate_id IS NULL)))),
  CONSTRAINT pay_batch_approval FOREIGN KEY (approval_id) REFERENCES approval (id),
  CONSTRAINT pay_batch_mandate FOREIGN KEY (mandate_id) REFERENCES pay_mandate (id)
);

CREATE TABLE pay_attempt (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  order_id BIGINT NOT NULL,
  attempt_no INT NOT NULL,
  e2e_id CHAR(32) CHARACTER SET ascii NOT NULL,
  batch_id BIGINT NOT NULL,
  amount_fen BIGINT NOT NULL CHECK (amount_fen > 0),
  state ENUM('PREPARED','LOCKED','SENT','UNKNOWN','SUCCEEDED','FAILED','RETURNED') NOT NULL,
  code VARCHAR(16) CHARACTER SET ascii NULL COMMENT 'bank code',
  bank_ref VARCHAR(40) CHARACTER SET ascii NULL,
  live TINYINT AS (IF(state IN ('FAILED','RETURNED'),NULL,1)) PERSISTENT,
  state_at BIGINT NOT NULL,
  UNIQUE KEY e2e (e2e_id),
  UNIQUE KEY attempt (order_id, attempt_no),
  UNIQUE KEY one_live (order_id, live),
  KEY batch (batch_id, state),
  KEY state (state, state_at),
  CONSTRAINT pay_attempt_order FOREIGN KEY (order_id) REFERENCES pay_order (id),
  CONSTRAINT pay_attempt_batch FOREIGN KEY (batch_id) REFERENCES pay_batch (id)
) COMMENT 'one_live is the key that forbids double payment';

CREATE TABLE ledger_account (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  code VARCHAR(40) CHARACTER SET ascii NOT NULL,
  debits BIGINT NOT NULL DEFAULT 0,
  credits BIGINT NOT NULL DEFAULT 0,
  floor_zero TINYINT NOT NULL,
  UNIQUE KEY code (code),
  CONSTRAINT not_below_floor CHECK (floor_zero = 0 OR credits >= debits)
);
INSERT INTO ledger_account (code, floor_zero) VALUES
  ('treasury',0),
  ('budget:type2',1),('reserved:type2',1),('paid:type2',1),
  ('budget:rental',1),('reserved:rental',1),('paid:rental',1),
  ('budget:purchase',1),('reserved:purchase',1),('paid:purchase',1);

CREATE TABLE ledger_transfer (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  idem_key VARCHAR(64) CHARACTER SET ascii NOT NULL,
  kind ENUM('FUND','RESERVE','POST','VOID','RETURN') NOT NULL,
  dr INT NOT NULL,
  cr INT NOT NULL,
  amount_fen BIGINT NOT NULL CHECK (amount_fen > 0),
  resolves_id BIGINT NULL,
  ref_id BIGINT NOT NULL COMMENT 'order for RESERVE and VOID, attempt for POST and RETURN, approval for FUND',
  at BIGINT NOT NULL,
  UNIQUE KEY idem (idem_key),
  UNIQUE KEY resolves (resolves_id),
  KEY ref (kind, ref_id),
  CONSTRAINT two_sides CHECK (dr <> cr),
  CONSTRAINT ledger_dr FOREIGN KEY (dr) REFERENCES ledger_account (id),
  CONSTRAINT ledger_cr FOREIGN KEY (cr) REFERENCES ledger_account (id),
  CONSTRAINT ledger_resolves FOREIGN KEY (resolves_id) REFERENCES ledger_transfer (id)
) COMMENT 'one row = one debit + one credit; RESERVE budget->reserved, POST reserved->paid, VOID reserved->budget, RETURN paid->reserved (resolves the POST)';

CREATE TABLE inbox (
  source VARCHAR(20) CHARACTER SET ascii NOT NULL,
  message_id VARCHAR(80) CHARACTER SET ascii NOT NULL,
  body_sm3 BINARY(32) NOT NULL,
  received_at BIGINT NOT NULL,
  PRIMARY KEY (source, message_id)
);
CREATE TABLE bank_file_in (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  kind ENUM('RETURN','STATEMENT') NOT NULL,
  file_sm3 BINARY(32) NOT NULL,
  batch_no CHAR(20) CHARACTER SET ascii NULL,
  day DATE NOT NULL,
  n INT NOT NULL,
  opening_fen BIGINT NULL,
  closing_fen BIGINT NULL,
  received_at BIGINT NOT NULL,
  applied_at BIGINT NULL,
  UNIQUE KEY file (file_sm3)
);
CREATE TABLE bank_line_in (
  file_id BIGINT NOT NULL,
  line_no INT NOT NULL,
  e2e_id VARCHAR(32) CHARACTER SET ascii NOT NULL,
  code VARCHAR(16) CHARACTER SET ascii NOT NULL COMMENT 'bank code; D or C in a statement',
  amount_fen BIGINT NOT NULL,
  bank_ref VARCHAR(40) CHARACTER SET ascii NULL,
  applied TINYINT NOT NULL DEFAULT 0,
  PRIMARY KEY (file_id, line_no),
  KEY e2e (e2e_id),
  CONSTRAINT bank_line_file FOREIGN KEY (file_id) REFERENCES bank_file_in (id)
);
CREATE TABLE recon_day (
  day DATE NOT NULL PRIMARY KEY,
  state ENUM('OPEN','CLOSED') NOT NULL,
  ours_n INT NOT NULL DEFAULT 0,
  ours_fen BIGINT NOT NULL DEFAULT 0,
  bank_n INT NOT NULL DEFAULT 0,
  bank_fen BIGINT NOT NULL DEFAULT 0,
  ledger_fen BIGINT NOT NULL DEFAULT 0,
  diffs INT NOT NULL DEFAULT 0,
  closed_at BIGINT NULL,
  updated_at BIGINT NOT NULL
) COMMENT 'a day closes at zero difference';
CREATE TABLE recon_diff (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  day DATE NOT NULL,
  kind ENUM('only_ours','only_bank','amount','state','unexplained') NOT NULL,
  e2e_id VARCHAR(32) CHARACTER SET ascii NOT NULL,
  ours_fen BIGINT NULL,
  bank_fen BIGINT NULL,
  state ENUM('OPEN','CLOSED') NOT NULL,
  note VARCHAR(300) NOT NULL DEFAULT '',
  approval_id BIGINT NULL,
  at BIGINT NOT NULL,
  closed_at BIGINT NULL,
  UNIQUE KEY one (day, kind, e2e_id),
  KEY state (state, day)
);

CREATE TRIGGER ledger_transfer_no_update BEFORE UPDATE ON ledger_transfer FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 1644, MESSAGE_TEXT = 'ledger_transfer is append-only';
CREATE TRIGGER ledger_transfer_no_delete BEFORE DELETE ON ledger_transfer FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 1644, MESSAGE_TEXT = 'ledger_transfer is append-only';
CREATE TRIGGER pay_attempt_edges BEFORE UPDATE ON pay_attempt FOR EACH ROW
BEGIN
  IF NEW.amount_fen <> OLD.amount_fen OR NEW.e2e_id <> OLD.e2e_id OR NEW.order_id <> OLD.order_id OR NEW.batch_id <> OLD.batch_id THEN
    SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 1644, MESSAGE_TEXT = 'pay_attempt: amount, e2e_id, order and batch never change';
  END IF;
  IF NEW.state <> OLD.state AND NOT (
       (OLD.state = 'PREPARED' AND NEW.state IN ('LOCKED','FAILED'))
    OR (OLD.state = 'LOCKED' AND NEW.state IN ('SENT','UNKNOWN','FAILED'))
    OR (OLD.state = 'SENT' AND NEW.state IN ('SUCCEEDED','FAILED','UNKNOWN'))
    OR (OLD.state = 'UNKNOWN' AND NEW.state IN ('SENT','SUCCEEDED','FAILED'))
    OR (OLD.state = 'SUCCEEDED' AND NEW.state = 'RETURNED')) THEN
    SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 1644, MESSAGE_TEXT = 'pay_attempt: no such edge';
  END IF;
END;
