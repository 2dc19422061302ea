-- Course hours held: to date, and in the period.
SELECT coalesce(sum(s.minutes), 0) / 60.0 AS to_date,
    coalesce(sum(s.minutes) FILTER (WHERE s.date >= %(start)s), 0) / 60.0 AS in_period
FROM (
{held_sessions}
) s
