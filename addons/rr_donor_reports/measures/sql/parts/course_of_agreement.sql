-- Whether the agreement pays for the course c; for the programme each course counts.
(
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
