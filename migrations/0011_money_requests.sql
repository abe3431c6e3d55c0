-- What reconciliation needs beside the money tables, and the requests that two persons agree on.
ALTER TABLE pay_attempt
  ADD COLUMN booked_on DATE NULL COMMENT 'bank day of the payment',
  ADD COLUMN returned_on DATE NULL COMMENT 'bank day of its return',
  ADD KEY booked (booked_on),
  ADD KEY returned (returned_on);
ALTER TABLE bank_line_in
  ADD COLUMN day DATE NULL COMMENT 'bank day of the line',
  MODIFY COLUMN applied TINYINT NOT NULL DEFAULT 0 COMMENT '0 staged, 1 paid, 2 failed, 3 in doubt, 4 returned, 5 known already, 9 does not fit: difference';
ALTER TABLE bank_file_in
  ADD KEY kind_day (kind, day, id);
ALTER TABLE recon_diff
  ADD COLUMN source ENUM('RETURN','STATEMENT') NOT NULL DEFAULT 'STATEMENT' COMMENT 'STATEMENT ones close by themselves when the day fits again',
  ADD COLUMN seen_at BIGINT NOT NULL DEFAULT 0 COMMENT 'last comparison that found it';

CREATE TABLE proposal (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  kind ENUM('BUDGET','UNKNOWN','DIFF') NOT NULL COMMENT 'the kind of its approval; approval.subject_id is this id',
  scheme ENUM('type2','rental','purchase') NULL,
  amount_fen BIGINT NULL,
  subject_id BIGINT NOT NULL DEFAULT 0 COMMENT 'attempt for UNKNOWN, difference for DIFF',
  outcome ENUM('SUCCEEDED','FAILED') NULL COMMENT 'for UNKNOWN',
  evidence VARCHAR(100) NOT NULL DEFAULT '' COMMENT 'number of the paper that both persons have seen',
  note VARCHAR(300) NOT NULL DEFAULT '',
  made_by BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  CONSTRAINT proposal_budget CHECK (kind <> 'BUDGET' OR (scheme IS NOT NULL AND amount_fen > 0)),
  CONSTRAINT proposal_unknown CHECK (kind <> 'UNKNOWN' OR (outcome IS NOT NULL AND evidence <> '')),
  CONSTRAINT proposal_subject CHECK (kind = 'BUDGET' OR subject_id > 0)
) COMMENT 'what an approval of kind BUDGET, UNKNOWN or DIFF is about; its digest is in the approval';

CREATE TRIGGER proposal_no_update BEFORE UPDATE ON proposal FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 1644, MESSAGE_TEXT = 'proposal never changes';
CREATE TRIGGER approval_frozen BEFORE UPDATE ON approval FOR EACH ROW
BEGIN
  IF NEW.kind <> OLD.kind OR NEW.digest <> OLD.digest OR NEW.made_by <> OLD.made_by OR NEW.made_at <> OLD.made_at
     OR (OLD.subject_id <> 0 AND NEW.subject_id <> OLD.subject_id) THEN
    SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 1644, MESSAGE_TEXT = 'approval: what was asked never changes';
  END IF;
  IF OLD.decided_by IS NOT NULL AND NOT (NEW.decided_by <=> OLD.decided_by AND NEW.yes <=> OLD.yes AND NEW.decided_at <=> OLD.decided_at) THEN
    SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 1644, MESSAGE_TEXT = 'approval: decided is decided';
  END IF;
END;
CREATE TRIGGER pay_mandate_frozen BEFORE UPDATE ON pay_mandate FOR EACH ROW
BEGIN
  IF NEW.scheme <> OLD.scheme OR NEW.bank <> OLD.bank OR NEW.per_payment_fen <> OLD.per_payment_fen OR NEW.per_day_fen <> OLD.per_day_fen
     OR NEW.per_day_count <> OLD.per_day_count OR NEW.overrides_per_day <> OLD.overrides_per_day OR NEW.valid_from <> OLD.valid_from
     OR NEW.valid_to <> OLD.valid_to OR NEW.approval_id <> OLD.approval_id OR (OLD.revoked_at IS NOT NULL AND NOT (NEW.revoked_at <=> OLD.revoked_at)) THEN
    SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 1644, MESSAGE_TEXT = 'pay_mandate: make a new one, or revoke this one';
  END IF;
END;
