-- Persons by agreement under each mode of attribution: contribution (each in full),
-- share (their shares of cost), lead (the agreement with the greatest share); and the
-- unique persons of all agreements. A course's cost is divided evenly among the
-- beneficiaries enrolled in it.
WITH paid AS (
    SELECT e.agreement_id, e.grant_id, f.course_id, f.service_id,
        sum(e.sign * e.amount_eur) AS cost
    FROM rr_fund_entry e
    LEFT JOIN rr_activity_funding f ON f.id = e.activity_id
    WHERE e.effect = 'pay' AND e.date <= %(as_of)s
    GROUP BY e.agreement_id, e.grant_id, f.course_id, f.service_id
    HAVING sum(e.sign * e.amount_eur) > 0
),
enrolled AS (
    SELECT n.course_id, n.beneficiary_id,
        count(*) OVER (PARTITION BY n.course_id) AS people
    FROM rr_enrolment n
    WHERE n.beneficiary_id IS NOT NULL AND n.date_from <= %(as_of)s
    GROUP BY n.course_id, n.beneficiary_id
),
costs AS (
    SELECT p.agreement_id, g.beneficiary_id, p.cost
    FROM paid p
    JOIN rr_grant g ON g.id = p.grant_id
    WHERE g.kind = 'individual'
    UNION ALL
    SELECT p.agreement_id, n.beneficiary_id, p.cost / n.people
    FROM paid p
    JOIN enrolled n ON n.course_id = p.course_id
    UNION ALL
    SELECT p.agreement_id, s.beneficiary_id, p.cost
    FROM paid p
    JOIN rr_service s ON s.id = p.service_id
    WHERE s.beneficiary_id IS NOT NULL
),
per AS (
    SELECT c.agreement_id, c.beneficiary_id, sum(c.cost) AS cost
    FROM costs c
    GROUP BY c.agreement_id, c.beneficiary_id
),
shares AS (
    SELECT per.agreement_id,
        per.cost / sum(per.cost) OVER (PARTITION BY per.beneficiary_id) AS share,
        row_number() OVER (
            PARTITION BY per.beneficiary_id ORDER BY per.cost DESC, per.agreement_id
        ) AS place
    FROM per
)
SELECT shares.agreement_id,
    count(*) AS contribution,
    sum(shares.share) AS share,
    count(*) FILTER (WHERE shares.place = 1) AS lead,
    (SELECT count(DISTINCT per.beneficiary_id) FROM per) AS total
FROM shares
GROUP BY shares.agreement_id
ORDER BY shares.agreement_id
