# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A user of the demonstration at the doors that a user has.

Staff call what the web client calls, by the very function behind its route, with
arguments that went through JSON: no private method, no Python object, no other rights
than theirs. Partners open pages (:mod:`.browser`).
"""

import datetime
import json

from odoo.addons.web.controllers.utils import clean_action
from odoo.service.model import call_kw
from odoo.tools.json import json_default


def _plain(value):
    """A value as JSON takes it; bytes are a file's base64."""
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, datetime.datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    return json_default(value)


def through_json(value):
    """What arrives at the other end of a line."""
    return json.loads(json.dumps(value, default=_plain))


# pylint: disable=method-required-super
# (a Door is no model: its verbs are those of the client)


class Door:
    """The web client of one user.

    :param world: the :class:`~.world.World`
    :param login: of the user
    """

    def __init__(self, world, login):
        self.world = world
        self.login = login
        self.user = world.users[login]
        self._context = None

    @property
    def context(self):
        """What the web client sends with each call: language and time zone."""
        if self._context is None:
            self._context = dict(self.user.with_user(self.user).context_get())
        return self._context

    # -------------------------------------------------------------------- calling

    def call(self, model, method, *arguments, context=None, **keywords):
        """Call a public method, as ``/web/dataset/call_kw`` does.

        :param arguments: for a method of records, their ids come first
        :param context: keys that the client adds to its own
        :return: the answer, as JSON brings it
        :raises odoo.exceptions.AccessError: also for a private method
        """
        world = self.world
        keywords["context"] = {**self.context, **(context or {})}
        arguments, keywords = through_json([list(arguments), keywords])
        env = world.env(user=self.user.id, context=keywords["context"], su=False)
        with world.recorder.user(self.login, f"{model}.{method}"):
            answer = call_kw(env[model], method, arguments, keywords)
            # The end of a request: what is still to be computed and written.
            env.cr.flush()
            return through_json(answer)

    def create(self, model, values, **context):
        """Make a record, or several from a list of values; their id or ids."""
        return self.call(model, "create", values, context=context)

    def write(self, model, ids, values, **context):
        return self.call(model, "write", _ids(ids), values, context=context)

    def read(self, model, ids, names):
        return self.call(model, "read", _ids(ids), names)

    def search(self, model, domain, names=("id",), **keywords):
        """Rows (dicts) that this user finds."""
        return self.call(model, "search_read", domain, list(names), **keywords)

    def button(self, model, ids, method, **context):
        """Press a button of a form or list; the action that it opens, or False."""
        answer = self.call(model, method, _ids(ids), context=context)
        if isinstance(answer, dict) and answer.get("type"):
            return clean_action(answer, env=self.world.env)
        return False

    def step(self, model, ids, step, reason=None):
        """Press the button of a step; answer the dialogue that asks for a reason."""
        action = self.button(model, ids, "action_step", rr_step=step)
        if action and reason:
            return self.dialogue(action, {"reason": reason}, "action_confirm")
        return action

    def dialogue(self, action, values, button, **context):
        """Fill in the dialogue that a button opened, and press one of its buttons.

        :param action: what :meth:`button` returned
        :param values: what is typed; the rest are the dialogue's own defaults
        :return: the action that follows, or False
        """
        given = {**(action.get("context") or {}), **context}
        model = action["res_model"]
        if action.get("res_id"):
            row = action["res_id"]
            self.write(model, row, values, **given)
        else:
            row = self.create(model, values, **given)
        return self.button(model, row, button, **given)


def _ids(ids):
    if isinstance(ids, int):
        return [ids]
    return list(getattr(ids, "ids", ids))
