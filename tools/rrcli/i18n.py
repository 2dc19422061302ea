"""``./rr i18n``: translation templates, and how complete each language is."""

import os
import subprocess

from . import odoo, postgres, setup
from .paths import ADDONS, CONFIG, LOGS, PYTHON, ROOT, own_addons
from .postgres import OWNER
from .ui import run_logged, say, step

# As Odoo names the languages of an installation
LANGUAGES = ("sq_AL", "sr@latin")# ... and their files: sq.po serves every Albanian
FILES = {"sq_AL": "sq", "sr@latin": "sr@latin"}

_COUNT = """
import sys, polib
for name in sys.argv[1:]:
    po = polib.pofile(name)
    terms = [entry for entry in po if not entry.obsolete]
    print(name, len(terms), sum(entry.translated() for entry in terms))
"""

# Odoo opens a file for writing before it reads the translations of Python terms from
# it, so that an export loses them: they are kept aside and put back.
_KEEP = """
import json, sys, polib
kept = {}
for name in sys.argv[1:]:
    kept[name] = {e.msgid: e.msgstr for e in polib.pofile(name) if e.translated()}
print(json.dumps(kept))
"""
_PUT_BACK = """
import json, sys, polib
for name, kept in json.load(sys.stdin).items():
    po = polib.pofile(name)
    for entry in po:
        if not entry.msgstr and entry.msgid in kept:
            entry.msgstr = kept[entry.msgid]
    po.save()
"""


def arguments(name, parser):
    parser.add_argument("addons", nargs="*", metavar="ADDON")
    parser.add_argument("--check", action="store_true",
                        help="write nothing; exit 1 when a term is missing")


def _export(cluster, addons):
    """Write each addon's template and bring its languages up to it."""
    database = f"rr_i18n_{os.getpid()}"
    env = {**odoo.environment(), "PGHOST": str(cluster.home), "PGUSER": OWNER}
    files = [
        str(path) for name in addons for path in (ADDONS / name / "i18n").glob("*.po")
    ]
    kept = subprocess.run(
        [str(PYTHON), "-c", _KEEP, *files], capture_output=True, text=True, check=True
    ).stdout
    try:
        odoo.install(cluster, database, own_addons())
        with step("Terms of the addons"):
            run_logged(
                [str(PYTHON), "-m", "odoo", f"--addons-path={odoo.addons_path()}",
                 "i18n", "export", "-c", str(CONFIG / "odoo-dev.conf"),
                 "-d", database, "-l", "pot", *LANGUAGES, "--", *addons],
                LOGS / "i18n.log", "The export of terms", env=env,
            )
    finally:
        odoo.drop(cluster, database)
        subprocess.run(
            [str(PYTHON), "-c", _PUT_BACK], input=kept, text=True, check=True
        )


def completeness(addons):
    """(addon, language) → (terms, translated)."""
    files = {}
    for name in addons:
        for language in LANGUAGES:
            code = FILES[language]
            path = ADDONS / name / "i18n" / f"{code}.po"
            if path.exists():
                files[str(path)] = (name, language)
    shown = subprocess.run(
        [str(PYTHON), "-c", _COUNT, *files], capture_output=True, text=True, cwd=ROOT
    ).stdout
    found = {(n, la): (0, 0) for n in addons for la in LANGUAGES}
    for line in shown.splitlines():
        path, terms, translated = line.rsplit(" ", 2)
        found[files[path]] = (int(terms), int(translated))
    return found


def run(options):
    addons = options.addons or own_addons()
    setup.ensure(testing=True)
    if not options.check:
        with postgres.running() as cluster:
            _export(cluster, addons)
    missing = 0
    for (name, language), (terms, translated) in completeness(addons).items():
        share = f"{100 * translated / terms:5.1f} %" if terms else "  no file"
        missing += terms - translated + (not terms)
        say(f"  {name:20} {language:9} {translated:5} of {terms:5} {share}")
    return 1 if options.check and missing else 0
