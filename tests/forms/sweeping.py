"""Starting the sweep: copies of the demonstration, two shells, the tries they made."""

import concurrent.futures
import contextlib
import dataclasses
import json
import tempfile
from pathlib import Path

import pytest
from rrcli import demo as demo_command
from rrcli import odoo
from serving import TODAY

HERE = Path(__file__).parent
WORKERS = 2
MOMENT = f"{TODAY.isoformat()}T10:00:00"

# One login of each set of roles among the staff: two officers see different rows of
# the same screens.
STAFF = """
    SELECT min(login) FROM (
        SELECT u.login, array_agg(g.gid ORDER BY g.gid) AS groups
        FROM res_users u JOIN res_groups_users_rel g ON g.uid = u.id
        WHERE u.active AND NOT u.share GROUP BY u.id, u.login
    ) AS staff GROUP BY groups ORDER BY min(login)
"""


@dataclasses.dataclass
class Swept:
    """What came of the tasks: tries by task, (requests, seconds) by task."""

    tries: dict
    spent: dict


def staff(cluster, database):
    """The logins to walk, one for each set of roles."""
    return cluster.sql(STAFF, database).split()


def sweep(cluster, database, tasks):
    """Do the tasks on copies of a database.

    :param tasks: ``{name: {"role": login, …}}`` with the options of
        ``sweep.run.walk``; the long ones first
    """
    with tempfile.TemporaryDirectory() as path:
        folder = Path(path)
        (folder / "taken").mkdir()
        for number, (name, task) in enumerate(tasks.items()):
            file = folder / f"{number:02d}-{name}.task"
            file.write_text(json.dumps(task), encoding="utf-8")
        with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
            for worker in [
                pool.submit(_work, cluster, database, number, folder)
                for number in range(WORKERS)
            ]:
                worker.result()
        return _read(folder, tasks)


def _read(folder, tasks):
    tries, spent = {}, {}
    for number, name in enumerate(tasks):
        stem = f"{number:02d}-{name}"
        text = (folder / f"{stem}.jsonl").read_text(encoding="utf-8")
        tries[name] = [json.loads(line) for line in text.splitlines()]
        spent[name] = json.loads((folder / f"{stem}.spent").read_text())
    return Swept(tries, spent)


def _work(cluster, database, number, folder):
    """One shell on a copy of its own: the other's locks would hold it up."""
    name = f"{database}_forms{number}"
    script = (
        f"import sys; sys.path.insert(0, {str(HERE)!r})\n"
        "from sweep import run\n"
        f"run.run(env, {str(folder)!r}, {MOMENT!r})"
    )
    odoo.copy(cluster, database, name)
    # Without it the planner guesses, and a walk takes twice as long.
    cluster.sql("ANALYZE", name)
    try:
        demo_command.shell(
            cluster, name, script, f"test-forms-{number}.log", "The sweep of the forms"
        )
    finally:
        odoo.drop(cluster, name)


@contextlib.contextmanager
def fixed_hashes():
    """Processes that start inside order their sets alike."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONHASHSEED", "0")
        yield
