# ruff: noqa: F821 - the shell gives ``env``
"""Runs in Odoo's shell: a key with which the chair comes to the public interface.
Prints it after ``KEY``."""

chair = env["res.users"].search([("login", "=", "chair")])
key = env["res.users.apikeys"].with_user(chair).sudo()._generate("rpc", "journey", None)
env.cr.commit()
print("KEY", key)
