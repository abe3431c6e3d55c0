-- Cases of all kinds, their events, decisions, drafts, files, supplements.
CREATE TABLE casefile (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  public_id CHAR(32) CHARACTER SET ascii NOT NULL COMMENT 'random; the only case number outside',
  uid BINARY(16) NOT NULL,
  projid VARCHAR(21) CHARACTER SET ascii NULL COMMENT 'filing number of platform 2.0',
  gov_version INT NOT NULL DEFAULT 0 COMMENT 'highest dataversion of the platform seen',
  scheme ENUM('type2','rental','purchase') NOT NULL,
  kind ENUM('admission','claim','review','cancel','objection','change','refund') NOT NULL DEFAULT 'admission',
  applicant_kind ENUM('graduate','entrepreneur') NULL,
  applicant_id BIGINT NOT NULL,
  applicant_masked VARCHAR(60) NOT NULL COMMENT 'stored, so that lists open no ciphertext',
  channel ENUM('gov20','zlb','pc','window') NOT NULL,
  state ENUM('draft','received','accepted','not_accepted','in_review','supplement','decided','approved','refused','withdrawn') NOT NULL,
  ver INT NOT NULL DEFAULT 1 COMMENT '+1 with each event',
  state_at BIGINT NOT NULL,
  waits_for VARCHAR(200) CHARACTER SET ascii NULL COMMENT 'sources an accepted case waits for, comma separated',
  wait_since BIGINT NULL,
  accepted_on DATE NULL,
  due_on DATE NULL,
  round INT NOT NULL DEFAULT 0 COMMENT 'number of the last evaluation; verdicts and evidence carry it',
  form_ct MEDIUMBLOB NOT NULL COMMENT 'the form JSON as filed',
  form_ver VARCHAR(20) CHARACTER SET ascii NOT NULL DEFAULT '1',
  undertaking VARCHAR(20) CHARACTER SET ascii NULL,
  answers_id BIGINT NULL COMMENT 'the refused case that this one answers',
  end_text VARCHAR(200) NULL COMMENT 'why not accepted, without personal data',
  created_at BIGINT NOT NULL,
  UNIQUE KEY public_id (public_id),
  UNIQUE KEY uid (uid),
  UNIQUE KEY projid (projid),
  KEY mine (applicant_id, id),
  KEY k_state (state, id),
  KEY k_scheme_state (scheme, state, id),
  KEY k_due (state, due_on, id),
  CONSTRAINT casefile_person FOREIGN KEY (applicant_id) REFERENCES person (id)
) COMMENT 'a case; its state changes through casefile_advance only';

CREATE TABLE case_event (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  case_id BIGINT NOT NULL,
  ver INT NOT NULL COMMENT 'casefile.ver after the event',
  event VARCHAR(24) CHARACTER SET ascii NOT NULL,
  from_state VARCHAR(16) CHARACTER SET ascii NOT NULL,
  to_state VARCHAR(16) CHARACTER SET ascii NOT NULL,
  actor_kind ENUM('applicant','staff','system','gov20','bank') NOT NULL,
  actor_id BIGINT NOT NULL DEFAULT 0,
  text VARCHAR(300) NOT NULL DEFAULT '' COMMENT 'what people read in the timeline; no personal data',
  at BIGINT NOT NULL,
  stat_done TINYINT NOT NULL DEFAULT 0,
  UNIQUE KEY edge (case_id, ver),
  KEY stat (stat_done, id),
  CONSTRAINT case_event_case FOREIGN KEY (case_id) REFERENCES casefile (id)
) COMMENT 'append-only history';

CREATE TABLE case_member (
  case_id BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  relation ENUM('self','spouse','child','parent','parent_in_law','other') NOT NULL,
  counted_from DATE NOT NULL,
  left_on DATE NULL,
  PRIMARY KEY (case_id, person_id),
  KEY person (person_id),
  CONSTRAINT case_member_case FOREIGN KEY (case_id) REFERENCES casefile (id),
  CONSTRAINT case_member_person FOREIGN KEY (person_id) REFERENCES person (id)
) COMMENT 'the household chosen at application, self included';

CREATE TABLE decision (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  case_id BIGINT NOT NULL,
  round INT NOT NULL COMMENT 'the evaluation it looked at',
  yes TINYINT NOT NULL,
  by_kind ENUM('system','staff') NOT NULL,
  staff_id BIGINT NULL,
  override_checks VARCHAR(300) CHARACTER SET ascii NULL COMMENT 'failed or waiting checks that a person overruled',
  opinion VARCHAR(500) NOT NULL DEFAULT '' COMMENT 'staff text; no personal data',
  policy_version VARCHAR(20) CHARACTER SET ascii NULL,
  made_at BIGINT NOT NULL,
  takes_effect_at BIGINT NOT NULL,
  undone_at BIGINT NULL,
  applied_at BIGINT NULL,
  standing TINYINT AS (IF(undone_at IS NULL,1,NULL)) PERSISTENT,
  UNIQUE KEY one_standing (case_id, standing),
  CONSTRAINT decision_case FOREIGN KEY (case_id) REFERENCES casefile (id)
) COMMENT 'a yes or no; never un-written, undone before it takes effect';

CREATE TABLE refusal_reason (
  code VARCHAR(40) CHARACTER SET ascii NOT NULL PRIMARY KEY,
  scheme ENUM('type2','rental','purchase') NOT NULL,
  check_code VARCHAR(20) CHARACTER SET ascii NULL COMMENT 'the check it belongs to; NULL = general',
  title VARCHAR(60) NOT NULL COMMENT 'what staff and applicant read',
  sms_text VARCHAR(20) NOT NULL COMMENT 'at most 20 characters, never a value',
  page_text VARCHAR(200) NOT NULL,
  materials VARCHAR(300) CHARACTER SET ascii NOT NULL COMMENT 'material codes to bring, comma separated',
  active TINYINT NOT NULL DEFAULT 1,
  ver INT NOT NULL DEFAULT 1,
  updated_at BIGINT NOT NULL
) COMMENT 'managed refusal reasons (4C-13)';

CREATE TABLE decision_reason (
  decision_id BIGINT NOT NULL,
  reason_code VARCHAR(40) CHARACTER SET ascii NOT NULL,
  PRIMARY KEY (decision_id, reason_code),
  CONSTRAINT decision_reason_decision FOREIGN KEY (decision_id) REFERENCES decision (id),
  CONSTRAINT decision_reason_reason FOREIGN KEY (reason_code) REFERENCES refusal_reason (code)
);

CREATE TABLE draft (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  public_id CHAR(32) CHARACTER SET ascii NOT NULL,
  uid BINARY(16) NOT NULL,
  person_id BIGINT NOT NULL,
  form VARCHAR(20) CHARACTER SET ascii NOT NULL,
  form_ver VARCHAR(20) CHARACTER SET ascii NOT NULL,
  ver INT NOT NULL DEFAULT 1,
  data_ct MEDIUMBLOB NOT NULL,
  step VARCHAR(40) CHARACTER SET ascii NOT NULL DEFAULT '' COMMENT 'page to return to',
  case_id BIGINT NULL COMMENT 'set once submitted',
  answers_id BIGINT NULL COMMENT 'the refused case that this draft answers (G3)',
  needs VARCHAR(300) CHARACTER SET ascii NULL COMMENT 'the only materials it asks for, comma separated',
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  open_one TINYINT AS (IF(case_id IS NULL,1,NULL)) PERSISTENT,
  UNIQUE KEY public_id (public_id),
  UNIQUE KEY one_open (person_id, form, open_one),
  CONSTRAINT draft_person FOREIGN KEY (person_id) REFERENCES person (id)
) COMMENT 'unfinished applications; saved on every step';

CREATE TABLE file (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  public_id CHAR(32) CHARACTER SET ascii NOT NULL,
  uid BINARY(16) NOT NULL,
  owner_id BIGINT NOT NULL COMMENT 'person',
  draft_id BIGINT NULL,
  case_id BIGINT NULL,
  material VARCHAR(30) CHARACTER SET ascii NOT NULL,
  content_type ENUM('application/pdf','image/jpeg','image/png') NOT NULL,
  title VARCHAR(60) NOT NULL DEFAULT '' COMMENT 'shown name, made by us from the material, not the client file name',
  size INT NOT NULL,
  sm3 BINARY(32) NOT NULL COMMENT 'of the plain bytes',
  source ENUM('upload','gov20') NOT NULL,
  gov_unid VARCHAR(64) CHARACTER SET ascii NULL,
  fetched TINYINT NOT NULL DEFAULT 1 COMMENT '0 = named by the platform, bytes not read yet',
  removed_at BIGINT NULL,
  created_at BIGINT NOT NULL,
  UNIQUE KEY public_id (public_id),
  UNIQUE KEY gov_one (case_id, gov_unid),
  KEY draft (draft_id),
  KEY by_case (case_id, id),
  CONSTRAINT file_owner FOREIGN KEY (owner_id) REFERENCES person (id)
) COMMENT 'attachments; the sealed bytes lie under files.dir/<first 2 of public_id>/<public_id>';

CREATE TABLE supplement (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  case_id BIGINT NOT NULL,
  asked_by ENUM('system','staff') NOT NULL,
  staff_id BIGINT NULL,
  materials VARCHAR(300) CHARACTER SET ascii NOT NULL COMMENT 'material codes; bank_card also asks for a payee account',
  note VARCHAR(300) NOT NULL DEFAULT '',
  asked_at BIGINT NOT NULL,
  due_on DATE NOT NULL,
  handed_at BIGINT NULL,
  closed TINYINT NOT NULL DEFAULT 0,
  KEY by_case (case_id, id),
  CONSTRAINT supplement_case FOREIGN KEY (case_id) REFERENCES casefile (id)
) COMMENT 'what an applicant is asked to hand in (1.8, 4C-5)';

CREATE TABLE undertaking (
  version VARCHAR(20) CHARACTER SET ascii NOT NULL PRIMARY KEY,
  scheme ENUM('type2','rental','purchase') NOT NULL,
  text TEXT NOT NULL,
  from_on DATE NOT NULL
) COMMENT 'texts that applicants agree to';
