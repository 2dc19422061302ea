# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The pages of the workbook that sum up: summary, request, calendar, overrides."""

import datetime

from odoo.addons.rr_base.tools.workbook import ACCENT
from xlsxwriter.utility import xl_col_to_name

from ..engine import CALENDAR, lead_time, request_rows, result_of
from ..engine.exact import euros

TOP = 4
CHART_COLOURS = {
    "state": ACCENT,
    "municipality": "#6A8F5B",
    "donor": "#C98A2B",
    "gap": "#F2B8A0",
}


class Pages:
    """Part of the workbook's writer; see ``plan_workbook``."""

    # -------------------------------------------------------------------- summary

    def _summary(self):
        _, n = self._, self.n
        sheet = self.head(
            "summary",
            self.scenario.name,
            self._subtitle(),
            [(self._("EUR"), 40), ("", 3), *self.year_columns(15)],
        )
        found = result_of(self.outcome)["years"]
        rows = self._summary_rows()
        self.summary_row = {key: TOP + at for at, (key, *_rest) in enumerate(rows)}
        for at, (key, label, kind, formula) in enumerate(rows):
            strong = {"bold": True} if key in ("need", "gap", "share_of_need") else {}
            self.text("summary", TOP + at, 0, label, **strong)
            for t in range(n):
                value = self._summary_value(key, found, t)
                self.formula(
                    "summary", TOP + at, 2 + t, formula(t), value, kind, **strong
                )
        note = TOP + len(rows) + 1
        for number, text in enumerate(self._summary_notes()):
            self.text(
                "summary", note + number, 0, text, font_color="#555555", text_wrap=False
            )
        self._summary_chart(sheet, note + 5)
        sheet.fit_to_pages(1, 1)

    def _subtitle(self):
        scenario = self.scenario
        return " · ".join(
            filter(
                None,
                [
                    self.words["view"][self.outcome.view],
                    scenario._rr_state_label(scenario.state),
                    self._(
                        "on “%(baseline)s”", baseline=scenario.baseline_id.name
                    )
                    if scenario.baseline_id
                    else self._("baseline"),
                    (scenario.digest or scenario.baseline_id.digest or "")[:12],
                ],
            )
        )

    def _summary_rows(self):

        def here(key, t):
            return f"{xl_col_to_name(2 + t)}{self.summary_row[key] + 1}"

        def total(sheet, column, last):
            return lambda t: self.ref(sheet, last + 1, column() + t)

        def paid_by(kind):
            label = self.words["type"][kind]

            def formula(t):
                if not self.plan.commitments:
                    return "0"
                kinds = self.column("money", TOP, self.last_money, 2)
                used = self.column("money", TOP, self.last_money, self.used_at + t)
                return f'ROUND(SUMIF({kinds},"{label}",{used}),2)'

            return formula

        def share(part, whole):
            return lambda t: (
                f"IF({here(whole, t)}=0,0,ROUND(ROUND({here(part, t)}*100,0)*10000"
                f"/ROUND({here(whole, t)}*100,0),0)/10000)"
            )

        state_paid = paid_by("state")

        def inflow(t):
            kinds = self.column("money", TOP, self.last_money, 2)
            money = self.column("money", TOP, self.last_money, self.slice_at + t)
            return f'SUMIF({kinds},"{self.words["type"]["donor"]}",{money})'

        def cliff(t):
            if not t or not self.plan.commitments:
                return "0"
            return f"MAX(0,ROUND({inflow(t - 1)}-{inflow(t)},2))"

        def stranded(t):
            if not self.plan.commitments:
                return "0"
            return self.ref("money", self.last_money + 1, self.left_at + t)

        path = total("share", lambda: self.path_at, self.last_line)
        need = total("need", lambda: self.need_at, self.last_line)
        gap = total("gap", lambda: self.gap_at, self.last_line)
        return [
            ("need", self._("Need"), "money", need),
            (
                "state",
                self._("State"),
                "money",
                lambda t: f"ROUND({path(t)}+{state_paid(t)},2)",
            ),
            ("request", self._("of it to be requested"), "money", path),
            ("municipality", self._("Municipalities"), "money", paid_by("municipality")),
            ("donor", self._("Donors"), "money", paid_by("donor")),
            (
                "funded",
                self._("Funded"),
                "money",
                lambda t: f"ROUND({here('state', t)}+{here('municipality', t)}"
                f"+{here('donor', t)},2)",
            ),
            ("gap", self._("Gap (sum of the lines' gaps)"), "money", gap),
            ("gap_pct", self._("Gap, share of need"), "percent", share("gap", "need")),
            ("stranded", self._("Stranded: money no line can take"), "money", stranded),
            (
                "share_of_need",
                self._("State share of need"),
                "percent",
                share("state", "need"),
            ),
            (
                "share_of_funding",
                self._("State share of funding (rises when donors leave)"),
                "percent",
                share("state", "funded"),
            ),
            ("cliff", self._("Donor money lost against the year before"), "money", cliff),
        ]

    def _summary_value(self, key, found, t):
        row = found[t]
        if key == "request":
            return float(euros(self.outcome.total(self.outcome.path, t)))
        percents = {
            "gap_pct": "gap_pct",
            "share_of_need": "state_share_of_need",
            "share_of_funding": "state_share_of_funding",
        }
        if key in percents:
            return float(row[percents[key]]) / 100
        return float(row[key])

    def _summary_notes(self):
        yield self.words["view"][self.outcome.view] + ": " + self.words["view_help"][
            self.outcome.view
        ]
        yield from self.scenario._rr_warnings()
        if self.scenario.baseline_id:
            yield self._(
                "%(count)s overrides against the baseline; see their sheet.",
                count=len(self.scenario.override_ids),
            )

    def _summary_chart(self, sheet, row):
        chart = self.book.book.add_chart({"type": "column", "subtype": "stacked"})
        name = self.sheet_names["summary"]
        years = [name, TOP - 1, 2, TOP - 1, 1 + self.n]
        for key in ("state", "municipality", "donor", "gap"):
            at = self.summary_row[key]
            fill = {"fill": {"color": CHART_COLOURS[key]}}
            if key == "gap":
                fill = {
                    "pattern": {
                        "pattern": "wide_upward_diagonal",
                        "fg_color": "#B4462A",
                        "bg_color": "#FBE9E2",
                    }
                }
            chart.add_series(
                {
                    "name": [name, at, 0],
                    "categories": years,
                    "values": [name, at, 2, at, 1 + self.n],
                    "gap": 60,
                    **fill,
                }
            )
        line = self.book.book.add_chart({"type": "line"})
        at = self.summary_row["need"]
        line.add_series(
            {
                "name": [name, at, 0],
                "categories": years,
                "values": [name, at, 2, at, 1 + self.n],
                "line": {"color": "#222222", "dash_type": "dash", "width": 1.75},
            }
        )
        chart.combine(line)
        chart.set_title({"name": self._("Who pays"), "name_font": {"size": 12}})
        chart.set_y_axis(
            {"num_format": "#,##0", "major_gridlines": {"visible": 1, "line": {"color": "#DDDDDD"}}}
        )
        chart.set_legend({"position": "bottom"})
        chart.set_size({"width": 860, "height": 380})
        sheet.insert_chart(
            row, 0, chart, {"description": self._("Who pays, by year, and the gap")}
        )

    # -------------------------------------------------------------------- request

    def _request(self):
        _, n = self._, self.n
        self.head(
            "request",
            self._("What is requested from the state budget"),
            self._("The state's part of need, by economic category, against the ceiling."),
            [(self._("Economic category"), 30), (self._("What"), 18), *self.year_columns(15)],
        )
        rows = {(row["category"], row["year"]): row for row in request_rows(self.outcome)}
        categories = sorted({category for category, _year in rows})
        labels = {
            "request": self._("Request"),
            "baseline": self.words["kind"]["baseline"],
            "new": self.words["kind"]["new"],
            "ceiling": self._("Ceiling"),
            "over_ceiling": self._("Over the ceiling"),
        }
        for number, category in enumerate(categories):
            top = TOP + number * len(labels)
            for at, (key, label) in enumerate(labels.items()):
                strong = {"bold": True} if key == "request" else {}
                self.text("request", top + at, 0, self.category(category), **strong)
                self.text("request", top + at, 1, label, **strong)
                for t in range(n):
                    value = rows[category, self.years[t]][key]
                    self._request_cell(key, top, top + at, t, value, strong)
        last = TOP + len(categories) * len(labels)
        self.text("request", last, 0, self._("Total"), bold=True, top=1)
        self.text("request", last, 1, labels["request"], bold=True, top=1)
        for t in range(n):
            name = xl_col_to_name(2 + t)
            kinds = f"$B${TOP + 1}:$B${last}"
            self.formula(
                "request", last, 2 + t,
                f'ROUND(SUMIF({kinds},"{labels["request"]}",{name}{TOP + 1}:{name}{last}),2)',
                float(euros(self.outcome.total(self.outcome.path, t))), bold=True, top=1,
            )

    def _request_cell(self, key, top, row, t, value, style):
        column, name = 2 + t, xl_col_to_name(2 + t)
        amounts = self.column("share", TOP, self.last_line, self.path_at + t)
        categories = self.column("share", TOP, self.last_line, 2)
        kinds = self.column("share", TOP, self.last_line, 3)
        asked = f"{categories},$A{row + 1}"
        if key == "ceiling":
            self.book.write_value(
                self.sheets["request"], row, column,
                None if value is None else float(value), "money",
            )
            return
        if key == "over_ceiling":
            limit = f"{name}{top + 4}"
            text = f'IF({limit}="",0,MAX(0,ROUND({name}{top + 1}-{limit},2)))'
        elif key == "request":
            text = f"ROUND(SUMIF({asked},{amounts}),2)"
        else:
            text = f"ROUND(SUMIFS({amounts},{asked},{kinds},$B{row + 1}),2)"
        self.formula("request", row, column, text, float(value), **style)

    # ------------------------------------------------------------------- calendar

    def _calendar(self):
        _, n = self._, self.n
        steps, names = self.env["rr.transition.calendar"]._rr_steps()
        steps = steps or list(CALENDAR)
        sheet = self.head(
            "calendar",
            self._("When donors' money ends, and until when the state can be asked"),
            self._("First month without money, and the lead time of that year's budget."),
            [
                (self._("Donor"), 32), (self._("First unfunded month"), 14), (self._("Lead time"), 14),
                (self._("Next step"), 26), (self._("Deadline"), 14), *self.year_columns(14),
            ],
        )
        row = TOP
        for donor in self.donors:
            lead = donor["lead_time"] or {}
            self.text("calendar", row, 0, donor["name"])
            month = donor["first_unfunded_month"]
            self.text("calendar", row, 1, month[:7] if month else self._("no money"))
            self.text("calendar", row, 2, self.words["lead"].get(lead.get("status"), ""))
            self.text("calendar", row, 3, names.get(lead.get("next"), ""))
            self._day(sheet, row, 4, lead.get("deadline"))
            for t in range(n):
                sheet.write_number(
                    row, 5 + t, float(donor["available"][t]), self.book.format("money")
                )
            row += 1
        row += 1
        heads = (self._("Budget of the year"), self._("Status"), self._("Next step"), self._("Deadline"))
        for column, label in zip((0, 2, 3, 4), heads, strict=True):
            self.text("calendar", row, column, label, bold=True, bottom=1)
        for year in self.years:
            row += 1
            lead = lead_time(year, self.today, steps)
            self.book.write_value(sheet, row, 0, str(year))
            self.text("calendar", row, 2, self.words["lead"][lead["status"]])
            self.text("calendar", row, 3, names.get(lead["next"], lead["next"] or "–"))
            self._day(sheet, row, 4, lead["deadline"])

    def _day(self, sheet, row, column, text):
        day = datetime.date.fromisoformat(text) if text else None
        self.book.write_value(sheet, row, column, day, "date")

    # ------------------------------------------------------ overrides and method

    def _overrides(self):
        self.head(
            "overrides",
            self._("What differs from the baseline"),
            self._("Each override: what, who, when, why."),
            [
                (self._("What"), 44), (self._("In the baseline"), 34), (self._("Now"), 34),
                (self._("Who"), 20), (self._("When"), 12), (self._("Why"), 50),
            ],
        )
        rows = self.scenario._rr_override_values()
        for number, row in enumerate(rows):
            for column, key in enumerate(("what", "was", "value", "who", "when", "why")):
                self.text("overrides", TOP + number, column, row[key])
        if not rows:
            self.text("overrides", TOP, 0, self._("Nothing: this is the baseline, or equals it."))

    def _method(self):
        sheet = self.head("method", self._("How it is computed"), "", [("", 110)])
        for number, text in enumerate(
            (
                self._("Need = quantity × unit cost × price factor × (1 + overhead), rounded "
                  "half up to the cent; a value, because its factors are decimals."),
                self._("The state pays its share of need first; then earmarked money, fewest "
                  "lines first; then free money. Nothing pays more than need."),
                self._("Money over several years is split by days, both ends included; the "
                  "last year takes the rounding rest."),
                self._("Money that no line can take is stranded; it does not close a gap of "
                  "other lines."),
                self._("State share of need is the headline. The share of funding rises to "
                  "100 % as a programme collapses."),
                self._("People not served = gap × quantity ÷ need, rounded up: a person "
                  "served in part is not served."),
                self._("Blue cells may be changed: the formulas recompute who pays, the gap "
                  "and the request."),
            )
        ):
            self.text("method", TOP + number, 0, text)
            sheet.set_row(TOP + number, 32)
        sheet.set_portrait()
