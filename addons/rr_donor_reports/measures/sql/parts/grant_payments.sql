-- Payments of grants to the day: in the agreement's currency under an agreement, in EUR
-- for the programme.
SELECT e.date, g.kind,
    e.sign * CASE
        WHEN %(agreement)s::int IS NULL THEN e.amount_eur ELSE e.amount
    END AS amount
FROM rr_fund_entry e
JOIN rr_grant g ON g.id = e.grant_id
WHERE e.effect = 'pay'
  AND e.date <= %(as_of)s
  AND (%(agreement)s::int IS NULL OR e.agreement_id = %(agreement)s::int)
