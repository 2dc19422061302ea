-- Direct beneficiaries with at least one paid individual grant, whoever the payer.
SELECT b.id AS beneficiary_id, min(paid.since) AS since
FROM (
    SELECT s.beneficiary_id, s.date_from AS since
    FROM rr_support_record s
    WHERE s.status = 'paid'
      AND s.origin <> 'own_grant'
      AND s.beneficiary_id IS NOT NULL
      AND s.date_from <= %(as_of)s
    UNION ALL
    SELECT g.beneficiary_id, min(e.date) AS since
    FROM rr_fund_entry e
    JOIN rr_grant g ON g.id = e.grant_id
    WHERE g.kind = 'individual' AND e.effect = 'pay' AND e.date <= %(as_of)s
    GROUP BY g.id
    HAVING sum(e.sign * e.amount) > 0
) paid
JOIN rr_beneficiary b ON b.id = paid.beneficiary_id
WHERE b.kind = 'direct' AND b.entry_date <= %(as_of)s
GROUP BY b.id
