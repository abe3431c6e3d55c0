-- Refusal reasons for every check that can fail, and one source of the undertaking.
INSERT INTO refusal_reason (code, scheme, check_code, title, sms_text, page_text, materials, updated_at) VALUES
 ('T2-LEASE','type2','T2-LEASE','没有符合条件的租赁备案','租赁备案：请带备案证明','没有查到覆盖整个月的市区租赁备案。','lease',0),
 ('T2-CAP','type2','CAP','累计保障月数已满','累计月数：已经发满','累计保障月数已达到上限，不再发放。','other',0),
 ('TR-WHITELIST','rental','TR-WHITELIST','不在有效的人才名单内','人才名单：请带认定证书','在有效的人才名单内没有查到您，或您的人才类别没有补贴标准。','talent_cert',0),
 ('TR-INSURANCE','rental','TR-INSURANCE','社会保险缴纳不符合条件','社保：请带缴纳证明','没有查到在本区缴纳社会保险的记录。','insurance_proof',0),
 ('TR-HOME','rental','TR-HOME','有一项条件不符合','一项条件不符：请带房产证明','有一项条件不符合要求，请提供不动产登记查询证明后重新申请。','property_proof',0),
 ('TR-BENEFIT','rental','TR-BENEFIT','已享受其他住房优惠政策','住房优惠：请带退出证明','查到正在享受或曾经享受的其他住房优惠政策，或已领取购房补贴。','benefit_proof',0),
 ('TR-LEASE','rental','TR-LEASE','没有符合条件的租赁备案','租赁备案：请带备案证明','没有查到有效的市区租赁备案。','lease',0),
 ('TR-CAP','rental','CAP','累计补贴月数已满','累计月数：已经发满','累计补贴月数已达到上限，不再发放。','other',0),
 ('TR-MARRIAGE','rental',NULL,'有一项条件不符合','一项条件不符：请带婚姻证明','有一项条件不符合要求，请提供婚姻证明后重新申请。','marriage_proof',0),
 ('TR-TAKEN','rental',NULL,'家庭已有有效资格','家庭已有资格：请先注销','您的家庭成员已有一项有效的资格，同一家庭不能重复享受。','other',0),
 ('TR-PAPER','rental',NULL,'材料不清晰或不完整','材料：请重新提供','提交的材料不清晰或不完整，请重新上传。','other',0),
 ('TP-WHITELIST','purchase','TP-WHITELIST','不在有效的人才名单内','人才名单：请带认定证书','在有效的人才名单内没有查到您，或您的人才类别没有补贴标准。','talent_cert',0),
 ('TP-INSURANCE','purchase','TP-INSURANCE','社会保险缴纳不符合条件','社保：请带缴纳证明','在市区连续缴纳社会保险的月数不足。','insurance_proof',0),
 ('TP-HOME','purchase','TP-HOME','有一项条件不符合','一项条件不符：请带房产证明','有一项条件不符合要求，请提供不动产登记查询证明后重新申请。','property_proof',0),
 ('TP-BENEFIT','purchase','TP-BENEFIT','已享受其他住房优惠政策','住房优惠：请带退出证明','查到曾经享受的其他住房优惠政策，或已领取购房补贴。','benefit_proof',0),
 ('TP-COUPLE','purchase','TP-COUPLE','有一项条件不符合','一项条件不符：请带婚姻证明','有一项条件不符合要求，请提供婚姻证明后重新申请。','marriage_proof',0),
 ('TP-TIME','purchase','TP-TIME','购房时间不符合条件','购房时间：请带购房合同','购房时间不在人才认定后的规定期限内。','purchase_contract,talent_cert',0),
 ('TP-AMOUNT','purchase','TP-AMOUNT','没有可以发放的补贴','补贴金额：请带购房合同','扣除后没有可以发放的补贴。','purchase_contract,relocation',0),
 ('TP-TAKEN','purchase',NULL,'家庭已有有效资格','家庭已有资格：请先注销','您的家庭成员已有一项有效的资格，同一家庭不能重复享受。','other',0),
 ('TP-PAPER','purchase',NULL,'材料不清晰或不完整','材料：请重新提供','提交的材料不清晰或不完整，请重新上传。','other',0);

-- The text that people agree to is the form's (conf/forms, with its version); the case keeps the version. This copy said it in other words and was read by nobody.
DROP TABLE undertaking;
