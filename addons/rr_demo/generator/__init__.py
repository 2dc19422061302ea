# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Makes the invented programme, stage by stage.

Each stage is a module with a ``build(world)``; the order below is the order in
which a programme comes to be. What a stage makes and others need, it leaves in the
``world``.
"""

from odoo import fields

from . import (
    activities,
    afterwards,
    arrivals,
    cases,
    classroom,
    community,
    copies,
    corrections,
    courses,
    funding,
    grants,
    history,
    notes,
    outcomes,
    people,
    plan,
    reports,
    support,
    trust,
    users,
)
from .world import World

STAGES = (
    users,
    people,
    cases,
    arrivals,
    notes,
    courses,
    funding,
    activities,
    grants,
    support,
    outcomes,
    classroom,
    corrections,
    trust,
    copies,
    community,
    history,
    reports,
    afterwards,
    plan,
)


def generate(env, scale=1, today=None, seed=163):
    """Fill an empty database with an invented programme.

    :param env: environment of the superuser; the caller commits
    :param scale: 1 is the programme as published, 100 a hundred times its size
    :param today: the day on which the programme stands (date or ISO text);
        not after the real day, since steps dated in the future are refused
    :param seed: the same seed, scale and day give the same programme
    :return: the :class:`World`, with what the stages left in it
    :raises ValueError: the day lies in the future
    """
    day = fields.Date.to_date(today) or fields.Date.context_today(env["res.users"])
    if day > fields.Date.context_today(env["res.users"]):
        raise ValueError(f"the demonstration cannot play on {day}: that is to come")
    world = World(env, scale=scale, today=day, seed=seed)
    for number, stage in enumerate(STAGES, start=1):
        name = stage.__name__.rpartition(".")[2]
        world.progress(f"{name} ({number} of {len(STAGES)})")
        stage.build(world)
        env.flush_all()
    return world
