# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a case officer does with the cases that are on for a day: steps and lines."""


def _step(name):
    """The act of pressing a step's button on the persons' cases."""

    def act(world, login, people):
        cases = [person["case_record"].id for person in people]
        world.door(login).step("rr.case", cases, name)

    return act


STEP = {
    name: _step(name)
    for name in ("assess", "accept", "assess_needs", "plan", "deliver", "review",
                 "resume", "prepare_exit", "follow_up")
}


def needs(world, login, rows):
    """How far needs are met today.

    :param rows: (person, domain, status)
    """
    world.door(login).create(
        "rr.need",
        [
            {"case_id": person["case_record"].id, "domain": domain, "status": status}
            for person, domain, status in rows
        ],
    )


def goals(world, login, rows):
    """Goals of plans.

    :param rows: dicts of ``person`` and the goal's own values; each gets its ``id``
    """
    ids = world.door(login).create(
        "rr.plan.goal",
        [
            {"case_id": row["person"]["case_record"].id, "name": row["name"],
             "domain": row["domain"], "date_target": row["date_target"]}
            for row in rows
        ],
    )
    for row, goal in zip(rows, ids, strict=True):
        row["id"] = goal


def decide_goals(world, login, rows):
    """Say how far goals were reached: the row's ``status``."""
    for status in sorted({row["status"] for row in rows}):
        ids = [row["id"] for row in rows if row["status"] == status]
        world.door(login).write(
            "rr.plan.goal", ids, {"status": status, "date_done": world.day}
        )


def close(world, login, people):
    door = world.door(login)
    for reason in sorted({person["case"]["exit_reason"] for person in people}):
        ids = [person["case_record"].id for person in people
               if person["case"]["exit_reason"] == reason]
        door.write("rr.case", ids, {"exit_reason": reason})
        door.step("rr.case", ids, "close")


# In the order in which they come on one day.
ACTS = (
    STEP["assess"], STEP["accept"], needs, STEP["assess_needs"], STEP["plan"], goals,
    STEP["deliver"], STEP["review"], STEP["resume"], decide_goals, STEP["prepare_exit"],
    STEP["follow_up"], close,
)  # fmt: skip
