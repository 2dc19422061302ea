# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Donor reports: targets, texts, and each report on its way, mostly issued."""

import json
from datetime import date

from odoo.tools.misc import file_open

# Step → who takes it; the reporter has generated.
STEPS = (
    ("action_check", "dpo", "checked"),
    ("action_sign", "finance", "finance_signed"),
    ("action_approve", "head", "approved"),
    ("action_issue", "head", "issued"),
)


def build(world):
    with file_open("rr_demo/data/reports.json") as source:
        plan = json.load(source)
    _readings(world, plan["readings"])
    _targets(world, plan["targets"])
    _releases(world, plan["releases"])
    world.reports = world.env["rr.donor.report"]
    for row in plan["reports"]:
        if _is_past(world, row):
            world.progress(f"report of {row['agreement'] or 'the programme'}")
            _report(world, plan, row)
    _before_the_register(world)
    for row in plan["requests"]:
        if row["agreement"] in world.agreements:
            _request(world, row)


def _before_the_register(world):
    """Periods that ended before an agreement's first report here were reported on
    paper: they are no report that is missing."""
    first = {}
    for report in world.reports.filtered("agreement_id"):
        agreement = report.agreement_id
        first[agreement] = min(report.date_from, first.get(agreement, report.date_from))
    periods = world.env["rr.report.period"].search([("state", "=", "open")])
    world.as_user(
        "reporter",
        periods.filtered(
            lambda period: period.date_to < first.get(period.agreement_id, date.min)
        ),
    ).unlink()


def _is_past(world, row):
    if not row["agreement"]:
        return True
    return row["agreement"] in world.agreements and (
        date.fromisoformat(row["to"]) < world.today
    )


def _releases(world, days):
    """Half-yearly rounds of the disclosure check: proposed by the reporting officer,
    signed by the data protection officer."""
    for day in map(date.fromisoformat, days):
        if day < world.today:
            world.progress(f"release of {day}")
            release = world.as_user("reporter", world.env["rr.release"])._start(day)
            release.with_user(world.users["dpo"]).action_check()
            assert release.state == "checked", release.state


def _request(world, row):
    """A donor asks for a table; it is handed out where it can be made safe."""
    source = world.agreements[row["agreement"]].source_id
    request = world.as_user("reporter", world.env["rr.disclosure.request"]).create(
        {
            "partner_id": source.partner_id.id,
            "question": row["question"],
            "group_name": row["group"],
            **dict.fromkeys((f"by_{name}" for name in ("sex", "age", "region")), False),
            **dict.fromkeys((f"by_{name}" for name in row["by"]), True),
        }
    )
    if world.env["rr.release"]._last(attempt=True):
        request.action_answer()
        if not request.is_blocked:
            request.with_user(world.users["dpo"]).action_hand_out()


def _readings(world, rows):
    indicators = {i.code: i for i in world.env["rr.indicator"].search([])}
    world.indicators = indicators
    for row in rows:
        values = {key: value for key, value in row.items() if key != "indicator"}
        world.as_user("reporter", world.env["rr.indicator.reading"]).create(
            {**values, "indicator_id": indicators[row["indicator"]].id}
        )


def _targets(world, targets):
    world.as_user("reporter", world.env["rr.indicator.target"]).create(
        [
            {
                "indicator_id": world.indicators[code].id,
                "agreement_id": world.agreements[agreement].id,
                "kind": "life",
                "value": max(1, round(value * world.full)),
                "has_baseline": True,
                "baseline": 0,
                "baseline_year": world.agreements[agreement].date_start.year,
            }
            for agreement, values in targets.items()
            if agreement in world.agreements
            for code, value in values.items()
        ]
    )


def _report(world, plan, row):
    template = world.env.ref(f"rr_donor_reports.template_{row['template']}")
    agreement = world.agreements.get(row["agreement"])
    if agreement:
        agreement.report_template_id = template
        agreement.donor_activity_ref = f"XM-INVENTED-{agreement.code}"
    first = row["from"] if row["from"] != "year" else world.today.replace(month=1, day=1)
    report = world.as_user("reporter", world.env["rr.donor.report"]).create(
        {
            "agreement_id": agreement.id if agreement else False,
            "template_id": template.id,
            "date_from": first,
            "date_to": row["to"] if row["to"] != "today" else world.today,
            "summary": plan["summary"],
        }
    )
    world.as_user("reporter", world.env["rr.report.risk"]).create(
        [
            {**risk, "report_id": report.id, "sequence": 10 * number,
             "date": world.before(months=-3)}
            for number, risk in enumerate(plan["risks"], start=1)
        ]
    )
    report.action_generate()
    _explain(world, plan, report)
    report.action_generate()
    for action, login, state in STEPS:
        if report.state == row["until"]:
            break
        getattr(report.with_user(world.users[login]), action)()
        assert report.state == state, report.state
    if report.state == "issued":
        report.with_user(world.users["head"]).action_authorise_iati()
    world.reports |= report.with_env(world.env)


def _explain(world, plan, report):
    """Write the texts that the checklist asks for."""
    snapshot = report.sudo()._load_snapshot()
    world.as_user("reporter", world.env["rr.report.variance.note"]).create(
        [
            {"report_id": report.id, "line_code": code, "text": plan["variance"]}
            for code in snapshot["variance_lines"]
        ]
    )
    late = [
        indicator["code"]
        for indicator in snapshot["indicators"]
        if any(point.find(indicator["code"]) >= 0 for point in report._checklist_open())
    ]
    world.as_user("reporter", world.env["rr.report.comment"]).create(
        [
            {"report_id": report.id, "indicator_id": world.indicators[code].id,
             "text": plan["comment"]}
            for code in late
        ]
    )
