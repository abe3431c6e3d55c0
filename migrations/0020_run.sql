-- Monthly and quarterly runs: ranges of qualifications that many runners judge, what came out, and the limits inside which a run pays by itself.
CREATE TABLE run (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  public_id CHAR(32) CHARACTER SET ascii NOT NULL,
  scheme ENUM('type2','rental') NOT NULL,
  month CHAR(7) CHARACTER SET ascii NOT NULL COMMENT 'first month judged',
  months INT NOT NULL COMMENT '1, or 3 for a quarter' CHECK (months IN (1,3)),
  state ENUM('judging','waiting','granting','done','cancelled','refused') NOT NULL COMMENT 'waiting: for two persons',
  started_by BIGINT NOT NULL DEFAULT 0 COMMENT 'staff; 0 = the schedule',
  stop_by BIGINT NOT NULL DEFAULT 0 COMMENT 'staff who asked to stop it; ranges look before each chunk',
  asked INT NOT NULL DEFAULT 0 COMMENT 'how often two persons were asked; part of the digest they agree on',
  digest BINARY(32) NULL COMMENT 'SM3 over the ranges: every payable amount, in order',
  approval_id BIGINT NULL,
  mandate_id BIGINT NULL COMMENT 'the mandate inside whose limits it pays by itself',
  why VARCHAR(300) NOT NULL DEFAULT '' COMMENT 'which limit it passed, or why it was stopped',
  created_at BIGINT NOT NULL,
  judged_at BIGINT NULL,
  ended_at BIGINT NULL,
  live TINYINT AS (IF(state IN ('cancelled','refused'),NULL,1)) PERSISTENT,
  UNIQUE KEY public_id (public_id),
  UNIQUE KEY once (scheme, month, live),
  KEY by_state (state, id),
  CONSTRAINT run_approval FOREIGN KEY (approval_id) REFERENCES approval (id),
  CONSTRAINT run_mandate FOREIGN KEY (mandate_id) REFERENCES pay_mandate (id),
  CONSTRAINT run_ground CHECK (state NOT IN ('granting','done') OR (digest IS NOT NULL AND (approval_id IS NULL OR mandate_id IS NULL)))
) COMMENT 'one run of a month or quarter; a cancelled or refused one may be followed by another';

CREATE TABLE run_range (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  run_id BIGINT NOT NULL,
  seq INT NOT NULL,
  phase ENUM('fetch','judge','judged','grant','done') NOT NULL,
  from_id BIGINT NOT NULL COMMENT 'qualification: the ids above this one',
  to_id BIGINT NOT NULL COMMENT 'up to this one',
  next_id BIGINT NOT NULL COMMENT 'this phase has done the ids up to this one; written with its rows',
  total BIGINT NOT NULL DEFAULT 0 COMMENT 'qualifications in it that the run is about',
  fetched BIGINT NOT NULL DEFAULT 0 COMMENT 'asked anew',
  judged BIGINT NOT NULL DEFAULT 0,
  granted BIGINT NOT NULL DEFAULT 0,
  granted_fen BIGINT NOT NULL DEFAULT 0,
  payable_n BIGINT NOT NULL DEFAULT 0,
  payable_fen BIGINT NOT NULL DEFAULT 0,
  not_payable_n BIGINT NOT NULL DEFAULT 0,
  cap_n BIGINT NOT NULL DEFAULT 0,
  waiting_n BIGINT NOT NULL DEFAULT 0,
  kept_n BIGINT NOT NULL DEFAULT 0 COMMENT 'settled before the run',
  late_n BIGINT NOT NULL DEFAULT 0 COMMENT 'lack a month before: judged one by one after the run',
  new_n BIGINT NOT NULL DEFAULT 0 COMMENT 'payable now, not the month before',
  gone_n BIGINT NOT NULL DEFAULT 0 COMMENT 'payable the month before, not now',
  changed_n BIGINT NOT NULL DEFAULT 0 COMMENT 'another amount',
  before_n BIGINT NOT NULL DEFAULT 0 COMMENT 'payable the month before, ended ones too',
  before_fen BIGINT NOT NULL DEFAULT 0,
  digest BINARY(32) NULL COMMENT 'SM3 of the digest before and what the last chunk found payable',
  updated_at BIGINT NOT NULL,
  UNIQUE KEY one (run_id, seq),
  CONSTRAINT run_range_run FOREIGN KEY (run_id) REFERENCES run (id)
) COMMENT 'each is one job, resumable at its next_id';

CREATE TABLE run_funnel (
  range_id BIGINT NOT NULL,
  seq INT NOT NULL COMMENT 'place of the check among those of the scheme',
  check_code VARCHAR(20) CHARACTER SET ascii NOT NULL,
  pass BIGINT NOT NULL DEFAULT 0,
  fail BIGINT NOT NULL DEFAULT 0,
  unknown BIGINT NOT NULL DEFAULT 0,
  not_applicable BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (range_id, seq),
  CONSTRAINT run_funnel_range FOREIGN KEY (range_id) REFERENCES run_range (id)
) COMMENT 'outcomes per check, added to with each chunk';

ALTER TABLE month_entry
  ADD COLUMN run_id BIGINT NULL COMMENT 'judged by this run; waiting with code RUN: payable when the run is released',
  ADD COLUMN change_kind ENUM('new','gone','changed') NULL COMMENT 'against the month before',
  ADD KEY run_outcome (run_id, outcome, id),
  ADD KEY run_change (run_id, change_kind, id);

ALTER TABLE pay_mandate
  ADD COLUMN run_payees_percent INT NULL COMMENT 'a run pays by itself when its payees differ from the month before by at most this; NULL = never by itself',
  ADD COLUMN run_sum_percent INT NULL COMMENT 'the same of its sum',
  ADD COLUMN run_new_payees INT NULL COMMENT 'at most so many payees who were none the month before',
  ADD CONSTRAINT run_limits CHECK ((run_payees_percent IS NULL) = (run_sum_percent IS NULL) AND (run_payees_percent IS NULL) = (run_new_payees IS NULL));
DROP TRIGGER pay_mandate_frozen;
CREATE TRIGGER pay_mandate_frozen BEFORE UPDATE ON pay_mandate FOR EACH ROW
BEGIN
  IF NEW.scheme <> OLD.scheme OR NEW.bank <> OLD.bank OR NEW.per_payment_fen <> OLD.per_payment_fen OR NEW.per_day_fen <> OLD.per_day_fen
     OR NEW.per_day_count <> OLD.per_day_count OR NEW.overrides_per_day <> OLD.overrides_per_day OR NEW.valid_from <> OLD.valid_from
     OR NEW.valid_to <> OLD.valid_to OR NEW.approval_id <> OLD.approval_id OR (OLD.revoked_at IS NOT NULL AND NOT (NEW.revoked_at <=> OLD.revoked_at))
     OR NOT (NEW.run_payees_percent <=> OLD.run_payees_percent) OR NOT (NEW.run_sum_percent <=> OLD.run_sum_percent)
     OR NOT (NEW.run_new_payees <=> OLD.run_new_payees) THEN
    SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 1644, MESSAGE_TEXT = 'pay_mandate: make a new one, or revoke this one';
  END IF;
END;
-- What a run found never changes once it is told, and it pays by a yes of two persons on exactly that, or by a mandate that has limits for runs.
CREATE TRIGGER run_edges BEFORE UPDATE ON run FOR EACH ROW
BEGIN
  IF NEW.scheme <> OLD.scheme OR NEW.month <> OLD.month OR NEW.months <> OLD.months OR (OLD.digest IS NOT NULL AND NOT (NEW.digest <=> OLD.digest)) THEN
    SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 1644, MESSAGE_TEXT = 'run: what was judged never changes';
  END IF;
  IF NEW.state <> OLD.state AND NOT ((OLD.state = 'judging' AND NEW.state IN ('waiting','granting','cancelled'))
     OR (OLD.state = 'waiting' AND NEW.state IN ('granting','refused','cancelled')) OR (OLD.state = 'granting' AND NEW.state IN ('done','cancelled'))) THEN
    SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 1644, MESSAGE_TEXT = 'run: no such edge';
  END IF;
  IF NEW.state = 'granting' AND OLD.state <> 'granting' AND NOT (
       EXISTS (SELECT 1 FROM approval a WHERE a.id = NEW.approval_id AND a.kind = 'RUN' AND a.subject_id = NEW.id AND a.yes = 1 AND a.decided_by <> a.made_by)
    OR NOT EXISTS (SELECT 1 FROM run_range g WHERE g.run_id = NEW.id AND (g.payable_n <> 0 OR g.before_n <> 0))
    OR EXISTS (SELECT 1 FROM pay_mandate m JOIN approval a ON a.id = m.approval_id WHERE m.id = NEW.mandate_id AND m.scheme = NEW.scheme AND m.revoked_at IS NULL
               AND m.run_payees_percent IS NOT NULL AND a.yes = 1 AND a.decided_by <> a.made_by)) THEN
    SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 1644, MESSAGE_TEXT = 'run: nobody agreed to it';
  END IF;
END;
