-- Persons of an agreement's paid grants and courses whose latest status is in work.
WITH people AS (
    SELECT paid.beneficiary_id
    FROM (
{paid_grants}
    ) paid
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
{latest_status}
) latest
JOIN people p ON p.beneficiary_id = latest.beneficiary_id
WHERE latest.status IN %(in_work)s
