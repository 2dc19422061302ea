-- Course sessions held: to date, and in the period; under an agreement those of courses it pays for.
SELECT count(*) AS to_date,
    count(*) FILTER (WHERE s.date >= %(start)s) AS in_period
FROM rr_course_session s
JOIN rr_course c ON c.id = s.course_id
WHERE s.state = 'held'
  AND s.date <= %(as_of)s
  AND (
    %(agreement)s::int IS NULL
    OR EXISTS (
      SELECT 1
      FROM rr_activity_funding f
      JOIN rr_budget_line l ON l.id = f.line_id
      WHERE f.course_id = c.id
        AND f.state IN ('committed', 'closed')
        AND l.agreement_id = %(agreement)s::int
    )
  )
