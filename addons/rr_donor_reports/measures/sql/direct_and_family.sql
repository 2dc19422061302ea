-- Direct beneficiaries and the members of their households.
SELECT b.id AS beneficiary_id, b.entry_date AS since
FROM rr_beneficiary b
WHERE b.entry_date <= %(as_of)s
  AND (
    b.kind = 'direct'
    OR EXISTS (
      SELECT 1
      FROM rr_beneficiary d
      WHERE d.household_id = b.household_id
        AND d.kind = 'direct'
        AND d.entry_date <= %(as_of)s
    )
  )
