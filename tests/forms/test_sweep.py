"""Every role, every menu, every step, as the web client does it.

What fails stands in ``known.csv`` with the issue that mends it. A failure that is not
in the list turns the run red, and so does a row that no longer fails.
"""

import pytest
from judge import assertions, known

KINDS = list(assertions.ASSERTIONS)


def test_every_role_opens_its_screens(tries, roles):
    for role in roles:
        opened = {
            line["action"] for line in tries
            if line["role"] == role and line["step"] == "open"
            and line["what"] == "action" and line["verdict"] == "works"
        }
        assert opened, f"{role} opened nothing"


def test_the_emulation_does_not_fall_over(tries):
    broken = [line for line in tries if line["verdict"] == "broken"]
    assert not broken, "\n".join(
        f"{li['role']} {li.get('model')} {li['step']} {li['what']}: {li['message']}\n"
        f"{li['debug']}" for li in broken[:5]
    )


@pytest.mark.parametrize("kind", KINDS)
def test_no_failure_but_the_known_ones(kind, failures):
    rows = known.read()
    unknown, _stale = known.compare(failures, rows)
    found = [failure for failure in unknown if failure.kind == kind]
    assert not found, _explained(kind, "not in known.csv", found)


@pytest.mark.parametrize("kind", KINDS)
def test_what_no_longer_fails_is_taken_out_of_the_list(kind, failures):
    _unknown, stale = known.compare(failures, known.read())
    found = [(role, row) for row, role in stale if row.kind == kind]
    assert not found, _explained(kind, "mended: take it out of known.csv", found)


def _explained(kind, what, found):
    lines = "\n".join(str(item) for item in found[:40])
    return f"{kind}: {len(found)} {what}\n{lines}"
