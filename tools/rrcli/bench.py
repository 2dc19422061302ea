"""``./rr bench``: benchmarks; ratios against a floor or rival of the same run."""

import json
import os
import platform
from pathlib import Path

from . import demo, engines, odoo, postgres, setup
from .paths import ADDONS, STATE
from .ui import Fail, say, step

# name → (addon, module of its engine)
ENGINE_BENCHMARKS = {
    "planner": ("rr_sustainability", "bench"),
    "disclosure": ("rr_disclosure", "bench"),
}
# name → Python for Odoo's shell that leaves ``figures``; rolled back
SHELL_BENCHMARKS = {
    "trail": "from odoo.addons.rr_audit import bench\nfigures = bench.run(env)",
    "roster": "from odoo.addons.rr_training import bench\n"
    "figures = bench.run(env, rows=round(5_000 * scale), rounds=100)",
    "overlap": "from odoo.addons.rr_grants.tools import bench_overlap\n"
    "figures = bench_overlap.run(env)\nprint(bench_overlap.report(figures))",
}


def arguments(name, parser):
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--scale", type=float, default=1)
    parser.add_argument("--json", metavar="FILE", help="write the figures to a file")


def machine():
    """What the figures were measured on."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "system": platform.platform(),
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "memory_gb": round(memory / 2**30, 1),
    }


def run(options):
    known = {
        name: place
        for name, place in ENGINE_BENCHMARKS.items()
        if (ADDONS / place[0] / "engine" / f"{place[1]}.py").exists()
    }
    every = sorted({*known, *SHELL_BENCHMARKS})
    names = options.names or every
    unknown = [name for name in names if name not in every]
    if unknown:
        raise Fail(
            f"There is no benchmark “{unknown[0]}”.",
            f"Choose from: {', '.join(every)}",
        )
    setup.ensure()
    figures = {"machine": machine()}
    say("  " + ", ".join(f"{key} {value}" for key, value in figures["machine"].items()))
    code = 0
    in_shell = [name for name in names if name in SHELL_BENCHMARKS]
    for name in (name for name in names if name in known):
        addon, module = known[name]
        sheet = STATE / f"bench-{name}.json"
        say(f"\n{name}")
        code = engines.run_module(addon, module, "--json", str(sheet)) or code
        if sheet.exists():
            figures[name] = json.loads(sheet.read_text())
    if in_shell:
        figures.update(_in_shell(in_shell, options.scale))
    if options.json:
        Path(options.json).write_text(json.dumps(figures, indent=2, default=str))
    return code


def _in_shell(names, scale):
    """Run benchmarks in Odoo's shell, on a copy of the demonstration."""
    found = {}
    with postgres.running() as cluster:
        odoo.default_database(cluster)
        database = f"rr_bench_{os.getpid()}"
        odoo.copy(cluster, odoo.DEMO_DATABASE, database)
        try:
            for name in names:
                script = (
                    f"scale = {scale!r}\n{SHELL_BENCHMARKS[name]}\n"
                    "import json\n"
                    "print('figures: ' + json.dumps(figures, default=str))"
                )
                with step(f"Benchmark: {name}"):
                    output = demo.shell(
                        cluster, database, script, f"bench-{name}.log",
                        f"The benchmark {name}",
                    )
                line = next(
                    li for li in output.splitlines() if li.startswith("figures: ")
                )
                found[name] = json.loads(line.removeprefix("figures: "))
                for key, value in found[name].items():
                    say(f"    {key}: {value}")
        finally:
            odoo.drop(cluster, database)
    return found
