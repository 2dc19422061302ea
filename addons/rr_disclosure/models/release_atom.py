# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class RrReleaseAtom(models.Model):
    """An anonymous history that published counts rest on: a number, and what was true
    of it when. Who it is stands in no table of this addon; the link elsewhere is
    emptied by erasure, and the atom stays, so that published counts remain true."""

    _name = "rr.release.atom"
    _inherit = ["rr.release.append.only", "rr.audited.mixin"]
    _description = "Anonymous history"
    _order = "number"
    # What an atom has joined stays; it may join more.
    _rr_allowed_update = (
        "NEW.number = OLD.number AND NEW.profile = OLD.profile "
        "AND NEW.entry = OLD.entry "
        "AND COALESCE(NEW.joined, '{}') @> COALESCE(OLD.joined, '{}')"
    )

    number = fields.Integer(required=True, readonly=True)
    profile = fields.Json(required=True, readonly=True)
    entry = fields.Integer(required=True, readonly=True, help="Index of the release.")
    joined = fields.Json(readonly=True, help="Group → index of the release, category.")
    ngos = fields.Json(readonly=True)

    _number_once = models.Constraint("UNIQUE (number)", "The number is taken.")


class RrReleaseGroup(models.Model):
    """A group of persons that counts were published of: a donor's, a wave's, …"""

    _name = "rr.release.group"
    _inherit = ["rr.release.append.only", "rr.audited.mixin"]
    _description = "Group of the publication register"
    _order = "id"

    name = fields.Char(required=True, readonly=True)
    parent = fields.Char(readonly=True)
    categories = fields.Json(readonly=True)
    has_total = fields.Boolean(readonly=True)
    minimum = fields.Integer(readonly=True)

    _name_once = models.Constraint("UNIQUE (name)", "The group exists already.")
