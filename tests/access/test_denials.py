"""Every cell of the matrix holds, by every door: one test per model and side.

Inside: rights, row rules, the doors of the ORM, attachments, chatter, defaults, hidden
and encrypted fields, related fields. Outside: ``/json/2`` with a bearer key, the web
client's calls with a session, files and pages, and somebody without a login.
"""

import matrix
import pytest

MODELS = sorted(matrix.read()["cells"])


def _complaints(findings, model):
    """Findings that are not as the matrix says, the users of one finding together."""
    together = {}
    for finding in findings:
        if finding["model"] == model and not finding["ok"]:
            key = (finding["channel"], finding["door"], finding["detail"])
            together.setdefault(key, []).append(finding["login"])
    return [
        f"{channel} · {door} · {', '.join(logins)} · {detail}"
        for (channel, door, detail), logins in sorted(together.items())
    ]


def _assert_holds(findings, model, models):
    if model not in models:
        pytest.skip(f"{model} is not there yet")
    assert any(finding["model"] == model for finding in findings), "nothing was tried"
    complaints = _complaints(findings, model)
    assert not complaints, f"{model}:\n  " + "\n  ".join(complaints[:40])


@pytest.mark.parametrize("model", MODELS)
def test_matrix_holds_inside(inside, model):
    _assert_holds(inside["findings"], model, inside["models"])


@pytest.mark.parametrize("model", MODELS)
def test_matrix_holds_outside(inside, outside, model):
    _assert_holds(outside, model, inside["models"])


def test_five_thousand_denials_and_more_were_tried(inside, outside):
    denials = [f for f in [*inside["findings"], *outside] if f["denial"]]
    assert len(denials) >= 5000
