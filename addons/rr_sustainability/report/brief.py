# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The two-page brief for a minister: figures, a vector chart, what to decide."""

from datetime import date
from decimal import Decimal

from markupsafe import Markup, escape
from odoo import api, fields, models
from odoo.addons.rr_base.tools.language import format_date, format_number
from odoo.addons.rr_base.tools.workbook import ACCENT

from ..engine import people_rows, request_rows, result_of
from ..engine.budget_calendar import lead_time
from ..engine.exact import euros
from ..tools.labels import words

STATE, MUNICIPALITY = ACCENT, "#6A8F5B"
DONORS = ("#C98A2B", "#8C6BB1", "#4E9A9A", "#B5656B", "#7D8A3C", "#5B7DB1")
WIDTH, HEIGHT, LEFT, BOTTOM, HEAD = 620, 250, 52, 34, 22


class TransitionBrief(models.AbstractModel):
    _name = "report.rr_sustainability.transition_brief"
    _description = "Brief on a budget transition"

    @api.model
    def _get_report_values(self, docids, data=None):
        scenarios = self.env["rr.transition.scenario"].browse(docids)
        scenarios.check_access("read")
        lang = self.env.lang or "en_US"
        return {
            "letter_lang": lang,
            "letter_title": self.env._("Budget transition"),
            "briefs": [self._rr_values(scenario) for scenario in scenarios],
            "res_company": self.env.company,
        }

    def _rr_values(self, scenario):
        outcome = scenario._rr_outcome()
        found, names = result_of(outcome), scenario._rr_names()
        today = fields.Date.context_today(self)
        steps, step_names = self.env["rr.transition.calendar"]._rr_steps()
        donors = scenario._rr_donor_values(outcome, names, today, steps)
        return {
            "scenario": scenario,
            "words": words(self.env),
            "view": outcome.view,
            "today": today,
            "years": outcome.plan.years,
            "rows": found["years"],
            "first": found["years"][0],
            "last": found["years"][-1],
            "names": names,
            "requests": self._rr_requests(outcome, names),
            "leads": [lead_time(year, today, steps) for year in outcome.plan.years[1:]],
            "steps": step_names,
            "accent": ACCENT,
            "donors": donors,
            "lines": self._rr_lines(outcome, names),
            "comparison": self._rr_comparison(scenario, outcome.view),
            "chart": self._rr_chart(scenario, outcome, donors),
            "money": self._rr_money,
            "percent": self._rr_percent,
            "day": lambda text: self._rr_day(text, "d MMM yyyy"),
            "month": lambda text: self._rr_day(text, "MMM yyyy"),
            "warnings": scenario._rr_warnings(),
        }

    def _rr_day(self, day, pattern):
        """A date with its month in letters: 7 March is not 3 July."""
        return format_date(self.env, day, pattern) or "–"

    def _rr_money(self, text):
        """EUR without cents, in the reader's language; the workbook has the cents."""
        return format_number(self.env, Decimal(text or 0), 0)

    def _rr_percent(self, text):
        return f"{format_number(self.env, Decimal(text), 1)} %"

    def _rr_requests(self, outcome, names):
        table = {}
        for row in request_rows(outcome):
            table.setdefault(row["category"], []).append(row)
        return [
            (names["category"].get(category, category), rows)
            for category, rows in sorted(table.items())
        ]

    def _rr_lines(self, outcome, names):
        """Return lines by their gap over the horizon, the largest first."""
        people = people_rows(outcome)
        rows = []
        for i, line in enumerate(outcome.plan.lines):
            known = names["line"].get(line.code, {})
            gaps = [outcome.gap(i, t) for t in range(len(outcome.plan.years))]
            persons = [
                row["persons"] or 0 for row in people if row["line"] == line.code
            ]
            rows.append(
                {
                    "name": known.get("name", line.code),
                    "unit": known.get("unit", ""),
                    "gaps": [euros(gap) for gap in gaps],
                    "persons": persons,
                    "total": sum(gaps),
                }
            )
        return sorted(rows, key=lambda row: (-row["total"], row["name"]))

    def _rr_comparison(self, scenario, view):
        rows = self.env["rr.transition.scenario"].get_comparison(scenario.id, view)
        return [{**row, "is_this": row["id"] == scenario.id} for row in rows]

    # ---------------------------------------------------------------------- chart

    def _rr_chart(self, scenario, outcome, donors):
        """Return the stacked chart as SVG: state, municipalities, donors, gap."""
        plan, rows = outcome.plan, result_of(outcome)["years"]
        n = len(plan.years)
        top = max([float(row["need"]) for row in rows] + [1.0])
        unit = _step(top / 4)
        top = unit * (int(top / unit) + 1)
        slot = (WIDTH - LEFT - 8) / n
        floor = HEIGHT - BOTTOM
        scale = (floor - HEAD) / top
        out = [self._rr_axis(unit, top, floor, scale)]
        payments = scenario._rr_payments_by_source(outcome)["by_source"]
        colours = self._rr_colours(donors)
        for t, row in enumerate(rows):
            x, width = LEFT + slot * t + slot * 0.2, slot * 0.6
            y = floor
            parts = [(STATE, float(row["state"])), (MUNICIPALITY, float(row["municipality"]))]
            parts += [(colours[d["source"]], float(payments[d["source"]][t])) for d in donors]
            for colour, amount in parts:
                height = amount * scale
                if height > 0:
                    y -= height
                    out.append(_rect(x, y, width, height, f'fill="{colour}"'))
            gap = float(row["gap"]) * scale
            if gap > 0.4:
                y -= gap
                out.append(
                    _rect(
                        x, y, width, gap,
                        'fill="url(#gap)" stroke="#B4462A" stroke-width="0.7" '
                        'stroke-dasharray="3 2"',
                    )
                )
                if gap > 13:
                    out.append(_label(x + width / 2, y + gap / 2 + 3, self._rr_thousands(row["gap"])))
            level = floor - float(row["need"]) * scale
            out.append(
                f'<line x1="{x - 5:.1f}" x2="{x + width + 5:.1f}" y1="{level:.1f}" '
                f'y2="{level:.1f}" stroke="#222" stroke-width="1.4" stroke-dasharray="5 3"/>'
            )
            out.append(_label(x + width / 2, floor + 22, str(row["year"]), bold=True))
        out += self._rr_exits(donors, plan.years, slot, floor)
        pattern = (
            '<defs><pattern id="gap" width="6" height="6" patternUnits="userSpaceOnUse" '
            'patternTransform="rotate(45)"><rect width="6" height="6" fill="#FBE9E2"/>'
            '<line x1="0" y1="0" x2="0" y2="6" stroke="#E7A58E" stroke-width="2"/>'
            "</pattern></defs>"
        )
        return Markup(
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
            f'width="100%" role="img"><title>{escape(self.env._("Who pays, by year"))}'
            f"</title>{pattern}{''.join(out)}</svg>"
        )

    def _rr_axis(self, unit, top, floor, scale):
        parts, value = [], 0.0
        while value <= top + unit / 2:
            y = floor - value * scale
            parts.append(
                f'<line x1="{LEFT}" x2="{WIDTH - 8}" y1="{y:.1f}" y2="{y:.1f}" '
                'stroke="#d5dcde" stroke-width="0.6"/>'
            )
            parts.append(_label(LEFT - 5, y + 3, self._rr_thousands(value), anchor="end"))
            value += unit
        parts.append(_label(LEFT - 5, 9, self.env._("EUR 1,000"), anchor="end", size=7))
        return "".join(parts)

    def _rr_exits(self, donors, years, slot, floor):
        """Marks under the axis: the day on which a donor's money ends."""
        first, last, parts = date(years[0], 1, 1), date(years[-1], 12, 31), []
        for donor in donors:
            day = donor["last_day"] and date.fromisoformat(donor["last_day"])
            if day and first <= day <= last:
                part = (day - date(day.year, 1, 1)).days / 365
                x = LEFT + slot * (day.year - years[0] + part)
                parts.append(
                    f'<path d="M{x:.1f} {floor + 2} l4 7 h-8 z" fill="#B4462A"/>'
                    f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{HEAD}" y2="{floor}" '
                    'stroke="#B4462A" stroke-width="0.7" stroke-dasharray="2 3"/>'
                )
        return parts

    def _rr_thousands(self, value):
        return self._rr_money(str(float(value) / 1000))

    @staticmethod
    def _rr_colours(donors):
        ordered = sorted(donor["source"] for donor in donors)
        return {code: DONORS[at % len(DONORS)] for at, code in enumerate(ordered)}


def _step(value):
    """Return the next round number above a value: 1, 2, 2.5, 5 × a power of ten."""
    power = 1.0
    while power * 10 <= value:
        power *= 10
    return next(power * f for f in (1, 2, 2.5, 5, 10) if power * f >= value)


def _rect(x, y, width, height, style):
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" {style}/>'
    )


def _label(x, y, text, anchor="middle", bold=False, size=8.5):
    weight = ' font-weight="bold"' if bold else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" '
        f'font-family="Letter Sans"{weight} fill="#1a1a1a">{escape(text)}</text>'
    )
