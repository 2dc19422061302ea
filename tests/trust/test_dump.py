"""A dump of the database holds nobody's name, number, telephone or note in clear."""

import os
import re
import subprocess

import pytest

# Reads what the generator wrote, by the roles that may.
SCRIPT = """
import json
found = {"names": [], "numbers": [], "phones": [], "notes": []}
officer = env["res.users"].search([("login", "=", "head")])
for identity in env["rr.beneficiary.identity"].with_user(officer).search([]):
    found["names"].append(f"{identity.first_name} {identity.last_name}")
    found["numbers"].append(identity.personal_number)
    found["phones"].append(identity.phone)
for note in env["rr.case.note"].with_user(officer).search([]):
    found["notes"].append(note.note)
psychologist = env["res.users"].search([("login", "=", "psychologist")])
for session in env["rr.psychosocial.session"].with_user(psychologist).search([]):
    found["notes"].append(session.note)
print("FOUND " + json.dumps(found))
"""


@pytest.fixture(scope="module")
def secrets(demo):
    import json

    line = next(li for li in demo.shell(SCRIPT).splitlines() if li.startswith("FOUND "))
    return json.loads(line.removeprefix("FOUND "))


@pytest.fixture(scope="module")
def dump(demo):
    done = subprocess.run(
        [str(demo.cluster.binaries / "pg_dump"), "-h", str(demo.cluster.home),
         "-U", "rr_admin", "--inserts", demo.database],
        capture_output=True, env={**os.environ, "PGOPTIONS": ""},
    )
    assert not done.returncode, done.stderr.decode()[-2000:]
    return done.stdout.decode("utf-8", errors="replace")


@pytest.mark.parametrize("kind", ["names", "numbers", "phones", "notes"])
def test_dump_holds_none_of_them(secrets, dump, kind, capsys):
    wanted = {text for text in secrets[kind] if text}
    assert len(wanted) > 5, "nothing to look for"
    pattern = re.compile("|".join(re.escape(text) for text in sorted(wanted)))
    hit = pattern.search(dump)
    with capsys.disabled():
        print(f"\n  {len(wanted)} {kind} looked for in {len(dump) / 1e6:.0f} MB")
    assert not hit, f"{kind}: one of them stands in the dump at {hit.start()}"


def test_dump_is_looked_through_as_it_should(dump):
    """What may stand there does: the search would find a name."""
    assert "RR-000001" in dump and "Lindita Demo" in dump
