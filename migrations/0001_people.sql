-- People, sealed. Instants (*_at) are ms since 1970 UTC; *_ct is sealed (base/crypto.h), bound to table.column and the row's uid.
CREATE TABLE key_ring (
  kid INT NOT NULL PRIMARY KEY COMMENT 'number inside each sealed value',
  purpose VARCHAR(16) CHARACTER SET ascii NOT NULL COMMENT 'c4 c3 c2 index audit session request row file',
  wrapped VARBINARY(255) NOT NULL COMMENT 'the key, sealed under the key-encrypting key file',
  state ENUM('PENDING','ACTIVE','OPEN_ONLY','DESTROYED') NOT NULL,
  created_at BIGINT NOT NULL,
  active_one VARCHAR(16) CHARACTER SET ascii AS (IF(state='ACTIVE',purpose,NULL)) PERSISTENT,
  UNIQUE KEY one_active (active_one)
) COMMENT 'data keys by class; the key-encrypting key is a file, never here';

CREATE TABLE person (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  uid BINARY(16) NOT NULL,
  name_ct VARBINARY(400) NOT NULL,
  idno_ct VARBINARY(200) NOT NULL,
  phone_ct VARBINARY(200) NULL,
  address_ct VARBINARY(1200) NULL,
  name_masked VARCHAR(60) NOT NULL,
  idno_masked VARCHAR(40) NOT NULL,
  phone_masked VARCHAR(20) NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  UNIQUE KEY uid (uid)
) COMMENT 'one row per natural person known to us';

CREATE TABLE person_key (
  kind ENUM('idno','phone','account') NOT NULL,
  key_mac BINARY(32) NOT NULL COMMENT 'HMAC-SM3 of the normalised value under the index key',
  person_id BIGINT NOT NULL,
  PRIMARY KEY (kind, key_mac, person_id),
  KEY person (person_id),
  idno_one BINARY(32) AS (IF(kind='idno',key_mac,NULL)) PERSISTENT,
  UNIQUE KEY one_person_per_idno (idno_one),
  CONSTRAINT person_key_person FOREIGN KEY (person_id) REFERENCES person (id)
) COMMENT 'the only place of keyed indexes of people';

CREATE TABLE payee_account (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  uid BINARY(16) NOT NULL,
  person_id BIGINT NOT NULL,
  account_ct VARBINARY(200) NOT NULL,
  holder_ct VARBINARY(400) NOT NULL,
  account_masked VARCHAR(40) NOT NULL,
  bank_name VARCHAR(80) NOT NULL DEFAULT '',
  cnaps VARCHAR(12) CHARACTER SET ascii NOT NULL DEFAULT '',
  payee_sm3 BINARY(32) NOT NULL COMMENT 'keyed digest of account and holder, copied into orders',
  live TINYINT NULL COMMENT '1 = the account to pay to; NULL = an earlier one',
  created_at BIGINT NOT NULL,
  UNIQUE KEY uid (uid),
  UNIQUE KEY one_live (person_id, live),
  CONSTRAINT payee_account_person FOREIGN KEY (person_id) REFERENCES person (id)
) COMMENT 'accounts that subsidies are paid to; the holder is the person himself';
