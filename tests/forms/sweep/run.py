"""The sweep in Odoo's shell: everything happens in one transaction that is taken back.

Tasks lie in a folder, one file each; several shells share it and each takes the next
one that nobody has taken. The clocks of the process and of its transaction stand at
the day on which the demonstration plays, so that a run repeats.
"""

import contextlib
import datetime
import json
import os
from pathlib import Path

import freezegun
from odoo.tools import mute_logger
from transports import InProcess
from webclient.client import Client

from sweep import planting
from sweep.recording import Recorder
from sweep.walk import Walk

SEARCH_PATH = 'SET LOCAL search_path = rr_forms_clock, pg_catalog, "$user", public'
# The server's own log of what it refuses: the tries say it better.
MUTED = ("odoo.sql_db", "odoo.addons.base.models.ir_rule", "odoo.models", "odoo.orm.models")


def stop_clock(cr, moment):
    """Let this transaction's ``now()`` tell a given moment (naive UTC).

    A function of that name in a schema that is searched before PostgreSQL's own;
    functions whose path is fixed, such as the trail's, keep the true time.
    """
    cr.execute("CREATE SCHEMA rr_forms_clock")
    cr.execute(
        "CREATE FUNCTION rr_forms_clock.now() RETURNS timestamptz LANGUAGE sql STABLE "
        f"AS $$ SELECT timestamptz '{moment.isoformat(' ')}+00' $$"
    )
    cr.execute(SEARCH_PATH)
    cr._now = moment


def walk(env, role, out, plant=None, **options):
    """Walk one role; returns the number of requests.

    :param out: list to which the tries are added
    :param plant: a fault that is planted for the walk (:mod:`sweep.planting`)
    :param options: of :class:`sweep.walk.Walk`
    """
    transport = InProcess(env, role)
    with transport.sandbox(), contextlib.ExitStack() as planted:
        if plant:
            planted.enter_context(planting.planted(env, plant))
        Walk(Client(transport), Recorder(role, out), **options).run()
    return transport.count


def tasks(folder):
    """The tasks of a folder, each taken by one shell only."""
    taken = folder / "taken"
    for path in sorted(folder.glob("*.task")):
        try:
            path.rename(taken / path.name)
        except FileNotFoundError:
            continue
        yield path.stem, json.loads((taken / path.name).read_text(encoding="utf-8"))


def run(env, folder, moment):
    """Walk the tasks of a folder and write ``<task>.jsonl``, a line for each try.

    :param moment: day and time at which the clocks stand
    """
    folder, moment = Path(folder), datetime.datetime.fromisoformat(moment)
    with freezegun.freeze_time(moment), mute_logger(*MUTED):
        stop_clock(env.cr, moment)
        for name, task in tasks(folder):
            tries, began = [], os.times().elapsed
            requests = walk(env, out=tries, **task)
            text = "".join(
                json.dumps(line, default=str, ensure_ascii=False) + "\n" for line in tries
            )
            (folder / f"{name}.jsonl").write_text(text, encoding="utf-8")
            seconds = os.times().elapsed - began
            (folder / f"{name}.spent").write_text(json.dumps([requests, seconds]))
    env.cr.rollback()
