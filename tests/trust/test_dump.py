"""A dump of the database holds nobody's name, number, telephone or note in clear."""

import json
import os
import re
import subprocess

import pytest
from rrcli import odoo

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


# A dump writes bytes as hexadecimal digits. Read as text they hide what they hold, and
# ten of their digits can look like somebody's number.
BYTES = re.compile(r"\\x((?:[0-9a-f]{2})+)")


def readable(dump):
    """The dump with its bytes as what they are: text where they hold text."""
    return BYTES.sub(
        lambda found: bytes.fromhex(found[1]).decode("utf-8", errors="replace"), dump
    )


@pytest.fixture(scope="module")
def secrets(demo):
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
    return readable(done.stdout.decode("utf-8", errors="replace"))


def standing(wanted, text):
    """The first of `wanted` that stands in a text: a match, or None."""
    pattern = re.compile("|".join(re.escape(text) for text in sorted(wanted)))
    return pattern.search(text)


@pytest.mark.parametrize("kind", ["names", "numbers", "phones", "notes"])
def test_dump_holds_none_of_them(secrets, dump, kind, capsys):
    wanted = {text for text in secrets[kind] if text}
    assert len(wanted) > 5, "nothing to look for"
    hit = standing(wanted, dump)
    with capsys.disabled():
        print(f"\n  {len(wanted)} {kind} looked for in {len(dump) / 1e6:.0f} MB")
    assert not hit, f"{kind}: one of them stands in the dump at {hit.start()}"


@pytest.mark.parametrize("text", ["9973040000", "Lindita Demo", "Çlirim Provë"])
def test_what_lies_in_bytes_is_found_too(text):
    lying = f"INSERT INTO a_table VALUES (7, '\\x50{text.encode().hex()}00');"
    assert text not in lying
    assert standing({text}, readable(lying))


def test_digits_of_bytes_are_no_number():
    digits = "VALUES (7, '\\x509973040000aa', 'x')"
    assert "9973040000" in digits
    assert not standing({"9973040000"}, readable(digits))


def test_dump_is_looked_through_as_it_should(dump):
    """What may stand there does: the search would find a name."""
    assert standing({"RR-000001"}, dump) and standing({"Lindita Demo"}, dump)


def test_the_filestore_shows_no_paper_of_a_case(demo):
    """Papers lie sealed: no file of theirs is one, and who may can open them."""
    script = """
import base64, json
head = env["res.users"].search([("login", "=", "head")])
papers = env["rr.case.paper"].with_user(head).search([])
texts = [base64.b64decode(paper.file).decode("latin-1") for paper in papers]
print("PAPERS " + json.dumps(texts))
"""
    line = next(li for li in demo.shell(script).splitlines() if li.startswith("PAPERS "))
    papers = json.loads(line.removeprefix("PAPERS "))
    assert len(papers) > 5 and all(text.startswith("%PDF") for text in papers)
    codes = {re.search(r"RR-\d{6}", text).group().encode() for text in papers}
    files = [path for path in odoo.filestore(demo.database).rglob("*") if path.is_file()]
    sealed = demo.sql(
        "SELECT store_fname FROM ir_attachment WHERE res_model = 'rr.case.paper'"
    )
    assert len(sealed) == len(papers)
    names = {name.rpartition("/")[2] for [name] in sealed}
    assert names <= {path.name for path in files}, "the papers lie elsewhere"
    for path in files:
        content = path.read_bytes()
        if path.name in names:
            assert b"PDF" not in content
        assert not any(code in content for code in codes), path
