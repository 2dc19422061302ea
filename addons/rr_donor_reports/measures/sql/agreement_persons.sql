-- Persons to whom an agreement contributed: paid grants, paid courses, paid services.
SELECT who.beneficiary_id, min(who.since) AS since
FROM (
    SELECT paid.beneficiary_id, paid.since
    FROM (
{paid_grants}
    ) paid
    UNION ALL
    SELECT coalesce(n.beneficiary_id, s.beneficiary_id),
        greatest(paid.since, coalesce(n.date_from, s.date_start, paid.since))
    FROM (
        SELECT e.activity_id, min(e.date) AS since
        FROM rr_fund_entry e
        WHERE e.agreement_id = %(agreement)s
          AND e.activity_id IS NOT NULL
          AND e.effect = 'pay'
          AND e.date <= %(as_of)s
        GROUP BY e.activity_id
        HAVING sum(e.sign * e.amount) > 0
    ) paid
    JOIN rr_activity_funding f ON f.id = paid.activity_id
    LEFT JOIN rr_enrolment n
        ON n.course_id = f.course_id AND n.date_from <= %(as_of)s
    LEFT JOIN rr_service s ON s.id = f.service_id
    WHERE coalesce(n.beneficiary_id, s.beneficiary_id) IS NOT NULL
) who
GROUP BY who.beneficiary_id
