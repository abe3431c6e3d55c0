-- Staff, rights, saved views.
CREATE TABLE staff (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  uid BINARY(16) NOT NULL,
  login VARCHAR(40) CHARACTER SET ascii NOT NULL,
  name VARCHAR(60) NOT NULL,
  password_hash VARCHAR(160) CHARACTER SET ascii NOT NULL,
  password_at BIGINT NOT NULL,
  totp_ct VARBINARY(200) NOT NULL,
  totp_step BIGINT NOT NULL DEFAULT 0 COMMENT 'last used step: a code works once',
  failures INT NOT NULL DEFAULT 0,
  locked_until BIGINT NOT NULL DEFAULT 0,
  last_login_at BIGINT NULL,
  ends_on DATE NOT NULL,
  disabled TINYINT NOT NULL DEFAULT 0,
  created_at BIGINT NOT NULL,
  UNIQUE KEY login (login)
);
CREATE TABLE staff_grant (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  staff_id BIGINT NOT NULL,
  role ENUM('reviewer','lead','finance','cert','policy','system_admin','security_admin','auditor','display') NOT NULL,
  ends_on DATE NOT NULL,
  approval_id BIGINT NULL COMMENT 'NULL only for grants made by anjuctl on the console',
  row_mac BINARY(32) NOT NULL COMMENT 'HMAC-SM3 over staff, role and end: a row written by hand gives nothing',
  created_at BIGINT NOT NULL,
  revoked_at BIGINT NULL,
  live TINYINT AS (IF(revoked_at IS NULL,1,NULL)) PERSISTENT,
  UNIQUE KEY one_live (staff_id, role, live),
  CONSTRAINT staff_grant_staff FOREIGN KEY (staff_id) REFERENCES staff (id)
) COMMENT 'every right ends on a date';
CREATE TABLE saved_view (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  staff_id BIGINT NOT NULL,
  name VARCHAR(40) NOT NULL,
  query VARCHAR(300) NOT NULL,
  UNIQUE KEY one (staff_id, name),
  CONSTRAINT saved_view_staff FOREIGN KEY (staff_id) REFERENCES staff (id)
);
