-- Each direct beneficiary with what counts of persons are made of, for the disclosure
-- check: sex, year of birth, day of entry, district, and facts as arrays
-- [what, agreement, label, category]. Latest status as in employed_or_self_employed.
WITH granted AS (
    SELECT g.beneficiary_id, g.id, e.agreement_id, sum(e.sign * e.amount) AS paid
    FROM rr_fund_entry e
    JOIN rr_grant g ON g.id = e.grant_id
    WHERE g.kind = 'individual' AND e.effect = 'pay' AND e.date <= %(as_of)s
    GROUP BY g.beneficiary_id, g.id, e.agreement_id
),
activity AS (
    SELECT e.activity_id, e.agreement_id, f.course_id, f.service_id,
        sum(e.sign * e.amount) AS paid
    FROM rr_fund_entry e
    JOIN rr_activity_funding f ON f.id = e.activity_id
    WHERE e.effect = 'pay' AND e.date <= %(as_of)s
    GROUP BY e.activity_id, e.agreement_id, f.course_id, f.service_id
),
course AS (
    SELECT a.course_id, a.agreement_id
    FROM activity a
    WHERE a.course_id IS NOT NULL
    GROUP BY a.course_id, a.agreement_id
    HAVING sum(a.paid) > 0
),
latest AS (
{latest_status}
),
waves AS (
    SELECT f.beneficiary_id, f.wave,
        (array_agg(f.status ORDER BY f.date_done, f.id) FILTER (
            WHERE f.state = 'done' AND f.status IS NOT NULL AND f.date_done <= %(as_of)s
        ))[1] AS status
    FROM rr_outcome_followup f
    WHERE f.date_due <= %(as_of)s
    GROUP BY f.beneficiary_id, f.wave
),
facts AS (
    SELECT g.beneficiary_id, 'grants' AS what, NULL::int AS agreement_id,
        NULL AS label, NULL AS category
    FROM granted g
    GROUP BY g.beneficiary_id, g.id
    HAVING sum(g.paid) > 0
    UNION
    SELECT s.beneficiary_id, 'grants', NULL, NULL, NULL
    FROM rr_support_record s
    WHERE s.status = 'paid' AND s.origin <> 'own_grant'
      AND s.beneficiary_id IS NOT NULL AND s.date_from <= %(as_of)s
    UNION
    SELECT n.beneficiary_id, 'courses', NULL, NULL, NULL
    FROM rr_enrolment n
    JOIN rr_course c ON c.id = n.course_id
    WHERE c.state NOT IN ('draft', 'cancelled') AND n.beneficiary_id IS NOT NULL
      AND n.date_from <= %(as_of)s
    UNION
    SELECT l.beneficiary_id, 'status', NULL, NULL, l.status
    FROM latest l
    UNION
    SELECT g.beneficiary_id, 'granted', g.agreement_id, NULL, NULL
    FROM granted g
    WHERE g.paid > 0
    UNION
    SELECT n.beneficiary_id, 'enrolled', a.agreement_id, NULL, NULL
    FROM activity a
    JOIN rr_enrolment n ON n.course_id = a.course_id
    WHERE a.paid > 0 AND n.beneficiary_id IS NOT NULL AND n.date_from <= %(as_of)s
    UNION
    SELECT s.beneficiary_id, 'served', a.agreement_id, NULL, NULL
    FROM activity a
    JOIN rr_service s ON s.id = a.service_id
    WHERE a.paid > 0 AND s.beneficiary_id IS NOT NULL
    UNION
    SELECT n.beneficiary_id, 'trained', p.agreement_id, c.sector, NULL
    FROM course p
    JOIN rr_course c ON c.id = p.course_id
    JOIN rr_enrolment n ON n.course_id = p.course_id
    WHERE n.beneficiary_id IS NOT NULL AND n.date_from <= %(as_of)s
    UNION
    SELECT n.beneficiary_id, 'ended', p.agreement_id, c.sector, step.name
    FROM course p
    JOIN rr_course c ON c.id = p.course_id
    JOIN rr_enrolment n ON n.course_id = p.course_id
    JOIN (VALUES ('completed', 'completed'), ('completed', 'certified'),
        ('certified', 'certified'), ('dropped', 'dropped')) step (name, state)
        ON step.state = n.state
    WHERE n.beneficiary_id IS NOT NULL
      AND coalesce(n.completed_on, n.date_to, n.date_from) <= %(as_of)s
    UNION
    SELECT w.beneficiary_id, 'due', NULL, w.wave, NULL
    FROM waves w
    UNION
    SELECT w.beneficiary_id, 'reached', NULL, w.wave, w.status
    FROM waves w
    WHERE w.status IS NOT NULL
    UNION
    SELECT n.beneficiary_id, 'ngo', NULL, c.provider_id::text, NULL
    FROM rr_enrolment n
    JOIN rr_course c ON c.id = n.course_id
    WHERE n.beneficiary_id IS NOT NULL AND c.provider_id IS NOT NULL
      AND n.date_from <= %(as_of)s
    UNION
    SELECT s.beneficiary_id, 'ngo', NULL, s.provider_id::text, NULL
    FROM rr_service s
    WHERE s.provider_id IS NOT NULL AND s.date_start <= %(as_of)s
)
SELECT b.id AS beneficiary_id, b.code, b.sex, b.birth_year, b.entry_date, m.district,
    coalesce(
        json_agg(json_build_array(f.what, f.agreement_id, f.label, f.category))
            FILTER (WHERE f.what IS NOT NULL), '[]'
    ) AS facts
FROM rr_beneficiary b
LEFT JOIN rr_municipality m ON m.id = b.municipality_id
LEFT JOIN facts f ON f.beneficiary_id = b.id
WHERE b.kind = 'direct' AND b.entry_date <= %(as_of)s AND b.erased_on IS NULL
GROUP BY b.id, m.district
ORDER BY b.id
