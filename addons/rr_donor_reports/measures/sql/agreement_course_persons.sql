-- Persons enrolled in a course that an agreement paid for.
SELECT n.beneficiary_id, min(greatest(n.date_from, paid.since)) AS since
FROM (
    SELECT f.course_id, min(e.date) AS since
    FROM rr_fund_entry e
    JOIN rr_activity_funding f ON f.id = e.activity_id
    WHERE e.agreement_id = %(agreement)s
      AND f.course_id IS NOT NULL
      AND e.effect = 'pay'
      AND e.date <= %(as_of)s
    GROUP BY f.course_id
    HAVING sum(e.sign * e.amount) > 0
) paid
JOIN rr_enrolment n ON n.course_id = paid.course_id
WHERE n.beneficiary_id IS NOT NULL AND n.date_from <= %(as_of)s
GROUP BY n.beneficiary_id
