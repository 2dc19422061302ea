"""The engines are imported under names of their own; see ``engine_packages``."""

import engine_packages  # noqa: F401
