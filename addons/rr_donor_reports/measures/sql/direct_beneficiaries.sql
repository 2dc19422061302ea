-- Direct beneficiaries ever enrolled.
SELECT b.id AS beneficiary_id, b.entry_date AS since
FROM rr_beneficiary b
WHERE b.kind = 'direct' AND b.entry_date <= %(as_of)s
