# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import ormcache

from ..tools.permit import Permit

# What the platform writes on a record whatever its state: the log, tasks, followers.
_NEVER_MEANT = ("message_", "activity_", "website_message_", "rating_")

# Reckoned by the platform itself, which writes some of them by its own means.
_OF_THE_PLATFORM = {"parent_path", "display_name", "access_token"}


class AllBut(frozenset):
    """Every field of a model but these, in the declarations of the mixin."""

    def of(self, names):
        """Those of some names that it means: never the log, tasks, followers."""
        return {
            name for name in names
            if name not in self and not name.startswith(_NEVER_MEANT)
        }


#: Every field of a model.
ALL = AllBut()

#: Held while a step writes a record; nobody else holds it.
STEP = Permit("step")


def by_hand(error, names):
    """An error that says which fields somebody gave whom only steps write.

    It is no class of its own: the web client knows errors by the names of Odoo's.

    :param error: ``AccessError`` or ``UserError``
    :param names: names of the fields
    :return: the error, with ``rr_by_hand``
    """
    error.rr_by_hand = frozenset(names)
    return error


class GuardMixin(models.AbstractModel):
    """What a step writes is written by nobody else, and what was decided stands still.

    What a field declares as ``readonly`` is read-only by every way, not only on the
    screen: nobody gives it at creation, in a write, an import, a default, a copy. So
    who signed and when, what was admitted, a number, a digest are set by steps alone.
    Beyond that a model declares as data:

    ``_step_fields``
        more fields of this kind, which a screen shows otherwise. ``ALL``: rows that the
        addons' own code makes and changes, and nobody else.
    ``_step_values``
        ``{field: values}``: choices that only steps take, of a field that is free else.
    ``_numbered``
        ``{field: code of a sequence}``: the number that a new record gets.
    ``_fixed_fields``
        fields that are given at creation and never change: whose review it is.
    ``_frozen``
        ``{state: fields, ALL or AllBut(…)}``: what no longer changes in a state.
    ``_part_of``
        ``(field, name)`` of a line: the many2one to its document, and the name under
        which the document's ``_frozen`` speaks of its lines. They are added, changed
        and deleted while the document's state lets that name change.
    ``_steps_alone``
        elevated rights are no leave either: what is signed with these values stands.
    ``_guard_hint``
        a sentence (lazily translated) that says what to do instead.

    Steps write all of it (:meth:`_rr_step_write`), and so do the addons' own methods
    with elevated rights (``sudo``), after they asked for role and duty themselves, where
    ``_steps_alone`` does not forbid it. Over RPC nobody has either.
    """

    _name = "rr.guard.mixin"
    _description = "Fields that only steps write"

    _state_field = "state"
    _step_fields = ()
    _step_values = {}
    _numbered = {}
    _fixed_fields = ()
    _frozen = {}
    _part_of = None
    _steps_alone = False
    _guard_hint = None

    # ------------------------------------------------------------------- CRUD

    @api.model_create_multi
    def create(self, vals_list):
        by_code = self._rr_by_code()
        if not by_code:
            if self._step_fields is ALL:
                self._rr_refuse_by_hand(["id"])
            for vals in vals_list:
                self._rr_refuse_given(vals)
        records = super().create(
            [{**vals, **self._rr_own_values(vals)} for vals in vals_list]
        )
        if by_code:
            return records
        records._rr_refuse_defaults()
        records._rr_check_document()
        return records

    def write(self, vals):
        if self._rr_by_code():
            # what the write sets off inherits no leave
            return super(GuardMixin, STEP.off(self)).write(vals)
        self._rr_refuse_by_hand(self._rr_step_names(vals))
        self._rr_refuse_by_hand(set(vals) & set(self._fixed_fields), fixed=True)
        self._rr_refuse_frozen(vals)
        self._rr_check_document()
        result = super().write(vals)
        if self._part_of and self._part_of[0] in vals:
            self._rr_check_document()
        return result

    def unlink(self):
        if not self._rr_by_code():
            self._rr_check_document()
        return super().unlink()

    def copy_data(self, default=None):
        data_list = super().copy_data(default)
        for data in data_list:
            for name in self._rr_step_names(data):
                data.pop(name)
        return data_list

    # ------------------------------------------------------------ what is asked

    def _rr_by_code(self):
        """Whether a step or a method with elevated rights is at work."""
        return STEP.held(self) or (self.env.su and not self._steps_alone)

    def _rr_step_write(self, values):
        """Write what steps write, with no more rights than the caller has."""
        return STEP.on(self).write(values)

    @api.model
    @ormcache("self._name")
    def _rr_set_by_steps(self):
        """Names of the fields that only steps write; the states of steps are none of
        them, for they are guarded for everybody (``rr.transition.mixin``)."""
        own = {
            name for name, field in self._fields.items()
            if field.store and field.readonly and name not in models.MAGIC_COLUMNS
            # what is reckoned is no more typed than what is signed: a platform takes a
            # written value until the next reckoning
            and not field.inverse and name not in _OF_THE_PLATFORM
        }
        more = () if self._step_fields is ALL else self._step_fields
        return frozenset(own.union(more)) - self._rr_state_fields()

    @api.model
    def _rr_state_fields(self):
        """Names of the fields that declared steps move."""
        return frozenset()

    @api.model
    def _rr_step_names(self, names):
        """Those of some names that only steps write.

        :param names: names, or values by name
        """
        if self._step_fields is ALL:
            return ALL.of(names)
        chosen = {
            name for name, values in self._step_values.items()
            if isinstance(names, dict) and names.get(name) in values
        }
        return self._rr_set_by_steps() & set(names) | chosen

    @api.model
    def _rr_first_value(self, name):
        """What a field that nobody gave has in a new record, as a client sends it."""
        default = self._fields[name].default
        return self._rr_as_sent(default(self) if default else False)

    @api.model
    def _rr_as_sent(self, value):
        """A value as a client sends it: ids in the place of records."""
        if isinstance(value, models.BaseModel):
            value = value.id if len(value) == 1 else value.ids
        return value or False

    @api.model
    def _rr_refuse_given(self, vals):
        """Refuse values of a new record; a client sends empty ones and defaults too."""
        self._rr_refuse_by_hand(
            name for name in self._rr_step_names(vals)
            if vals[name] and vals[name] != self._rr_first_value(name)
        )

    @api.model
    def _rr_own_values(self, vals):
        """What the model itself adds to the values of a new record: its numbers."""
        return {
            # sudo: who creates a record need not read sequences
            name: self.env["ir.sequence"].sudo().next_by_code(code)
            for name, code in self._numbered.items()
            if (vals.get(name) or False) in (False, self._rr_first_value(name))
        }

    @api.model
    def _rr_refuse_by_hand(self, names, fixed=False):
        names = sorted(names)
        if not names:
            return
        if fixed:
            text = self.env._(
                "%(model)s: given once, and then never changed: %(fields)s.",
                model=self._description, fields=self._rr_labels(names),
            )
        else:
            text = self.env._(
                "%(model)s: set by its steps, never by hand: %(fields)s.",
                model=self._description, fields=self._rr_labels(names),
            )
        raise by_hand(AccessError(self._rr_with_hint(text)), names)

    def _rr_refuse_defaults(self):
        """Refuse new records in which a default set what only a step sets.

        The records are looked at beside the values: a default is a way round.
        """
        given = {key.removeprefix("default_") for key in self.env.context}
        # sudo: defaults are the administrator's to read
        given.update(self.env["ir.default"].sudo()._get_model_defaults(self._name))
        free = {
            name: (False, self._rr_first_value(name))
            for name in self._rr_set_by_steps() & given - set(self._numbered)
        }
        # sudo: a field may be hidden from who creates (a portal user)
        for record in self.sudo():
            self._rr_refuse_by_hand(
                name for name, values in free.items()
                if record._rr_as_sent(record[name]) not in values
            )
            self._rr_refuse_by_hand(
                name for name, values in self._step_values.items()
                if record[name] in values
            )

    def _rr_refuse_frozen(self, names):
        """Refuse to change what the state of a record holds still."""
        for record in self if self._frozen else ():
            # sudo: the state may be hidden from who writes
            held = record.sudo()._rr_frozen_names(names)
            if held:
                state = record.sudo()[self._state_field]
                raise UserError(record._rr_with_hint(self.env._(
                    "%(record)s is “%(state)s”, and this no longer changes: %(fields)s.",
                    record=record.display_name,
                    state=record._rr_state_label(state),
                    fields=self._rr_labels(sorted(held)),
                )))

    def _rr_frozen_names(self, names):
        """Those of some names that no longer change in the record's state."""
        frozen = self._frozen.get(self[self._state_field], ())
        if isinstance(frozen, AllBut):
            return frozen.of(names)
        return set(names) & set(frozen)

    def _rr_check_document(self):
        """A line changes while its document lets its lines change."""
        if not self._part_of:
            return
        field, name = self._part_of
        for document in self[field]:
            document.sudo(False)._rr_refuse_frozen([name])

    # ------------------------------------------------------------------ words

    def _rr_labels(self, names):
        """Names of fields as the reader's screens show them."""
        return ", ".join(
            self._fields[name]._description_string(self.env) or name
            if name in self._fields else name
            for name in names
        )

    def _rr_with_hint(self, text):
        return f"{text} {self.env._(self._guard_hint)}" if self._guard_hint else text

    def _rr_state_label(self, state, field=None):
        """What a state is called in the reader's language."""
        field = self._fields[field or self._state_field]
        return dict(field._description_selection(self.env)).get(state, state)
