-- First texts: refusal reasons, SMS templates, the undertaking. Offices change them on their pages.
INSERT INTO refusal_reason (code, scheme, check_code, title, sms_text, page_text, materials, updated_at) VALUES
 ('T2-HOUSEHOLD','type2','T2-HOUSEHOLD','户籍不在本市市区','户籍：请带户口簿','未查到您在本市市区的户籍，也没有有效居住证。请提供户口簿或居住证。','household_book',0),
 ('T2-PERMIT','type2','T2-PERMIT','无有效浙江省居住证','居住证：请带居住证','未查到在有效期内、由本市市区签发的浙江省居住证。','residence_permit',0),
 ('T2-NATIVE','type2','T2-NATIVE','籍贯不符合准入范围','籍贯：请带户口簿','籍贯不在准入范围内。','household_book',0),
 ('T2-VOCATIONAL','type2','T2-VOCATIONAL','职业资格证书不符合条件','职业资格：请带证书','未查到符合等级和持证时间要求的职业资格证书。','vocational_cert',0),
 ('T2-TITLE','type2','T2-TITLE','职称不符合条件','职称：请带职称证书','未查到中级及以上职称。','title_cert',0),
 ('T2-DEGREE','type2','T2-DEGREE','学历不符合条件','学历：请带毕业证书','未查到符合条件的学历记录。','diploma',0),
 ('T2-CONTRACT','type2','T2-CONTRACT','劳动合同或营业执照不符合条件','劳动合同：请带合同','劳动合同（营业执照）不在有效期内，或期限、地区不符合要求。','contract',0),
 ('T2-INSURANCE','type2','T2-INSURANCE','社会保险缴纳不符合条件','社保：请带缴纳证明','在本市连续缴纳社会保险的月数不足。','insurance_proof',0),
 ('T2-FUND','type2','T2-FUND','住房公积金缴存不符合条件','公积金：请带缴存证明','在本市连续缴存住房公积金的月数不足。','insurance_proof',0),
 ('T2-TAX','type2','T2-TAX','纳税证明不符合条件','纳税：请带完税证明','连续纳税的月数不足。','tax_cert',0),
 ('T2-INCOME','type2','T2-INCOME','有一项条件不符合','一项条件不符：请带收入证明','有一项条件不符合要求，请提供收入证明后重新申请。','income_proof',0),
 ('T2-HOME','type2','T2-HOME','有一项条件不符合','一项条件不符：请带房产证明','有一项条件不符合要求，请提供不动产登记查询证明后重新申请。','property_proof',0),
 ('T2-BENEFIT','type2','T2-BENEFIT','已享受其他住房优惠政策','住房优惠：请带退出证明','查到正在享受或曾经享受的其他住房优惠政策。','benefit_proof',0),
 ('T2-VEHICLE','type2','T2-VEHICLE','机动车辆超出限制','车辆：请带购车发票','名下机动车辆的数量或价格超出限制。','vehicle_proof',0),
 ('T2-MARRIAGE','type2',NULL,'有一项条件不符合','一项条件不符：请带婚姻证明','有一项条件不符合要求，请提供婚姻证明后重新申请。','marriage_proof',0),
 ('T2-TAKEN','type2',NULL,'家庭已有有效资格','家庭已有资格：请先注销','您的家庭成员已有一项有效的资格，同一家庭不能重复享受。','other',0),
 ('GENERAL-PAPER','type2',NULL,'材料不清晰或不完整','材料：请重新提供','提交的材料不清晰或不完整，请重新上传。','other',0);
INSERT INTO text_template (code, text, updated_at) VALUES
 ('accepted','【安居】{surname}先生/女士，您的{business}申请已受理，进度可在浙里办查看。',0),
 ('not_accepted','【安居】{surname}先生/女士，您的{business}申请未受理，原因请在浙里办查看。',0),
 ('approved','【安居】{surname}先生/女士，您的{business}申请已通过，补贴将发放至您登记的账户。',0),
 ('refused','【安居】{surname}先生/女士，您的{business}申请未通过。{reasons}。可在浙里办重新申请。',0),
 ('supplement','【安居】{surname}先生/女士，您的{business}申请需补充材料，请于{due}前在浙里办提交。',0),
 ('paid','【安居】{surname}先生/女士，您的{business}已发放，详情请在浙里办查看。',0),
 ('pay_failed','【安居】{surname}先生/女士，您的{business}发放未成功，请在浙里办核对收款账户。',0),
 ('withdrawn','【安居】{surname}先生/女士，您已撤回{business}申请。',0);
INSERT INTO undertaking (version, scheme, text, from_on) VALUES
 ('type2-1','type2','本人承诺：所填写的信息和提交的材料真实、准确、完整；同意有关部门为审核本次申请查询本人及所列家庭成员的户籍、婚姻、社会保险、公积金、不动产、车辆、住房保障等信息；劳动合同、营业执照、纳税和收入情况由本人如实申报，如有不实，愿意退回已领取的补贴并承担相应责任；住房、收入、婚姻等情况发生变化的，及时报告。','2017-01-01');
