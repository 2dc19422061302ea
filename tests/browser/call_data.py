# ruff: noqa: F821 - the shell gives ``env``
"""Runs in Odoo's shell: a key with which the chair comes to the public interface.
Prints it after ``KEY``."""

from datetime import timedelta

from odoo import fields

chair = env["res.users"].search([("login", "=", "chair")])
until = fields.Datetime.now() + timedelta(days=1)
key = env["res.users.apikeys"].with_user(chair)._generate("rpc", "journey", until)
env.cr.commit()
print("KEY", key)
