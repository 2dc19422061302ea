-- Courses with a net payment of an agreement, and the first day.
SELECT f.course_id, min(e.date) AS since
FROM rr_fund_entry e
JOIN rr_activity_funding f ON f.id = e.activity_id
WHERE e.agreement_id = %(agreement)s
  AND f.course_id IS NOT NULL
  AND e.effect = 'pay'
  AND e.date <= %(as_of)s
GROUP BY f.course_id
HAVING sum(e.sign * e.amount) > 0
