"""The engine on a file: forms, errors of one line, private output, fuzzing."""

import copy
import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import rr_disclosure_engine
from attack import attack_counts, attack_records
from documents import ATOMS, COUNTS, RECORDS, quarters, table
from rr_disclosure_engine import cli, inputs
from rr_disclosure_engine.model import InputError

ADDON = Path(rr_disclosure_engine.__file__).resolve().parents[1]


def command(source, target):
    return subprocess.run(
        [sys.executable, "-m", "engine", str(source), str(target)],
        env={**os.environ, "PYTHONPATH": str(ADDON)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def changed(document, **changes):
    """A copy with values set at dotted paths; ``a.0.b`` goes into lists."""
    document = copy.deepcopy(document)
    for path, value in changes.items():
        *parents, last = path.split(".")
        place = document
        for part in parents:
            place = place[int(part) if isinstance(place, list) else part]
        if isinstance(place, list):
            place[int(last)] = value
        else:
            place[last] = value
    return document


BAD = {
    "unknown key": (changed(COUNTS, surprise=1), "surprise"),
    "unknown policy key": (
        changed(COUNTS, **{"policy.treshold": 5}),
        "policy.treshold",
    ),
    "threshold zero": (changed(COUNTS, **{"policy.threshold": 0}), "policy.threshold"),
    "threshold true": (
        changed(COUNTS, **{"policy.threshold": True}),
        "policy.threshold",
    ),
    "unknown atoms": (changed(COUNTS, **{"policy.atoms": "some"}), "policy.atoms"),
    "negative count": (
        changed(COUNTS, **{"tables.0.counts.1.2": -1}),
        "tables[0].counts[1][2]",
    ),
    "fractional count": (
        changed(COUNTS, **{"tables.0.counts.1.2": 2.5}),
        "tables[0].counts[1][2]",
    ),
    "text as count": (
        changed(COUNTS, **{"tables.0.counts.0.0": "7"}),
        "tables[0].counts[0][0]",
    ),
    "short row": (changed(COUNTS, **{"tables.0.counts.1": [1]}), "tables[0].counts[1]"),
    "repeated id": (changed(RECORDS, **{"records.3.id": "p1"}), "records[3].id"),
    "category": (changed(RECORDS, **{"records.3.sex": "x"}), "records[3].sex"),
    "category of a filter": (
        changed(RECORDS, **{"tables.1.where": {"sex": "x"}}),
        "tables[1].where.sex",
    ),
    "missing category": (changed(RECORDS, **{"records.3.sex": None}), "records[3].sex"),
    "unknown dimension": (
        changed(RECORDS, **{"tables.0.by": ["size"]}),
        "tables[0].by[0]",
    ),
    "records beside atoms": (changed(RECORDS, atoms={"A": 1}), "atoms"),
    "counts beside records": (
        changed(RECORDS, **{"tables.0": COUNTS["tables"][0]}),
        "tables[0]",
    ),
    "cells beside counts": (changed(COUNTS, cells=[]), "tables"),
    "inconsistent known total": (
        changed(RECORDS, **{"known_totals.0.count": 31}),
        "known_totals[0].count",
    ),
    "exceeded bound": (
        changed(RECORDS, known_totals=[{"where": {"sex": "f"}, "at_most": 29}]),
        "known_totals[0].at_most",
    ),
    "known total of an unknown field": (
        changed(RECORDS, known_totals=[{"where": {"village": "x"}, "count": 0}]),
        "known_totals[0].where.village",
    ),
    "foreign release": (
        changed(RECORDS, released=[{"format": "x"}]),
        "released[0].format",
    ),
    "unknown atom": (changed(ATOMS, **{"cells.0.of": ["Z"]}), "cells[0].of[0]"),
    "negative atom": (changed(ATOMS, **{"atoms.A": -2}), "atoms.A"),
    "insider of counts": (
        changed(COUNTS, **{"policy.insider_field": "ngo"}),
        "policy.insider_field",
    ),
    "no object": ([], "input"),
    "nothing": ({}, "tables"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_exits_2_with_one_line_and_writes_nothing(name, tmp_path, capsys):
    document, key = BAD[name]
    source, target = tmp_path / "in.json", tmp_path / "answer.json"
    source.write_text(json.dumps(document))
    assert cli.main([str(source), str(target)]) == 2
    out, err = capsys.readouterr()
    assert out == "" and err.count("\n") == 1, err
    assert err.startswith(f"{key}:"), err
    assert [p.name for p in tmp_path.iterdir()] == ["in.json"]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("{", "input"),
        ("", "input"),
        ('{"policy": {"threshold": NaN}}', "input"),
        ('{"tables": [], "tables": []}', "tables"),
        ("[" * 100_000, "input"),
        ('{"tables": "\ud800"}', "tables"),
    ],
)
def test_broken_json_exits_2_with_one_line(text, key, tmp_path, capsys):
    source, target = tmp_path / "in.json", tmp_path / "answer.json"
    source.write_bytes(text.encode("utf-8", "surrogatepass"))
    assert cli.main([str(source), str(target)]) == 2
    _out, err = capsys.readouterr()
    assert err.startswith(f"{key}:") or err.startswith("input:"), err
    assert err.count("\n") == 1
    assert not target.exists()


def test_the_command_answers_writes_privately_and_says_how_much(tmp_path):
    source, target = tmp_path / "in.json", tmp_path / "answer.json"
    source.write_text(json.dumps(COUNTS))
    target.write_text("old")
    os.chmod(target, 0o644)
    done = command(source, target)
    assert (done.returncode, done.stderr) == (0, "")
    assert "withheld" in done.stdout
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    output = json.loads(target.read_text())
    assert set(output) == {"cells", "audit", "blocked", "release"}
    assert attack_counts(COUNTS, output) == {}
    assert [p.name for p in sorted(tmp_path.iterdir())] == ["answer.json", "in.json"]


def test_the_command_with_bad_input_exits_2_without_a_traceback(tmp_path):
    source, target = tmp_path / "in.json", tmp_path / "answer.json"
    source.write_text("{")
    done = command(source, target)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1 and "Traceback" not in done.stderr
    done = command(tmp_path / "missing.json", target)
    assert done.returncode == 2 and done.stderr.startswith("IN.json:")
    assert not target.exists()


def test_a_release_is_never_written_under_the_public_outputs(capsys):
    folder = cli.REPOSITORY / "out" / "test-of-private-output"
    folder.mkdir(parents=True)
    source = folder / "in.json"
    try:
        source.write_text(json.dumps(COUNTS))
        assert cli.main([str(source), str(folder / "answer.json")]) == 2
        assert capsys.readouterr().err.startswith("OUT.json:")
        assert [p.name for p in folder.iterdir()] == ["in.json"]
    finally:
        source.unlink()
        folder.rmdir()


def test_a_withheld_cell_has_no_value_and_a_margin_leaves_its_dimension_out():
    output = cli.run(COUNTS)
    keys = [tuple(sorted(c["key"])) for c in output["cells"]]
    assert keys.count(()) == 1 and keys.count(("row",)) == 3
    for cell in output["cells"]:
        assert ("value" in cell) != ("withheld" in cell)
    audit = output["audit"]
    assert audit["withheld"] + audit["published"] == len(output["cells"])
    assert audit["safe"] is True and audit["atoms_model"] == "present"


def test_records_are_protected_and_counted_truly():
    document = changed(RECORDS)
    for number, record in enumerate(document["records"]):
        record["age"] = "0-17" if number in (0, 2, 4, 7) else "18+"
    output = cli.run(document)
    assert attack_records([(document, output)], 5) == []
    assert any(c.get("withheld") for c in output["cells"])


def test_named_atoms_are_protected_as_one_system():
    output = cli.run(ATOMS)
    shown = {c["name"]: c for c in output["cells"]}
    assert list(shown) == [c["name"] for c in ATOMS["cells"]]
    both = shown["county-1"], shown["county-1 without J"]
    assert any("withheld" in c for c in both), "their difference is atom J alone"


def test_a_small_filtered_group_gives_its_total_only():
    document = changed(RECORDS, **{"policy.group_min": 40})
    output = cli.run(document)
    cells = [c for c in output["cells"] if c["table"] == "d_sex"]
    assert cells == [{"table": "d_sex", "key": {}, "value": 30}]


def test_a_cell_that_one_ngo_nearly_fills_is_withheld():
    document = changed(RECORDS, **{"policy.insider_field": "ngo"})
    for number, record in enumerate(document["records"]):
        record["ngo"] = "x" if record["d"] and number > 3 else "y"
    output = cli.run(document)
    cells = {
        tuple(c["key"].items()): c for c in output["cells"] if c["table"] == "d_sex"
    }
    assert cells[("sex", "f"),].get("withheld") and cells[("sex", "m"),].get("withheld")


def test_a_table_that_cannot_be_made_safe_is_left_out_and_named():
    document = table([[3, 0], [0, 0]])
    output = cli.run(document)
    assert output["cells"] == []
    assert [entry["table"] for entry in output["blocked"]] == ["t"]


def test_totals_can_be_withheld_where_the_policy_says_so():
    document = table([[3, 0], [0, 0]], public_totals=False)
    output = cli.run(document)
    assert attack_counts(document, output) == {}
    total = [c for c in output["cells"] if c["key"] == {}][0]
    assert total.get("withheld")


def test_withheld_zeros_look_like_any_withheld_cell():
    document = table([[0, 20, 14], [9, 12, 30], [25, 8, 40]], zeros="withhold")
    output = cli.run(document)
    assert [c for c in output["cells"] if c.get("withheld")]
    assert all(c.get("value") != 0 for c in output["cells"])
    assert attack_counts(document, output) == {}


@pytest.mark.parametrize("policy", [{"zeros": "withhold"}, {"atoms": "possible"}])
def test_records_under_the_other_attackers_are_protected(policy):
    rng = np.random.default_rng(4)
    documents = [{**d, "policy": {"threshold": 5, **policy}} for d in quarters(rng)][:2]
    for document in documents:
        document["tables"] = document["tables"][:6]
    output = cli.run(documents[0])
    assert output["audit"]["safe"]
    documents[1]["released"] = [output["release"]]
    again = cli.run(documents[1])
    assert again["audit"]["safe"]
    assert again["audit"]["atoms"] > len(documents[1]["records"])


def test_a_cell_withheld_earlier_stays_protected_later():
    """Later, the one complementary cell alone would give the earlier away."""
    people = [
        {
            "id": n,
            "sex": "f" if n < 43 else "m",
            "age": "a" if n in (0, 1, 2) or n > 60 else "b",
        }
        for n in range(100)
    ]
    first = {
        "policy": {"threshold": 5},
        "dimensions": {"sex": ["f", "m"], "age": ["a", "b"]},
        "records": people,
        "tables": [{"name": "t", "by": ["sex", "age"]}],
    }
    one = cli.run(first)
    assert any(c.get("withheld") for c in one["cells"])
    hidden = [c["key"] for c in one["cells"] if c.get("withheld")]
    second = {
        **first,
        "tables": [
            {"name": f"u{n}", "by": [], "where": key} for n, key in enumerate(hidden)
        ],
        "released": [json.loads(json.dumps(one["release"]))],
    }
    two = cli.run(second)
    text = [
        {**d, "records": [{**r, "id": str(r["id"])} for r in people]}
        for d in (first, second)
    ]
    assert attack_records([(text[0], one), (text[1], two)], 5) == []
    assert two["blocked"] or any(c.get("withheld") for c in two["cells"])


def test_a_changed_release_is_refused():
    output = cli.run(RECORDS)
    release = json.loads(json.dumps(output["release"]))
    release["cells"][0]["withheld"] = not release["cells"][0]["withheld"]
    with pytest.raises(InputError, match="released\\[0\\].seal"):
        inputs.read(changed(RECORDS, released=[release]))


def test_the_same_input_gives_the_same_output():
    assert cli.run(COUNTS) == cli.run(COUNTS)
