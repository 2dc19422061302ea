-- Courses that met in the period, with as many people enrolled as the threshold asks.
SELECT c.code, c.name, c.planned_hours AS planned, held.hours AS done, held.last AS date
FROM rr_course c
JOIN (
    SELECT s.course_id, sum(s.minutes) / 60.0 AS hours, max(s.date) AS last
    FROM rr_course_session s
    WHERE s.state = 'held' AND s.date <= %(as_of)s
    GROUP BY s.course_id
    HAVING max(s.date) >= %(start)s
) held ON held.course_id = c.id
WHERE (
    SELECT count(*)
    FROM rr_enrolment n
    WHERE n.course_id = c.id AND n.date_from <= %(as_of)s
) >= %(threshold)s
  AND {course_of_agreement}
ORDER BY held.last, c.code
