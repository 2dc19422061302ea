-- For the grants and activities that each line of an agreement pays for: paid to date
-- by the agreement's own source, by other donors, and by the state, in EUR. A grant
-- that several lines of the agreement share is divided among them by what they paid.
WITH own AS (
    SELECT e.line_id, e.grant_id, e.activity_id, f.course_id, f.service_id,
        sum(e.sign * e.amount_eur) AS paid
    FROM rr_fund_entry e
    LEFT JOIN rr_activity_funding f ON f.id = e.activity_id
    WHERE e.agreement_id = %(agreement)s
      AND e.effect = 'pay'
      AND e.date <= %(as_of)s
    GROUP BY e.line_id, e.grant_id, e.activity_id, f.course_id, f.service_id
    HAVING sum(e.sign * e.amount_eur) > 0
),
shared AS (
    SELECT own.*,
        own.paid / sum(own.paid) OVER (
            PARTITION BY own.grant_id, own.course_id, own.service_id,
                CASE WHEN own.grant_id IS NULL AND own.course_id IS NULL
                    AND own.service_id IS NULL THEN own.line_id END
        ) AS part
    FROM own
),
others AS (
    SELECT e.grant_id, f.course_id, f.service_id,
        sum(e.sign * e.amount_eur) FILTER (WHERE s.kind = 'donor') AS donors,
        sum(e.sign * e.amount_eur) FILTER (WHERE s.kind <> 'donor') AS state
    FROM rr_fund_entry e
    JOIN rr_fund_agreement a ON a.id = e.agreement_id
    JOIN rr_fund_source s ON s.id = a.source_id
    LEFT JOIN rr_activity_funding f ON f.id = e.activity_id
    WHERE e.agreement_id <> %(agreement)s
      AND e.effect = 'pay'
      AND e.date <= %(as_of)s
      AND (e.grant_id IS NOT NULL OR f.course_id IS NOT NULL
        OR f.service_id IS NOT NULL)
    GROUP BY e.grant_id, f.course_id, f.service_id
)
SELECT shared.line_id,
    sum(shared.paid) AS this_donor,
    round(coalesce(sum(others.donors * shared.part), 0), 2) AS other_donors,
    round(coalesce(sum(others.state * shared.part), 0), 2) AS state
FROM shared
LEFT JOIN others
    ON others.grant_id = shared.grant_id
    OR others.course_id = shared.course_id
    OR others.service_id = shared.service_id
GROUP BY shared.line_id
