-- Persons enrolled in a course that an agreement paid for.
SELECT n.beneficiary_id, min(greatest(n.date_from, paid.since)) AS since
FROM (
{paid_courses}
) paid
JOIN rr_enrolment n ON n.course_id = paid.course_id
WHERE n.beneficiary_id IS NOT NULL AND n.date_from <= %(as_of)s
GROUP BY n.beneficiary_id
