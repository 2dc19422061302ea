-- Transactions of an agreement as IATI counts them: 1 incoming funds by day, 2 outgoing
-- commitments and 4 expenditure by the last day of the quarter (never a person's
-- payment by itself), in the agreement's currency.
SELECT t.code, t.day, sum(t.amount) AS amount
FROM (
    SELECT CASE WHEN e.effect = 'receive' THEN '1'
            WHEN e.effect = 'pay' THEN '4' ELSE '2' END AS code,
        CASE WHEN e.effect = 'receive' THEN e.date
            ELSE least(
                (date_trunc('quarter', e.date) + interval '3 months - 1 day')::date,
                %(as_of)s::date)
        END AS day,
        e.sign * e.amount * CASE WHEN e.effect = 'release_committed' THEN -1 ELSE 1 END
            AS amount
    FROM rr_fund_entry e
    WHERE e.agreement_id = %(agreement)s
      AND e.date <= %(as_of)s
      AND e.effect IN ('receive', 'commit', 'release_committed', 'pay')
) t
GROUP BY t.code, t.day
HAVING sum(t.amount) <> 0
ORDER BY t.day, t.code
