# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Tranches of grants: requested and certified by an officer who has not proposed,
authorised and paid by finance. What waits on one day is taken in one go, from the list.
"""

from collections import defaultdict

# Step of a tranche → days after the request, or after the first day of its month.
PAY_AFTER = {"request": 18, "certify": 20, "authorise": 23, "pay": 25}


class Instalments:
    """What is to be done for which tranche on which day.

    :param world: the :class:`~..world.World`
    """

    def __init__(self, world):
        self.world = world
        self._turns = defaultdict(list)

    def add(self, day, step, row, number):
        """Let a step of a grant's tranche of this number come on a day.

        :param row: of the plan (see :mod:`.grants`)
        """
        self._turns[day, step].append((row, number))
        if step == "pay" and day <= self.world.today:
            self.world.spending[row["line"].agreement].add(day.replace(day=1))

    def put_on_agenda(self):
        for (day, step), turns in self._turns.items():
            act = self._pay if step == "pay" else self._step
            self.world.on(day, act, step, turns, hour=13)

    def _groups(self, turns, key):
        """Who or what of each row → the tranches of its rows."""
        groups = defaultdict(lambda: self.world.env["rr.grant.tranche"])
        grants = self.world.env["rr.grant"].browse([row["grant"] for row, _no in turns])
        for grant, (row, number) in zip(grants, turns, strict=True):
            groups[key(row)] |= grant.tranche_ids.filtered(
                lambda tranche, number=number: tranche.sequence == number
            )
        return groups.items()

    def _step(self, step, turns):
        for login, tranches in self._groups(
            turns, lambda row: "finance" if step == "authorise" else row["partner"]
        ):
            self.world.door(login).step("rr.grant.tranche", tranches, step)

    def _pay(self, _step, turns):
        """One transfer for what one agreement pays on this day."""
        finance, day = self.world.door("finance"), self.world.day
        for (_agreement, channel), tranches in self._groups(
            turns, lambda row: (row["line"].agreement, row["line"].channel)
        ):
            first = tranches.ids[0]
            action = finance.button("rr.grant.tranche", tranches, "action_pay_dialog")
            # What shows a payment: the statement of who paid, or the treasury's order.
            document = f"Payment order {first}/{day:%Y}"
            if channel == "off_budget":
                document = f"Partner's statement {day:%m/%Y}"
            finance.dialogue(
                action,
                {"date": day, "reference": f"T{first:06d}/{day:%y}",
                 "document": document},
                "action_confirm",
            )
