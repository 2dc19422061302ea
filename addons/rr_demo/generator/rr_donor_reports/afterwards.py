# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""After the reports: a comment in the one that is still written, and an exception
that was granted for a locked period and has run out."""

from datetime import timedelta

from .reports import on

COMMENT = (
    "Below the target so far: two courses began in autumn and end after the period."
)
# Days before today on which the exception was granted.
GRANTED = 24


def plan(world):
    on(world, world.today - timedelta(days=GRANTED), _grant_exception, world)
    on(world, world.today, _comment, world)


def _comment(world):
    """The reporting officer goes on with the report that is not signed yet."""
    reporter = world.door("reporter")
    for row in reporter.search(
        "rr.donor.report",
        [("id", "in", world.reports.ids), ("state", "=", "generated")],
        ["agreement_id"],
    ):
        known = reporter.search(
            "rr.report.comment", [("report_id", "=", row["id"])], ["indicator_id"]
        )
        targets = reporter.search(
            "rr.indicator.target",
            [("agreement_id", "=", row["agreement_id"] and row["agreement_id"][0])],
            ["indicator_id"], order="id", limit=1,
        )
        missing = [
            target["indicator_id"][0] for target in targets
            if target["indicator_id"] not in [one["indicator_id"] for one in known]
        ]
        if missing:
            reporter.create(
                "rr.report.comment",
                [
                    {"report_id": row["id"], "indicator_id": indicator, "text": COMMENT}
                    for indicator in missing
                ],
            )
            reporter.button("rr.donor.report", row["id"], "action_generate")


def _grant_exception(world):
    """The head let finance put a date right, for three days last month."""
    head = world.door("head")
    start = f"{world.today - timedelta(days=GRANTED)} 08:00:00"
    end = f"{world.today - timedelta(days=GRANTED - 3)} 08:00:00"
    head.create(
        "rr.report.period.exception",
        [
            {
                "period_id": period["id"],
                "kind": "money",
                "user_id": world.users["finance"].id,
                "valid_from": start,
                "valid_to": end,
                "reason": "An invoice bears the date of the wrong month",
            }
            for period in head.search(
                "rr.report.period", [("state", "=", "locked")], order="id", limit=1
            )
        ],
    )
