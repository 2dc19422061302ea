-- For the grants and activities that each line of an agreement pays for: paid to date
-- by the agreement's own source, by other donors, and by the state, in EUR. A grant
-- that several lines of the agreement share is divided among them by what they paid.
WITH paid AS (
    SELECT e.line_id, e.agreement_id,
        CASE WHEN e.grant_id IS NOT NULL THEN 'g' || e.grant_id
            WHEN f.course_id IS NOT NULL THEN 'c' || f.course_id
            WHEN f.service_id IS NOT NULL THEN 's' || f.service_id
            ELSE 'l' || e.line_id END AS purpose,
        sum(e.sign * e.amount_eur) AS paid
    FROM rr_fund_entry e
    LEFT JOIN rr_activity_funding f ON f.id = e.activity_id
    WHERE e.effect = 'pay' AND e.date <= %(as_of)s
    GROUP BY 1, 2, 3
),
own AS (
    SELECT p.line_id, p.purpose, p.paid,
        p.paid / sum(p.paid) OVER (PARTITION BY p.purpose) AS part
    FROM paid p
    WHERE p.agreement_id = %(agreement)s AND p.paid > 0
),
others AS (
    SELECT p.purpose,
        sum(p.paid) FILTER (WHERE s.kind = 'donor') AS donors,
        sum(p.paid) FILTER (WHERE s.kind <> 'donor') AS state
    FROM paid p
    JOIN rr_fund_agreement a ON a.id = p.agreement_id
    JOIN rr_fund_source s ON s.id = a.source_id
    WHERE p.agreement_id <> %(agreement)s
      AND p.purpose NOT LIKE 'l%%'
    GROUP BY p.purpose
)
SELECT own.line_id,
    sum(own.paid) AS this_donor,
    round(coalesce(sum(others.donors * own.part), 0), 2) AS other_donors,
    round(coalesce(sum(others.state * own.part), 0), 2) AS state
FROM own
LEFT JOIN others ON others.purpose = own.purpose
GROUP BY own.line_id
