"""``./rr bench``: benchmarks; ratios against a floor or rival of the same run."""

import json
import os
import platform
from pathlib import Path

from . import engines, setup
from .paths import ADDONS, STATE
from .ui import Fail, say

# name → (addon, module of its engine)
ENGINE_BENCHMARKS = {
    "planner": ("rr_sustainability", "bench"),
    "disclosure": ("rr_disclosure", "simulate"),
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
    names = options.names or sorted(known)
    unknown = [name for name in names if name not in known]
    if unknown:
        raise Fail(
            f"There is no benchmark “{unknown[0]}”.",
            f"Choose from: {', '.join(sorted(known)) or 'none yet'}",
        )
    setup.ensure()
    figures = {"machine": machine()}
    say("  " + ", ".join(f"{key} {value}" for key, value in figures["machine"].items()))
    code = 0
    for name in names:
        addon, module = known[name]
        sheet = STATE / f"bench-{name}.json"
        say(f"\n{name}")
        code = engines.run_module(addon, module, "--json", str(sheet)) or code
        if sheet.exists():
            figures[name] = json.loads(sheet.read_text())
    if options.json:
        Path(options.json).write_text(json.dumps(figures, indent=2))
    return code
