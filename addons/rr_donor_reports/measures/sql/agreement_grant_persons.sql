-- Persons with a net payment of an individual grant under an agreement.
SELECT paid.beneficiary_id, min(paid.since) AS since
FROM (
{paid_grants}
) paid
GROUP BY paid.beneficiary_id
