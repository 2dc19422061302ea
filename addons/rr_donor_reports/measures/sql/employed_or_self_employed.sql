-- Direct beneficiaries whose latest known status is in work, any verification.
SELECT latest.beneficiary_id, latest.since
FROM (
{latest_status}
) latest
JOIN rr_beneficiary b ON b.id = latest.beneficiary_id
WHERE b.kind = 'direct'
  AND b.entry_date <= %(as_of)s
  AND latest.status IN %(in_work)s
