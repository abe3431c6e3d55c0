-- The talent white list (2.9(4)): each import is a whole list as the talent office drew it up; two persons make it the one in force.
ALTER TABLE approval
  MODIFY COLUMN kind ENUM('BATCH','RUN','MANDATE','POLICY','GRANT','BUDGET','UNKNOWN','DIFF','REFUND','EXPORT','OVERRIDE','CONFIG','WHITELIST') NOT NULL;

CREATE TABLE whitelist (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  public_id CHAR(32) CHARACTER SET ascii NOT NULL COMMENT 'its number outside, and of its sealed file',
  uid BINARY(16) NOT NULL,
  as_of DATE NOT NULL COMMENT 'day of which the list speaks',
  state ENUM('loading','waiting','active','replaced','refused') NOT NULL COMMENT 'waiting: for a second person',
  base_id BIGINT NOT NULL DEFAULT 0 COMMENT 'the list in force that it was compared with; 0 = the first one',
  sm3 BINARY(32) NOT NULL COMMENT 'of the file',
  total INT NOT NULL COMMENT 'rows of the file',
  loaded INT NOT NULL DEFAULT 0 COMMENT 'rows that have become entries',
  added_n INT NOT NULL DEFAULT 0 COMMENT 'people who were not in the list before',
  gone_n INT NOT NULL DEFAULT 0,
  changed_n INT NOT NULL DEFAULT 0 COMMENT 'people with another class or other days',
  made_by BIGINT NOT NULL COMMENT 'staff',
  approval_id BIGINT NULL,
  why VARCHAR(300) NOT NULL DEFAULT '' COMMENT 'why refused, without personal data',
  created_at BIGINT NOT NULL,
  active_at BIGINT NULL,
  active_one TINYINT AS (IF(state='active',1,NULL)) PERSISTENT,
  UNIQUE KEY public_id (public_id),
  UNIQUE KEY one_active (active_one),
  KEY by_state (state, id),
  CONSTRAINT whitelist_approval FOREIGN KEY (approval_id) REFERENCES approval (id)
) COMMENT 'imports of the talent white list';

CREATE TABLE whitelist_entry (
  list_id BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  seq INT NOT NULL COMMENT 'row of the file, the one under the heads is 1',
  class ENUM('A','B','C','D','E','F1','F2','F3') NOT NULL,
  recognised_on DATE NOT NULL,
  valid_from DATE NOT NULL,
  valid_to DATE NULL COMMENT 'last day; NULL = open',
  issuer VARCHAR(80) NOT NULL DEFAULT '',
  document_no VARCHAR(60) NOT NULL DEFAULT '',
  PRIMARY KEY (list_id, person_id, seq),
  KEY person (person_id, list_id),
  CONSTRAINT whitelist_entry_list FOREIGN KEY (list_id) REFERENCES whitelist (id),
  CONSTRAINT whitelist_entry_person FOREIGN KEY (person_id) REFERENCES person (id),
  CONSTRAINT whitelist_entry_days CHECK (valid_to IS NULL OR valid_to >= valid_from)
) COMMENT 'append-only; lists of the past are the history';

CREATE TRIGGER whitelist_edges BEFORE UPDATE ON whitelist FOR EACH ROW
BEGIN
  IF NEW.as_of <> OLD.as_of OR NEW.sm3 <> OLD.sm3 OR NEW.total <> OLD.total OR NEW.made_by <> OLD.made_by THEN
    SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 1644, MESSAGE_TEXT = 'whitelist: what was imported never changes';
  END IF;
  IF NEW.state <> OLD.state AND NOT ((OLD.state = 'loading' AND NEW.state IN ('waiting','refused')) OR (OLD.state = 'waiting' AND NEW.state IN ('active','refused'))
     OR (OLD.state = 'active' AND NEW.state = 'replaced')) THEN
    SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 1644, MESSAGE_TEXT = 'whitelist: no such edge';
  END IF;
  IF NEW.state = 'active' AND OLD.state <> 'active' AND (NEW.loaded <> NEW.total
     OR NOT EXISTS (SELECT 1 FROM approval a WHERE a.id = NEW.approval_id AND a.kind = 'WHITELIST' AND a.subject_id = NEW.id AND a.yes = 1 AND a.decided_by <> a.made_by)) THEN
    SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 1644, MESSAGE_TEXT = 'whitelist: nobody agreed to it';
  END IF;
END;

-- What was agreed on is what was loaded.
CREATE TRIGGER whitelist_entry_whole BEFORE INSERT ON whitelist_entry FOR EACH ROW
BEGIN
  IF NOT EXISTS (SELECT 1 FROM whitelist w WHERE w.id = NEW.list_id AND w.state = 'loading') THEN
    SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 1644, MESSAGE_TEXT = 'whitelist_entry: the list is complete';
  END IF;
END;

-- What the list takes from a holder is a change between runs like any other (B19).
ALTER TABLE change_event
  MODIFY COLUMN kind ENUM('home_bought','insurance_stopped','married','divorced','lease_ended','lease_changed','benefit_granted','died','class_revoked','class_changed') NOT NULL;

-- The right of a quarter pays three months, each of which may be found too much by itself.
ALTER TABLE refund
  DROP KEY once,
  ADD UNIQUE KEY once (entitlement_id, month, rev);
