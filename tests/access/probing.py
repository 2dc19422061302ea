"""How the probes of this folder are run in Odoo's shell."""

from pathlib import Path

HERE = Path(__file__).parent


def probe_script(module, spec, result):
    """Python for Odoo's shell: run a probe on a spec's file, into a result's file."""
    return (
        f"import sys; sys.path.insert(0, {str(HERE)!r})\n"
        f"import {module}\n"
        f"{module}.run(env, {str(spec)!r}, {str(result)!r})"
    )
