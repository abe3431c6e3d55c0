-- Milliseconds from the first event of a case (its dispatch was seen) to the first order of it being sent, fastest first.
SELECT MIN(b.sent_at) - MIN(e.at)
FROM casefile c JOIN case_event e ON e.case_id = c.id JOIN entitlement t ON t.case_id = c.id JOIN pay_order o ON o.entitlement_id = t.id
	JOIN pay_attempt a ON a.order_id = o.id JOIN pay_batch b ON b.id = a.batch_id
WHERE b.sent_at IS NOT NULL
GROUP BY c.id
ORDER BY 1;
