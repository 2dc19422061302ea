-- Net payments by the last day of their quarter; the agreement's currency under an
-- agreement, EUR for the programme.
SELECT
    (date_trunc('quarter', e.date) + interval '3 months - 1 day')::date AS quarter,
    sum(e.sign * CASE
        WHEN %(agreement)s::int IS NULL THEN e.amount_eur ELSE e.amount
    END) AS paid
FROM rr_fund_entry e
WHERE e.effect = 'pay'
  AND e.date <= %(as_of)s
  AND (%(agreement)s::int IS NULL OR e.agreement_id = %(agreement)s::int)
GROUP BY 1
ORDER BY 1
