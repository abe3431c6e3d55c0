-- The bank paid after it had said "not paid". Two persons may book that, and nobody else: the edge FAILED -> SUCCEEDED names their approval.
ALTER TABLE pay_attempt
  ADD COLUMN hand_approval_id BIGINT NULL COMMENT 'the two persons who booked it after the bank had said that it was not paid',
  ADD CONSTRAINT pay_attempt_hand FOREIGN KEY (hand_approval_id) REFERENCES approval (id);
ALTER TABLE recon_diff
  ADD COLUMN outcome ENUM('SUCCEEDED','FAILED') NULL COMMENT 'what two persons found out about the payment; NULL = it was not asked',
  ADD KEY e2e (e2e_id);
ALTER TABLE proposal
  MODIFY COLUMN outcome ENUM('SUCCEEDED','FAILED') NULL COMMENT 'for UNKNOWN, and for DIFF about a payment that the bank contradicts itself on',
  ADD CONSTRAINT proposal_outcome CHECK (outcome IS NULL OR evidence <> ''),
  ADD KEY subject (kind, subject_id);
-- Which months wait for money: an alarm stands as long as one does.
ALTER TABLE month_entry ADD KEY waits (outcome, codes);
DROP TRIGGER pay_attempt_edges;
CREATE TRIGGER pay_attempt_edges BEFORE UPDATE ON pay_attempt FOR EACH ROW
BEGIN
  IF NEW.amount_fen <> OLD.amount_fen OR NEW.e2e_id <> OLD.e2e_id OR NEW.order_id <> OLD.order_id OR NEW.batch_id <> OLD.batch_id
     OR (OLD.hand_approval_id IS NOT NULL AND NOT (NEW.hand_approval_id <=> OLD.hand_approval_id)) THEN
    SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 1644, MESSAGE_TEXT = 'pay_attempt: amount, e2e_id, order and batch never change';
  END IF;
  IF NEW.state <> OLD.state AND NOT (
       (OLD.state = 'PREPARED' AND NEW.state IN ('LOCKED','FAILED'))
    OR (OLD.state = 'LOCKED' AND NEW.state IN ('SENT','UNKNOWN','FAILED'))
    OR (OLD.state = 'SENT' AND NEW.state IN ('SUCCEEDED','FAILED','UNKNOWN'))
    OR (OLD.state = 'UNKNOWN' AND NEW.state IN ('SENT','SUCCEEDED','FAILED'))
    OR (OLD.state = 'SUCCEEDED' AND NEW.state = 'RETURNED')
    OR (OLD.state = 'FAILED' AND NEW.state = 'SUCCEEDED' AND EXISTS (SELECT 1 FROM approval a JOIN proposal p ON p.id = a.subject_id
          JOIN recon_diff d ON d.id = p.subject_id WHERE a.id = NEW.hand_approval_id AND a.kind = 'DIFF' AND p.kind = 'DIFF' AND a.yes = 1
          AND a.decided_by <> a.made_by AND p.outcome = 'SUCCEEDED' AND d.e2e_id = OLD.e2e_id))) THEN
    SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 1644, MESSAGE_TEXT = 'pay_attempt: no such edge';
  END IF;
END;
