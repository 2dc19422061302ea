"""Shared by the tests of disclosure control: series length and figures."""

import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

FULL = os.environ.get("RR_FULL") == "1"
_FIGURES = []


@pytest.fixture(scope="session")
def many():
    """Length of a random series: all of it under RR_FULL=1, else a tenth."""
    return lambda count: count if FULL else max(1, count // 10)


@pytest.fixture
def figures(request, capsys):
    """Print a measured figure beside the test, whatever pytest captures."""

    def show(text):
        with capsys.disabled():
            print(f"\n    {request.node.name}: {text}", end="", flush=True)

    return show
