-- Persons with a net payment of an individual grant under an agreement.
SELECT paid.beneficiary_id, min(paid.since) AS since
FROM (
    SELECT g.beneficiary_id, min(e.date) AS since
    FROM rr_fund_entry e
    JOIN rr_grant g ON g.id = e.grant_id
    WHERE e.agreement_id = %(agreement)s
      AND g.kind = 'individual'
      AND e.effect = 'pay'
      AND e.date <= %(as_of)s
    GROUP BY g.id
    HAVING sum(e.sign * e.amount) > 0
) paid
GROUP BY paid.beneficiary_id
