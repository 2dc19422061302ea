-- Net payments of individual grants: to date, and in the period. The agreement's
-- currency under an agreement, EUR for the programme.
SELECT coalesce(sum(p.amount), 0) AS to_date,
    coalesce(sum(p.amount) FILTER (WHERE p.date >= %(start)s), 0) AS in_period
FROM (
    SELECT e.date,
        e.sign * CASE
            WHEN %(agreement)s::int IS NULL THEN e.amount_eur ELSE e.amount
        END AS amount
    FROM rr_fund_entry e
    JOIN rr_grant g ON g.id = e.grant_id
    WHERE e.effect = 'pay'
      AND g.kind = 'individual'
      AND e.date <= %(as_of)s
      AND (%(agreement)s::int IS NULL OR e.agreement_id = %(agreement)s::int)
) p
