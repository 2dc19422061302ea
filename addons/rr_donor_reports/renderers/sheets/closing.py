# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.addons.rr_base.tools.workbook import Column

from ..canonical import digest
from ..document import Paragraph, Table, text


def risks(reader):
    table = Table(
        [
            Column(reader._("Risk to the programme"), width=44),
            Column(reader._("What is done about it"), width=44),
            Column(reader._("Next step"), width=36),
            Column(reader._("By"), "date", 16),
        ],
        name="risks",
    )
    for entry in reader.snapshot["risks"]:
        table.rows.append(
            [
                text(entry["name"]),
                text(entry.get("mitigation")),
                text(entry.get("next_step")),
                reader.day(entry.get("date")),
            ]
        )
    title = reader._("Risks and next steps")
    if not table.rows:
        return title, [Paragraph(reader._("No risk was reported for this period."), "note")]
    return title, [table]


def methods(reader):
    _, words, meta = reader._, reader.words, reader.meta
    definitions = Table(
        [
            Column(reader._("Code"), width=9),
            Column(reader._("Indicator"), width=40),
            Column(reader._("Definition"), width=70),
            Column(reader._("Denominator, population or window"), width=36),
        ],
        title=reader._("Definitions"),
        name="definitions",
    )
    for entry in reader.snapshot["indicators"]:
        definitions.rows.append(
            [
                text(entry["code"]),
                text(words.pick(entry["name"])),
                text(words.pick(entry.get("definition"))),
                text(words.pick(entry.get("population"))),
            ]
        )
    attribution = {
        "contribution": reader._(
            "Attribution: contribution. A person counts once, in full, for each funder "
            "with eligible cost. Do not add persons across donors; the programme's "
            "unique total stands beside the agreement's."
        ),
        "pro_rata": reader._(
            "Attribution: pro rata. Persons are divided among funders by their share of "
            "cost, with the largest remainder, so that the shares of all funders sum to "
            "the unique count."
        ),
        "lead": reader._(
            "Attribution: lead. A person counts for the funder with the largest share of "
            "cost alone."
        ),
    }
    paragraphs = [
        attribution[meta.get("attribution") or "contribution"],
        reader._(
            "Small numbers are withheld. A table of persons is published only when each "
            "of its cells is zero or %(count)s and more, and when nothing can be worked "
            "out about a smaller group from everything that was published before. A "
            "withheld cell has one sign, ·, and it does not mean zero.",
            count=meta["policy"]["threshold"],
        ),
        reader._(
            "Totals of persons of the programme, of each agreement, of grants, of "
            "courses and of employment are published exactly."
        ),
        reader._(
            "What such a total grew by in a period is the total less the total published "
            "for the day before the period; persons entered late count in the period "
            "whose report has them first. Of any other count of persons the increase is "
            "not published by itself."
        ),
        reader._(
            "“Employed or self-employed” is the latest known status at any level of "
            "verification. It says what was, not why: the effect of the programme is not "
            "established by these figures."
        ),
        reader._(
            "Percentages are given over denominators of 20 or more only."
        ),
        reader._(
            "Money: paid amounts from the ledger, on a cash basis. Variance is spending "
            "to date against the budget planned to date; the plan is spread evenly over "
            "the days of the agreement."
        ),
    ]
    paragraphs += _disclosure(reader)
    blocks = [Paragraph(line, "body") for line in paragraphs]
    blocks += [Paragraph(words.pick(line), "body") for line in reader.snapshot["methods"]]
    if definitions.rows:
        blocks.append(definitions)
    return reader._("Methods"), blocks


def _disclosure(reader):
    """The record of the disclosure check, without what helps an attacker."""
    told = reader.snapshot.get("disclosure") or {}
    if not told.get("release"):
        return []
    return [
        reader._(
            "Disclosure check: release of %(date)s under version %(policy)s of the "
            "publication policy, approved by %(approver)s. In this report %(issued)s "
            "tables of persons are of that release, %(held)s are held and printed with "
            "their earlier date. An audit by itself, over everything ever published to "
            "anybody, passed.",
            date=reader.words.date(told["date"]),
            policy=told["policy"],
            approver=told["approver"],
            issued=len(told["issued"]),
            held=len(told["held"]),
        )
    ]


def change_log(reader):
    _, words = reader._, reader.words
    versions = Table(
        [
            Column(reader._("Version"), width=10),
            Column(reader._("Issued on"), "date", 16),
            Column(reader._("Reason"), width=60),
            Column(reader._("SHA-256"), width=70),
        ],
        title=reader._("Versions"),
        name="versions",
    )
    issued = next((s["date"] for s in reader.signatures if s["step"] == "issued"), None)
    for entry in reader.snapshot["versions"]:
        is_own = entry["version"] == reader.meta["version"]
        reason = entry.get("reason")
        versions.rows.append(
            [
                text(entry["version"]),
                reader.day(issued if is_own else entry.get("date")),
                text(reason or reader._("first version")),
                text(digest(reader.snapshot) if is_own else entry.get("sha256")),
            ]
        )
    changes = Table(
        [
            Column(reader._("Sheet"), width=20),
            Column(reader._("Figure"), width=60),
            Column(reader._("Before"), width=20),
            Column(reader._("After"), width=20),
        ],
        title=reader._("Differences from the version before"),
        name="changes",
    )
    for entry in reader.snapshot["changes"]:
        changes.rows.append(
            [
                text(entry["sheet"]),
                text(words.pick(entry["label"])),
                text(entry["before"]),
                text(entry["after"]),
            ]
        )
    blocks = [versions] if versions.rows else []
    if changes.rows:
        blocks.append(changes)
    else:
        blocks.append(
            Paragraph(
                reader._("This is the first version: nothing changed.")
                if reader.meta["version"] == 1
                else reader._("No figure differs from the version before."),
                "note",
            )
        )
    late = _late(reader)
    if late.rows:
        blocks.append(late)
    return reader._("Change log"), blocks


def _late(reader):
    """Facts of an earlier period that were entered after its report."""
    totals = {
        "direct_beneficiaries": reader._("Direct beneficiaries of the programme, ever enrolled"),
        "direct_and_family": reader._("Direct beneficiaries and members of their households"),
        "supported_by_grants": reader._("Direct beneficiaries with a paid individual grant, whoever paid"),
        "course_participants": reader._("Direct beneficiaries ever enrolled in a course"),
    }
    table = Table(
        [
            Column(reader._("Late facts in"), width=60),
            Column(reader._("Dated to"), "date", 16),
        ],
        title=reader._("Late facts"),
        note=reader._(
            "Dated in an earlier period and entered after its report: they are in the "
            "cumulative figures of this report for the first time."
        ),
        name="late",
    )
    for entry in reader.snapshot.get("late", ()):
        if entry["kind"] == "line":
            where = reader._("Financial statement, line %(code)s", code=entry["name"])
        else:
            where = totals.get(entry["name"], entry["name"])
        table.rows.append([text(where), reader.day(entry["until"])])
    return table
