# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Donor reports: rounds of the disclosure check, targets, texts, and each report on its
way from the reporting officer to the donor, mostly issued."""

import json
from datetime import date, timedelta

from odoo.tools.misc import file_open

# Days after the last day that is reported on. The round comes first: reports print it.
PROPOSED, ROUND_SIGNED, GENERATED = 10, 11, 25
# Step → who takes it, the state it leads to, days after the last day.
STEPS = (
    ("action_check", "dpo", "checked", 27),
    ("action_sign", "finance", "finance_signed", 28),
    ("action_approve", "head", "approved", 32),
    ("action_issue", "head", "issued", 33),
)
RELEASED, READ = 34, 36
# Days after the last round on which somebody asks for a table that no report has.
ASKED = 100
# Days before today on which the report that is still written was begun.
BEGUN = 6
# Days after its beginning on which the targets of an agreement are entered.
TARGETS = 60
# After what others do on the day: a report counts over all of it.
HOUR = 19
# The donor's contact who reads the report of an agreement.
READERS = {"GCERF-1": "donor", "EU-1": "donor2"}


def plan(world):
    """Put the rounds, the reports and the request for a table on the agenda.

    Leaves ``world.reports``, which holds each report once it was created.
    """
    with file_open("rr_demo/data/reports.json") as source:
        rows = json.load(source)
    with file_open("rr_demo/data/agreements.json") as source:
        begins = {
            agreement["code"]: date.fromisoformat(agreement["start"])
            for agreement in json.load(source)["agreements"]
        }
    world.reports = world.env["rr.donor.report"]
    for reading in rows["readings"]:
        on(world, date.fromisoformat(reading["date"]), _read, world, reading)
    for code, targets in rows["targets"].items():
        on(world, begins[code] + timedelta(days=TARGETS), _aim, world, code, targets)
    for day in map(date.fromisoformat, rows["releases"]):
        if day < world.today:
            on(world, day + timedelta(days=PROPOSED), _propose, world, day)
            on(world, day + timedelta(days=ROUND_SIGNED), _sign_round, world, day)
    for row in rows["reports"]:
        _plan_report(world, rows, row)
    last = max(map(date.fromisoformat, rows["releases"]))
    for row in rows["requests"]:
        on(world, last + timedelta(days=ASKED), _ask, world, row)


def on(world, day, act, *arguments):
    """Let an act happen on its day; in a programme of many copies today, since these
    are made when everything else was walked, and a report counts over all of them."""
    if world.copies > 1 and day <= world.today:
        day = world.today
    return world.on(day, act, *arguments, hour=HOUR)


def _plan_report(world, rows, row):
    today = world.today
    last = today if row["to"] == "today" else date.fromisoformat(row["to"])
    if row["agreement"] and last >= today:
        return
    # Of the programme: what is public today is told today.
    first = today.replace(month=1, day=1) if row["from"] == "year" else row["from"]
    report = {**row, "first": first, "last": last}
    begin = last + timedelta(days=GENERATED)
    if row["until"] == "generated":
        begin = max(begin, today - timedelta(days=BEGUN))
    _report_on(world, report, begin, _write, rows)
    for action, login, state, after in STEPS:
        if row["until"] == "generated":
            return
        _report_on(world, report, last + timedelta(days=after), _sign,
                   action, login, state)
        if row["until"] == state:
            break
    if row["until"] == "issued":
        _report_on(world, report, last + timedelta(days=RELEASED), _release)
        if row["agreement"] in READERS:
            _report_on(world, report, last + timedelta(days=READ), _download,
                       READERS[row["agreement"]])


def _report_on(world, report, day, act, *arguments):
    """One act on a report; those on the report of the programme all come today."""
    on(world, day if report["agreement"] else world.today,
       act, world, report, *arguments)


# -------------------------------------------------------------- what is measured


def _indicators(world):
    """Code → id of each indicator."""
    return {row.code: row.id for row in world.env["rr.indicator"].search([])}


def _read(world, row):
    values = {key: value for key, value in row.items() if key != "indicator"}
    world.door("reporter").create(
        "rr.indicator.reading",
        {**values, "indicator_id": _indicators(world)[row["indicator"]]},
    )


def _aim(world, code, targets):
    agreement, indicators = world.agreements[code], _indicators(world)
    world.door("reporter").create(
        "rr.indicator.target",
        [
            {
                "indicator_id": indicators[indicator],
                "agreement_id": agreement.id,
                "kind": "life",
                "value": max(1, round(value * world.full)),
                "has_baseline": True,
                "baseline": 0,
                "baseline_year": agreement.date_start.year,
            }
            for indicator, value in targets.items()
        ],
    )


# ------------------------------------------------- rounds of the disclosure check


def _propose(world, day):
    """The reporting officer starts the round of a half-year."""
    world.progress(f"release of {day}")
    world.door("reporter").dialogue(
        {"res_model": "rr.release.start"}, {"date": day}, "action_start"
    )


def _sign_round(world, day):
    """The data protection officer signs it."""
    door = world.door("dpo")
    [row] = door.search("rr.release", [("state", "=", "proposed"), ("date", "=", day)])
    door.button("rr.release", row["id"], "action_check")


def _ask(world, row):
    """A donor asks for a table; it is handed out where it can be made safe."""
    source = world.agreements[row["agreement"]].source_id
    reporter = world.door("reporter")
    request = reporter.create(
        "rr.disclosure.request",
        {
            "partner_id": source.partner_id.id,
            "question": row["question"],
            "group_name": row["group"],
            **dict.fromkeys((f"by_{name}" for name in ("sex", "age", "region")), False),
            **dict.fromkeys((f"by_{name}" for name in row["by"]), True),
        },
    )
    reporter.button("rr.disclosure.request", request, "action_answer")
    [answer] = reporter.read("rr.disclosure.request", request, ["is_blocked"])
    if not answer["is_blocked"]:
        world.door("dpo").button("rr.disclosure.request", request, "action_hand_out")


# ------------------------------------------------------------------- the reports


def _write(world, report, rows):
    """The reporting officer begins a report, generates it, writes what the checklist
    asks for, and generates it again."""
    world.progress(f"report of {report['agreement'] or 'the programme'}")
    template = world.env.ref(f"rr_donor_reports.template_{report['template']}")
    agreement = world.agreements.get(report["agreement"])
    if agreement:
        _prepare(world, agreement, template, report["first"])
    reporter = world.door("reporter")
    number = reporter.create(
        "rr.donor.report",
        {
            "agreement_id": agreement.id if agreement else False,
            "template_id": template.id,
            "date_from": report["first"],
            "date_to": report["last"],
            "summary": rows["summary"],
        },
    )
    report["record"] = world.env["rr.donor.report"].browse(number)
    world.reports |= report["record"]
    reporter.create(
        "rr.report.risk",
        [
            {**risk, "report_id": number, "sequence": 10 * place,
             "date": world.before(months=-3)}
            for place, risk in enumerate(rows["risks"], start=1)
        ],
    )
    reporter.button("rr.donor.report", number, "action_generate")
    _explain(world, rows, report["record"])
    reporter.button("rr.donor.report", number, "action_generate")


def _prepare(world, agreement, template, first):
    """Finance enters what the donor wants of reports. Periods that ended before the
    first one here were reported on paper: they are no report that is missing."""
    world.door("finance").write(
        "rr.fund.agreement", agreement.id,
        {
            "report_template_id": template.id,
            "donor_activity_ref": f"XM-INVENTED-{agreement.code}",
        },
    )
    reporter = world.door("reporter")
    on_paper = reporter.search(
        "rr.report.period",
        [
            ("agreement_id", "=", agreement.id),
            ("state", "=", "open"),
            ("date_to", "<", first),
        ],
    )
    if on_paper:
        reporter.call("rr.report.period", "unlink", [row["id"] for row in on_paper])


def _explain(world, rows, report):
    """Write the texts that the checklist asks for."""
    reporter = world.door("reporter")
    snapshot, points = report._load_snapshot(), report._checklist_open()
    reporter.create(
        "rr.report.variance.note",
        [
            {"report_id": report.id, "line_code": code, "text": rows["variance"]}
            for code in snapshot["variance_lines"]
        ],
    )
    indicators = _indicators(world)
    reporter.create(
        "rr.report.comment",
        [
            {"report_id": report.id, "indicator_id": indicators[row["code"]],
             "text": rows["comment"]}
            for row in snapshot["indicators"]
            if any(row["code"] in point for point in points)
        ],
    )


def _sign(world, report, action, login, state):
    record = report["record"]
    world.door(login).button("rr.donor.report", record.id, action)
    record.invalidate_recordset(["state"])
    assert record.state == state, record.state


def _release(world, report):
    world.door("head").button(
        "rr.donor.report", report["record"].id, "action_authorise_iati"
    )


def _download(world, report, login):
    """The donor's contact opens the page of the report and takes a file."""
    page = f"/my/reports/{report['record'].id}"
    world.browser(login).get(page)
    world.browser(login).get(f"{page}/json")
