-- Cash of an agreement before the period and in it, in its currency.
SELECT
    coalesce(sum(c.amount) FILTER (WHERE c.date < %(start)s), 0) AS opening,
    coalesce(sum(c.amount) FILTER (
        WHERE c.date >= %(start)s AND c.effect = 'receive'), 0) AS received,
    coalesce(sum(c.amount) FILTER (
        WHERE c.date >= %(start)s AND c.effect = 'interest'), 0) AS interest,
    coalesce(-sum(c.amount) FILTER (
        WHERE c.date >= %(start)s AND c.effect = 'refund_cash'), 0) AS refunded,
    coalesce(-sum(c.amount) FILTER (
        WHERE c.date >= %(start)s AND c.effect = 'pay'), 0) AS spent,
    coalesce(sum(c.amount) FILTER (
        WHERE c.date >= %(start)s AND c.effect = 'repaid'), 0) AS repaid,
    coalesce(sum(c.amount), 0) AS closing
FROM (
    SELECT e.date, e.effect,
        e.sign * e.amount * CASE
            WHEN e.effect IN ('receive', 'interest', 'repaid') THEN 1 ELSE -1
        END AS amount
    FROM rr_fund_entry e
    WHERE e.agreement_id = %(agreement)s
      AND e.date <= %(as_of)s
      AND e.effect IN ('receive', 'interest', 'refund_cash', 'pay', 'repaid')
) c
