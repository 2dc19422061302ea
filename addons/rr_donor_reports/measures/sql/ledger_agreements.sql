-- Balances of each agreement in EUR to a day, and what was paid in the period.
SELECT a.id AS agreement_id, a.code, a.name, s.kind AS source_kind, s.channel,
    coalesce(e.original, 0) AS original,
    coalesce(e.allocated, 0) AS revised,
    coalesce(e.committed, 0) AS commitments,
    coalesce(e.paid, 0) AS actual_cumulative,
    coalesce(e.paid_period, 0) AS actual_period,
    coalesce(e.repaid, 0) AS repaid,
    a.date_start, a.date_end
FROM rr_fund_agreement a
JOIN rr_fund_source s ON s.id = a.source_id
LEFT JOIN (
    SELECT e.agreement_id,
        sum(e.sign * e.amount_eur) FILTER (WHERE e.effect = 'allocate') AS original,
        sum(e.sign * e.amount_eur * CASE
            WHEN e.effect IN ('allocate', 'transfer_in') THEN 1
            WHEN e.effect IN ('transfer_out', 'refund_line') THEN -1
            ELSE 0 END) AS allocated,
        sum(e.sign * e.amount_eur * CASE
            WHEN e.effect = 'commit' THEN 1
            WHEN e.effect IN ('pay', 'release_committed') THEN -1
            ELSE 0 END) AS committed,
        sum(e.sign * e.amount_eur) FILTER (WHERE e.effect = 'pay') AS paid,
        sum(e.sign * e.amount_eur) FILTER (
            WHERE e.effect = 'pay' AND e.date >= %(start)s) AS paid_period,
        sum(e.sign * e.amount_eur) FILTER (WHERE e.effect = 'repaid') AS repaid
    FROM rr_fund_entry e
    WHERE e.date <= %(as_of)s
    GROUP BY e.agreement_id
) e ON e.agreement_id = a.id
WHERE a.state IN ('signed', 'closed') AND a.date_start <= %(as_of)s
ORDER BY a.code
