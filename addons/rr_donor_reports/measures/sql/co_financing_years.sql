-- Plan and spending of donors and state by year, in EUR. Plan: what was allocated to
-- an agreement by the day of the figures, spread evenly over the agreement's days.
WITH years AS (
    SELECT generate_series(
        (SELECT min(extract(year FROM least(a.date_start, %(as_of)s::date)))::int
            FROM rr_fund_agreement a WHERE a.state IN ('signed', 'closed')),
        extract(year FROM %(as_of)s::date)::int
    ) AS year
),
budgets AS (
    SELECT a.date_start, a.date_end, s.kind = 'donor' AS is_donor,
        sum(e.sign * e.amount_eur * CASE
            WHEN e.effect IN ('allocate', 'transfer_in') THEN 1 ELSE -1
        END) AS amount
    FROM rr_fund_entry e
    JOIN rr_fund_agreement a ON a.id = e.agreement_id
    JOIN rr_fund_source s ON s.id = a.source_id
    WHERE e.effect IN ('allocate', 'transfer_in', 'transfer_out', 'refund_line')
      AND e.date <= %(as_of)s
    GROUP BY a.id, a.date_start, a.date_end, s.kind = 'donor'
),
plan AS (
    SELECT y.year, b.is_donor,
        sum(b.amount
            * (least(b.date_end, make_date(y.year, 12, 31))
                - greatest(b.date_start, make_date(y.year, 1, 1)) + 1)
            / (b.date_end - b.date_start + 1)) AS amount
    FROM years y
    JOIN budgets b
        ON b.date_start <= make_date(y.year, 12, 31)
        AND b.date_end >= make_date(y.year, 1, 1)
    GROUP BY y.year, b.is_donor
),
spent AS (
    SELECT extract(year FROM e.date)::int AS year, s.kind = 'donor' AS is_donor,
        sum(e.sign * e.amount_eur) AS amount
    FROM rr_fund_entry e
    JOIN rr_fund_agreement a ON a.id = e.agreement_id
    JOIN rr_fund_source s ON s.id = a.source_id
    WHERE e.effect = 'pay' AND e.date <= %(as_of)s
    GROUP BY 1, 2
)
SELECT y.year,
    round(coalesce((SELECT amount FROM plan p
        WHERE p.year = y.year AND p.is_donor), 0), 2) AS donors_plan,
    coalesce((SELECT amount FROM spent p
        WHERE p.year = y.year AND p.is_donor), 0) AS donors_actual,
    round(coalesce((SELECT amount FROM plan p
        WHERE p.year = y.year AND NOT p.is_donor), 0), 2) AS state_plan,
    coalesce((SELECT amount FROM spent p
        WHERE p.year = y.year AND NOT p.is_donor), 0) AS state_actual
FROM years y
ORDER BY y.year
