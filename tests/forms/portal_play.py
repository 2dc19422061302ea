"""What runs inside Odoo's shell: the walks of all portal users, and the planted failures."""

import json
from pathlib import Path

from portal_client import stage
from portal_forms import FILE, NOTE
from portal_plants import ADDRESS, PLANTS, plant
from portal_walk import Walk
from written_texts import written_texts

ROLES = ("ngo", "municipality", "donor")
# The planted page is this role's
PLANTED_ROLE = "municipality"


def portal_users(env):
    """``[(login, role)]`` of everybody who signs in to the portal."""
    users = env["res.users"].search([("share", "=", True)], order="login")
    return [
        (user.login, role) for role in ROLES for user in users
        if user.has_group(f"rr_base.group_{role}")
    ]


def play(target, moment):
    """Walk everything and write what was found into a file, as JSON.

    :param target: path of the file
    :param moment: ``datetime`` (UTC) at which the clock stands
    """
    today = moment.date()
    with stage(moment) as opened:
        users = portal_users(opened.env)
        result = {
            "written": [*written_texts(opened.env), NOTE, NOTE.upper(), FILE],
            "walks": [Walk(opened, login, role, today).run().result()
                      for login, role in users],
            "planted": [],
        }
        login = next(login for login, role in users if role == PLANTED_ROLE)
        for arch, languages in PLANTS.items():
            with opened.undone():
                plant(opened.env, arch)
                walk = Walk(opened, login, PLANTED_ROLE, today, languages, (ADDRESS,),
                            only=True)
                result["planted"].append(walk.run().result())
    Path(target).write_text(json.dumps(result), encoding="utf-8")
