-- Individual grants of an agreement with a net payment: the person, the first day.
SELECT g.beneficiary_id, min(e.date) AS since
FROM rr_fund_entry e
JOIN rr_grant g ON g.id = e.grant_id
WHERE e.agreement_id = %(agreement)s
  AND g.kind = 'individual'
  AND e.effect = 'pay'
  AND e.date <= %(as_of)s
GROUP BY g.id
HAVING sum(e.sign * e.amount) > 0
