-- Persons of an agreement's paid grants and courses whose latest status is in work.
WITH people AS (
    SELECT g.beneficiary_id
    FROM rr_fund_entry e
    JOIN rr_grant g ON g.id = e.grant_id
    WHERE e.agreement_id = %(agreement)s
      AND g.kind = 'individual'
      AND e.effect = 'pay'
      AND e.date <= %(as_of)s
    GROUP BY g.id
    HAVING sum(e.sign * e.amount) > 0
    UNION
    SELECT n.beneficiary_id
    FROM rr_fund_entry e
    JOIN rr_activity_funding f ON f.id = e.activity_id
    JOIN rr_enrolment n ON n.course_id = f.course_id
    WHERE e.agreement_id = %(agreement)s
      AND e.effect = 'pay'
      AND e.date <= %(as_of)s
      AND n.beneficiary_id IS NOT NULL
      AND n.date_from <= %(as_of)s
    GROUP BY f.id, n.beneficiary_id
    HAVING sum(e.sign * e.amount) > 0
)
SELECT latest.beneficiary_id, latest.since
FROM (
    SELECT DISTINCT ON (known.beneficiary_id)
        known.beneficiary_id, known.status, known.since
    FROM (
        SELECT f.beneficiary_id, f.status, f.date_done AS since, 2 AS weight
        FROM rr_outcome_followup f
        WHERE f.state = 'done' AND f.status IS NOT NULL
        UNION ALL
        SELECT b.id, b.work_status, coalesce(b.work_status_date, b.entry_date), 1
        FROM rr_beneficiary b
        WHERE b.work_status <> 'unknown' OR b.work_status_date IS NOT NULL
        UNION ALL
        SELECT b.id, b.entry_status, b.entry_date, 0
        FROM rr_beneficiary b
        WHERE b.entry_status IS NOT NULL
    ) known
    JOIN people p ON p.beneficiary_id = known.beneficiary_id
    WHERE known.since <= %(as_of)s
    ORDER BY known.beneficiary_id, known.since DESC, known.weight DESC
) latest
WHERE latest.status IN (
    'employed_formal', 'employed_informal', 'self_employed', 'subsidised',
    'apprenticeship'
)
