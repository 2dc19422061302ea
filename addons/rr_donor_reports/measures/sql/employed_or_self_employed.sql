-- Direct beneficiaries whose latest known status is in work, any verification.
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
    WHERE known.since <= %(as_of)s
    ORDER BY known.beneficiary_id, known.since DESC, known.weight DESC
) latest
JOIN rr_beneficiary b ON b.id = latest.beneficiary_id
WHERE b.kind = 'direct'
  AND b.entry_date <= %(as_of)s
  AND latest.status IN (
    'employed_formal', 'employed_informal', 'self_employed', 'subsidised',
    'apprenticeship'
  )
