# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Makes the invented programme: its users live through it, day after day.

Each addon has its part here, a folder of its name. A module of it has a ``plan(world)``,
which draws what will happen and puts it on the agenda; the agenda is then played from
the first day to today with the business clock, each act by the user who would do it,
through the door that this user has. What a part makes and others need, it leaves in the
``world``.
"""

import json

from odoo import fields
from odoo.addons.rr_donor_reports import measures
from odoo.addons.rr_donor_reports.measures.catalogue import MEASURES, public_totals

from . import (
    copies,
    rr_base,
    rr_beneficiaries,
    rr_donor_reports,
    rr_grants,
    rr_sustainability,
    rr_training,
)
from .world import World

#: a folder of each addon, what is built upon before what rests on it
PARTS = (
    rr_base,
    rr_beneficiaries,
    rr_training,
    rr_grants,
    rr_donor_reports,
    rr_sustainability,
)


def generate(env, scale=1, today=None, seed=163):
    """Fill an empty database with an invented programme.

    :param env: environment of the superuser; what partners do on their pages is
        committed on the way, the rest by the caller
    :param scale: 1 is the programme as published, 100 a hundred times its size
    :param today: the day on which the programme stands (date or ISO text);
        not after the real day, since steps dated in the future are refused
    :param seed: the same seed, scale and day give the same programme
    :return: the :class:`World`, with what the parts left in it
    :raises ValueError: the day lies in the future
    """
    day = fields.Date.to_date(today) or fields.Date.context_today(env["res.users"])
    if day > fields.Date.context_today(env["res.users"]):
        raise ValueError(f"the demonstration cannot play on {day}: that is to come")
    world = World(env, scale=scale, today=day, seed=seed)
    with world.recorder.watching():
        for part in PARTS:
            world.progress(f"plan of {part.__name__.rpartition('.')[2]}")
            for stage in part.STAGES:
                stage.plan(world)
        copies.plan(world)
        world.agenda.play(world.progress)
    world.tell("made", json.dumps(_told(world)))
    return world


def _told(world):
    """What ./rr demo prints: who did what, what has no door, the published totals
    beside what the register's own measures count."""
    env = world.env
    env.flush_all()
    return {
        **world.recorder.summary(),
        "totals": [
            {
                "total": key,
                "published": world.totals[key],
                "counted": int(_count(MEASURES[name]["kind"])(
                    env.cr, name, as_of=world.today)[0]),
            }
            for key, name in public_totals().items()
        ],
    }


def _count(kind):
    """How a measure is read: (to date, of the period)."""
    return measures.persons if kind == "persons" else measures.value
