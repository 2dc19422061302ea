# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import re

from markupsafe import Markup, escape
from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import ormcache

# A Python object cannot be sent over RPC, so a context that carries this one was
# written by this file.
_SENTINEL = object()
_CONTEXT_KEY = "rr_transition_sentinel"
# A button of a form names its step in its context.
STEP_OF_BUTTON = re.compile(r"'rr_step':\s*'(\w+)'")


class RrTransitionMixin(models.AbstractModel):
    """State changes as data, checked inside the method that makes them.

    A model that inherits the mixin declares a selection field ``state`` and::

        _transitions = {
            "approve": {
                "from": ("proposed",),            # states it may start in
                "to": "approved",                 # state it ends in
                "groups": ("rr_base.group_head",),  # any of these; () is anybody
                "reason": False,                  # True: a reason is mandatory
                "label": "Approve",               # optional, for messages
            },
        }

    Hooks per step, all optional:

    ``_guard_<step>(self, reason)``
        called on each single record; returns a text that says why not (or nothing),
        or raises a ``UserError``.
    ``_before_<step>(self, reason)`` and ``_after_<step>(self, reason)``
        called on the whole recordset around the change of state.

    ``state`` is written by nothing else: a direct write, an import, a default from the
    context and the superuser are refused.
    """

    _name = "rr.transition.mixin"
    _description = "States with declared transitions"

    _transitions = {}

    # ------------------------------------------------------------------- CRUD

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        if self.env.context.get(_CONTEXT_KEY) is not _SENTINEL:
            initial = self._rr_initial_state()
            # The records are looked at, not the values: a default in the context
            # would be a way round.
            # sudo: the field may be hidden from who creates (a portal user).
            if any(record.state != initial for record in records.sudo()):
                raise UserError(
                    self.env._(
                        "%(model)s: a new record begins in its first state.",
                        model=self._description,
                    )
                )
        return records

    def write(self, vals):
        if "state" in vals:
            if self.env.context.get(_CONTEXT_KEY) is not _SENTINEL:
                raise UserError(
                    self.env._(
                        "%(model)s: the state is changed by its steps, never directly.",
                        model=self._description,
                    )
                )
            # What the write sets off must not inherit the permission.
            self = self.with_context(**{_CONTEXT_KEY: None})
        return super().write(vals)

    def copy_data(self, default=None):
        data_list = super().copy_data(default)
        for data in data_list:
            data.pop("state", None)
        return data_list

    # ------------------------------------------------------------ transitions

    @api.model
    def _rr_initial_state(self):
        """State of a new record: the default that the field itself declares."""
        default = self._fields["state"].default
        return default(self) if default else False

    def _transition(self, step, reason=None):
        """Take one step on every record of the set, or on none.

        :param step: key of ``_transitions``
        :param reason: text, mandatory where the step asks for one
        :raises AccessError: the user may not take this step or not write a record
        :raises UserError: a record is in another state, a guard objects, or a reason
            is missing; the message names each record that fails
        :return: True
        """
        rule = self._rr_transition_rule(step)
        reason = (reason or "").strip()
        self._rr_check_step_right(step, rule)
        self.check_access("write")
        if rule.get("reason") and not reason:
            raise UserError(
                self.env._("“%(step)s” needs a reason.", step=self._rr_step_label(step))
            )
        objections = self._rr_step_objections(step, rule, reason)
        if objections:
            raise UserError(
                self.env._(
                    "“%(step)s” was not done on any record, because of:\n%(rows)s",
                    step=self._rr_step_label(step),
                    rows="\n".join(
                        f"{record.display_name}: {text}" for record, text in objections
                    ),
                )
            )
        before = {record: record.state for record in self}
        self._rr_call_hook(f"_before_{step}", reason)
        self.with_context(**{_CONTEXT_KEY: _SENTINEL}).write({"state": rule["to"]})
        for record, old in before.items():
            record._rr_log_transition(step, old, rule["to"], reason)
        self._rr_call_hook(f"_after_{step}", reason)
        # Delayed writes would carry the name of whoever causes the flush, and a unique
        # index over states would see the old ones.
        self.flush_recordset()
        return True

    def _rr_step_objections(self, step, rule, reason):
        """Why the step cannot be taken: list of (record, text), empty when it can."""
        guard = getattr(self, f"_guard_{step}", None)
        objections = []
        for record in self:
            if record.state not in rule["from"]:
                text = self.env._(
                    "it is “%(state)s” and the step starts from “%(from)s”",
                    **{
                        "state": record._rr_state_label(record.state),
                        "from": ", ".join(
                            record._rr_state_label(state) for state in rule["from"]
                        ),
                    },
                )
                objections.append((record, text))
            elif guard is not None:
                try:
                    text = getattr(record, f"_guard_{step}")(reason)
                except AccessError:
                    raise
                except UserError as error:
                    text = str(error)
                if text:
                    objections.append((record, text))
        return objections

    def _rr_check_step_right(self, step, rule):
        """Raise unless the acting user holds one of the step's roles.

        The user is checked also under ``sudo()``: elevated rights open records, they
        do not make somebody head of division.
        """
        if not self._rr_may_step(rule):
            # Groups are the administrator's to read; their names are for the message.
            groups = ", ".join(
                self.env.ref(xmlid).sudo().name for xmlid in rule["groups"]
            )
            raise AccessError(
                self.env._(
                    "“%(step)s” is a step of: %(groups)s.",
                    step=self._rr_step_label(step),
                    groups=groups,
                )
            )

    def _rr_may_step(self, rule):
        groups = rule.get("groups") or ()
        if not groups:
            return True
        if rule.get("system") and self.env.su and self.env.uid == api.SUPERUSER_ID:
            return True  # a scheduled job
        return any(self.env.user._rr_holds_group(xmlid) for xmlid in groups)

    @api.model
    def _rr_transition_rule(self, step):
        rule = self._transitions.get(step)
        if not rule:
            raise UserError(
                self.env._(
                    "%(model)s knows no step “%(step)s”.",
                    model=self._description,
                    step=step,
                )
            )
        return rule

    def _rr_available_steps(self):
        """Steps whose state and role fit this record and user (guards not asked).

        :return: list of step keys, in the order of ``_transitions``
        """
        self.ensure_one()
        return [
            step
            for step, rule in self._transitions.items()
            if self.state in rule["from"] and self._rr_may_step(rule)
        ]

    def _rr_step_label(self, step):
        """What the step's button says in the reader's language; a step without a
        button has its name in tools/step_names.py."""
        label = self._rr_button_labels().get(step)
        if label:
            return label
        label = self._transitions[step].get("label") or step.replace("_", " ")
        return self.env._(label)

    @ormcache("self._name", "self.env.lang", cache="templates")
    def _rr_button_labels(self):
        """Step → the words on its button in the model's form."""
        # Views are for their editors to read; words of buttons are on every screen.
        views = self.env["ir.ui.view"].sudo()
        view = views.browse(views.default_view(self._name, "form") or [])
        labels = {}
        for button in view._get_combined_arch().iter("button") if view else ():
            step = STEP_OF_BUTTON.search(button.get("context") or "")
            # Buttons inside a field are those of other records.
            if step and next(button.iterancestors("field"), None) is None:
                labels.setdefault(step[1], button.get("string"))
        return labels

    def _rr_state_label(self, state):
        selection = dict(self._fields["state"]._description_selection(self.env))
        return selection.get(state, state)

    def _rr_log_transition(self, step, old, new, reason):
        """Post the change to the record's log, where the model has one."""
        self.ensure_one()
        if not hasattr(self, "message_post"):
            return
        body = escape(f"{self._rr_state_label(old)} → {self._rr_state_label(new)}")
        if reason:
            body += Markup("<br/>") + escape(reason)
        self.message_post(body=body, subtype_xmlid="mail.mt_note")

    def _rr_call_hook(self, name, reason):
        hook = getattr(self, name, None)
        if hook is not None:
            hook(reason)

    # ---------------------------------------------------------------- actions

    def action_transition(self):
        """Button: take the step that the context names in ``rr_step``; ask for the
        reason in a dialogue where the step needs one."""
        step = self.env.context.get("rr_step")
        rule = self._rr_transition_rule(step)
        if rule.get("reason"):
            self._rr_check_step_right(step, rule)
            return {
                "type": "ir.actions.act_window",
                "name": self._rr_step_label(step),
                "res_model": "rr.transition.reason",
                "view_mode": "form",
                "target": "new",
                "context": {
                    "default_res_model": self._name,
                    "default_res_ids": ",".join(map(str, self.ids)),
                    "default_step": step,
                },
            }
        self._transition(step)
        return True
