# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The measures, as data.

``kind``: persons (distinct persons), number or amount (one row: to date, in the
period), rows. ``scope``: programme, or agreement (needs its id). ``public``: key of
the published totals that this measure reproduces. ``is_total``: a public total of the
programme, of an agreement, of grants, of courses or of employment, which is published
exactly; every other count of persons passes the disclosure gate first.
"""

MEASURES = {
    "direct_beneficiaries": {
        "kind": "persons",
        "unit": "persons",
        "scope": "programme",
        "label": "Direct beneficiaries ever enrolled",
        "definition": "Distinct persons of kind “direct” whose entry date is not after "
        "the date of the figures; women and children included; archived persons too.",
        "source": "rr.beneficiary",
        "public": "direct_beneficiaries",
        "is_total": True,
    },
    "direct_and_family": {
        "kind": "persons",
        "unit": "persons",
        "scope": "programme",
        "label": "Direct beneficiaries and the members of their households",
        "definition": "Direct beneficiaries, and family members of a household in which "
        "a direct beneficiary is registered.",
        "source": "rr.beneficiary, rr.household",
        "public": "direct_and_family",
        "is_total": True,
    },
    "supported_by_grants": {
        "kind": "persons",
        "unit": "persons",
        "scope": "programme",
        "label": "Direct beneficiaries with at least one paid individual grant",
        "definition": "Direct beneficiaries with a paid individual grant of ours (net of "
        "returned payments) or a support record with status “paid”, whoever the payer.",
        "source": "rr.fund.entry, rr.grant, rr.support.record",
        "public": "supported_by_grants",
        "is_total": True,
    },
    "employed_or_self_employed": {
        "kind": "persons",
        "unit": "persons",
        "scope": "programme",
        "label": "Direct beneficiaries employed or self-employed, latest known status",
        "definition": "Direct beneficiaries whose latest known status is formal or "
        "informal employment, self-employment, subsidised work or a paid "
        "apprenticeship, at any level of verification.",
        "source": "rr.outcome.followup, rr.beneficiary",
        "public": "employed_or_self_employed",
        "is_total": True,
    },
    "course_participants": {
        "kind": "persons",
        "unit": "persons",
        "scope": "programme",
        "label": "Direct beneficiaries ever enrolled in a course",
        "definition": "Direct beneficiaries with an enrolment in a course that was not "
        "cancelled.",
        "source": "rr.enrolment",
        "public": None,
        "is_total": True,
    },
    "municipalities_with_beneficiaries": {
        "kind": "number",
        "unit": "municipalities",
        "scope": "programme",
        "label": "Municipalities with at least one direct beneficiary",
        "definition": "Distinct municipalities of direct beneficiaries.",
        "source": "rr.beneficiary",
        "public": "municipalities_with_beneficiaries",
        "is_total": False,
    },
    "agreement_persons": {
        "kind": "persons",
        "unit": "persons",
        "scope": "agreement",
        "label": "Persons to whom the agreement contributed",
        "definition": "Distinct persons with a paid grant, or an enrolment in a course "
        "or a service with paid cost, on a budget line of the agreement.",
        "source": "rr.fund.entry, rr.grant, rr.activity.funding",
        "public": None,
        "is_total": True,
    },
    "agreement_grant_persons": {
        "kind": "persons",
        "unit": "persons",
        "scope": "agreement",
        "label": "Persons with a paid individual grant under the agreement",
        "definition": "Distinct persons with a net payment of an individual grant on a "
        "budget line of the agreement.",
        "source": "rr.fund.entry, rr.grant",
        "public": None,
        "is_total": False,
    },
    "agreement_course_persons": {
        "kind": "persons",
        "unit": "persons",
        "scope": "agreement",
        "label": "Persons enrolled in courses of the agreement",
        "definition": "Distinct persons enrolled in a course with paid cost on a budget "
        "line of the agreement.",
        "source": "rr.enrolment, rr.activity.funding",
        "public": None,
        "is_total": False,
    },
    "agreement_certified_persons": {
        "kind": "persons",
        "unit": "persons",
        "scope": "agreement",
        "label": "Persons certified in courses of the agreement",
        "definition": "Of the persons enrolled in courses of the agreement, those with "
        "a certificate.",
        "source": "rr.enrolment, rr.activity.funding",
        "public": None,
        "is_total": False,
    },
    "agreement_employed_persons": {
        "kind": "persons",
        "unit": "persons",
        "scope": "agreement",
        "label": "Persons of the agreement in work, latest known status",
        "definition": "Of the persons of the agreement, those whose latest known status "
        "is in work.",
        "source": "rr.outcome.followup, rr.fund.entry",
        "public": None,
        "is_total": False,
    },
    "sessions_held": {
        "kind": "number",
        "unit": "sessions",
        "scope": "both",
        "label": "Course sessions held",
        "definition": "Sessions in the state “held”; under an agreement, those of "
        "courses it pays for.",
        "source": "rr.course.session",
        "public": None,
        "is_total": False,
    },
    "hours_held": {
        "kind": "number",
        "unit": "hours",
        "scope": "both",
        "label": "Course hours held",
        "definition": "Hours of the sessions held.",
        "source": "rr.course.session",
        "public": None,
        "is_total": False,
    },
    "grants_paid": {
        "kind": "amount",
        "unit": "money",
        "scope": "both",
        "label": "Paid for individual grants",
        "definition": "Net payments of individual grants, in the agreement's currency; "
        "in EUR for the programme.",
        "source": "rr.fund.entry",
        "public": None,
        "is_total": False,
    },
    "community_grants_paid": {
        "kind": "amount",
        "unit": "money",
        "scope": "both",
        "label": "Paid for community grants",
        "definition": "Net payments of community grants, in the agreement's currency; "
        "in EUR for the programme.",
        "source": "rr.fund.entry",
        "public": None,
        "is_total": False,
    },
    "ledger_lines": {
        "kind": "rows",
        "unit": "money",
        "scope": "agreement",
        "label": "Balances of each budget line",
        "definition": "Allocated, committed and paid to date and in the period, in the "
        "agreement's currency and in EUR; payees of the year.",
        "source": "rr.fund.entry, rr.budget.line",
    },
    "ledger_agreements": {
        "kind": "rows",
        "unit": "money",
        "scope": "programme",
        "label": "Balances of each agreement, in EUR",
        "definition": "Allocated, committed and paid to date and in the period.",
        "source": "rr.fund.entry",
    },
    "line_parties": {
        "kind": "rows",
        "unit": "money",
        "scope": "agreement",
        "label": "Who paid for the same grants and activities",
        "definition": "For the grants and activities on each line: paid to date by this "
        "donor, by other donors and by the state, in EUR.",
        "source": "rr.fund.entry, rr.fund.source",
    },
    "cash": {
        "kind": "rows",
        "unit": "money",
        "scope": "agreement",
        "label": "Cash of an agreement",
        "definition": "Received, interest, refunded and paid before and in the period.",
        "source": "rr.fund.entry",
    },
    "spending_quarters": {
        "kind": "rows",
        "unit": "money",
        "scope": "both",
        "label": "Paid by quarter",
        "definition": "Net payments by the quarter of their day.",
        "source": "rr.fund.entry",
    },
    "co_financing_years": {
        "kind": "rows",
        "unit": "money",
        "scope": "programme",
        "label": "Donors and state by year, in EUR",
        "definition": "Net payments by year; plan: each agreement's allocation spread "
        "evenly over its days.",
        "source": "rr.fund.entry, rr.fund.agreement",
    },
    "grant_types": {
        "kind": "rows",
        "unit": "money",
        "scope": "both",
        "label": "Paid and committed by type of grant",
        "definition": "Net payments and open commitments by kind and category.",
        "source": "rr.fund.entry, rr.grant",
    },
    "iati_transactions": {
        "kind": "rows",
        "unit": "money",
        "scope": "agreement",
        "label": "Transactions as IATI counts them",
        "definition": "Incoming funds by day; commitments and expenditure by quarter, "
        "all payments of a quarter in one.",
        "source": "rr.fund.entry",
    },
    "attribution": {
        "kind": "rows",
        "unit": "persons",
        "scope": "programme",
        "label": "Persons divided among agreements",
        "definition": "Persons of each agreement in full, by share of cost, and by the "
        "greatest share.",
        "source": "rr.fund.entry, rr.grant, rr.enrolment, rr.service",
    },
    "disclosure_records": {
        "kind": "rows",
        "unit": "persons",
        "scope": "programme",
        "label": "Persons as the disclosure check takes them",
        "definition": "Each direct beneficiary with sex, age, district, grants, courses, "
        "latest status, follow-ups and organisations.",
        "source": "rr.beneficiary, rr.fund.entry, rr.enrolment, rr.outcome.followup",
    },
    "outputs": {
        "kind": "rows",
        "unit": "hours",
        "scope": "both",
        "label": "Courses as outputs",
        "definition": "Courses with as many people enrolled as the threshold asks, "
        "beneficiaries and community participants together.",
        "source": "rr.course, rr.enrolment, rr.course.session",
    },
}


def public_totals():
    """Key of the published totals → name of the measure that reproduces it."""
    return {
        entry["public"]: name for name, entry in MEASURES.items() if entry.get("public")
    }
