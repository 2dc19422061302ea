"""The restore drill: back up, erase a person, lose everything, restore.

The backup is of an older version, and older than the erasure. It goes into a cluster
in which nothing is yet.
"""

import json
import time

import pytest
from rrcli import backup, odoo, restore, verify

pytestmark = pytest.mark.usefixtures("own_tombstones")

# The person with the most that could come back: a case, notes, papers.
ERASE = """
person = env["rr.beneficiary"].search(
    [("case_ids.state", "=", "closed"), ("identity_ids", "!=", False)], limit=1)
assert person, "nobody to erase"
number = person.identity_ids.sudo().personal_number_index
notes = env["rr.case.note"].sudo().search_count([("case_id", "in", person.case_ids.ids)])
person._rr_erase(reason="the person asked for it")
env.cr.commit()
import json
print("ERASED " + json.dumps([person.code, number, notes]))
"""

LOOK = """
import hashlib, json
code, number = %r
person = env["rr.beneficiary"].with_context(active_test=False).search(
    [("code", "=", code)])
files = env["ir.attachment"].sudo().search(
    [("store_fname", "!=", False), ("id", "!=", 0)])
opened = [hashlib.sha1(file.raw).hexdigest() == file.checksum for file in files]
head = env["res.users"].search([("login", "=", "head")])
others = env["rr.beneficiary.identity"].with_user(head).search([])
print("FOUND " + json.dumps({
    "erased_on": str(person.erased_on), "identities": len(person.identity_ids),
    "notes": env["rr.case.note"].sudo().search_count(
        [("case_id", "in", person.case_ids.ids)]),
    "by_number": env["rr.beneficiary.identity"].sudo().search_count(
        [("personal_number_index", "=", number)]),
    "tombstones": env["rr.tombstone"].sudo().search_count([("code", "=", code)]),
    "files": len(files), "files_whole": sum(opened),
    "names_open": sum(bool(one.first_name) for one in others), "names": len(others),
    "ledger": env["rr.fund.entry"].sudo().search_count([]),
}))
"""

OLDER = (
    "UPDATE ir_module_module SET latest_version = '19.0.0.9.0'"
    " WHERE name = 'rr_grants';"
    "ALTER TABLE rr_retention_rule DROP CONSTRAINT rr_retention_rule_months_positive"
)
MARK_OF_THE_NEWER = (
    "SELECT count(*) FROM pg_constraint"
    " WHERE conname = 'rr_retention_rule_months_positive'"
)


def printed(output, mark):
    line = next(li for li in output.splitlines() if li.startswith(mark))
    return json.loads(line.removeprefix(mark))


def shell(cluster, database, script):
    from rrcli import demo

    return demo.shell(cluster, database, script, "drill.log", "the drill's script")


def test_drill_backup_erase_restore_into_an_empty_cluster(
    cluster, empty_cluster, work_copy, tmp_path, capsys
):
    cluster.sql(OLDER, work_copy)
    ledger = int(cluster.sql("SELECT count(*) FROM rr_fund_entry", work_copy))
    file = tmp_path / "older.rrb"

    started = time.monotonic()
    manifest = backup.write(cluster, work_copy, file)
    backed_up = time.monotonic() - started

    code, number, notes = printed(shell(cluster, work_copy, ERASE), "ERASED ")
    assert number, "the person has no number to look for"
    odoo.drop(cluster, work_copy)

    started = time.monotonic()
    database, _manifest, erased = restore.read(empty_cluster, file)
    restored = time.monotonic() - started
    checks = verify.checks(empty_cluster, database)
    verified = time.monotonic() - started
    try:
        assert database == work_copy
        assert erased == [code]
        found = printed(
            shell(empty_cluster, database, LOOK % ((code, number),)), "FOUND "
        )
        assert found.pop("erased_on") not in ("", "False")
        assert (found["identities"], found["notes"], found["by_number"]) == (0, 0, 0)
        assert found["tombstones"] == 1
        assert found["files"] == found["files_whole"] > 0
        assert found["names"] == found["names_open"] > 100
        assert found["ledger"] == ledger > 100
        assert verify.report(checks, database) == 0
        assert int(empty_cluster.sql(MARK_OF_THE_NEWER, database)) == 1
        # The trail is the trail's owner's again, not Odoo's, not the admin's.
        owners = empty_cluster.sql(
            "SELECT DISTINCT relowner::regrole::text FROM pg_class"
            " WHERE relnamespace = 'rr_trail'::regnamespace", database
        ).split()
        assert owners == ["rr_trail"]
    finally:
        odoo.drop(empty_cluster, database)
    with capsys.disabled():
        print(
            f"\n  restore drill, scale 1: backup {backed_up:.1f} s"
            f" ({manifest['database_bytes'] / 1e6:.0f} MB,"
            f" {manifest['files']} files, sealed {file.stat().st_size / 1e6:.1f} MB),"
            f" restore with update {restored:.1f} s, verified after {verified:.1f} s;"
            f" {code} stays erased ({notes} notes with it)"
        )
