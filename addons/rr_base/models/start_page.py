# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import format_date, formatLang

from ..tools.start_parts import (
    Figure,
    Hint,
    Late,
    LateRows,
    Picture,
    Task,
    Waiting,
)
from .start_page_parts import PARTS

#: late rows that a page shows; a part need not find more
LATE_SHOWN = 8
_FIGURES = 3


class RrStartPage(models.AbstractModel):
    """The first page of a role: what waits, what is late, three figures, a picture.

    The page is one; what stands on it for a role is data that each addon adds in
    :meth:`_rr_parts`. Everything is counted under the reader's own rules, so that each
    number opens the same rows, with a fixed number of queries per part. It tells of
    cases and money, never who did how much.
    """

    _name = "rr.start.page"
    _description = "Start page"

    @api.model
    @api.readonly
    def get_data(self, role=None):
        """Data of the page.

        :param role: key of one of the reader's roles; their first when left out
        :return: dict of ``role``, ``roles``, ``tasks``, ``waiting``, ``late``,
            ``late_count``, ``figures``, ``picture``, ``hint``
        :raises AccessError: the reader has no role with a page, or not this one
        """
        roles = self._rr_page_roles()
        role = role or next(iter(roles), None)
        if role not in roles:
            raise AccessError(self.env._("This page is for the staff of the register."))
        parts = sorted(
            (part for part in self._rr_parts() if role in part.roles),
            key=lambda part: part.sequence,
        )
        page = self.with_context(rr_start_role=role)
        late, late_count = page._rr_late(parts)
        return {
            "role": role,
            "roles": [{"key": key, "label": name} for key, name in roles.items()],
            "tasks": page._rr_tasks(parts),
            "waiting": page._rr_waiting(parts),
            "late": late,
            "late_count": late_count,
            "figures": page._rr_figures(parts),
            "picture": page._rr_picture(parts),
            "hint": page._rr_hint(parts),
        }

    @api.model
    def _rr_parts(self):
        """All parts of all pages; addons add theirs."""
        return list(PARTS)

    def _rr_page_roles(self):
        """The reader's internal roles: {key: name}, in the order of the groups."""
        if not self.env.user._is_internal():
            return {}
        # Groups are the administrator's to read; only their names leave here.
        groups = self.env.user.sudo().all_group_ids.filtered("rr_role")
        return {group.rr_role: group.name for group in groups.sorted("sequence")}

    # ------------------------------------------------------------------- parts

    def _rr_tasks(self, parts):
        return [
            {"label": self.env._(part.label), "action": part.action}
            for part in parts
            if isinstance(part, Task)
            and (
                part.action.startswith("/")
                or self.env.ref(part.action, raise_if_not_found=False)
            )
        ]

    def _rr_hint(self, parts):
        hints = [part for part in parts if isinstance(part, Hint)]
        return self.env._(hints[0].label) if hints else ""

    def _rr_domain(self, part):
        domain = part.domain
        return getattr(self, domain)() if isinstance(domain, str) else list(domain)

    def _rr_waiting(self, parts):
        items = []
        for part in parts:
            if not isinstance(part, Waiting):
                continue
            if not self.env[part.model].has_access("read"):
                continue
            domain = self._rr_domain(part)
            if part.since:
                [[oldest, count]] = self.env[part.model]._read_group(
                    domain, [], [f"{part.since}:min", "__count"]
                )
            else:
                oldest, count = None, self.env[part.model].search_count(domain)
            if count:
                items.append(self._rr_item(part, domain, count, oldest))
        return items

    def _rr_item(self, part, domain, count, oldest=None):
        """A line that opens the rows it counts."""
        return {
            "label": self.env._(part.label),
            "count": count,
            "detail": self._rr_age(oldest),
            "model": part.model,
            "domain": list(Domain(domain)),
        }

    def _rr_age(self, oldest):
        if not oldest:
            return ""
        days = (fields.Date.context_today(self) - fields.Date.to_date(oldest)).days
        if days > 0:
            return self.env._("oldest %(days)s days", days=days)
        if days < 0:
            return self.env._("next in %(days)s days", days=-days)
        return self.env._("today")

    def _rr_late(self, parts):
        """The late rows, oldest first, and how many there are in all."""
        today = fields.Date.context_today(self)
        rows, count = [], 0
        for part in parts:
            if isinstance(part, LateRows):
                found, found_count = getattr(self, part.method)()
                rows += found
                count += found_count
            elif isinstance(part, Late) and self.env[part.model].has_access("read"):
                records = self.env[part.model]
                domain = self._rr_domain(part)
                count += records.search_count(domain)
                for record in records.search(
                    domain, limit=LATE_SHOWN, order=f"{part.date}, id"
                ):
                    day = fields.Date.to_date(record[part.date])
                    rows.append(
                        self._rr_late_row(
                            record, record.display_name, part.label, day, today
                        )
                    )
        rows.sort(key=lambda row: (row["date"], row["code"] or ""))
        return rows[:LATE_SHOWN], count

    def _rr_late_row(self, record, code, text, date, today):
        return {
            "model": record._name,
            "id": record.id,
            "code": code,
            "text": self.env._(text) if not isinstance(text, str) else text,
            "date": fields.Date.to_string(date),
            "days": (today - date).days,
        }

    def _rr_figures(self, parts):
        figures = [part for part in parts if isinstance(part, Figure)][:_FIGURES]
        return [
            {
                "label": self.env._(part.label),
                "value": getattr(self, part.method)(),
            }
            for part in figures
        ]

    def _rr_picture(self, parts):
        for part in parts:
            if isinstance(part, Picture):
                picture = getattr(self, part.method)()
                if picture and picture["rows"]:
                    return {"title": self.env._(part.label), **picture}
        return None

    # ----------------------------------------------------------------- helpers

    def _rr_role(self):
        """The role whose page is being made."""
        return self.env.context.get("rr_start_role")

    def _rr_of(self, part, whole):
        if not whole:
            return "–"
        return self.env._("%(part)s of %(whole)s", part=part, whole=whole)

    def _rr_money(self, amount):
        """An amount in EUR, without cents, in the reader's language."""
        return formatLang(self.env, float(amount), digits=0) + " €"

    def _rr_day(self, day):
        return format_date(self.env, day, date_format="d MMM y")

    def _rr_month(self, day):
        return format_date(self.env, day, date_format="MMM y")

    def _rr_bars(self, legend, rows):
        """A picture of lying bars.

        :param legend: list of (key, label); the keys are drawn in this order
        :param rows: list of (label, {key: number}, text); a row may carry a fourth
            value, a mark on its bar (number on the same scale), and a fifth, its whole
        :return: dict for the client; ``text`` says in words what the bar draws
        """
        made = []
        for label, values, text, *rest in rows:
            mark = rest[0] if rest else None
            whole = rest[1] if len(rest) > 1 else None
            made.append(
                {
                    "label": label,
                    "parts": [
                        {"key": key, "value": max(values.get(key) or 0, 0)}
                        for key, _label in legend
                    ],
                    "text": text,
                    "mark": mark,
                    "whole": whole,
                }
            )
        widest = max(
            (
                row["whole"] or sum(part["value"] for part in row["parts"])
                for row in made
            ),
            default=0,
        )
        return {
            "legend": [{"key": key, "label": name} for key, name in legend],
            "rows": made if widest else [],
            "widest": widest,
        }

    # ----------------------------------------------------- the administrator's

    def _rr_users(self, *terms):
        return str(
            self.env["res.users"].search_count([("share", "=", False), *terms])
        )

    def _rr_figure_users(self):
        return self._rr_users()

    def _rr_figure_portal_users(self):
        return str(
            self.env["res.users"].search_count(
                [("share", "=", True), ("active", "=", True)]
            )
        )

    def _rr_figure_totp(self):
        users = self.env["res.users"].search([("share", "=", False)])
        return self._rr_of(len(users.filtered("totp_enabled")), len(users))

    def _rr_picture_roles(self):
        """Users by role: who may do what is the administrator's to keep."""
        groups = self.env["res.groups"].search(
            [("rr_role", "not in", (False, "administrator"))], order="sequence, id"
        )
        holders = self._rr_holders()
        return self._rr_bars(
            [("users", self.env._("Users"))],
            [
                (group.name, {"users": len(users)}, str(len(users)))
                for group in groups
                for users in [holders.get(group.rr_role, self.env["res.users"])]
            ],
        )

    def _rr_holders(self):
        """Active users by the roles they hold: {role key: users}."""
        holders = {}
        for user in self.env["res.users"].search([]):
            for role in set(user.all_group_ids.mapped("rr_role")) - {False}:
                holders[role] = holders.get(role, user) | user
        return holders
