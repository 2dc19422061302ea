"""``./rr verify``: is the trail whole, is the ledger whole?"""

import json

from . import demo, odoo, postgres, setup
from .ui import say, step

# Runs in Odoo's shell; its last line carries the result.
SCRIPT = """
import json
checks = [list(check) for check in env["rr.audit.seal"]._verify()]
if "rr.fund.entry" in env and hasattr(env["rr.fund.entry"], "_verify"):
    problems = list(env["rr.fund.entry"]._verify())
    count = env["rr.fund.entry"].search_count([])
    checks.append(["ledger", f"{count} entries", problems])
print("verified: " + json.dumps(checks))
"""
MARK = "verified: "

# A broken trail can name thousands of entries; the log has them all.
SHOWN = 50


def arguments(name, parser):
    parser.add_argument("--database", metavar="NAME", help="default: rr_demo")
    parser.add_argument(
        "--seal", action="store_true",
        help="seal first what is not sealed yet (a server does so every five minutes)",
    )


def checks(cluster, database):
    """The checks of a database: ``[(name, what was looked at, [problem, …])]``."""
    output = demo.shell(
        cluster, database, SCRIPT, f"verify-{database}.log", "The verification"
    )
    line = next(li for li in output.splitlines() if li.startswith(MARK))
    return json.loads(line.removeprefix(MARK))


def seal(cluster, database):
    """Seal now what no server has sealed yet."""
    demo.shell(
        cluster, database, demo.SEAL, f"seal-{database}.log",
        "The sealing",
    )


def report(found, database):
    """Print a line per check and its problems; return the exit code."""
    bad = 0
    say(f"\n{database}")
    for name, summary, problems in found:
        bad += len(problems)
        state = f"{len(problems)} problems" if problems else "sound"
        say(f"  {name:12} {state:12} {summary}")
        for problem in problems[:SHOWN]:
            say(f"      ✗ {problem}")
        if len(problems) > SHOWN:
            say(f"      … and {len(problems) - SHOWN} more")
    say(f"verify: {f'{bad} problems' if bad else 'sound'}")
    return 1 if bad else 0


def run(options):
    setup.ensure()
    with postgres.running() as cluster:
        name = options.database or odoo.default_database(cluster)
        database = odoo.require(cluster, name)
        if options.seal:
            with step("Seal"):
                seal(cluster, database)
        with step("Verify"):
            found = checks(cluster, database)
        return report(found, database)
