"""Load the pure engines of the addons as ordinary packages.

An engine lives inside an addon (``addons/rr_disclosure/engine``) but knows no
Odoo. Importing it through the addon would pull the models in, so each engine
is registered here under ``<addon>_engine``, e.g. ``rr_disclosure_engine``.
Engines use relative imports only, so the name they are loaded under is free.
"""

import importlib.util
import sys
from pathlib import Path

ADDONS = Path(__file__).resolve().parents[2] / "addons"


def register(addon):
    """Make the engine of an addon importable as ``<addon>_engine``."""
    name = f"{addon}_engine"
    package = ADDONS / addon / "engine"
    init = package / "__init__.py"
    if name in sys.modules or not init.is_file():
        return
    spec = importlib.util.spec_from_file_location(
        name, init, submodule_search_locations=[str(package)]
    )
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)


for _addon in ("rr_disclosure", "rr_sustainability"):
    register(_addon)
