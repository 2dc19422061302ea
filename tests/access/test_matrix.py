"""The matrix itself: whole, and nothing in it that is not there."""

import matrix
import pytest


def test_every_model_of_ours_has_its_lines(inside, spec):
    missing = []
    for model, is_wizard in sorted(inside["models"].items()):
        lines = spec["cells"].get(model, {})
        for operation in ("create",) if is_wizard else matrix.OPERATIONS:
            if operation not in lines:
                missing.append(f"{model}: {operation}")
    assert not missing, "no line in tests/access/matrix:\n" + "\n".join(missing)


def test_no_line_names_a_model_that_is_gone(inside, spec):
    assert sorted(set(spec["cells"]) - set(inside["models"])) == []


def test_every_encrypted_field_is_tried(inside, spec):
    tried = {
        entry["model"]: sorted(entry["fields"])
        for entry in spec["hidden"]
        if entry["encrypted"]
    }
    assert inside["encrypted"] == tried


def test_every_role_of_the_matrix_has_a_user(inside, spec):
    assert sorted(inside["reach"]) == sorted(spec["users"])


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (",read,", ",look,", "no operation 'look'"),
        (",all,", ",,", "nothing said for"),
        (",all,", ",mine,", "what is 'mine'|what is \"mine\""),
    ],
)
def test_nonsense_in_the_matrix_is_refused(tmp_path, monkeypatch, old, new, words):
    (tmp_path / "rules").mkdir()
    for path in (matrix.FOLDER / "rules").glob("*.csv"):
        (tmp_path / "rules" / path.name).write_text(path.read_text("utf-8"), "utf-8")
    text = (matrix.FOLDER / "rr_base.csv").read_text("utf-8")
    assert old in text
    (tmp_path / "rr_base.csv").write_text(text.replace(old, new, 1), "utf-8")
    monkeypatch.setattr(matrix, "FOLDER", tmp_path)
    with pytest.raises(ValueError, match=words):
        matrix.read()
