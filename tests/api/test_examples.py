"""The examples of docs/api.md, run as they stand against a served demonstration."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import requests

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/api.md"
# The running server learns of a parameter by the registry's signal.
SWITCH = """
env["ir.config_parameter"].set_param("portal.allow_api_keys", {allow!r})
env.cr.commit()
env.registry.signal_changes()
"""
KEYS = """
for login in ("donor", "ngo"):
    user = env["res.users"].search([("login", "=", login)])
    keys = env["res.users.apikeys"].with_user(user).sudo()
    print("KEY", login, keys._generate("rpc", "example", None))
env.cr.commit()
"""


def blocks():
    """Code of the page by the word after ``python``."""
    text = PAGE.read_text(encoding="utf-8")
    return dict(re.findall(r"```python (\w+)\n(.*?)```", text, flags=re.S))


def make_keys(served):
    """A key of the donor's contact and one of the NGO's trainer, by login."""
    output = served.shell(SWITCH.format(allow=True) + KEYS)
    return dict(re.findall(r"KEY (\w+) (\S+)", output))


@pytest.fixture(scope="module")
def keys(demo):
    return make_keys(demo)


def run(demo, key, name, folder):
    code = blocks()["setup"] + blocks()[name]
    return subprocess.run(
        [sys.executable, "-c", code], cwd=folder, capture_output=True, text=True,
        env={**os.environ, "RR_URL": demo.url, "RR_KEY": key},
    )


def test_the_page_has_its_examples():
    assert set(blocks()) == {"setup", "donor", "ngo"}


def test_a_donor_reads_the_issued_reports(demo, keys, tmp_path):
    done = run(demo, keys["donor"], "donor", tmp_path)
    assert done.returncode == 0, done.stderr
    [file] = tmp_path.iterdir()
    assert file.suffix == ".xlsx" and file.stat().st_size > 10_000
    taken = demo.sql(
        "SELECT count(*) FROM rr_report_delivery d JOIN res_users u ON u.id = d.user_id"
        " WHERE u.login = 'donor' AND d.kind = 'download'"
    )
    assert int(taken[0][0]) >= 1


def test_an_organisation_posts_attendance_and_each_mark_counts_once(
    demo, keys, tmp_path
):
    before = int(demo.sql("SELECT count(*) FROM rr_attendance")[0][0])
    done = run(demo, keys["ngo"], "ngo", tmp_path)
    assert done.returncode == 0, done.stderr
    assert "saved again" in done.stdout
    [[session, marks, absent]] = demo.sql(
        "SELECT session_id, count(*), count(*) FILTER (WHERE mark = 'absent')"
        " FROM rr_attendance WHERE id > 0 AND session_id ="
        " (SELECT id FROM rr_course_session WHERE sheet_state = 'submitted'"
        "  ORDER BY submitted_at DESC NULLS LAST LIMIT 1) GROUP BY session_id"
    )
    after = int(demo.sql("SELECT count(*) FROM rr_attendance")[0][0])
    assert int(absent) == 1
    assert after - before == int(marks), f"session {session}"


def test_a_key_opens_no_more_than_its_user_may(refusing):
    demo, keys = refusing, make_keys(refusing)
    headers = {"Authorization": f"bearer {keys['donor']}"}

    def call(model, method, **arguments):
        return requests.post(
            f"{demo.url}/json/2/{model}/{method}", json=arguments, headers=headers,
            timeout=60,
        )

    theirs = call("rr.donor.report", "search_read", domain=[], fields=["donor_id"])
    assert len({row["donor_id"][0] for row in theirs.json()}) == 1
    for model in ("rr.beneficiary", "rr.grant", "rr.course.session"):
        answer = call(model, "search_read", domain=[], fields=["id"])
        assert answer.status_code == 403 or answer.json() == []
    [[other]] = demo.sql(
        "SELECT max(r.id) FROM rr_donor_report r JOIN rr_fund_agreement a"
        " ON a.id = r.agreement_id WHERE a.code LIKE 'EU-%'"
    )
    refused = call("rr.donor.report", "get_file", ids=[int(other)], file_format="xlsx")
    assert refused.status_code in (403, 404)
    wrong = requests.post(
        f"{demo.url}/json/2/rr.donor.report/search_read",
        json={"domain": []}, headers={"Authorization": "bearer none"}, timeout=60,
    )
    assert wrong.status_code == 401


def test_partners_have_no_keys_as_shipped(demo_database, cluster):
    rows = cluster.sql(
        "SELECT count(*) FROM ir_config_parameter WHERE key = 'portal.allow_api_keys'",
        demo_database,
    )
    assert rows.strip() == "0"


def test_switched_off_again_no_partners_key_opens(refusing):
    demo, keys = refusing, make_keys(refusing)

    def ask():
        return requests.post(
            f"{demo.url}/json/2/rr.donor.report/search_read",
            json={"domain": [], "fields": ["title"]}, timeout=60,
            headers={"Authorization": f"bearer {keys['donor']}"},
        ).status_code

    assert ask() == 200
    demo.shell(SWITCH.format(allow=False))
    assert ask() == 401
    demo.shell(SWITCH.format(allow=True))
    assert ask() == 200
