"""The demonstration has the published totals, counted by the published measures."""

import csv
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
with open(ROOT / "addons/rr_demo/data/published_totals.csv", encoding="utf-8") as _file:
    PUBLISHED = {row["key"]: row["value"] for row in csv.DictReader(_file)}

# key → the measure of published_totals.csv, in SQL of its own
COUNTS = {
    "direct_beneficiaries": """
        SELECT count(*) FROM rr_beneficiary WHERE kind = 'direct'
    """,
    "direct_and_family": """
        SELECT count(*) FROM rr_beneficiary
         WHERE kind = 'direct'
            OR household_id IN (SELECT household_id FROM rr_beneficiary
                                 WHERE kind = 'direct')
    """,
    "supported_by_grants": """
        SELECT count(*) FROM rr_beneficiary b
         WHERE kind = 'direct' AND (
               EXISTS (SELECT FROM rr_grant g
                         JOIN rr_grant_payment p ON p.grant_id = g.id
                        WHERE g.beneficiary_id = b.id AND g.kind = 'individual'
                          AND p.state = 'paid')
            OR EXISTS (SELECT FROM rr_support_record s
                        WHERE s.beneficiary_id = b.id AND s.status = 'paid'))
    """,
    "employed_or_self_employed": """
        SELECT count(*) FROM rr_beneficiary
         WHERE kind = 'direct' AND work_status IN
               ('employed_formal', 'employed_informal', 'self_employed',
                'subsidised', 'apprenticeship')
    """,
    "municipalities_with_beneficiaries": """
        SELECT count(DISTINCT municipality_id) FROM rr_beneficiary
         WHERE kind = 'direct'
    """,
}


@pytest.mark.parametrize("key", COUNTS)
def test_database_has_the_published_total(cluster, demo_database, key):
    [[found]] = [line.split("|") for line in
                 cluster.sql(COUNTS[key], demo_database).splitlines()]
    expected = PUBLISHED[key]
    if expected.startswith(">"):
        assert int(found) > int(expected[1:])
    else:
        assert int(found) == int(expected)


def rows(cluster, database, query):
    return [line.split("|") for line in cluster.sql(query, database).splitlines()]


def test_programme_is_spread_unevenly(cluster, demo_database):
    found = rows(
        cluster, demo_database,
        "SELECT municipality_id, count(*) FROM rr_beneficiary "
        "WHERE kind = 'direct' GROUP BY 1",
    )
    counts = sorted(int(count) for _place, count in found)
    assert counts[0] * 3 <= counts[-1]


def test_state_pays_temporary_accommodation_and_donors_nearly_all_else(
    cluster, demo_database
):
    found = rows(
        cluster, demo_database,
        """
        SELECT s.kind, l.cost_category, sum(e.amount_eur * e.sign)
          FROM rr_fund_entry e
          JOIN rr_budget_line l ON l.id = e.line_id
          JOIN rr_fund_agreement a ON a.id = l.agreement_id
          JOIN rr_fund_source s ON s.id = a.source_id
         WHERE e.effect = 'pay' GROUP BY 1, 2
        """,
    )
    paid = {(kind, cost): float(amount) for kind, cost, amount in found}
    state = {cost for kind, cost in paid if kind == "state_mia"}
    assert state == {"rent"}
    donors = sum(amount for (kind, _cost), amount in paid.items() if kind == "donor")
    assert donors > 0.8 * sum(paid.values())


def test_one_municipality_paid_one_grant_of_its_own(cluster, demo_database):
    found = rows(
        cluster, demo_database,
        "SELECT count(*) FROM rr_support_record "
        "WHERE payer_kind = 'municipality' AND status = 'paid'",
    )
    assert found == [["1"]]


def test_agreements_are_in_three_currencies_and_one_ended_in_july_2026(
    cluster, demo_database
):
    found = rows(
        cluster, demo_database,
        "SELECT c.name, a.date_end FROM rr_fund_agreement a "
        "JOIN res_currency c ON c.id = a.currency_id",
    )
    assert {currency for currency, _end in found} == {"EUR", "USD", "GBP"}
    assert any(end.startswith("2026-07") for _currency, end in found)


def test_ledger_agrees_with_itself_and_no_line_is_below_zero(cluster, demo_database):
    found = rows(
        cluster, demo_database,
        """
        SELECT l.id, sum(CASE e.effect WHEN 'allocate' THEN e.amount * e.sign
                         WHEN 'reserve' THEN -e.amount * e.sign
                         WHEN 'release_committed' THEN e.amount * e.sign
                         WHEN 'release_reserved' THEN e.amount * e.sign ELSE 0 END)
          FROM rr_fund_entry e JOIN rr_budget_line l ON l.id = e.line_id
         GROUP BY 1
        """,
    )
    assert found and all(float(available) >= 0 for _line, available in found)


def test_invented_names_carry_their_mark(demo_database, cluster):
    users = rows(
        cluster, demo_database,
        "SELECT p.name FROM res_users u JOIN res_partner p ON p.id = u.partner_id "
        "WHERE u.login IN ('officer', 'head', 'ngo', 'donor')",
    )
    assert len(users) == 4 and all("Demo" in name for [name] in users)
