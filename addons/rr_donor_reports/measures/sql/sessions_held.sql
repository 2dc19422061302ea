-- Course sessions held: to date, and in the period.
SELECT count(*) AS to_date,
    count(*) FILTER (WHERE s.date >= %(start)s) AS in_period
FROM (
{held_sessions}
) s
