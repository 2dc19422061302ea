# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import UserError

from ..tools.permit import Permit

#: Every field of a model, in the declarations of the mixin.
ALL = "*"

#: Held while a step writes a record; nobody else holds it.
STEP = Permit("step")

# What the platform writes on a record whatever its state: the log, tasks, followers.
_NEVER_MEANT = ("message_", "activity_", "website_message_", "rating_")


class NotByHand(UserError):
    """A value that steps write was given by somebody else."""


class GuardMixin(models.AbstractModel):
    """What a step writes is written by nobody else, and what was decided stands still.

    A model declares as data:

    ``_step_fields``
        fields that its steps write: who signed and when, what was admitted. Nobody
        gives them at creation, in a write, an import, a default, a copy. ``ALL``: rows
        that the addons' own code makes and changes, and nobody else.
    ``_fixed_fields``
        fields that are given at creation and never change: whose review it is.
    ``_frozen``
        ``{state: fields or ALL}``: what no longer changes in a state.
    ``_frozen_free``
        what ``ALL`` of ``_frozen`` leaves free.
    ``_part_of``
        ``(field, name)`` of a line: the many2one to its document, and the name under
        which the document's ``_frozen`` speaks of its lines. They are added, changed
        and deleted while the document's state lets that name change.
    ``_guard_hint``
        a sentence (lazily translated) that says what to do instead.

    Steps write all of it (:meth:`_rr_step_write`), and so do the addons' own methods
    with elevated rights (``sudo``), after they asked for role and duty themselves. Over
    RPC nobody has either.
    """

    _name = "rr.guard.mixin"
    _description = "Fields that only steps write"

    _state_field = "state"
    _step_fields = ()
    _fixed_fields = ()
    _frozen = {}
    _frozen_free = ()
    _part_of = None
    _guard_hint = None

    # ------------------------------------------------------------------- CRUD

    @api.model_create_multi
    def create(self, vals_list):
        if self._rr_by_code():
            return super().create(vals_list)
        for vals in vals_list:
            self._rr_refuse_by_hand(n for n in self._rr_step_names(vals) if vals[n])
        records = super().create(vals_list)
        # The records are looked at as well: a default is a way round.
        # sudo: a field may be hidden from who creates (a portal user)
        for record in records.sudo():
            record._rr_refuse_defaults(records)
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
        return self.env.su or STEP.held(self)

    def _rr_step_write(self, values):
        """Write what steps write, with no more rights than the caller has."""
        return STEP.on(self).write(values)

    @api.model
    def _rr_step_names(self, names):
        """Those of some names that only steps write."""
        if self._step_fields == ALL:
            return {name for name in names if not name.startswith(_NEVER_MEANT)}
        return set(names) & set(self._step_fields)

    @api.model
    def _rr_refuse_by_hand(self, names, fixed=False):
        names = sorted(names)
        if not names:
            return
        if fixed:
            text = self.env._(
                "%(model)s: %(fields)s stay as they were given.",
                model=self._description, fields=self._rr_labels(names),
            )
        else:
            text = self.env._(
                "%(model)s: %(fields)s are set by its steps, never by hand.",
                model=self._description, fields=self._rr_labels(names),
            )
        raise NotByHand(self._rr_with_hint(text))

    def _rr_refuse_defaults(self, made):
        """Refuse a new record in which a default set what only a step sets.

        :param made: the record in the environment of who made it
        """
        self.ensure_one()
        if self._step_fields == ALL:
            made._rr_refuse_by_hand(["id"])
        for name in self._step_fields:
            field = self._fields[name]
            if field.compute or field.related:
                continue
            first = field.default(self) if field.default else False
            if (self[name] or False) != (first or False):
                made._rr_refuse_by_hand([name])

    def _rr_refuse_frozen(self, names):
        """Refuse to change what the state of a record holds still."""
        for record in self if self._frozen else ():
            # sudo: the state may be hidden from who writes
            held = record.sudo()._rr_frozen_names(names)
            if held:
                state = record.sudo()[self._state_field]
                raise UserError(record._rr_with_hint(self.env._(
                    "%(record)s is “%(state)s”: %(fields)s no longer change.",
                    record=record.display_name,
                    state=record._rr_state_label(state),
                    fields=self._rr_labels(sorted(held)),
                )))

    def _rr_frozen_names(self, names):
        """Those of some names that no longer change in the record's state."""
        frozen = self._frozen.get(self[self._state_field], ())
        if frozen == ALL:
            return {
                name for name in names
                if name not in self._frozen_free and not name.startswith(_NEVER_MEANT)
            }
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
