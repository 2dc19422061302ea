-- The latest known status of each person on the day. The file of a person holds what was
-- recorded last: of equal days it counts before the follow-ups, which may disagree when
-- two of them were done on one day, and these before the status at entry.
SELECT DISTINCT ON (known.beneficiary_id)
    known.beneficiary_id, known.status, known.since
FROM (
    SELECT b.id AS beneficiary_id, b.work_status AS status,
        coalesce(b.work_status_date, b.entry_date) AS since, 2 AS weight, 0 AS place
    FROM rr_beneficiary b
    WHERE b.work_status <> 'unknown' OR b.work_status_date IS NOT NULL
    UNION ALL
    SELECT f.beneficiary_id, f.status, f.date_done, 1, f.id
    FROM rr_outcome_followup f
    WHERE f.state = 'done' AND f.status IS NOT NULL
    UNION ALL
    SELECT b.id, b.entry_status, b.entry_date, 0, 0
    FROM rr_beneficiary b
    WHERE b.entry_status IS NOT NULL
) known
WHERE known.since <= %(as_of)s
ORDER BY known.beneficiary_id, known.since DESC, known.weight DESC, known.place DESC
