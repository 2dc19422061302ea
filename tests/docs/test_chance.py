"""No test depends on chance, on today's date or on a sleep: the check finds the next."""

import os

import pytest
from hypothesis import Phase, settings
from rrcli import lint_tests
from rrcli.paths import ROOT

FROZEN = """
import datetime
from odoo.tests import freeze_time
class Base:
    freeze_time = freeze_time("2026-11-20")
class Test(Base):
    def test_a(self):
        return datetime.date.today()
@freeze_time("2026-11-20")
def test_b():
    return datetime.datetime.now()
def test_c():
    with freeze_time("2026-11-20"):
        return datetime.datetime.now()
"""


def kinds(tmp_path, text, name="tests/test_planted.py"):
    """Kinds of what is found in a file with this text."""
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return [hit.kind for hit in lint_tests.hits([path], tmp_path)]


def test_the_tests_are_clean_but_for_a_list_with_reasons():
    assert lint_tests.problems() == []
    assert len(lint_tests.files()) > 100


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("chance", "import random\nrandom.shuffle([1])"),
        ("chance", "from random import choice\nchoice([1])"),
        ("chance", "import random\nrng = random.Random()"),
        ("chance", "import numpy as np\nnp.random.rand(3)"),
        ("chance", "import numpy as np\nnp.random.default_rng()"),
        ("chance", "import uuid\nuuid.uuid4()"),
        ("chance", "from uuid import uuid4 as new\nnew()"),
        ("chance", "from secrets import token_bytes\ntoken_bytes(3)"),
        ("chance", "import os\nos.urandom(3)"),
        ("today", "from datetime import date\nDAY = date.today()"),
        ("today", "import datetime\ndatetime.datetime.now()"),
        ("today", "from odoo import fields\nfields.Date.context_today(1)"),
        ("today", "def test_a(day=fields.Date.today()): pass"),
        ("sleep", "import time\ntime.sleep(3)"),
        ("sleep", "def test_a(page): page.wait_for_timeout(500)"),
        ("speed", "import time\nbegan = time.monotonic()\nassert time.monotonic() - began < 1"),
        (
            "speed",
            "from time import perf_counter\nclass T:\n def test_a(self):\n"
            "  began = perf_counter()\n  spent = perf_counter() - began\n"
            "  self.assertLess(spent, 2)",
        ),
        ("profile", "from hypothesis import settings\nsettings(deadline=None)"),
        ("profile", "import hypothesis\nhypothesis.settings(derandomize=False)"),
    ],
)
def test_each_kind_is_found(tmp_path, kind, text):
    assert kinds(tmp_path, text) == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "import random\nrandom.Random(5).shuffle([1])",
        "import random\nrandom = random.Random(5)\nclass T:\n  rng = random",
        "import numpy as np\nrng = np.random.default_rng(5)\nrng.random()",
        "import time\nwhile not done():\n    time.sleep(0.1)",
        "import time\nbegan = time.monotonic()\nprint(time.monotonic() - began)",
        "from hypothesis import settings\nsettings(max_examples=5)",
        FROZEN,
    ],
)
def test_what_repeats_is_left_alone(tmp_path, text):
    assert kinds(tmp_path, text) == []


def test_an_addon_takes_the_profile_of_all(tmp_path):
    name, text = "addons/rr_x/tests/test_x.py", "from hypothesis import given\n"
    assert kinds(tmp_path, text, name) == ["profile"]
    text = "from hypothesis import strategies\n"
    text += "from odoo.addons.rr_base.tests.chance import settings\n"
    assert kinds(tmp_path, text, name) == []
    text += "settings(deadline=None)\n"
    assert kinds(tmp_path, text, name) == ["profile"]


def test_a_row_that_nothing_needs_and_one_without_a_reason_are_found(tmp_path):
    kinds(tmp_path, "import time\ndef test_a():\n    time.sleep(3)\n")
    allow = tmp_path / "allowed.csv"
    head = "path,where,kind,reason\n"
    row = "tests/test_planted.py,test_a,sleep,"
    allow.write_text(head)
    [line] = lint_tests.problems(tmp_path, allow)
    assert line == "tests/test_planted.py:3: sleep: time.sleep() in test_a"
    allow.write_text(f"{head}{row}it must\n")
    assert lint_tests.problems(tmp_path, allow) == []
    allow.write_text(f"{head}{row}\n")
    assert "has no reason" in lint_tests.problems(tmp_path, allow)[0]
    allow.write_text(f"{head}{row}it must\ntests/test_gone.py,test_b,sleep,it must\n")
    assert "nothing needs" in lint_tests.problems(tmp_path, allow)[0]


def test_random_tests_run_by_the_profile():
    now = settings()
    assert (now.derandomize, now.database, now.deadline) == (True, None, None)
    assert (Phase.shrink in now.phases) == (os.environ.get("RR_FULL") == "1")
    assert (ROOT / lint_tests.PROFILE).is_file()
