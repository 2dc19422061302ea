# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Whether this server is in production, and which passwords it then refuses.

The deployment says so (``config/docker/entrypoint.sh`` sets ``RR_PRODUCTION``); a
development server has the demonstration's logins, whose password is their name.
"""

import os

VARIABLE = "RR_PRODUCTION"
SHORTEST = 12

#: logins of the demonstration and of a fresh Odoo: each is its own password there
KNOWN = frozenset(
    {
        "admin",
        "officer",
        "officer2",
        "psychologist",
        "head",
        "director",
        "finance",
        "planner",
        "reporter",
        "dpo",
        "reviewer1",
        "reviewer2",
        "chair",
        "ngo",
        "ngo2",
        "ngo3",
        "municipality",
        "donor",
        "donor2",
        "demo",
        "portal",
        "odoo",
        "password",
    }
)


def is_production():
    return os.environ.get(VARIABLE, "") not in ("", "0")


def is_given_away(password, login):
    """Whether a password is the login itself or one that everybody knows.

    :param password: as typed
    :param login: of the user
    """
    typed = (password or "").strip().casefold()
    return typed in KNOWN or typed == (login or "").strip().casefold()
