# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How hypothesis draws, in every test of the project; importing this makes it so.

Tests of addons take ``given`` and ``settings`` from here.

The same cases in every run, nothing kept between runs, no case judged by its seconds.
A failing case is printed as it was drawn; ``./rr test --full`` also shrinks it.
"""

import os

from hypothesis import HealthCheck, Phase, given, settings

__all__ = ["given", "settings"]

PHASES = (Phase.explicit, Phase.generate)
FULL = (*PHASES, Phase.target, Phase.shrink)

settings.register_profile(
    "rr",
    database=None,
    deadline=None,
    derandomize=True,
    phases=FULL if os.environ.get("RR_FULL") == "1" else PHASES,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("rr")
