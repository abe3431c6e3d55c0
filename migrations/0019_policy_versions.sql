-- Policies as data: drafts that people edit, golden cases that must hold, versions that never change once published.
ALTER TABLE policy
  ADD COLUMN admission TINYINT AS (IF(parts IN ('admission','both'),1,NULL)) PERSISTENT,
  ADD COLUMN standard TINYINT AS (IF(parts IN ('standard','both'),1,NULL)) PERSISTENT,
  ADD UNIQUE KEY admission_day (scheme, effective_from, admission),
  ADD UNIQUE KEY standard_day (scheme, effective_from, standard);

CREATE TABLE policy_draft (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  version VARCHAR(20) CHARACTER SET ascii NOT NULL,
  scheme ENUM('type2','rental','purchase') NOT NULL,
  parts VARCHAR(20) CHARACTER SET ascii NOT NULL COMMENT 'admission, standard or both',
  title VARCHAR(100) NOT NULL,
  effective_from DATE NOT NULL,
  base VARCHAR(20) CHARACTER SET ascii NULL COMMENT 'version it was copied from',
  body MEDIUMTEXT NOT NULL COMMENT 'a whole version as JSON, read by the same reader as a published one',
  sm3 BINARY(32) NOT NULL COMMENT 'of the body; what two persons agree on',
  state ENUM('OPEN','PROPOSED','PUBLISHED','REFUSED','EXPIRED','REMOVED') NOT NULL,
  live TINYINT AS (IF(state IN ('OPEN','PROPOSED'),1,NULL)) PERSISTENT,
  approval_id BIGINT NULL,
  note VARCHAR(300) NOT NULL DEFAULT '' COMMENT 'why it was not published',
  ver INT NOT NULL,
  changed_by BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  UNIQUE KEY one_live (version, live),
  KEY state (state, id),
  KEY by_version (version, id),
  CONSTRAINT policy_draft_approval FOREIGN KEY (approval_id) REFERENCES approval (id),
  CONSTRAINT asked_has_approval CHECK (state IN ('OPEN','REMOVED') OR approval_id IS NOT NULL)
) COMMENT 'policy versions before they are published; a row is proposed once, what was refused is edited as a new row';

CREATE TABLE policy_golden (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  scheme ENUM('type2','rental','purchase') NOT NULL,
  name VARCHAR(100) NOT NULL,
  scope ENUM('in_force','every') NOT NULL COMMENT 'in_force: judged by the versions of its day; every: by the draft whatever its day',
  day DATE NULL,
  month CHAR(7) CHARACTER SET ascii NULL COMMENT 'instead of day: a month is judged',
  facts MEDIUMTEXT NOT NULL COMMENT 'one line of made-up facts',
  expected TEXT NOT NULL COMMENT 'JSON; what it names must be so in the result',
  created_by BIGINT NOT NULL DEFAULT 0 COMMENT 'staff; 0 = came with the product',
  created_at BIGINT NOT NULL,
  UNIQUE KEY one (scheme, name),
  CONSTRAINT day_or_month CHECK ((day IS NULL) <> (month IS NULL))
) COMMENT 'cases that a draft must judge as written before it may be proposed';

-- A version that did not come with the product needs two persons' yes on exactly its digest, whoever inserts it.
CREATE TRIGGER policy_agreed BEFORE INSERT ON policy FOR EACH ROW
BEGIN
  IF (NEW.approval_id IS NULL AND (USER() LIKE 'anju\_job@%' OR USER() LIKE 'anju\_web@%')) OR (NEW.approval_id IS NOT NULL AND NOT EXISTS
     (SELECT 1 FROM approval a WHERE a.id = NEW.approval_id AND a.kind = 'POLICY' AND a.yes = 1 AND a.decided_by <> a.made_by AND a.digest = NEW.sm3)) THEN
    SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 1644, MESSAGE_TEXT = 'policy: not agreed on by two persons';
  END IF;
END;
CREATE TRIGGER policy_no_update BEFORE UPDATE ON policy FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 1644, MESSAGE_TEXT = 'policy: a published version never changes';
CREATE TRIGGER policy_no_delete BEFORE DELETE ON policy FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 1644, MESSAGE_TEXT = 'policy: a published version never goes away';
CREATE TRIGGER policy_draft_frozen BEFORE UPDATE ON policy_draft FOR EACH ROW
BEGIN
  IF OLD.state <> 'OPEN' AND (NEW.body <> OLD.body OR NEW.sm3 <> OLD.sm3 OR NEW.version <> OLD.version OR NEW.scheme <> OLD.scheme
     OR NEW.parts <> OLD.parts OR NEW.effective_from <> OLD.effective_from OR NOT (NEW.approval_id <=> OLD.approval_id)) THEN
    SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 1644, MESSAGE_TEXT = 'policy_draft: what was proposed never changes';
  END IF;
  IF NEW.state <> OLD.state AND NOT ((OLD.state = 'OPEN' AND NEW.state IN ('PROPOSED','REMOVED'))
     OR (OLD.state = 'PROPOSED' AND NEW.state IN ('PUBLISHED','REFUSED','EXPIRED'))
     OR (OLD.state IN ('REFUSED','EXPIRED') AND NEW.state = 'REMOVED')) THEN
    SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 1644, MESSAGE_TEXT = 'policy_draft: no such edge';
  END IF;
END;
