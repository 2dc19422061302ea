# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import re

from markupsafe import Markup, escape
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import ormcache

from ..tools.permit import Permit
from .guard_mixin import STEP, by_hand

# Held by the one write that moves a state; the superuser does not hold it.
_MOVE = Permit("move")
# A button of a form names its step in its context.
STEP_OF_BUTTON = re.compile(r"'rr_step':\s*'(\w+)'")


class StepsField(fields.Json):
    """A list, also where it is empty: views ask what is in it."""

    def convert_to_cache(self, value, record, validate=True):
        return super().convert_to_cache(value, record, validate) or []


class RrTransitionMixin(models.AbstractModel):
    """State changes as data, checked inside the method that makes them.

    A model that inherits the mixin declares a selection field (``_state_field``,
    ``state`` unless it says otherwise) and::

        _steps = {
            "approve": {
                "from": ["proposed"],            # states it may start in
                "to": "approved",                 # state it ends in
                "groups": ["rr_base.group_head"],  # any of these; () is anybody
                "reason": False,                  # True: a reason is mandatory
                "label": _lt("Approve"),          # what messages call the step
                "by_code": False,                 # True: no button and no call takes it
            },
        }

    A second state of the same record is moved by steps of the same table whose rule
    names its ``field``. ``_step_as_sudo``: who may read a record takes its steps, for
    role and guards of the step decide and not the right to edit the row. What else only
    steps write, and what stands still in which state, is declared as for any model of
    :class:`rr.guard.mixin`.

    Hooks per step, all optional:

    ``_guard_<step>(self, reason)``
        called on each single record; returns a text that says why not (or nothing),
        or raises a ``UserError``.
    ``_may_<step>(self)``
        whether the day, or a duty of the reader, allows the step on this record. Its
        guard asks it too and says why not; pages and buttons do not offer the step.
        What it looks at besides the state stands in ``_steps_depend``.
    ``_before_<step>(self, reason)`` and ``_after_<step>(self, reason)``
        called on the whole recordset around the change of state.

    A state is written by nothing else: a direct write, an import, a default from the
    context and the superuser are refused. Only a history that is taken over begins in
    another state (:meth:`_rr_take_over`).
    """

    _name = "rr.transition.mixin"
    _inherit = ["rr.guard.mixin"]
    _description = "States with declared transitions"

    _steps = {}
    _step_as_sudo = False
    _steps_depend = ()

    rr_steps = StepsField(
        compute="_compute_rr_steps",
        string="Steps",
        exportable=False,
        help="Steps that state, role and duty allow: what buttons ask.",
    )

    @api.depends(lambda self: sorted({*self._rr_state_fields(), *self._steps_depend}))
    @api.depends_context("uid")
    def _compute_rr_steps(self):
        for record in self:
            record.rr_steps = record._rr_available_steps()

    # ------------------------------------------------------------------- CRUD

    @api.model_create_multi
    def create(self, vals_list):
        free = _MOVE.held(self)
        if not free:
            self._rr_refuse_states(vals_list)
        records = super().create(vals_list)
        if not free:
            # The records are looked at as well: a default is a way round.
            # sudo: the field may be hidden from who creates (a portal user)
            self._rr_refuse_states(records.sudo())
        return records

    @api.model
    def _rr_refuse_states(self, rows):
        """Refuse another state than the first one.

        :param rows: new records, or the values that they are made of
        """
        for name in self._rr_state_fields():
            first = self._rr_initial_state(name)
            if any((row[name] or False) != first for row in rows if name in row):
                text = self.env._(
                    "%(model)s: a new record begins in its first state.",
                    model=self._description,
                )
                raise by_hand(UserError(text), [name])

    def write(self, vals):
        states = self._rr_state_fields() & set(vals)
        if states:
            if not _MOVE.held(self):
                text = self.env._(
                    "%(model)s: the state is changed by its steps, never directly.",
                    model=self._description,
                )
                raise by_hand(UserError(text), states)
            # What the write sets off must not inherit the leave.
            self = _MOVE.off(self)
        return super().write(vals)

    def copy_data(self, default=None):
        data_list = super().copy_data(default)
        for data in data_list:
            for name in self._rr_state_fields():
                data.pop(name, None)
        return data_list

    # ------------------------------------------------------------------ steps

    @api.model
    def _rr_state_fields(self):
        """Names of the fields that steps move."""
        found = {rule["field"] for rule in self._steps.values() if "field" in rule}
        return found | {self._state_field} if self._steps else found

    @api.model
    def _rr_initial_state(self, name=None):
        """State of a new record: the default that the field itself declares."""
        default = self._fields[name or self._state_field].default
        return default(self) if default else False

    @api.model
    def _rr_take_over(self, vals_list):
        """Create records of a history, in the states that they had.

        For the import of what was before this register: no step is taken. Whoever calls
        it has asked for role and duty.

        :param vals_list: as for ``create``; states and what steps write included
        :return: the records, with elevated rights
        """
        return _MOVE.off(_MOVE.on(self.sudo()).create(vals_list))

    def _do_step(self, step, reason=None):
        """Take one step on every record of the set, or on none.

        :param step: key of ``_steps``
        :param reason: text, mandatory where the step asks for one
        :raises AccessError: the user may not take this step or not write a record
        :raises UserError: a record is in another state, a guard objects, or a reason
            is missing; the message names each record that fails
        :return: True
        """
        rule = self._rr_step_rule(step)
        reason = (reason or "").strip()
        self._rr_check_step_right(step, rule)
        if self._step_as_sudo:
            self.check_access("read")
            # sudo: roles and guards of the step decide, not the right to edit the row
            self = self.sudo()
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
        name = rule.get("field", self._state_field)
        before = {record: record[name] for record in self}
        self._rr_call_hook(f"_before_{step}", reason)
        _MOVE.on(STEP.on(self)).write({name: rule["to"]} | self._rr_step_values(step))
        for record, old in before.items():
            record._rr_log_step(step, old, rule["to"], reason)
        self._rr_call_hook(f"_after_{step}", reason)
        # Delayed writes would carry the name of whoever causes the flush, and a unique
        # index over states would see the old ones.
        self.flush_recordset()
        return True

    @api.model
    def _rr_step_values(self, step):
        """What is written together with the new state: since when it holds."""
        if "state_since" in self._fields and "field" not in self._steps[step]:
            return {"state_since": fields.Datetime.now()}
        return {}

    def _rr_step_objections(self, step, rule, reason):
        """Why the step cannot be taken: list of (record, text), empty when it can."""
        guard = getattr(self, f"_guard_{step}", None)
        name = rule.get("field", self._state_field)
        objections = []
        for record in self:
            if record[name] not in rule["from"]:
                text = self.env._(
                    "it is “%(state)s” and the step starts from “%(from)s”",
                    **{
                        "state": record._rr_state_label(record[name], name),
                        "from": ", ".join(
                            record._rr_state_label(state, name)
                            for state in rule["from"]
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
        if rule.get("by_code"):
            return True  # taken by a method, which asks for itself
        groups = rule.get("groups") or ()
        if not groups:
            return True
        if rule.get("system") and self.env.su and self.env.uid == api.SUPERUSER_ID:
            return True  # a scheduled job
        return any(self.env.user._rr_holds_group(xmlid) for xmlid in groups)

    @api.model
    def _rr_step_rule(self, step):
        rule = self._steps.get(step)
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
        """Steps that are open on this record to this user; what a page offers.

        State, role and ``_may_<step>`` are asked, the guards are not: they judge what
        was filled in.

        :return: list of step keys, in the order of ``_steps``
        """
        return [step for step in self._steps if self._rr_may_take(step)]

    def _rr_may_take(self, step):
        """Whether one step is among :meth:`_rr_available_steps`."""
        self.ensure_one()
        rule = self._rr_step_rule(step)
        if (
            rule.get("by_code")
            or self[rule.get("field", self._state_field)] not in rule["from"]
            or not self._rr_may_step(rule)
        ):
            return False
        may = getattr(self, f"_may_{step}", None)
        return may is None or bool(may())

    @api.model
    def _rr_step_domain(self, step):
        """Domain of the records in whose state a step begins."""
        rule = self._rr_step_rule(step)
        return [(rule.get("field", self._state_field), "in", list(rule["from"]))]

    def _rr_step_label(self, step):
        """What the step's button says in the reader's language; a step without a
        button has its label in the table."""
        label = self._rr_button_labels().get(step)
        if label:
            return label
        label = self._steps[step].get("label")
        return self.env._(label) if label else step.replace("_", " ")

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

    def _rr_log_step(self, step, old, new, reason):
        """Post the change to the record's log, where the model has one."""
        self.ensure_one()
        if not hasattr(self, "message_post"):
            return
        name = self._steps[step].get("field")
        was, now = (self._rr_state_label(state, name) for state in (old, new))
        body = escape(f"{was} → {now}")
        if reason:
            body += Markup("<br/>") + escape(reason)
        self.message_post(body=body, subtype_xmlid="mail.mt_note")

    def _rr_call_hook(self, name, reason):
        hook = getattr(STEP.on(self), name, None)
        if hook is not None:
            hook(reason)

    # ---------------------------------------------------------------- actions

    def action_step(self):
        """Button: take the step that the context names in ``rr_step``; ask for the
        reason in a dialogue where the step needs one."""
        step = self.env.context.get("rr_step")
        rule = self._rr_step_rule(step)
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
        self._take_step(step)
        return True

    def _take_step(self, step, reason=None):
        """A step by hand, from a button or a dialogue: one that a person may take.

        See :meth:`_do_step` for what goes in and comes out.
        """
        if self._rr_step_rule(step).get("by_code"):
            raise AccessError(
                self.env._(
                    "“%(step)s” follows from other steps, nobody takes it by hand.",
                    step=self._rr_step_label(step),
                )
            )
        return self._do_step(step, reason)
