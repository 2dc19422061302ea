"""Makes what the probes from outside need. Run by the tests in Odoo's shell."""

import json

from odoo.addons.base.models.res_users import INDEX_SIZE
from passlib.hash import pbkdf2_sha512


def _cheapen(env, user, key):
    """Hash a key anew in one round: it is checked at each of thousands of requests."""
    env.cr.execute(
        "UPDATE res_users_apikeys SET key = %s WHERE user_id = %s AND index = %s",
        [pbkdf2_sha512.using(rounds=1).hash(key), user.id, key[:INDEX_SIZE]],
    )
    assert env.cr.rowcount == 1


def run(env, spec_path, result_path):
    """Make what the probes from outside need, for good: keys and attachments.

    Every internal user gets a bearer key, the administrator a known password, and up to
    40 rows of each model an attachment.
    """
    with open(spec_path, encoding="utf-8") as handle:
        spec = json.load(handle)
    env.ref("base.user_admin").password = "admin"
    keys, attachments = {}, {}
    for login in spec["users"]:
        user = env["res.users"].search([("login", "=", login)])
        if user and not user.share:
            # sudo: as the dialogue does that gives a user a key
            make = env["res.users.apikeys"].with_user(user).sudo()._generate
            keys[login] = make("rpc", "access matrix", None)
            _cheapen(env, user, keys[login])
    for model in spec["cells"]:
        if model in env and not env[model]._transient:
            # sudo: every row, and what is hung on it is nobody's own
            for row in env[model].sudo().with_context(active_test=False).search([]):
                values = {"name": "probe.txt", "res_model": model, "raw": b"probe"}
                kept = env["ir.attachment"].create({**values, "res_id": row.id})
                attachments.setdefault(model, {})[row.id] = kept.id
                if len(attachments[model]) >= 40:
                    break
    env.cr.commit()
    with open(result_path, "w", encoding="utf-8") as handle:
        json.dump({"keys": keys, "attachments": attachments}, handle)
