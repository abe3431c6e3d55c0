-- Corrections of settled months: money that a person has to give back, and the orders that it was set off against.
CREATE TABLE refund (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  person_id BIGINT NOT NULL,
  case_id BIGINT NOT NULL,
  qualification_id BIGINT NOT NULL,
  scheme ENUM('type2','rental','purchase') NOT NULL,
  month CHAR(7) CHARACTER SET ascii NOT NULL,
  rev INT NOT NULL COMMENT 'revision of the month that said so',
  entitlement_id BIGINT NOT NULL COMMENT 'the right that was too much',
  amount_fen BIGINT NOT NULL CHECK (amount_fen > 0),
  netted_fen BIGINT NOT NULL DEFAULT 0 COMMENT 'sum of its refund_netting rows that stand',
  codes VARCHAR(200) CHARACTER SET ascii NOT NULL DEFAULT '' COMMENT 'failing checks of that revision',
  state ENUM('OPEN','AGREED','NETTED','RETURNED','WAIVED','CANCELLED') NOT NULL COMMENT 'CANCELLED: the month was corrected again before anybody agreed',
  approval_id BIGINT NULL,
  at BIGINT NOT NULL,
  closed_at BIGINT NULL,
  UNIQUE KEY once (entitlement_id, rev),
  KEY person (person_id, scheme, state, id),
  KEY state (state, id),
  KEY qualification (qualification_id, month),
  CONSTRAINT refund_within CHECK (netted_fen BETWEEN 0 AND amount_fen),
  CONSTRAINT refund_ground CHECK (state IN ('OPEN','CANCELLED') OR approval_id IS NOT NULL),
  CONSTRAINT refund_open CHECK (state NOT IN ('OPEN','CANCELLED') OR netted_fen = 0),
  CONSTRAINT refund_netted CHECK (state <> 'NETTED' OR netted_fen = amount_fen),
  CONSTRAINT refund_person FOREIGN KEY (person_id) REFERENCES person (id),
  CONSTRAINT refund_entitlement FOREIGN KEY (entitlement_id) REFERENCES entitlement (id),
  CONSTRAINT refund_approval FOREIGN KEY (approval_id) REFERENCES approval (id)
) COMMENT 'the same correction is booked once, by a unique key; two persons agree before anything is set off, returned or waived';

CREATE TABLE refund_netting (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  refund_id BIGINT NOT NULL,
  entitlement_id BIGINT NOT NULL COMMENT 'whose order is smaller by it, or was not made at all',
  amount_fen BIGINT NOT NULL CHECK (amount_fen > 0),
  at BIGINT NOT NULL,
  undone_at BIGINT NULL COMMENT 'that right was cancelled before it was paid',
  UNIQUE KEY once (refund_id, entitlement_id),
  KEY entitlement (entitlement_id),
  CONSTRAINT refund_netting_refund FOREIGN KEY (refund_id) REFERENCES refund (id)
);

CREATE TRIGGER refund_frozen BEFORE UPDATE ON refund FOR EACH ROW
BEGIN
  IF NEW.amount_fen <> OLD.amount_fen OR NEW.entitlement_id <> OLD.entitlement_id OR NEW.rev <> OLD.rev OR NEW.person_id <> OLD.person_id
     OR NEW.month <> OLD.month OR NEW.scheme <> OLD.scheme THEN
    SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 1644, MESSAGE_TEXT = 'refund: what has to be given back never changes';
  END IF;
  IF NEW.state <> OLD.state AND NOT (
       (OLD.state = 'OPEN' AND NEW.state IN ('AGREED','RETURNED','WAIVED','CANCELLED'))
    OR (OLD.state = 'AGREED' AND NEW.state IN ('NETTED','RETURNED','WAIVED'))
    OR (OLD.state = 'NETTED' AND NEW.state = 'AGREED')) THEN
    SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 1644, MESSAGE_TEXT = 'refund: no such edge';
  END IF;
END;

ALTER TABLE proposal
  MODIFY COLUMN kind ENUM('BUDGET','UNKNOWN','DIFF','REFUND') NOT NULL COMMENT 'the kind of its approval; approval.subject_id is this id',
  MODIFY COLUMN subject_id BIGINT NOT NULL DEFAULT 0 COMMENT 'attempt for UNKNOWN, difference for DIFF, refund for REFUND',
  MODIFY COLUMN outcome ENUM('SUCCEEDED','FAILED','RETURNED','WAIVED') NULL
    COMMENT 'for UNKNOWN, and for DIFF about a payment that the bank contradicts itself on; REFUND: NULL = set off against what is paid next';

INSERT INTO text_template (code, text, updated_at) VALUES
 ('month_corrected','【安居】{surname}先生/女士，您{due}的{business}已重新核定，金额有变化，原因和下一步请在浙里办查看。',0);

-- What changed about a household between the runs (B19), as two packs of the theme store show it.
CREATE TABLE change_event (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  qualification_id BIGINT NOT NULL,
  case_id BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  kind ENUM('home_bought','insurance_stopped','married','divorced','lease_ended','lease_changed','benefit_granted','died') NOT NULL,
  month CHAR(7) CHARACTER SET ascii NOT NULL COMMENT 'first month to which it matters',
  ver INT NOT NULL COMMENT 'version of the theme pack that showed it; the one before did not',
  seen_at BIGINT NOT NULL,
  corrected INT NOT NULL COMMENT 'settled months that came out otherwise in the same transaction',
  UNIQUE KEY once (qualification_id, person_id, kind, ver),
  KEY by_case (case_id, id),
  CONSTRAINT change_event_qualification FOREIGN KEY (qualification_id) REFERENCES qualification (id),
  CONSTRAINT change_event_person FOREIGN KEY (person_id) REFERENCES person (id)
) COMMENT 'append-only';

INSERT INTO text_template (code, text, updated_at) VALUES
 ('change_seen','【安居】{surname}先生/女士，核查到与您{business}有关的情况有变化，各月结果和下一步请在浙里办查看。',0);
