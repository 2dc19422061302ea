"""What only steps write is given by nobody, by no way: for every model that has it."""

import json

import pytest
from probing import probe_script


@pytest.fixture(scope="module")
def forged(refusing, folder):
    """Model → its fields, and what became of each try (``step_probe``)."""
    result = folder / "steps.json"
    refusing.shell(probe_script("step_probe", folder / "spec.json", result))
    return json.loads(result.read_text(encoding="utf-8"))


def test_no_forged_value_stands_in_a_record(forged, capsys):
    rows, wrong = [], []
    for model, found in forged["models"].items():
        counts = {
            way: {what: len(names) for what, names in kinds.items()}
            for way, kinds in found["tries"].items()
        }
        rows.append(f"  {model}: {len(found['fields'])} fields; " + "; ".join(
            f"{way} " + ", ".join(f"{n} {what}" for what, n in kinds.items())
            for way, kinds in counts.items()
        ))
        wrong += [
            f"{model}.{name} by {way}"
            for way, kinds in found["tries"].items() for name in kinds.get("forged", ())
        ]
    with capsys.disabled():
        print("\n" + "\n".join(rows))
    assert not wrong, wrong


def test_a_try_to_create_or_to_write_is_refused_for_this_reason(forged):
    """Not for another one, behind which a forged value might pass."""
    other = [
        f"{model}.{name} by {way}: " + forged["told"].get(f"{model}.{name} by {way}", what)
        for model, found in forged["models"].items()
        for way in ("create", "call", "write", "call to write")
        for what, names in found["tries"].get(way, {}).items() for name in names
        if what != "refused"
    ]
    assert not other, "\n".join(other)


def test_the_signatures_of_the_register_are_among_them(forged):
    wanted = {
        "rr.grant.tranche": {"certified_by_id", "certified_on", "authorised_by_id"},
        "rr.grant": {"approved_by_id", "approved_on", "content_digest"},
        "rr.course.session": {"verified_by_id", "verified_at", "sheet_state", "state"},
        "rr.donor.report": {"approved_by_id", "issued_on", "snapshot"},
        "rr.grant.delivery": {"verified_by_id", "verified_on"},
        "rr.payee": {"confirmed_by_id", "confirmed_on"},
        "rr.transition.scenario": {"frozen_text", "digest"},
    }
    missing = {m: names - set(forged["models"].get(m, {"fields": ()})["fields"])
               for m, names in wanted.items()}
    assert not any(missing.values()), missing


#: Lines with a rule of their own: beginning of the names, and what the rule says
OWN_RULE = {
    "rr.transition.scenario.": "parts of a scenario: rr.transition.part",
    "rr.grant.session.item_ids": "who sits in the open session without a conflict",
    "rr.grant.application.item_ids": "the same lines, from the application",
}


def test_lines_of_what_stands_still_stand_still(forged):
    loose = [line for line in forged["lines"] if not line.startswith(tuple(OWN_RULE))]
    assert not loose, loose
    unneeded = [
        name for name in OWN_RULE
        if not any(line.startswith(name) for line in forged["lines"])
    ]
    assert not unneeded, unneeded
