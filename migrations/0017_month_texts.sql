-- Messages of the monthly run and of a qualification's life.
INSERT INTO text_template (code, text, updated_at) VALUES
 ('month_missed','【安居】{surname}先生/女士，您{due}的{business}未能发放，原因和下一步请在浙里办查看。',0),
 ('qualification_ends','【安居】{surname}先生/女士，您的{business}资格将于{due}到期，如需继续享受请及时办理续审。',0),
 ('qualification_ended','【安居】{surname}先生/女士，您的{business}资格已到期，不再按月发放。',0);
