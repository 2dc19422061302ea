"""The planner on a file: what is written, and what is not."""

import errno
import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from planner_cases import GOLDEN, golden
from rr_sustainability_engine import plan
from rr_sustainability_engine.__main__ import main

ADDON = Path(__file__).parents[3] / "addons" / "rr_sustainability"


def run(*arguments, cwd):
    return subprocess.run(
        [sys.executable, "-m", "engine", *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": str(ADDON), "PYTHONDONTWRITEBYTECODE": "1"},
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=60,
    )


def refused(done, code=2):
    assert done.returncode == code
    assert done.stdout == ""
    lines = done.stderr.splitlines()
    assert len(lines) == 1
    return lines[0]


def test_golden_case_from_file_to_file(tmp_path):
    target = tmp_path / "out.json"
    done = run(GOLDEN, target, cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert json.loads(target.read_text(encoding="utf-8")) == plan(golden())
    assert os.listdir(tmp_path) == ["out.json"]


def test_the_same_input_gives_the_same_bytes(tmp_path):
    for name in ("1.json", "2.json"):
        assert run(GOLDEN, name, cwd=tmp_path).returncode == 0
    assert (tmp_path / "1.json").read_bytes() == (tmp_path / "2.json").read_bytes()


def test_refused_input_names_the_key_and_leaves_the_old_output(tmp_path):
    data = golden()
    data["commitments"][1]["status"] = "hoped"
    source, target = tmp_path / "in.json", tmp_path / "out.json"
    source.write_text(json.dumps(data), encoding="utf-8")
    target.write_text("old", encoding="utf-8")
    line = refused(run(source, target, cwd=tmp_path))
    assert 'commitments[B1].status: "hoped" is none of' in line
    assert target.read_text(encoding="utf-8") == "old"
    assert sorted(os.listdir(tmp_path)) == ["in.json", "out.json"]


def test_refused_input_writes_no_new_file(tmp_path):
    (tmp_path / "in.json").write_text('{"years": 1.5}', encoding="utf-8")
    refused(run("in.json", "out.json", cwd=tmp_path))
    assert os.listdir(tmp_path) == ["in.json"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xff\xfe{}", "is not UTF-8"),
        (b"", "is not JSON"),
        (b"[" * 100_000, "nested too deeply"),
        ('{"a\\nb\u2028c": 1}'.encode(), "is not a known key"),
        (b'{"\\ud800": 1}', "is not a known key"),
        (b'{"view": "\\ud800"}', "is missing"),
    ],
)
def test_files_that_hold_no_plan_are_refused_in_one_line(tmp_path, content, words):
    (tmp_path / "in.json").write_bytes(content)
    assert words in refused(run("in.json", "out.json", cwd=tmp_path))
    assert os.listdir(tmp_path) == ["in.json"]


def test_a_byte_order_mark_is_no_reason_to_refuse(tmp_path):
    (tmp_path / "in.json").write_bytes(b"\xef\xbb\xbf" + GOLDEN.read_bytes())
    assert run("in.json", "out.json", cwd=tmp_path).returncode == 0


def test_missing_input_and_wrong_number_of_names(tmp_path):
    assert "no.json: No such file" in refused(run("no.json", "o.json", cwd=tmp_path))
    assert refused(run(cwd=tmp_path)).startswith("usage: rr plan IN.json OUT.json")
    assert refused(run("a", "b", "c", cwd=tmp_path)).startswith("usage:")
    assert os.listdir(tmp_path) == []


def test_output_that_cannot_be_written_is_another_exit_code(tmp_path):
    line = refused(run(GOLDEN, "no/out.json", cwd=tmp_path), code=1)
    assert "No such file or directory" in line
    assert "is a directory" in refused(run(GOLDEN, tmp_path, cwd=tmp_path), code=1)
    assert os.listdir(tmp_path) == []


def test_a_disk_that_fails_leaves_the_old_output_and_no_half_file(
    tmp_path, monkeypatch, capsys
):
    def fail(_descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    target = tmp_path / "out.json"
    target.write_text("old", encoding="utf-8")
    assert main([str(GOLDEN), str(target)]) == 1
    assert "No space left on device" in capsys.readouterr().err
    assert target.read_text(encoding="utf-8") == "old"
    assert os.listdir(tmp_path) == ["out.json"]


def test_output_gets_the_usual_mode_and_links_are_followed(tmp_path):
    (tmp_path / "real.json").write_text("old", encoding="utf-8")
    (tmp_path / "link.json").symlink_to("real.json")
    usual = stat.S_IMODE((tmp_path / "real.json").stat().st_mode)
    assert run(GOLDEN, "link.json", cwd=tmp_path).returncode == 0
    assert (tmp_path / "link.json").is_symlink()
    assert json.loads((tmp_path / "real.json").read_bytes())["view"] == "secure"
    assert stat.S_IMODE((tmp_path / "real.json").stat().st_mode) == usual


def test_output_may_be_a_pipe(tmp_path):
    done = run(GOLDEN, "/dev/stdout", cwd=tmp_path)
    assert done.returncode == 0
    assert json.loads(done.stdout) == plan(golden())


def test_engine_needs_nothing_but_the_standard_library(tmp_path):
    """Isolated from site-packages, every module of the engine still loads."""
    modules = sorted(path.stem for path in (ADDON / "engine").glob("*.py"))
    code = "import sys; sys.path.insert(0, sys.argv[1]); import importlib; " + "".join(
        f"importlib.import_module('engine.{name}'); "
        for name in modules
        if name not in ("__main__", "__init__")
    )
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", code, str(ADDON)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, "")
