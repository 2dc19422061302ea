# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The workbook of a scenario, with formulas that live.

Need cells are values beside their factors: a product of decimals in binary
floats misses half-up cents now and then. Formulas start at need: the state's
part, who pays which line, gaps, people, requests and totals are computed by the
spreadsheet, and each carries the engine's value for readers that do not compute.

An amount is text of the engine, so it is exact; a formula on amounts rounds to
cents, so it is exact again. A share of up to four places is applied on whole
numbers (cents × ten-thousandths), where binary floats make no error.
"""

from fractions import Fraction

from odoo.addons.rr_base.tools.workbook import ACCENT, Workbook
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from ..engine.exact import euros
from ..engine.need import price_factors
from ..engine.people import persons_not_served
from ..tools.labels import words
from .plan_workbook_pages import Pages

TOP = 4  # first row of a table's body, counted from 0; the header is above


def cell(row, column, fixed=False):
    return xl_rowcol_to_cell(row, column, row_abs=fixed, col_abs=fixed)


class PlanWorkbook(Pages):
    """Writes one scenario in one view.

    :param scenario: record of ``rr.transition.scenario``
    :param outcome: the engine's outcome in the view
    :param donors: rows of the donors' calendar, as the screen gets them
    :param today: the day from which lead times are counted
    """

    def __init__(self, scenario, outcome, donors, today):
        self.scenario, self.outcome, self.donors = scenario, outcome, donors
        self.today = today
        self.env, self.plan = scenario.env, outcome.plan
        self._ = self.env._
        self.years = list(self.plan.years)
        self.n = len(self.years)
        self.names = scenario._rr_names()
        self.words = words(self.env)
        self.book = Workbook(self.env.lang or "en_US", scenario.name)
        self.sheet_names = {
            key: text[:31]
            for key, text in {
                "summary": self._("Summary"),
                "need": self._("Need"),
                "share": self._("State share"),
                "money": self._("Money"),
                "paid": self._("Allocation"),
                "gap": self._("Gap"),
                "request": self._("Request"),
                "calendar": self._("Calendar"),
                "overrides": self._("Overrides"),
                "method": self._("Method"),
            }.items()
        }
        self.sheets = {
            key: self.book.add_sheet(name) for key, name in self.sheet_names.items()
        }
        self.last_line = TOP + len(self.plan.lines) - 1
        self.last_money = TOP + len(self.plan.commitments) - 1

    def content(self):
        """Return the bytes of the file."""
        self._need()
        self._share()
        self._money()
        self._allocation()
        self._gap()
        self._request()
        self._calendar()
        self._overrides()
        self._method()
        self._summary()
        self.sheets["summary"].activate()
        return self.book.close()

    # ------------------------------------------------------------------- helpers

    def ref(self, key, row, column):
        return f"'{self.sheet_names[key]}'!{cell(row, column)}"

    def column(self, key, first, last, column):
        name = xl_col_to_name(column)
        return f"'{self.sheet_names[key]}'!${name}${first + 1}:${name}${last + 1}"

    def head(self, key, title, note, columns, groups=()):
        """Title, note and header; ``columns`` are (text, width)."""
        sheet, book = self.sheets[key], self.book
        plain = {"text_wrap": False}
        book.write(sheet, 0, 0, title, book.format("text", bold=True, font_size=13, **plain))
        book.write(sheet, 1, 0, note, book.format("text", font_color="#555555", **plain))
        for index, (text, width) in enumerate(columns):
            sheet.set_column(index, index, width)
            if isinstance(text, int):
                sheet.write_number(
                    TOP - 1, index, text, book.format("integer", **self.header_style())
                )
            else:
                book.write(sheet, TOP - 1, index, text, book.header_format())
        for start, text in groups:
            book.write(
                sheet, 2, start, text, book.format("text", bold=True, **plain)
            )
        sheet.freeze_panes(TOP, 2)
        sheet.repeat_rows(TOP - 1)
        return sheet

    def header_style(self):
        return {
            "bold": True,
            "font_color": "#FFFFFF",
            "bg_color": ACCENT,
            "align": "right",
            "border": 1,
            "border_color": "#C8D3D6",
            "num_format": "0",
        }

    def formula(self, key, row, column, text, value, kind="money", **style):
        self.sheets[key].write_formula(
            row, column, f"={text}", self.book.format(kind, **style), value
        )

    def amount(self, key, row, column, cents, **style):
        self.sheets[key].write_number(
            row, column, float(euros(cents)), self.book.format("money", **style)
        )

    def text(self, key, row, column, value, **style):
        self.book.write(self.sheets[key], row, column, value, self.book.format("text", **style))

    def totals(self, key, row, first, last, columns, values):
        self.text(key, row, 0, self._("Total"), bold=True, top=1)
        for column in range(1, max(columns) + 1):
            self.sheets[key].write_blank(row, column, None, self.book.format("text", top=1))
        for column, value in zip(columns, values, strict=True):
            name = xl_col_to_name(column)
            self.formula(
                key, row, column, f"ROUND(SUM({name}{first + 1}:{name}{last + 1}),2)",
                float(euros(value)), bold=True, top=1,
            )

    def line_name(self, line):
        return self.names["line"].get(line.code, {}).get("name", line.code)

    def category(self, key):
        return self.names["category"].get(key, key)

    def year_columns(self, width=13):
        return [(year, width) for year in self.years]

    # --------------------------------------------------------------------- sheets

    def _need(self):
        _, plan, n = self._, self.plan, self.n
        fixed = [
            (self._("Code"), 14), (self._("Need line"), 30), (self._("Unit"), 12),
            (self._("Economic category"), 26), (self._("Sub-programme"), 12), (self._("Priority"), 9),
            (self._("Goes on or new"), 11), (self._("Unit cost, EUR"), 12), (self._("Overhead"), 10),
            (self._("Last year: quantity"), 11), (self._("Last year: paid, EUR"), 14),
        ]
        at = len(fixed)
        self.need_at = at + 2 * n
        sheet = self.head(
            "need", self._("What the programme needs"), self.scenario.name,
            fixed + self.year_columns(10) + self.year_columns(10) + self.year_columns(),
            [(at, self._("Quantity")), (at + n, self._("Price factor")), (at + 2 * n, self._("Need, EUR"))],
        )
        for i, line in enumerate(plan.lines):
            row, known = TOP + i, self.names["line"].get(line.code, {})
            self.text("need", row, 0, line.code)
            self.text("need", row, 1, self.line_name(line))
            self.text("need", row, 2, known.get("unit", ""))
            self.text("need", row, 3, self.category(line.category))
            self.text("need", row, 4, known.get("subprogramme", ""))
            self.book.write_value(sheet, row, 5, line.priority, "integer")
            self.text("need", row, 6, self.words["kind"][line.kind])
            sheet.write_number(row, 7, float(line.unit_cost), self.book.format("money"))
            sheet.write_number(row, 8, float(line.overhead), self.book.format("percent"))
            self.book.write_value(sheet, row, 9, known.get("actual_quantity"), "number")
            self.book.write_value(sheet, row, 10, known.get("actual_amount"), "money")
            factors = price_factors(plan, line.price_group)
            for t in range(n):
                sheet.write_number(row, at + t, float(line.quantity[t]), self.book.format("number"))
                sheet.write_number(
                    row, at + n + t, float(factors[t]),
                    self.book.format("number", num_format="0.0000"),
                )
                self.amount("need", row, self.need_at + t, self.outcome.need[i][t])
        self.totals(
            "need", self.last_line + 1, TOP, self.last_line,
            [self.need_at + t for t in range(n)],
            [self.outcome.total(self.outcome.need, t) for t in range(n)],
        )

    def _share(self):
        _, n = self._, self.n
        fixed = [(self._("Code"), 14), (self._("Need line"), 30), (self._("Economic category"), 26),
                 (self._("Goes on or new"), 11)]
        at = len(fixed)
        self.path_at = at + n
        sheet = self.head(
            "share", self._("What the state takes over"),
            self._("Change a blue share: everything else follows."),
            fixed + self.year_columns(10) + self.year_columns(),
            [(at + n, self._("State pays, EUR"))],
        )
        for i, line in enumerate(self.plan.lines):
            row = TOP + i
            self.text("share", row, 0, line.code)
            self.text("share", row, 1, self.line_name(line))
            self.text("share", row, 2, self.category(line.category))
            self.text("share", row, 3, self.words["kind"][line.kind])
            for t in range(n):
                share, amount = line.state_share[t], self.outcome.path[i][t]
                sheet.write_number(
                    row, at + t, float(share),
                    self.book.format("percent", font_color="#1F4FBF", num_format="0.00%"),
                )
                need = self.ref("need", row, self.need_at + t)
                formula = self._share_formula(
                    need, cell(row, at + t), self.outcome.need[i][t], share
                )
                if formula:
                    self.formula("share", row, self.path_at + t, formula, float(euros(amount)))
                else:
                    self.amount("share", row, self.path_at + t, amount)
        self.totals(
            "share", self.last_line + 1, TOP, self.last_line,
            [self.path_at + t for t in range(n)],
            [self.outcome.total(self.outcome.path, t) for t in range(n)],
        )

    @staticmethod
    def _share_formula(need, share, cents, exact_share):
        """Formula of share × need in cents, or None where floats might miss a half.

        Computed shares (a cut to the ceiling) have up to twelve places; they are
        no typed decisions, and where such a product lies next to half a cent its
        amount is written as a value.
        """
        if (exact_share * 10000).denominator == 1:
            return f"ROUND(ROUND({need}*100,0)*ROUND({share}*10000,0)/10000,0)/100"
        rest = (exact_share * cents) % 1
        if abs(rest - Fraction(1, 2)) > Fraction(1, 1000):
            return f"ROUND({need}*{share},2)"
        return None

    def _money(self):
        _, n, plan = self._, self.n, self.plan
        fixed = [
            (self._("Code"), 22), (self._("Source"), 28), (self._("Kind of source"), 12), (self._("Currency"), 9),
            (self._("Amount"), 14), (self._("From"), 12), (self._("To"), 12), (self._("Status"), 12),
            (self._("Probability"), 10), (self._("Earmarked for"), 30),
        ]
        at = len(fixed)
        self.slice_at, self.used_at, self.left_at = at, at + n, at + 2 * n
        sheet = self.head(
            "money", self._("Who has promised what"),
            self.words["view"][self.outcome.view] + ": "
            + self.words["view_help"][self.outcome.view],
            fixed + self.year_columns() * 3,
            [(at, self._("Money of the year, EUR")), (at + n, self._("Used, EUR")),
             (at + 2 * n, self._("Stranded, EUR"))],
        )
        for k, row_of in enumerate(plan.commitments):
            row = TOP + k
            kind = plan.type_of(row_of)
            self.text("money", row, 0, row_of.code)
            self.text("money", row, 1, self.names["source"].get(row_of.source, row_of.source))
            self.text("money", row, 2, self.words["type"][kind])
            self.text("money", row, 3, row_of.currency)
            sheet.write_number(row, 4, float(row_of.amount), self.book.format("money"))
            self.book.write_value(sheet, row, 5, row_of.start, "date")
            self.book.write_value(sheet, row, 6, row_of.end, "date")
            self.text("money", row, 7, self.words["status"][row_of.status])
            sheet.write_number(row, 8, float(row_of.probability), self.book.format("percent"))
            earmarked = [line for line in plan.lines if line.code in row_of.lines]
            self.text("money", row, 9, ", ".join(map(self.line_name, earmarked)) or self._("free"))
        for t in range(n):
            self._money_year(t)
        if plan.commitments:
            self._money_totals()

    def _money_year(self, t):
        for k in range(len(self.plan.commitments)):
            row = TOP + k
            inflow, stranded = self.outcome.inflow[k][t], self.outcome.stranded(k, t)
            self.amount("money", row, self.slice_at + t, inflow)
            own = self._allocation_rows(k)
            paid = self.column("paid", own[0], own[-1], 4 + t) if own else "0"
            self.formula(
                "money", row, self.used_at + t, f"ROUND(SUM({paid}),2)",
                float(euros(inflow - stranded)),
            )
            here, used = cell(row, self.slice_at + t), cell(row, self.used_at + t)
            self.formula(
                "money", row, self.left_at + t, f"ROUND({here}-{used},2)",
                float(euros(stranded)),
            )

    def _money_totals(self):
        n, many = self.n, range(len(self.plan.commitments))
        inflow = [sum(self.outcome.inflow[k][t] for k in many) for t in range(n)]
        left = [sum(self.outcome.stranded(k, t) for k in many) for t in range(n)]
        used = [a - b for a, b in zip(inflow, left, strict=True)]
        self.totals(
            "money", self.last_money + 1, TOP, self.last_money,
            list(range(self.slice_at, self.slice_at + 3 * n)), inflow + used + left,
        )

    def _served(self, commitment):
        """Positions of the lines that a commitment serves, in its order."""
        return [
            i for i, line in enumerate(self.plan.lines)
            if not commitment.lines or line.code in commitment.lines
        ]

    def _allocation_rows(self, k):
        """Rows of a commitment on the allocation sheet: (first, last) or none."""
        first = TOP + sum(len(self._served(c)) for c in self.plan.commitments[:k])
        count = len(self._served(self.plan.commitments[k]))
        return (first, first + count - 1) if count else None

    def _allocation(self):
        """Each cell: the least of what the money has left and the line still needs."""
        _, n = self._, self.n
        self.head(
            "paid", self._("Who pays which line"),
            self._("Earmarked money first, fewest lines first, then the earlier start; "
              "lines by priority; never above need."),
            [(self._("Commitment"), 22), (self._("Need line"), 30), (self._("Number of the line"), 10),
             (self._("Kind of source"), 12), *self.year_columns()],
        )
        row, self.paid_rows = TOP, []
        for k, commitment in enumerate(self.plan.commitments):
            start = row
            for i in self._served(commitment):
                self.paid_rows.append((row, k, i))
                self.text("paid", row, 0, commitment.code)
                self.text("paid", row, 1, self.line_name(self.plan.lines[i]))
                self.book.write_value(self.sheets["paid"], row, 2, i + 1, "integer")
                self.text(
                    "paid", row, 3, self.words["type"][self.plan.type_of(commitment)]
                )
                for t in range(n):
                    self._paid_cell(row, start, k, i, t)
                row += 1
        self.last_paid = max(row - 1, TOP)

    def _paid_cell(self, row, start, k, i, t):
        column = 4 + t
        name = xl_col_to_name(column)
        before = f"SUM({name}{start + 1}:{name}{row})" if row > start else "0"
        money = f"{self.ref('money', TOP + k, self.slice_at + t)}-{before}"
        need = self.ref("need", TOP + i, self.need_at + t)
        path = self.ref("share", TOP + i, self.path_at + t)
        taken = (
            f"SUMIF($C${TOP + 1}:$C${row},$C{row + 1},{name}${TOP + 1}:{name}${row})"
            if row > TOP
            else "0"
        )
        self.formula(
            "paid", row, column,
            f"MAX(0,MIN(ROUND({money},2),ROUND({need}-{path}-{taken},2)))",
            float(euros(self.outcome.used[k][t].get(i, 0))),
        )

    def _gap(self):
        _, n, out = self._, self.n, self.outcome
        fixed = [(self._("Code"), 14), (self._("Need line"), 30)]
        at = len(fixed)
        self.gap_at = at + n
        self.head(
            "gap", self._("What nobody pays for"),
            self._("The gap is the sum of the lines' gaps, never need less money."),
            fixed + self.year_columns() * 2 + self.year_columns(10),
            [(at, self._("Funded, EUR")), (at + n, self._("Gap, EUR")),
             (at + 2 * n, self._("People not served"))],
        )
        quantity_at = self.need_at - 2 * n
        for i, line in enumerate(self.plan.lines):
            row = TOP + i
            self.text("gap", row, 0, line.code)
            self.text("gap", row, 1, self.line_name(line))
            for t in range(n):
                paid = "0"
                if self.paid_rows:
                    numbers = self.column("paid", TOP, self.last_paid, 2)
                    amounts = self.column("paid", TOP, self.last_paid, 4 + t)
                    paid = f"SUMIF({numbers},{i + 1},{amounts})"
                path = self.ref("share", row, self.path_at + t)
                need = self.ref("need", row, self.need_at + t)
                self.formula(
                    "gap", row, at + t, f"ROUND({path}+{paid},2)",
                    float(euros(out.funded(i, t))),
                )
                gap = cell(row, self.gap_at + t)
                self.formula(
                    "gap", row, self.gap_at + t, f"ROUND({need}-{cell(row, at + t)},2)",
                    float(euros(out.gap(i, t))),
                )
                persons = persons_not_served(out.gap(i, t), line.quantity[t], out.need[i][t])
                quantity = self.ref("need", row, quantity_at + t)
                self.formula(
                    "gap", row, at + 2 * n + t,
                    f'IF({need}=0,"",ROUNDUP(ROUND({gap}*{quantity}/{need},9),0))',
                    "" if persons is None else persons, "integer",
                )
        self.totals(
            "gap", self.last_line + 1, TOP, self.last_line,
            list(range(at, at + 2 * n)),
            [sum(out.funded(i, t) for i in range(len(out.need))) for t in range(n)]
            + [out.total_gap(t) for t in range(n)],
        )
