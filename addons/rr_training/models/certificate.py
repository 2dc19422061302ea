# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import secrets

from odoo import api, fields, models
from odoo.addons.rr_base.models.guard_mixin import ALL
from odoo.addons.rr_base.tools.language import format_date, format_number
from odoo.tools.translate import LazyTranslate

from ..engine import series as calendar
from .course import OFFICE

_lt = LazyTranslate(__name__)

#: No letter or digit that is taken for another when read from paper.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
GROUPS_OF_FOUR = 3


class RrCertificate(models.Model):
    """A certificate of a completed course; says nothing of a programme."""

    _name = "rr.certificate"
    _inherit = ["rr.transition.mixin", "rr.audited.mixin"]
    _description = "Certificate"
    _order = "date desc, id desc"
    _rec_name = "serial"
    _step_fields = ALL
    _guard_hint = _lt("A certificate stays as it was issued: withdraw it.")

    serial = fields.Char(required=True, readonly=True, copy=False)
    enrolment_id = fields.Many2one(
        "rr.enrolment", required=True, readonly=True, index=True, ondelete="restrict"
    )
    course_id = fields.Many2one(
        related="enrolment_id.course_id", store=True, precompute=True, index=True
    )
    number = fields.Integer(related="enrolment_id.number")
    date = fields.Date(
        string="Issued on",
        required=True,
        readonly=True,
        default=lambda self: calendar.to_local(fields.Datetime.now()).date(),
    )
    hours = fields.Float(
        string="Hours attended", required=True, readonly=True, digits=(16, 1)
    )
    issued_by_id = fields.Many2one("res.users", readonly=True)
    state = fields.Selection(
        [("valid", "Valid"), ("revoked", "Withdrawn")],
        default="valid",
        required=True,
        readonly=True,
        copy=False,
    )
    revoked_on = fields.Date(readonly=True)
    revoke_reason = fields.Char(
        readonly=True, groups="rr_base.group_officer,rr_base.group_head"
    )

    _serial_unique = models.UniqueIndex("(serial)")
    _one_valid = models.UniqueIndex(
        "(enrolment_id) WHERE state = 'valid'",
        "This participant holds a certificate of the course already.",
    )

    _steps = {
        "revoke": {
            "from": ["valid"],
            "to": "revoked",
            "groups": OFFICE,
            "reason": True,
            "label": _lt("Withdraw"),
        },
    }

    def _after_revoke(self, reason):
        today = calendar.to_local(fields.Datetime.now()).date()
        # The step was taken; nothing else of a certificate is written by a role.
        self.sudo().write({"revoked_on": today, "revoke_reason": reason})

    @api.model
    def _issue(self, enrolments):
        """Create the certificates of certified enrolments and return them."""
        standings = enrolments._standings()
        # Elevated only to create: nobody has the right to make one by hand.
        issued = self.sudo().create(
            [
                {
                    "serial": self._new_serial(),
                    "enrolment_id": enrolment.id,
                    "hours": standings[enrolment.id].credited / 60,
                    "issued_by_id": self.env.uid,
                }
                for enrolment in enrolments
            ]
        )
        return self.browse(issued.ids)

    @api.model
    def _new_serial(self):
        """Return a serial nobody can guess: 12 signs out of 32 (60 bits)."""
        signs = "".join(secrets.choice(ALPHABET) for _ in range(4 * GROUPS_OF_FOUR))
        return "-".join(signs[at : at + 4] for at in range(0, len(signs), 4))

    @api.model
    def _public_facts(self, serial):
        """Return what the check page shows: the course, never a person.

        The page is public, so the facts are read here, past the rules, and leave
        as plain values.

        :returns: dict, or None when no such serial was issued
        """
        plain = "".join(sign for sign in (serial or "").upper() if sign.isalnum())
        if len(plain) != 4 * GROUPS_OF_FOUR:
            return None
        # The serial is the key: who knows it may ask; see what leaves below.
        certificate = self.sudo().search(
            [("serial", "=", "-".join(plain[at : at + 4] for at in range(0, 12, 4)))],
            limit=1,
        )
        if not certificate:
            return None
        course = certificate.course_id
        return {
            "serial": certificate.serial,
            "course": course.name,
            "planned_hours": course.planned_hours,
            "date_start": course.date_start,
            "date_end": course.date_end,
            "issued_on": certificate.date,
            "revoked_on": certificate.revoked_on,
        }

    def _paper_values(self):
        """Return what the printed certificate shows: nothing but the course."""
        self.ensure_one()
        course = self.course_id
        last = course.date_end or self.enrolment_id.completed_on
        # The address for the check and the provider's name, as printed.
        base = self.env["ir.config_parameter"].sudo().get_param("web.base.url")
        return {
            "provider": course.sudo().provider_id.name,
            "course": course.name,
            "number": self.number,
            "hours": format_number(self.env, self.hours),
            "planned_hours": format_number(self.env, course.planned_hours),
            "period": " – ".join(
                format_date(self.env, day, date_format="d MMMM y")
                for day in (course.date_start, last)
                if day
            ),
            "issued_on": format_date(self.env, self.date, date_format="d MMMM y"),
            "serial": self.serial,
            "check": f"{base}/rr/check",
        }
