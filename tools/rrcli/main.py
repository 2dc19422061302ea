"""``./rr``: the commands, their options, and what happens on an error."""

import argparse
import importlib
import sys

from . import children
from .ui import Fail

# command → (module, what it does)
COMMANDS = {
    "demo": ("demo", "set everything up, build the demonstration and serve it"),
    "test": ("test", "run the tests of the addons and those under tests/"),
    "serve": ("serve", "run the server in the foreground"),
    "shell": ("serve", "open Odoo's shell on a database"),
    "update": ("serve", "bring a database up to the code"),
    "bench": ("bench", "run benchmarks; print ratios, medians, the machine"),
    "disclosure": ("engines", "protect tables in a file: IN.json OUT.json"),
    "plan": ("engines", "compute a budget transition: IN.json OUT.json"),
    "backup": ("backup", "write database and files, sealed, into one file"),
    "restore": ("restore", "make a database from a backup, and verify it"),
    "verify": ("verify", "check the trail and the ledger of a database"),
    "audit": ("audit", "ask whether libraries and packages are known as vulnerable"),
    "keys": ("keys", "show or change the key of the identities"),
    "lint": ("lint", "run the linters as OCA runs them"),
    "changelog": ("changelog", "put decisions and changes together; make a release"),
    "i18n": ("i18n", "write translation templates and print completeness"),
}


def _parser():
    parser = argparse.ArgumentParser(
        prog="rr",
        description="The reintegration register: one command for all work on it.",
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, (module, summary) in COMMANDS.items():
        sub = commands.add_parser(name, help=summary, description=summary)
        importlib.import_module(f".{module}", __package__).arguments(name, sub)
    return parser


def main(argv):
    """Run one command; the exit code is 0, 1 (failed), 2 (usage), 130 (stopped), or
    one that the command documents."""
    children.watch()
    options = _parser().parse_args(argv)
    module = importlib.import_module(
        f".{COMMANDS[options.command][0]}", __package__
    )
    try:
        return module.run(options) or 0
    except Fail as fail:
        sys.stdout.flush()
        print(f"\nrr {options.command}: {fail.cause}\n  → {fail.mend}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nstopped; run the command again to go on", file=sys.stderr)
        return 130
