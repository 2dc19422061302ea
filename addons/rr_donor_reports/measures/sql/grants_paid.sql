-- Net payments of individual grants: to date, and in the period.
SELECT coalesce(sum(p.amount), 0) AS to_date,
    coalesce(sum(p.amount) FILTER (WHERE p.date >= %(start)s), 0) AS in_period
FROM (
{grant_payments}
) p
WHERE p.kind = 'individual'
