"""``./rr bench``: benchmarks; ratios against a floor or rival of the same run.

Each lies in ``tests/bench/``. At a scale above 1 it is measured at scale 1 too, and the
growth between the two is printed as an exponent: 0 not at all, 1 as the data.
``--against COMMIT`` measures by turns with another code (``against.py``).
"""

import contextlib
import datetime
import hashlib
import json
import os
import platform
import re
import subprocess
import sys
from pathlib import Path

from . import against, bench_page, demo, odoo, postgres, serve, setup
from .paths import ADDONS, LOGS, PYTHON, ROOT
from .ui import Fail, say, step

FOLDER = ROOT / "tests" / "bench"
sys.path[:0] = [str(FOLDER), str(FOLDER.parent)]

from measure import exponent  # noqa: E402
from serving import start_server  # noqa: E402

# name → how it runs: in Odoo's shell (rolled back), in a shell on a copy of the
# database (it commits), against a served copy, or on its own.
BENCHMARKS = {
    "report": "shell",
    "roster": "shell",
    "overlap": "shell",
    "register": "shell",
    "screens": "served",
    "ledger": "copy",
    "trail": "shell",
    "disclosure": "alone",
    "planner": "alone",
}
# Of the code, what the kept databases are made of.
_LEFT_OUT = {"tests", "i18n", "static", "readme", "__pycache__", "report", "controllers",
             "renderers", "engine"}


def arguments(name, parser):
    parser.add_argument("names", nargs="*", metavar="NAME",
                        help=f"of: {', '.join(BENCHMARKS)} (default: all)")
    parser.add_argument("--scale", type=float, default=1, metavar="N")
    parser.add_argument("--json", metavar="FILE", help="write the figures to a file")
    parser.add_argument("--reuse", action="store_true",
                        help="bring a kept database of older code up to this code, "
                             "instead of building a new one")
    parser.add_argument("--page", action="store_true",
                        help="write the tables into docs/performance.md")
    parser.add_argument("--against", metavar="COMMIT",
                        help="measure by turns with the code of a commit, and print "
                        "ratios")
    parser.add_argument("--count", type=int, default=5, metavar="N",
                        help="pairs of runs with --against (5)")


def machine():
    """What the figures were measured on, and how busy that was."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "system": platform.platform(),
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "memory_gb": round(memory / 2**30, 1),
        "load_1min": round(os.getloadavg()[0], 1),
    }


def run(options):
    unknown = [name for name in options.names if name not in BENCHMARKS]
    if unknown:
        raise Fail(
            f"There is no benchmark “{unknown[0]}”.",
            f"Choose from: {', '.join(BENCHMARKS)}",
        )
    if options.scale < 1:
        raise Fail("--scale must be 1 or more.", "Use 100 for the largest.")
    names = options.names or list(BENCHMARKS)
    # The rival of the suppression engine comes with the libraries of the tests.
    setup.ensure(testing="disclosure" in names)
    figures = {"machine": machine(), "date": datetime.date.today().isoformat(),
               "scale": options.scale, "benchmarks": {}}
    say("  " + ", ".join(f"{key} {value}" for key, value in figures["machine"].items()))
    if options.against:
        return _against(names, options, figures)
    with postgres.running() as cluster:
        databases = {}
        if any(BENCHMARKS[name] != "alone" for name in names):
            for scale in sorted({1.0, options.scale}):
                databases[scale] = ensure(cluster, scale, options.reuse)
        for name in names:
            found = measured(cluster, name, databases)
            figures["benchmarks"][name] = found
            show(name, found)
            if options.page:
                command = f"./rr bench {name} --scale {options.scale:g}"
                bench_page.write(name, found, figures, command)
            if options.json:  # at once: what was measured is kept if the next one fails
                Path(options.json).write_text(json.dumps(figures, indent=2) + "\n")
    return 0


def _against(names, options, figures):
    if options.count < 1 or options.page:
        raise Fail("--against wants a --count of 1 or more, and no --page.",
                   "The page holds the figures of one code.")
    figures["against"] = against.resolve(options.against)
    figures["benchmarks"] = against.run(
        names, options.against, options.count, options.scale, options.reuse
    )
    if options.json:
        Path(options.json).write_text(json.dumps(figures, indent=2) + "\n")
    return 0


def show(name, rows):
    """Print one line per figure."""
    say(f"\n{name}")
    for one in rows:
        at_one = f" (scale 1: {one['ms_at_1']:g} ms)" if one.get("ms_at_1") else ""
        growth = f", exponent {one['growth']}" if one.get("growth") is not None else ""
        say(f"    {one['what']}: {one['ms']:g} ms{at_one}{growth}")
        say(f"        {one['ratio']} × {one['against']} ({one['against_ms']:g} ms)")


# ------------------------------------------------------------------- databases


def _digest():
    digest = hashlib.sha256()
    for path in sorted(ADDONS.rglob("*")):
        parts = path.relative_to(ADDONS).parts
        if path.is_file() and not _LEFT_OUT & set(parts):
            digest.update(str(path.relative_to(ADDONS)).encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:8]


def ensure(cluster, scale, reuse=False):
    """Name of the database of a scale, kept between runs; built when it is missing or
    of other code.

    :param reuse: bring one of other code up to this code, which takes a minute or two
        where building takes a quarter of an hour; its invented rows stay as they were
    """
    stem = f"rr_bench_{scale:g}_".replace(".", "_")
    name = stem + _digest()
    if cluster.exists(name):
        return name
    kept = re.compile(rf"{stem}[0-9a-f]{{8}}")
    older = [
        found for found in cluster.sql("SELECT datname FROM pg_database").split()
        if found.startswith(stem)
    ]
    whole = [found for found in older if kept.fullmatch(found)]
    if reuse and whole:
        serve.update(cluster, whole[-1])
        odoo.rename(cluster, whole[-1], name)
        older.remove(whole[-1])
        # After the renaming: a seal's head names its database.
        demo.shell(cluster, name, demo.SEAL, f"seal-{name}.log", "Sealing the trail")
    for old in older:
        odoo.drop(cluster, old)
    if not cluster.exists(name):
        demo.build(cluster, name, scale)
    # Figures of a moment in which a table was never looked at would be of no use.
    with step(f"PostgreSQL: vacuum and analyse “{name}”"):
        cluster.sql("VACUUM ANALYZE", name)
    return name


# ------------------------------------------------------------------- measuring


def measured(cluster, name, databases):
    """Rows of one benchmark at the largest scale, with those of scale 1 beside.

    :param databases: {scale: name of the database}, may be empty for those alone
    """
    how = BENCHMARKS[name]
    if how == "alone":
        with step(f"Benchmark: {name}"):
            return _figures(_alone(name), name)
    found = {}
    for scale, database in sorted(databases.items()):
        with step(f"Benchmark: {name} at scale {scale:g}"):
            found[scale] = _figures(
                _HOW[how](cluster, name, database, scale), name
            )
    least, most = min(found), max(found)
    if least == most:
        return found[most]
    earlier = {one["what"]: one for one in found[least]}
    for one in found[most]:
        before = earlier.get(one["what"])
        if before:
            one["ms_at_1"] = before["ms"]
            one["growth"] = exponent(before["ms"], one["ms"], most / least)
    return found[most]


def _figures(output, name):
    for line in output.splitlines():
        if line.startswith("figures: "):
            return json.loads(line.removeprefix("figures: "))
    raise Fail(f"The benchmark {name} printed no figures.", output[-500:])


def _alone(name):
    done = subprocess.run(
        [str(PYTHON), str(FOLDER / f"{name}.py")], capture_output=True, text=True
    )
    if done.returncode:
        raise Fail(f"The benchmark {name} failed.", done.stderr[-800:])
    return done.stdout


def _in_shell(cluster, name, database, scale):
    script = (
        f"import json, sys; sys.path.insert(0, {str(FOLDER)!r})\n"
        f"import {name}\n"
        f"figures = {name}.run(env, {scale!r})\n"
        "env.cr.rollback()\n"
        "print('figures: ' + json.dumps(figures))"
    )
    return demo.shell(
        cluster, database, script, f"bench-{name}.log", f"The benchmark {name}"
    )


@contextlib.contextmanager
def _copy_of(cluster, database):
    copy = f"rr_benchcopy_{os.getpid()}"
    odoo.copy(cluster, database, copy)
    try:
        yield copy
    finally:
        odoo.drop(cluster, copy)


def _in_copy(cluster, name, database, scale):
    with _copy_of(cluster, database) as copy:
        return _in_shell(cluster, name, copy, scale)


def _served(cluster, name, database, scale):
    with _copy_of(cluster, database) as copy:
        log = LOGS / f"bench-server-{name}.log"
        process, url = start_server(cluster, copy, log)
        try:
            done = subprocess.run(
                [str(PYTHON), str(FOLDER / f"{name}.py"), url, copy],
                capture_output=True, text=True,
            )
        finally:
            process.terminate()
            process.wait(timeout=60)
        if done.returncode:
            raise Fail(f"The benchmark {name} failed.", done.stderr[-800:])
        return done.stdout


_HOW = {"shell": _in_shell, "copy": _in_copy, "served": _served}
