-- Municipalities with at least one direct beneficiary: to date, and new in the period.
SELECT count(*) AS to_date, count(*) FILTER (WHERE m.since >= %(start)s) AS in_period
FROM (
    SELECT b.municipality_id, min(b.entry_date) AS since
    FROM rr_beneficiary b
    WHERE b.kind = 'direct'
      AND b.entry_date <= %(as_of)s
      AND b.municipality_id IS NOT NULL
    GROUP BY b.municipality_id
) m
