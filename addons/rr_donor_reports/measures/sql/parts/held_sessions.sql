-- Sessions held to the day, under an agreement those of courses it pays for.
SELECT s.date, s.minutes
FROM rr_course_session s
JOIN rr_course c ON c.id = s.course_id
WHERE s.state = 'held'
  AND s.date <= %(as_of)s
  AND {course_of_agreement}
