-- A member whom the applicant only names is believed by nobody: who confirmed him stands with his row (policy book 4.3).
ALTER TABLE case_member
  ADD COLUMN confirmed ENUM('no','shared','staff') NOT NULL DEFAULT 'no' COMMENT 'who says that he belongs to the household: nobody yet, the registers, a reviewer';
UPDATE case_member m JOIN casefile c ON c.id = m.case_id SET m.confirmed = 'shared' WHERE m.relation = 'self' OR c.state IN ('decided','approved');
INSERT INTO refusal_reason (code, scheme, check_code, title, sms_text, page_text, materials, updated_at) VALUES
 ('T2-MEMBER','type2',NULL,'家庭成员关系未能核实','家庭关系：请带户口簿','所填家庭成员与您的关系未能由婚姻登记或户籍登记确认。请提供结婚证、户口簿等证明。','household_book,marriage_proof',0);
