-- Balances of each budget line of an agreement to a day, and what was paid since the
-- first day of the period. Persons first paid in the year of that day, per line.
SELECT l.id AS line_id, l.code, l.name, l.cost_category, l.economic_category,
    l.amount_original AS original,
    coalesce(s.allocated, 0) AS revised,
    coalesce(s.committed, 0) AS commitments,
    coalesce(s.paid, 0) AS actual_cumulative,
    coalesce(s.paid_period, 0) AS actual_period,
    coalesce(s.paid_eur, 0) AS paid_eur,
    coalesce(s.repaid, 0) AS repaid,
    coalesce(w.payees, 0) AS payees
FROM rr_budget_line l
LEFT JOIN (
    SELECT e.line_id,
        sum(e.sign * e.amount * CASE
            WHEN e.effect IN ('allocate', 'transfer_in') THEN 1
            WHEN e.effect IN ('transfer_out', 'refund_line') THEN -1
            ELSE 0 END) AS allocated,
        sum(e.sign * e.amount * CASE
            WHEN e.effect = 'commit' THEN 1
            WHEN e.effect IN ('pay', 'release_committed') THEN -1
            ELSE 0 END) AS committed,
        sum(e.sign * e.amount) FILTER (WHERE e.effect = 'pay') AS paid,
        sum(e.sign * e.amount) FILTER (
            WHERE e.effect = 'pay' AND e.date >= %(start)s) AS paid_period,
        sum(e.sign * e.amount_eur) FILTER (WHERE e.effect = 'pay') AS paid_eur,
        sum(e.sign * e.amount) FILTER (WHERE e.effect = 'repaid') AS repaid
    FROM rr_fund_entry e
    WHERE e.agreement_id = %(agreement)s AND e.date <= %(as_of)s
    GROUP BY e.line_id
) s ON s.line_id = l.id
LEFT JOIN (
    SELECT first.line_id, count(*) AS payees
    FROM (
        SELECT e.line_id, g.beneficiary_id, min(e.date) AS since
        FROM rr_fund_entry e
        JOIN rr_grant g ON g.id = e.grant_id
        WHERE e.agreement_id = %(agreement)s
          AND g.kind = 'individual'
          AND e.effect = 'pay'
          AND e.date <= %(as_of)s
        GROUP BY e.line_id, g.beneficiary_id
    ) first
    WHERE first.since >= date_trunc('year', %(as_of)s::date)
    GROUP BY first.line_id
) w ON w.line_id = l.id
WHERE l.agreement_id = %(agreement)s
ORDER BY l.code, l.id
