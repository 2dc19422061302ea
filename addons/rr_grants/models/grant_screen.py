# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from markupsafe import Markup
from odoo import fields, models
from odoo.addons.rr_base.tools.language import format_date, format_number
from odoo.addons.rr_base.tools.money import money
from odoo.tools.misc import format_amount

from .grant_overlap import DECIDERS

#: balance -> colour; the word stands beside it, so that colour is never alone
BAR = {
    "reserved": "#b0885a",
    "committed": "#4d7ea8",
    "paid": "#2f6f4f",
    "available": "#d9dee3",
}
STRIP = {
    "none": "#e6ebe8",
    "co_financing": "#bcd4e6",
    "warning": "#f0d58c",
    "stop": "#d9534f",
}


def bar(parts):
    """Draw shares as one bar with a legend.

    :param parts: list of ``(label, value, text, colour)``.
    """
    total = sum((money(value) for _label, value, _text, _c in parts), money(0))
    if not total:
        return False
    pieces = Markup("").join(
        Markup(
            '<span title="%s" style="display:inline-block;height:14px;'
            'width:%s%%;background:%s"></span>'
        )
        % (f"{label} {text}", f"{100 * money(value) / total:.2f}", colour)
        for label, value, text, colour in parts
        if value
    )
    legend = Markup(" ").join(
        Markup(
            '<span style="margin-right:14px;white-space:nowrap">'
            '<span style="display:inline-block;width:10px;height:10px;'
            'background:%s"></span> %s <b>%s</b></span>'
        )
        % (colour, label, text)
        for label, _value, text, colour in parts
    )
    return Markup(
        '<div style="max-width:640px"><div aria-hidden="true" style="display:flex;'
        'border-radius:3px;overflow:hidden">%s</div>'
        '<div style="margin-top:4px;font-size:.9em">%s</div></div>'
    ) % (pieces, legend)


class BudgetLineScreen(models.Model):
    _inherit = "rr.budget.line"

    funding_bar = fields.Html(compute="_compute_funding_bar", sanitize=False)

    def _compute_funding_bar(self):
        for line in self:
            line.funding_bar = bar(
                [
                    (
                        line._fields[name]._description_string(self.env),
                        line[name],
                        format_amount(self.env, line[name], line.currency_id),
                        colour,
                    )
                    for name, colour in BAR.items()
                ]
            )


class GrantScreen(models.Model):
    _inherit = "rr.grant"

    funding_bar = fields.Html(compute="_compute_funding_bar", sanitize=False)
    overlap_strip = fields.Html(
        compute="_compute_overlap_strip", sanitize=False, groups=DECIDERS
    )

    def _compute_funding_bar(self):
        for grant in self:
            rest = max(
                money(grant.amount)
                - money(grant.reserved)
                - money(grant.committed)
                - money(grant.paid),
                money(0),
            )
            values = {
                "reserved": grant.reserved,
                "committed": grant.committed,
                "paid": grant.paid,
            }
            parts = [
                (
                    grant._fields[name]._description_string(self.env),
                    value,
                    format_amount(self.env, float(value), grant.currency_id),
                    BAR[name],
                )
                for name, value in values.items()
            ]
            parts.append(
                (
                    self.env._("Not promised"),
                    rest,
                    format_amount(self.env, float(rest), grant.currency_id),
                    BAR["available"],
                )
            )
            grant.funding_bar = bar(parts)

    def _compute_overlap_strip(self):
        labels = dict(self._fields["overlap_state"]._description_selection(self.env))
        for grant in self:
            rows = (grant.overlap_findings or {}).get("findings", [])
            cells = Markup("").join(grant._strip_cell(row, labels) for row in rows)
            grant.overlap_strip = (
                Markup('<div style="display:flex;flex-wrap:wrap;gap:4px">%s</div>')
                % cells
                if rows
                else False
            )

    def _queue_label(self, step):
        """What the work queue calls a step, in the reader's language."""
        labels = self.env["rr.grant.queue"]._fields["step"]
        return dict(labels._description_selection(self.env)).get(step, step)

    def _strip_cell(self, row, labels):
        """One month: ours, others', the verdict as colour and as a word."""
        sign = {"stop": "■ ", "warning": "! "}.get(row["verdict"], "")
        return Markup(
            '<div style="min-width:104px;padding:4px 6px;border-radius:3px;'
            'background:%s;color:%s"><b>%s</b><br/>%s %s<br/>%s %s<br/>'
            "<b>%s%s</b></div>"
        ) % (
            STRIP[row["verdict"]],
            "#fff" if row["verdict"] == "stop" else "#222",
            format_date(self.env, f"{row['month']}-01", "MMM y"),
            self.env._("ours"),
            format_number(self.env, money(row["asked"]), 2),
            self.env._("others"),
            format_number(self.env, money(row["others"]), 2),
            sign,
            labels[row["verdict"]],
        )
