"""A programme of twice the size: one that was walked through, its copy, and history."""

import json

import pytest
from rrcli import demo as demo_command
from rrcli import verify as verify_command
from test_totals import COUNTS, PUBLISHED

SCALE = 2  # of the fixture `large_database`

# What the roles read of the copies: sealed anew, under names of their own.
SCRIPT = """
import json
head = env["res.users"].search([("login", "=", "head")])
copies = env["rr.beneficiary"].with_user(head).search([("kind", "=", "direct")])
copies = copies.sorted("id")[163:]
identities = env["rr.beneficiary.identity"].with_user(head).search(
    [("beneficiary_id", "in", copies.ids)])
notes = env["rr.case.note"].with_user(head).search([("case_id.beneficiary_id", "in",
                                                      copies.ids)])
rosters = env["rr.enrolment"].with_user(head).search([("beneficiary_id", "in",
                                                        copies.ids)])
fresh = env["rr.beneficiary"].with_user(head.browse(env["res.users"].search(
    [("login", "=", "officer")]).id)).create({"kind": "family", "sex": "f",
    "language": "sq", "entry_date": "2026-01-05",
    "municipality_id": env["rr.municipality"].search([("code", "=", "PR")]).id})
waiting = env["rr.grant"].search([("state", "=", "proposed")], order="id desc", limit=1)
print("COPIES " + json.dumps({
    "people": len(copies), "names": len(set(identities.mapped("display_name"))),
    "clear": all(identities.mapped("last_name")), "notes": all(notes.mapped("note")),
    "roster": all(rosters.mapped("roster_name")), "next": fresh.code,
    "digest": waiting.content_digest == waiting._content_digest(),
}))
env.cr.rollback()
"""


def count(cluster, database, query):
    return int(cluster.sql(query, database).strip())


def test_published_totals_are_multiplied(cluster, large_database):
    for key in ("direct_beneficiaries", "supported_by_grants",
                "employed_or_self_employed"):
        assert count(cluster, large_database, COUNTS[key]) == SCALE * int(PUBLISHED[key])


@pytest.mark.parametrize(
    ("table", "least"),
    [("rr_attendance", 5000), ("rr_fund_entry", 1000), ("rr_support_record", 1000)],
)
def test_there_are_as_many_rows_as_the_scale_asks_for(cluster, large_database, table, least):
    found = count(cluster, large_database, f"SELECT count(*) FROM {table}")
    assert SCALE * least <= found <= SCALE * least * 1.01


def test_trail_and_ledger_verify(cluster, large_database):
    problems = [
        problem
        for _name, _summary, found in verify_command.checks(cluster, large_database)
        for problem in found
    ]
    assert problems == []


def test_copies_are_people_of_their_own(cluster, large_database):
    output = demo_command.shell(cluster, large_database, SCRIPT, "test-copies.log", "a script")
    line = next(li for li in output.splitlines() if li.startswith("COPIES "))
    found = json.loads(line.removeprefix("COPIES "))
    assert found["people"] == found["names"] == 163 * (SCALE - 1)
    assert found["clear"] and found["notes"] and found["roster"] and found["digest"]
    assert count(
        cluster, large_database,
        f"SELECT count(*) FROM rr_beneficiary WHERE code = '{found['next']}'",
    ) == 0
