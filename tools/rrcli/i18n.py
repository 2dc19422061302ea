"""``./rr i18n``: translation templates, and how complete each language is."""

import csv
import json
import os
import subprocess
from pathlib import Path

from . import odoo, postgres, setup
from .paths import ADDONS, CONFIG, LOGS, PYTHON, ROOT, own_addons
from .postgres import OWNER
from .ui import run_logged, say, step

# As Odoo names the languages of an installation
LANGUAGES = ("sq_AL", "sr@latin")
# ... and their files: sq.po serves every Albanian
FILES = {"sq_AL": "sq", "sr@latin": "sr@latin"}

PO_FILES = Path(__file__).with_name("po_files.py")


def arguments(name, parser):
    parser.add_argument("addons", nargs="*", metavar="ADDON")
    parser.add_argument("--check", action="store_true",
                        help="write nothing, only count")
    parser.add_argument("--sample", type=int, metavar="N",
                        help="write N random terms of each language to be translated "
                        "back by somebody who does not see the source")
    parser.add_argument("--seed", type=int, default=1, metavar="S",
                        help="the same S draws the same terms (1)")
    parser.add_argument("--out", type=Path, default=Path("out"), metavar="DIR",
                        help="where the sample goes (out)")


def _po(*words, text=None):
    """Run a task of ``po_files.py`` where polib is installed; its output."""
    return subprocess.run(
        [str(PYTHON), str(PO_FILES), *map(str, words)],
        input=text, capture_output=True, text=True, check=True, cwd=ROOT,
    ).stdout


def _export(cluster, addons):
    """Write each addon's template and bring its languages up to it."""
    database = f"rr_i18n_{os.getpid()}"
    env = {**odoo.environment(), "PGHOST": str(cluster.home), "PGUSER": OWNER}
    files = [
        path for name in addons for path in (ADDONS / name / "i18n").glob("*.po")
    ]
    kept = _po("keep", *files)
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
        templates = [ADDONS / name / "i18n" / f"{name}.pot" for name in addons]
        _po("put-back", *[path for path in templates if path.exists()], text=kept)


def completeness(addons):
    """(addon, language) → (terms, translated); an addon without terms is left out."""
    files = {}
    for name in addons:
        if not (ADDONS / name / "i18n" / f"{name}.pot").exists():
            continue
        for language in LANGUAGES:
            path = ADDONS / name / "i18n" / f"{FILES[language]}.po"
            files[str(path)] = (name, language)
    there = [path for path in files if Path(path).exists()]
    found = dict.fromkeys(files.values(), (0, 0))
    for line in _po("count", *there).splitlines():
        path, terms, translated = line.rsplit(" ", 2)
        found[files[path]] = (int(terms), int(translated))
    return found


def _write(path, heading, rows):
    # With the mark by which spreadsheets know the letters ë, ç, š and ž.
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([heading, *rows])
    say(f"  {path}")


def write_sample(addons, size, seed, folder):
    """Write per language a sheet to be translated back, and apart from it the sources.

    :param size: how many terms of each language
    :param folder: receives ``back-LANGUAGE.csv`` (number, translation, room for the
        English) and ``source-LANGUAGE.csv`` (number, file, source), which the
        translator does not see
    """
    folder.mkdir(parents=True, exist_ok=True)
    for language in FILES.values():
        files = [ADDONS / name / "i18n" / f"{language}.po" for name in addons]
        terms = json.loads(_po("sample", size, seed, *filter(Path.exists, files)))
        numbered = list(enumerate(terms, start=1))
        _write(folder / f"back-{language}.csv", ["number", language, "English"],
               [[number, term["translation"], ""] for number, term in numbered])
        _write(folder / f"source-{language}.csv", ["number", "file", "English"],
               [[number, Path(term["file"]).relative_to(ROOT), term["source"]]
                for number, term in numbered])


def run(options):
    addons = options.addons or own_addons()
    setup.ensure(testing=True)
    if options.sample:
        write_sample(addons, options.sample, options.seed, options.out)
        return 0
    if not options.check:
        with postgres.running() as cluster:
            _export(cluster, addons)
    found = completeness(addons)
    missing = 0
    for (name, language), (terms, translated) in found.items():
        share = f"{100 * translated / terms:5.1f} %" if terms else "  no file"
        missing += terms - translated + (not terms)
        say(f"  {name:20} {language:9} {translated:5} of {terms:5} {share}")
    for language in LANGUAGES:
        rows = [row for (_, other), row in found.items() if other == language]
        terms, translated = (sum(column) for column in zip(*rows, strict=True))
        say(f"  {'all':20} {language:9} {translated:5} of {terms:5} "
            f"{100 * translated / terms:5.1f} %")
    if missing:
        say(f"  {missing} to translate: addons/*/i18n/*.po")
    return 1 if missing else 0
