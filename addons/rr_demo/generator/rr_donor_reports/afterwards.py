# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""After the reports: a comment in the one that is still written, and an exception
that was granted for a locked period and has run out."""

from datetime import datetime, time, timedelta

COMMENT = (
    "Below the target so far: two courses began in autumn and end after the period."
)


def build(world):
    for report in world.reports.filtered(lambda report: report.state == "generated"):
        mine = report.with_user(world.users["reporter"])
        target = world.env["rr.indicator.target"].search(
            [("agreement_id", "=", report.agreement_id.id)], order="id", limit=1
        )
        known = report.comment_ids.indicator_id
        if target and target.indicator_id not in known:
            mine.env["rr.report.comment"].create(
                {
                    "report_id": report.id,
                    "indicator_id": target.indicator_id.id,
                    "text": COMMENT,
                }
            )
            mine.action_generate()
    _exceptions(world)


def _exceptions(world):
    """The head let finance put a date right, for three days last month."""
    locked = world.env["rr.report.period"].search(
        [("state", "=", "locked")], order="id", limit=1
    )
    start = datetime.combine(world.today - timedelta(days=24), time(8))
    world.as_user("head", world.env["rr.report.period.exception"]).create(
        [
            {
                "period_id": period.id,
                "kind": "money",
                "user_id": world.users["finance"].id,
                "valid_from": start,
                "valid_to": start + timedelta(days=3),
                "reason": "An invoice bears the date of the wrong month",
            }
            for period in locked
        ]
    )
