-- Paid and committed by kind and category of grant; persons first paid in the year.
SELECT t.kind, t.category, t.paid_period, t.paid_cumulative, t.committed,
    coalesce(w.payees, 0) AS payees
FROM (
    SELECT g.kind, CASE WHEN g.kind = 'individual' THEN g.category END AS category,
        coalesce(sum(v.amount) FILTER (
            WHERE v.effect = 'pay' AND v.date >= %(start)s), 0) AS paid_period,
        coalesce(sum(v.amount) FILTER (WHERE v.effect = 'pay'), 0) AS paid_cumulative,
        coalesce(sum(v.amount * CASE WHEN v.effect = 'commit' THEN 1 ELSE -1 END), 0)
            AS committed
    FROM (
        SELECT e.grant_id, e.effect, e.date,
            e.sign * CASE
                WHEN %(agreement)s::int IS NULL THEN e.amount_eur ELSE e.amount
            END AS amount
        FROM rr_fund_entry e
        WHERE e.effect IN ('pay', 'commit', 'release_committed')
          AND e.date <= %(as_of)s
          AND (%(agreement)s::int IS NULL OR e.agreement_id = %(agreement)s::int)
    ) v
    JOIN rr_grant g ON g.id = v.grant_id
    GROUP BY 1, 2
) t
LEFT JOIN (
    SELECT first.category, count(*) AS payees
    FROM (
        SELECT g.category, g.beneficiary_id, min(e.date) AS since
        FROM rr_fund_entry e
        JOIN rr_grant g ON g.id = e.grant_id
        WHERE g.kind = 'individual'
          AND e.effect = 'pay'
          AND e.date <= %(as_of)s
          AND (%(agreement)s::int IS NULL OR e.agreement_id = %(agreement)s::int)
        GROUP BY g.category, g.beneficiary_id
    ) first
    WHERE first.since >= date_trunc('year', %(as_of)s::date)
    GROUP BY first.category
) w ON t.kind = 'individual' AND w.category = t.category
ORDER BY t.kind DESC, t.category
