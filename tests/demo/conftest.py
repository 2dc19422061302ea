"""What the demonstration writes out, made once for all tests that read the files."""

import json

import pytest
from rrcli import demo as demo_command


@pytest.fixture(scope="session")
def outputs(cluster, demo_database, tmp_path_factory):
    """Folder with the sample outputs."""
    folder = tmp_path_factory.mktemp("outputs")
    demo_command.write_outputs(cluster, demo_database, folder)
    return folder


@pytest.fixture(scope="session")
def reports(outputs):
    """slug → (snapshot, cells by table and key, folder and stem) of each report."""
    found = {}
    for path in sorted(outputs.glob("donor-report-*.json")):
        snapshot = json.loads(path.read_text())
        cells = {}
        for cell in snapshot["cells"]:
            key = tuple(sorted(cell["key"].items()))
            cells[cell["table"], key] = cell
        found[path.stem] = (snapshot, cells, outputs / path.stem)
    return found
