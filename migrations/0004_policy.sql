-- Policy versions (loaded from conf/policy by `anjuctl migrate up`), text templates.
CREATE TABLE policy (
  version VARCHAR(20) CHARACTER SET ascii NOT NULL PRIMARY KEY,
  scheme ENUM('type2','rental','purchase') NOT NULL,
  parts VARCHAR(20) CHARACTER SET ascii NOT NULL COMMENT 'admission, standard or both',
  effective_from DATE NOT NULL,
  body MEDIUMTEXT NOT NULL COMMENT 'the JSON file as published',
  sm3 BINARY(32) NOT NULL,
  state ENUM('draft','published') NOT NULL,
  published_at BIGINT NULL,
  approval_id BIGINT NULL
) COMMENT 'policy versions; a published one never changes';

CREATE TABLE text_template (
  code VARCHAR(40) CHARACTER SET ascii NOT NULL PRIMARY KEY,
  text VARCHAR(400) NOT NULL COMMENT '{surname} {business} {reasons} {due} are filled in',
  updated_at BIGINT NOT NULL
) COMMENT 'SMS texts';
