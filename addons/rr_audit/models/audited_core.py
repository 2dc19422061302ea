# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Odoo's own models that decide who may see what: a change there is an event too."""

from odoo import models


class ResUsers(models.Model):
    _name = "res.users"
    _inherit = ["res.users", "rr.audited.mixin"]

    _rr_audit_only = frozenset(("login", "active", "partner_id", "company_id", "share"))
    _rr_audit_refs = ("login",)


class ResGroups(models.Model):
    _name = "res.groups"
    _inherit = ["res.groups", "rr.audited.mixin"]

    _rr_audit_only = frozenset(("name", "privilege_id", "share"))


class IrRule(models.Model):
    _name = "ir.rule"
    _inherit = ["ir.rule", "rr.audited.mixin"]

    _rr_audit_only = frozenset(
        (
            "name",
            "active",
            "model_id",
            "domain_force",
            "perm_read",
            "perm_write",
            "perm_create",
            "perm_unlink",
            "global",
        )
    )


class IrModelAccess(models.Model):
    _name = "ir.model.access"
    _inherit = ["ir.model.access", "rr.audited.mixin"]

    _rr_audit_only = frozenset(
        (
            "name",
            "active",
            "model_id",
            "group_id",
            "perm_read",
            "perm_write",
            "perm_create",
            "perm_unlink",
        )
    )
