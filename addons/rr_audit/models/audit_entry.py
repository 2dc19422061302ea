# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.schema import check_prepared

# Every record that hangs on the person, by the parents that the entries themselves
# keep: so it is found also when the records are long erased.
PERSON_ENTRIES = """
    WITH RECURSIVE file (model, res_id) AS (
        SELECT %(model)s::text, unnest(%(ids)s::bigint[])
        UNION
        SELECT entry.model, entry.res_id FROM rr_trail.entry_list AS entry
          JOIN file ON entry.parent_model = file.model
                   AND entry.parent_id = file.res_id
    )
    SELECT entry.id FROM rr_trail.entry_list AS entry
      JOIN file ON entry.model = file.model AND entry.res_id = file.res_id
"""

# From each record up to the one that has no parent, and that one's name.
ROOT_NAMES = """
    WITH RECURSIVE up (model, res_id, root_model, root_id) AS (
        SELECT * FROM unnest(%(models)s::text[], %(ids)s::bigint[],
                             %(models)s::text[], %(ids)s::bigint[])
        UNION
        SELECT up.model, up.res_id, entry.parent_model, entry.parent_id
          FROM up JOIN rr_trail.entry_list AS entry
            ON entry.model = up.root_model AND entry.res_id = up.root_id
         WHERE entry.operation = 'create' AND entry.parent_id IS NOT NULL
    )
    SELECT up.model, up.res_id, max(entry.ref)
      FROM up JOIN rr_trail.entry_list AS entry
        ON entry.model = up.root_model AND entry.res_id = up.root_id
       AND entry.operation = 'create'
     WHERE up.root_model = %(person)s
     GROUP BY up.model, up.res_id
"""


class RrAuditEntry(models.Model):
    _name = "rr.audit.entry"
    _inherit = ["rr.audit.append.only"]
    _description = "Trail Entry"
    _auto = False
    _log_access = False
    _order = "id desc"
    _rec_name = "id"
    # The model whose records have files, and a code each.
    _rr_file_model = None

    date = fields.Datetime(string="When", readonly=True)
    user_id = fields.Many2one("res.users", string="Who", readonly=True)
    db_role = fields.Char(
        string="Database role",
        readonly=True,
        help="Role that was connected to the database. Without a user, the event came "
        "by SQL and not through the application.",
    )
    application = fields.Char(string="Connection", readonly=True)
    operation = fields.Selection(
        [
            ("read", "Read"),
            ("create", "Created"),
            ("write", "Changed"),
            ("unlink", "Deleted"),
            ("export", "Exported"),
            ("login", "Logged in"),
            ("override", "Overrode"),
        ],
        readonly=True,
    )
    model = fields.Char(string="Kind of record (technical)", readonly=True)
    model_name = fields.Char(string="Kind of record", compute="_compute_model_name")
    table_name = fields.Char(string="Table", readonly=True)
    res_id = fields.Many2oneReference(
        string="Record", model_field="model", readonly=True, aggregator=None
    )
    ref = fields.Char(string="Name of the record", readonly=True)
    parent_model = fields.Char(readonly=True)
    parent_id = fields.Many2oneReference(
        string="Belongs to", model_field="parent_model", readonly=True, aggregator=None
    )
    changes = fields.Json(readonly=True)
    changes_text = fields.Text(string="What", compute="_compute_changes_text")
    reason = fields.Char(readonly=True)
    person_code = fields.Char(
        string="Person",
        compute="_compute_person_code",
        search="_search_person_code",
        help="Code of the person whose file the record belongs to.",
    )
    is_sealed = fields.Boolean(string="Sealed", compute="_compute_is_sealed")

    @property
    def _table_query(self):
        return SQL("SELECT * FROM rr_trail.entry_list")

    def init(self):
        check_prepared(self.env)
        return super().init()

    # ------------------------------------------------------------------ computes

    @api.depends("model")
    def _compute_model_name(self):
        # Only the words for a kind of record; models are the administrator's to read.
        names = {
            name: self.env["ir.model"]._get(name).sudo().name
            for name in set(self.mapped("model"))
        }
        for entry in self:
            entry.model_name = names[entry.model] or entry.model

    @api.depends("changes", "operation", "model")
    @api.depends_context("lang")
    def _compute_changes_text(self):
        for entry in self:
            changes = entry.changes or {}
            entry.changes_text = "\n".join(
                entry._change_text(name, changes[name]) for name in sorted(changes)
            )

    def _change_text(self, name, change):
        """One line for one column: a pair of values, or a mere notice."""
        self.ensure_one()
        if self.operation in ("read", "export", "login", "override"):
            value = ", ".join(map(str, change)) if isinstance(change, list) else change
            return f"{name}: {value}"
        label, words = self._column_words(name)
        if not isinstance(change, list):
            return self.env._("%(field)s: changed", field=label)
        old, new = (self._value_text(value, words) for value in change)
        if self.operation == "create":
            return f"{label}: {new}"
        old, new = ("–" if value is None else value for value in (old, new))
        return f"{label}: {old} → {new}"

    def _value_text(self, value, words):
        """A value in the words of the screens; of a translated one the reader's."""
        if isinstance(value, dict):
            return value.get(self.env.lang) or value.get("en_US") or str(value)
        if isinstance(value, list):
            return ", ".join(map(str, value))
        return words.get(value, value)

    def _column_words(self, column):
        """Label of a column, and the labels of its values where it is a selection.

        The sealed column of an encrypted field goes by the label of that field.
        """
        model = self.env.get(self.model)
        fields_ = {} if model is None else model._fields
        field = fields_.get(column.removesuffix("_cipher")) or fields_.get(column)
        if field is None:
            return column, {}
        words = {True: self.env._("yes"), False: self.env._("no")}
        if field.type == "selection":
            words = dict(field._description_selection(self.env))
        elif field.type != "boolean":
            words = {}
        return field._description_string(self.env) or column, words

    @api.depends("model", "res_id")
    def _compute_person_code(self):
        keys = list({(e.model, e.res_id) for e in self if e.res_id})
        names = {}
        if keys:
            rows = self.env.execute_query(
                SQL(
                    ROOT_NAMES,
                    models=[model for model, _res_id in keys],
                    ids=[res_id for _model, res_id in keys],
                    person=self._rr_file_model,
                )
            )
            names = {(model, res_id): ref for model, res_id, ref in rows}
        for entry in self:
            entry.person_code = names.get((entry.model, entry.res_id), False)

    def _search_person_code(self, operator, value):
        if operator == "in":
            codes = [code for code in value if code]
        elif operator in ("=", "ilike", "=ilike") and value:
            # A code is whole or it is no code: part of one must not list many persons.
            codes = [value]
        else:
            return NotImplemented
        ids = [person for code in codes for person in self._person_ids(code)]
        if not ids:
            return Domain.FALSE
        return Domain("id", "in", SQL("(%s)", self._person_query(ids)))

    def _compute_is_sealed(self):
        # A number to compare with; seals are read by the same role.
        last = self.env["rr.audit.seal"].sudo().search([], limit=1).upto_id
        for entry in self:
            entry.is_sealed = entry.id <= last

    # ------------------------------------------------------------------ tools

    @api.model
    def _log(
        self,
        operation,
        model,
        res_ids=None,
        reason=None,
        values=None,
        uid=None,
        own_transaction=False,
    ):
        """Append one entry per record for what the database cannot see.

        :param operation: ``read``, ``export``, ``login`` or ``override``
        :param model: name of the model
        :param res_ids: id, ids or None (an event without a record)
        :param reason: why, in the words of the user
        :param values: dict that JSON can hold; no personal data
        :param uid: who, if not the user of the environment
        :param own_transaction: write at once, also if the caller's transaction is
            rolled back afterwards
        """
        if isinstance(res_ids, int):
            res_ids = [res_ids]
        query = SQL(
            "SELECT rr_trail.log(%s, %s, %s, %s::bigint[], %s::jsonb, %s)",
            uid if uid is not None or operation == "login" else self.env.uid,
            operation,
            model,
            list(res_ids or ()),
            json.dumps(values) if values else None,
            reason or None,
        )
        if own_transaction or self.env.cr.readonly:
            # A read-only cursor cannot write; to refuse would make Odoo run the whole
            # request a second time.
            with self.pool.cursor() as cr:
                cr.execute(query)
        else:
            self.env.cr.execute(query)

    @api.model
    def _person_ids(self, code):
        """Database ids that the person with `code` has or, if erased, had."""
        return [
            row[0]
            for row in self.env.execute_query(
                SQL(
                    """SELECT DISTINCT res_id FROM rr_trail.entry_list
                        WHERE operation = 'create' AND model = %s
                          AND ref = %s AND ref IS NOT NULL""",
                    self._rr_file_model,
                    code.strip().upper(),
                )
            )
        ]

    @api.model
    def _person_query(self, ids):
        """SQL of the ids of every entry about the persons with database ids `ids`."""
        return SQL(PERSON_ENTRIES, model=self._rr_file_model, ids=ids)

    @api.model
    def _search_person(self, code, date_from=None, date_to=None):
        """Entries about everything in the file of the person with `code`, oldest first.

        :param code: the person's code, for example ``RR-000123``
        :param date_from: first moment (datetime, UTC), none for the beginning
        :param date_to: first moment that is out (datetime, UTC), none for now
        """
        domain = Domain("person_code", "=", code)
        if date_from:
            domain &= Domain("date", ">=", date_from)
        if date_to:
            domain &= Domain("date", "<", date_to)
        return self.search(domain, order="id")

    def _export_rows(self, fields, *, _is_toplevel_call=True):
        if self and _is_toplevel_call:
            self._log("export", self._name, values={"entries": len(self)})
        return super()._export_rows(fields, _is_toplevel_call=_is_toplevel_call)
