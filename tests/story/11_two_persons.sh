#!/bin/bash
# 3.1(1) 3.2 T3 T4: the mandate's limits, a batch that two persons approve, nobody approves his own, the digest is what is agreed.
. "$(dirname "$0")/lib.sh"
flagged() { [ "$(sql "SELECT COUNT(*) FROM pay_order WHERE held LIKE 'mandate:%'")" -gt 0 ]; }
site
open_office 1000000000 100 200000000 500 50 && staff_sign_on lead chen.zhuren || nok "office"
projid=$(dispatch '{"tag":"P-PASS","materials":[]}')
check "approved" state_becomes "$projid" approved
check "beyond the mandate nothing leaves by itself" wait_until 20 flagged
check "no batch was made" is "$(sql 'SELECT COUNT(*) FROM pay_batch')" 0
api finance1 POST /api/staff/batch/make '{"scheme":"type2"}'
check "3.1(1) a finance officer collects them, as a job" is "$client_status" 202
check "the job ends" wait_job finance1 "$(field .job)" /api/staff/job
api finance1 GET /api/staff/approvals
digest=$(field '.items[] | select(.kind == "BATCH") | .digest') approval=$(field '.items[] | select(.kind == "BATCH") | .id') sum=$(field '.items[] | select(.kind == "BATCH") | .summary.sum_fen')
check "T4 he cannot approve his own" answers 403 finance1 POST /api/staff/approval/decide "{\"id\":$approval,\"yes\":true,\"digest\":\"$digest\",\"sum_fen\":$sum}"
check "a wrong total is refused" answers 422 finance2 POST /api/staff/approval/decide "{\"id\":$approval,\"yes\":true,\"digest\":\"$digest\",\"sum_fen\":$((sum + 1))}"
check "T3 another digest is refused" answers 409 finance2 POST /api/staff/approval/decide "{\"id\":$approval,\"yes\":true,\"digest\":\"$(printf '%064d' 0)\",\"sum_fen\":$sum}"
check "nothing was sent so far" is "$(city '/city/bank/judge?list=0' | jq -r .batches)" 0
check "the second person's yes" answers 200 finance2 POST /api/staff/approval/decide "{\"id\":$approval,\"yes\":true,\"digest\":\"$digest\",\"sum_fen\":$sum}"
check "3.1(1) sent and paid" wait_until 60 all_paid
staff_sign_on reviewer0 li.shenhe
check "T4 a reviewer has no way to money" answers 403 reviewer0 GET /api/staff/batches
check "B6 zero difference" wait_until 30 reconciled
books
story_end
