# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What courses and services cost: committed, paid per invoice, admitted."""

from collections import defaultdict

from dateutil.relativedelta import relativedelta

from .funding import read_plan

# Cost of one hour of a course, in the agreement's currency; shares by invoice.
HOUR_COST = 105
INVOICES = (0.4, 0.35, 0.25)
ADMITTED_AFTER_DAYS = 30


def plan(world):
    rows = _courses(world)
    lines = {(line.agreement, line.code): line for line in world.budget}
    for activity in read_plan()["activities"]:
        line = lines.get(tuple(activity["line"]))
        if line:
            rows += _regular(world, activity, line)
    # What begins on one day is typed and committed together, and so is what is paid.
    starts, payments, proofs = (defaultdict(list) for _kind in range(3))
    for row in rows:
        starts[row["start"]].append(row)
        for amount, day, document in row["invoices"]:
            payments[day].append((row, amount, document))
            proofs[day + relativedelta(days=ADMITTED_AFTER_DAYS)].append(
                (row, amount, document)
            )
            if day <= world.today:
                world.spending[row["line"].agreement].add(day.replace(day=1))
    for day, found in starts.items():
        # After the agreement is signed, and the course is there.
        world.on(day, _commit, world, found, hour=16)
    for day, found in payments.items():
        world.on(day, _pay, world, found, hour=17)
    for day, found in proofs.items():
        world.on(day, _admit, world, found, hour=17.5)


# ----------------------------------------------------------------- what it costs


def _courses(world):
    """One row for each course for which a training line has the money."""
    left = {
        line: line.amount / world.copies
        for line in world.budget
        if line.cost == "training"
    }
    rows = []
    for course in world.courses:
        hours = course["weeks"] * len(course["weekdays"]) * course["minutes"] / 60
        cost = round(hours * HOUR_COST, 2)
        line = _training_line(course, left, cost)
        if line:
            left[line] -= cost
            rows.append(
                {
                    "line": line,
                    "course": course,
                    "name": course["name"],
                    "amount": cost,
                    "units": course["beneficiaries"] + course["community"],
                    "unit_name": "participants",
                    "start": course["start"],
                    "invoices": list(_course_invoices(course, cost)),
                }
            )
    return rows


def _training_line(course, left, cost):
    """The training line with most money left whose agreement covers the course."""
    lines = [
        line
        for line, amount in left.items()
        if amount >= cost and line.start <= course["start"] and course["end"] <= line.end
    ]
    return max(lines, key=lambda line: (left[line], line.agreement), default=None)


def _course_invoices(course, amount):
    left = amount
    length = course["end"] - course["start"]
    for number, share in enumerate(INVOICES, start=1):
        part = round(amount * share, 2) if number < len(INVOICES) else round(left, 2)
        left -= part
        day = course["start"] + length * number / len(INVOICES)
        yield part, day, f"Invoice {{course}}/{number}"


def _regular(world, activity, line):
    """A cost that comes back every few months for as long as the agreement lasts."""
    rows, start, every = [], line.start, activity["every"]
    while start <= min(line.end, world.today):
        end = min(start + relativedelta(months=every, days=-1), line.end)
        amount = world.money(activity["amount"])
        document = f"Invoice {line.code}-{len(rows) + 1}/{start:%y}"
        rows.append(
            {
                "line": line,
                "name": f"{activity['name']} {start:%m/%Y}",
                "amount": amount,
                "units": activity["units"],
                "unit_name": activity["unit"],
                "start": start,
                "invoices": [(amount, end, document)],
            }
        )
        start += relativedelta(months=every)
    return rows


# ------------------------------------------------------------------ on their days


def _commit(world, rows):
    finance = world.door("finance")
    ids = finance.create(
        "rr.activity.funding",
        [
            {
                "line_id": row["line"].record(world).id,
                "course_id": row["course"]["record"].id if "course" in row else False,
                **{key: row[key] for key in ("name", "amount", "units", "unit_name")},
            }
            for row in rows
        ],
    )
    finance.step("rr.activity.funding", ids, "commit")
    for row, number in zip(rows, ids, strict=True):
        row["id"] = number


def _mine(world, row):
    funding = world.env["rr.activity.funding"].browse(row["id"])
    return world.as_user("finance", funding)


def _document(row, text):
    """The number of an invoice; a course's bears its code, known once it is there."""
    return text.format(course=row["course"]["record"].code) if "course" in row else text


def _pay(world, rows):
    with world.without_door("rr.activity.funding._pay"):
        for row, amount, text in rows:
            _mine(world, row)._pay(amount, world.day, _document(row, text))


def _admit(world, rows):
    with world.without_door("rr.activity.funding._admit"):
        for row, amount, text in rows:
            _mine(world, row)._admit(amount, _document(row, text), world.day)
