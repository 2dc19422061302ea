# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import os
import stat
from pathlib import Path

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools.translate import LazyTranslate

from ..tools.first_steps import Step
from ..tools.production import is_production

_lt = LazyTranslate(__name__)

ADMIN = "administrator"
UNNAMED = ("My Company", "YourCompany", "")

STEPS = (
    Step(
        _lt("Name the institution and its letterhead"),
        _lt("Letters and certificates carry it. It must not name the programme."),
        ADMIN,
        "_rr_check_institution",
        "base.action_res_company_form",
        10,
    ),
    Step(
        _lt("Albanian, Serbian and English"),
        _lt("Screens, papers and messages exist in all three."),
        ADMIN,
        "_rr_check_languages",
        "base.res_lang_act_window",
        20,
    ),
    Step(
        _lt("Production refuses the demonstration's passwords"),
        _lt("The deployment says that it is in production (RR_PRODUCTION)."),
        ADMIN,
        "_rr_check_production",
        "",
        30,
    ),
    Step(
        _lt("One user for every role"),
        _lt("Proposing, certifying, authorising and approving take four persons."),
        ADMIN,
        "_rr_check_roles",
        "base.action_res_users",
        50,
    ),
    Step(
        _lt("A second factor for the staff"),
        _lt("Each user switches it on under My Preferences, Security."),
        ADMIN,
        "_rr_check_second_factor",
        "base.action_res_users",
        60,
    ),
    Step(
        _lt("A server for outgoing mail"),
        _lt("Notices carry no name and no code; without a server nobody gets them."),
        ADMIN,
        "_rr_check_mail",
        "base.action_ir_mail_server_list",
        70,
    ),
)


class RrFirstSteps(models.AbstractModel):
    """The checklist of a new installation: what is set up, who does the rest."""

    _name = "rr.first.steps"
    _description = "First steps of a new installation"

    @api.model
    @api.readonly
    def get_data(self):
        """The steps in their order.

        :return: list of dicts: ``label``, ``why``, ``role`` (name), ``is_mine``,
            ``is_done`` (None when another role looks), ``found``, ``action``
        :raises AccessError: the reader holds no role of the staff
        """
        roles = self.env["rr.start.page"]._rr_page_roles()
        if not roles:
            raise AccessError(self.env._("This page is for the staff of the register."))
        names = self._rr_role_names()
        rows = []
        for step in sorted(self._rr_steps(), key=lambda step: step.sequence):
            is_mine = step.role in roles
            if not is_mine and ADMIN not in roles:
                continue
            done, found = getattr(self, step.check)() if is_mine else (None, "")
            rows.append(
                {
                    "label": self.env._(step.label),
                    "why": self.env._(step.why),
                    "role": names.get(step.role, step.role),
                    "is_mine": is_mine,
                    "is_done": done,
                    "found": found,
                    "action": step.action if is_mine else "",
                }
            )
        return rows

    @api.model
    def _rr_steps(self):
        """All steps; addons add theirs."""
        return list(STEPS)

    def _rr_role_names(self):
        # Groups are the administrator's to read; only their names leave here.
        groups = self.env["res.groups"].sudo().search([("rr_role", "!=", False)])
        return {
            group.rr_role: group.name
            for group in groups.sorted("sequence", reverse=True)
        }

    # ------------------------------------------------------------------ checks

    def _rr_count(self, model, domain=()):
        """A check that is done when there is at least one row."""
        count = self.env[model].search_count(list(domain))
        return bool(count), str(count)

    def _rr_key_file(self, variable):
        """Whether a key file is named, there, and nobody else's to read."""
        name = os.environ.get(variable)
        if not name:
            return False, self.env._("%(variable)s names no file", variable=variable)
        path = Path(name)
        if not path.is_file():
            return False, self.env._("the file is not there")
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & 0o007:
            return False, self.env._("everybody on the server may read the file")
        return True, self.env._("the file is there")

    def _rr_check_institution(self):
        company = self.env.company
        done = company.name not in UNNAMED and bool(company.rr_letterhead)
        return done, company.name

    def _rr_check_languages(self):
        there = dict(self.env["res.lang"].get_installed())
        wanted = ("en_US", "sq_AL", "sr@latin")
        return all(code in there for code in wanted), ", ".join(there.values())

    def _rr_check_production(self):
        return is_production(), ""

    def _rr_check_roles(self):
        groups = self.env["res.groups"].search(
            [("rr_role", "not in", (False, ADMIN, "ngo", "municipality", "donor"))],
            order="sequence",
        )
        holders = self.env["rr.start.page"]._rr_holders()
        empty = [group.name for group in groups if group.rr_role not in holders]
        if empty:
            return False, self.env._("nobody yet: %(roles)s", roles=", ".join(empty))
        return True, ""

    def _rr_check_second_factor(self):
        users = self.env["res.users"].search([("share", "=", False)])
        count = len(users.filtered("totp_enabled"))
        return count == len(users), self.env._(
            "%(part)s of %(whole)s", part=count, whole=len(users)
        )

    def _rr_check_mail(self):
        return self._rr_count("ir.mail_server")
