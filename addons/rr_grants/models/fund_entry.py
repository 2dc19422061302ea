# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from ..tools.effects import CASH_EFFECTS, EFFECTS, KINDS, VARIANTS

KIND_LABELS = {
    "allocate": "Allocate",
    "transfer": "Transfer",
    "reserve": "Reserve",
    "commit": "Commit",
    "pay": "Pay",
    "release": "Release",
    "admit": "Admit",
    "claim_back": "Claim back",
    "repaid": "Repaid",
    "write_off": "Write off",
    "reverse": "Reverse",
    "receive": "Receive",
    "interest": "Interest",
    "refund": "Refund",
}


class FundEntry(models.Model):
    """The ledger: one row per arrow and budget line, never changed or deleted.

    Rows come from :meth:`_post` alone (see ``fund_entry_post.py``). Access rights
    give nobody more than reading, the methods below refuse the superuser, and a
    trigger refuses direct SQL.
    """

    _name = "rr.fund.entry"
    _inherit = ["rr.audited.mixin"]
    _description = "Ledger entry"
    _order = "date desc, id desc"
    _rec_names_search = ["key", "document"]

    kind = fields.Selection(
        [(kind, KIND_LABELS[kind]) for kind in KINDS], required=True, readonly=True
    )
    variant = fields.Selection(
        [
            ("out", "Out"),
            ("in", "In"),
            ("reserved", "Of what was reserved"),
            ("committed", "Of what was committed"),
            ("cash", "Cash"),
            ("line", "Allocation"),
        ],
        readonly=True,
    )
    effect = fields.Selection(
        [(name, name.replace("_", " ").capitalize()) for name in EFFECTS],
        required=True,
        readonly=True,
        help="What the row does to the balances; a reversal bears the effect of the "
        "row it names, with the sign -1.",
    )
    sign = fields.Integer(required=True, readonly=True)
    line_id = fields.Many2one("rr.budget.line", readonly=True, ondelete="restrict")
    agreement_id = fields.Many2one(
        "rr.fund.agreement", required=True, readonly=True, ondelete="restrict"
    )
    amount = fields.Monetary(required=True, readonly=True)
    currency_id = fields.Many2one(
        "res.currency", required=True, readonly=True, ondelete="restrict"
    )
    # No Monetary: its sum over rows would want a stored currency beside it, and all
    # rows are in the one currency that the name says.
    amount_eur = fields.Float(
        string="In EUR", digits=(16, 2), required=True, readonly=True
    )
    rate = fields.Float(
        digits=(16, 6),
        required=True,
        readonly=True,
        help="Units of the agreement's currency for one EUR on the rate's date.",
    )
    rate_date = fields.Date(readonly=True, help="Empty for EUR itself.")
    document_amount = fields.Monetary(
        readonly=True,
        currency_field="document_currency_id",
        help="The same amount in the currency of the document that caused the row.",
    )
    document_currency_id = fields.Many2one(
        "res.currency", readonly=True, ondelete="restrict"
    )
    date = fields.Date(required=True, readonly=True)
    key = fields.Char(
        required=True,
        readonly=True,
        help="Names the operation: posting it again changes nothing.",
    )
    grant_id = fields.Many2one("rr.grant", readonly=True, ondelete="restrict")
    activity_id = fields.Many2one(
        "rr.activity.funding", readonly=True, ondelete="restrict"
    )
    source_model = fields.Char(readonly=True)
    source_id = fields.Many2oneReference(model_field="source_model", readonly=True)
    reversed_id = fields.Many2one("rr.fund.entry", readonly=True, ondelete="restrict")
    paid_by = fields.Selection(
        [("ministry", "Ministry"), ("partner", "Partner")], readonly=True
    )
    is_opening = fields.Boolean(readonly=True)
    document = fields.Char(readonly=True, help="Reference of the source document.")
    note = fields.Char(readonly=True)

    _key_once = models.UniqueIndex(
        "(key, effect, agreement_id, COALESCE(line_id, 0))",
        "This operation is already in the ledger.",
    )
    _reversed_once = models.UniqueIndex(
        "(reversed_id) WHERE reversed_id IS NOT NULL",
        "This ledger entry is already reversed.",
    )
    # With sign and amount, so that a line's balances are summed from the index alone:
    # every posting sums the lines that it touches.
    _line_index = models.Index("(line_id, effect, date) INCLUDE (sign, amount)")
    _grant_index = models.Index("(grant_id) WHERE grant_id IS NOT NULL")
    _activity_index = models.Index("(activity_id) WHERE activity_id IS NOT NULL")
    _agreement_index = models.Index("(agreement_id, date)")
    _source_index = models.Index("(source_model, source_id)")
    _amount_positive = models.Constraint(
        "CHECK (amount > 0)", "The amount of a ledger entry must be above zero."
    )
    _reverse_names_a_row = models.Constraint(
        "CHECK ((kind = 'reverse') = (reversed_id IS NOT NULL) "
        "AND sign = CASE WHEN kind = 'reverse' THEN -1 ELSE 1 END)",
        "A reversal names one row, and only a reversal does.",
    )
    _line_or_cash = models.Constraint(
        "CHECK ((line_id IS NULL) = (effect IN ({})))".format(
            ", ".join(f"'{effect}'" for effect in sorted(CASH_EFFECTS))
        ),
        "Only cash of an agreement has no budget line.",
    )

    @api.depends("kind", "line_id", "agreement_id", "date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for entry in self:
            parts = (
                kinds.get(entry.kind, ""),
                entry.line_id.display_name or entry.agreement_id.code or "",
                format_date(self.env, entry.date) if entry.date else "",
            )
            entry.display_name = " · ".join(filter(None, parts))

    def init(self):
        """Refuse UPDATE, DELETE and TRUNCATE in the database too."""
        result = super().init()
        self.env.cr.execute(
            """
            CREATE OR REPLACE FUNCTION rr_fund_entry_append_only() RETURNS trigger
            LANGUAGE plpgsql AS $$
            BEGIN
                RAISE EXCEPTION 'the ledger is append-only: % refused', TG_OP
                    USING ERRCODE = 'insufficient_privilege';
            END $$;
            DROP TRIGGER IF EXISTS rr_fund_entry_no_change ON rr_fund_entry;
            CREATE TRIGGER rr_fund_entry_no_change
                BEFORE UPDATE OR DELETE ON rr_fund_entry
                FOR EACH ROW EXECUTE FUNCTION rr_fund_entry_append_only();
            DROP TRIGGER IF EXISTS rr_fund_entry_no_truncate ON rr_fund_entry;
            CREATE TRIGGER rr_fund_entry_no_truncate
                BEFORE TRUNCATE ON rr_fund_entry
                FOR EACH STATEMENT EXECUTE FUNCTION rr_fund_entry_append_only();
            ALTER TABLE rr_fund_entry
                ENABLE ALWAYS TRIGGER rr_fund_entry_no_change,
                ENABLE ALWAYS TRIGGER rr_fund_entry_no_truncate;
            """
        )
        return result

    # CRUD: the ORM's doors are closed for everybody, superuser included
    # pylint: disable=method-required-super

    @api.model_create_multi
    def create(self, vals_list):
        raise AccessError(
            self.env._("Ledger entries are posted by documents, never typed.")
        )

    def write(self, vals):
        raise AccessError(
            self.env._("Ledger entries are never changed: reverse them instead.")
        )

    @api.ondelete(at_uninstall=False)
    def _never_unlink(self):
        raise AccessError(
            self.env._("Ledger entries are never deleted: reverse them instead.")
        )

    def copy(self, default=None):
        raise UserError(self.env._("Ledger entries cannot be copied."))

    @api.model
    def load(self, fields, data):
        raise AccessError(
            self.env._("Ledger entries are posted by documents, never imported.")
        )

    def action_open_source(self):
        """Open the document that caused this row."""
        self.ensure_one()
        if not self.source_model or self.source_model not in self.env:
            return False
        return {
            "type": "ir.actions.act_window",
            "res_model": self.source_model,
            "res_id": self.source_id,
            "view_mode": "form",
        }


assert set(KIND_LABELS) == set(KINDS) and set(VARIANTS) <= set(KINDS)
