#!/bin/bash
# B5 B6 R9: the bank is cut off after taking the file: UNKNOWN, asked, never sent again blindly. Down, late files, wrong accounts, 退汇.
. "$(dirname "$0")/lib.sh"
fault() { city /city/fault -X POST -d "$1" > /dev/null; }
batches() { city '/city/bank/judge?list=0' | jq -r .batches; }
held() { [ "$(sql "SELECT COUNT(*) FROM pay_order WHERE held = '$1'")" -gt 0 ]; }
sms_says() { city /city/sms | grep -q "$1"; }
returned() { [ "$(sql "SELECT COUNT(*) FROM pay_attempt WHERE state = 'RETURNED'")" -gt 0 ]; }
no_open_diff() { [ "$(sql "SELECT COUNT(*) FROM recon_diff WHERE state = 'OPEN'")" = 0 ] && [ "$(sql "SELECT ours_fen = bank_fen AND ours_fen > 0 FROM recon_day ORDER BY day DESC LIMIT 1")" = 1 ]; }
site
office
fault '{"peer":"bank","source":"put","kind":"cut","count":1}'
projid=$(dispatch '{"tag":"P-PASS","materials":[]}')
check "approved" state_becomes "$projid" approved
check "B5 the cut-off batch was asked about and is paid" wait_until 60 all_paid
check "B5 the bank got it once" is "$(batches)" 1
check "B5 the doubt stands in the calls" is "$(sql "SELECT COUNT(*) FROM outside_call WHERE peer = 'bank' AND outcome = 'unclear'")" 1
fault '{"peer":"bank","source":"put","kind":"down","count":2}'
projid=$(dispatch '{"tag":"P-FAMILY","materials":[]}')
check "approved although the bank is down" state_becomes "$projid" approved
check "sent once the bank is back, once" wait_until 60 all_paid
fault '{"peer":"bank","source":"return","kind":"duplicate","count":1}'
projid=$(dispatch '{"tag":"P-ENTRE","materials":[]}')
check "every line twice in the return file has one effect" wait_until 60 all_paid
check "approved" state_becomes "$projid" approved
fault '{"peer":"bank","source":"return","kind":"malformed","count":1}'
projid=$(dispatch '{"tag":"P-DOWN","materials":[]}')
check "approved" state_becomes "$projid" approved
check "half a return file is not taken, the whole one later is" wait_until 60 all_paid
projid=$(dispatch '{"tag":"P-MISMATCH","materials":[]}')
check "approved" state_becomes "$projid" approved
check "1.9(2) a name mismatch is definitely not paid: held for the account" wait_until 40 held account
check "the applicant is told" wait_until 20 sms_says 发放未成功
projid=$(dispatch '{"tag":"P-RETURN","materials":[]}')
check "approved" state_becomes "$projid" approved
check "退汇: paid, then sent back, held again" wait_until 60 returned
check "B6 the books agree with the bank's statement" wait_until 40 no_open_diff
books
story_end
