-- Direct beneficiaries ever enrolled in a course.
SELECT b.id AS beneficiary_id, min(n.date_from) AS since
FROM rr_enrolment n
JOIN rr_course c ON c.id = n.course_id
JOIN rr_beneficiary b ON b.id = n.beneficiary_id
WHERE c.state NOT IN ('draft', 'cancelled')
  AND n.date_from <= %(as_of)s
  AND b.kind = 'direct'
  AND b.entry_date <= %(as_of)s
GROUP BY b.id
