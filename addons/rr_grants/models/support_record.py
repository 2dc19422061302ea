# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from decimal import Decimal

from odoo import api, fields, models
from odoo.addons.rr_base.models.guard_mixin import ALL
from odoo.addons.rr_base.tools.money import money
from odoo.addons.rr_base.tools.permit import Permit
from odoo.exceptions import UserError
from odoo.tools import SQL, date_utils

from ..tools.overlap import Support

#: marks what a grant writes about itself; no client can send it
OWN_GRANT = Permit("own grant")

NEEDS = [
    ("rent", "Rent"),
    ("equipment", "Start-up equipment"),
    ("stipend", "Training stipend"),
    ("food", "Food and relief"),
    ("medical", "Medical"),
    ("education", "Education"),
    ("documents", "Documents"),
    ("other", "Other"),
]


class SupportRecord(models.Model):
    """Support by anyone: person or household, need, period, amount, payer."""

    _name = "rr.support.record"
    _inherit = ["rr.audited.mixin"]
    _description = "Support record"
    _rr_audit_exclude = frozenset({"payee_index"})
    _order = "date_from desc, id desc"
    # Records of our own grants follow the grant, those of lists the list.
    _state_field = "origin"
    _step_values = {"origin": ("own_grant", "municipal_list")}
    _frozen = {"own_grant": ALL}

    beneficiary_id = fields.Many2one("rr.beneficiary", ondelete="restrict")
    household_id = fields.Many2one(
        "rr.household",
        compute="_compute_household_id",
        store=True,
        readonly=False,
        precompute=True,
        ondelete="restrict",
    )
    category = fields.Selection(NEEDS, string="Kind of need", required=True)
    date_from = fields.Date(string="From", required=True)
    date_to = fields.Date(string="To", required=True)
    currency_id = fields.Many2one(
        "res.currency", default=lambda self: self.env.ref("base.EUR"), required=True
    )
    amount = fields.Monetary(
        required=True, help="For the whole period, in EUR; shared evenly by month."
    )
    payer_kind = fields.Selection(
        [
            ("ministry", "Ministry"),
            ("municipality", "Municipality"),
            ("donor", "Donor"),
            ("ngo", "NGO"),
        ],
        required=True,
    )
    payer_id = fields.Many2one(
        "res.partner", domain=[("is_company", "=", True)], ondelete="restrict"
    )
    status = fields.Selection(
        [
            ("asked", "Asked"),
            ("approved", "Approved"),
            ("paid", "Paid"),
            ("refused", "Refused"),
        ],
        required=True,
        default="asked",
    )
    origin = fields.Selection(
        [
            ("own_grant", "Own grant"),
            ("ngo", "NGO entry"),
            ("municipal_list", "Municipal list"),
            ("declaration", "Declaration"),
        ],
        required=True,
        default="declaration",
    )
    grant_id = fields.Many2one("rr.grant", readonly=True, ondelete="restrict")
    list_id = fields.Many2one(
        "rr.municipal.list", readonly=True, ondelete="restrict", index="btree_not_null"
    )
    payee_index = fields.Char(
        readonly=True, help="Keyed index of the account that was paid."
    )
    reference = fields.Char(help="Decision number or document of the payer.")
    disclosure_ref = fields.Char(
        string="Decision for writing to the payer",
        help="Number of the decision under which the municipality is written to.",
    )
    legal_basis = fields.Char(help="Legal basis of writing to the payer.")

    _someone = models.Constraint(
        "CHECK (beneficiary_id IS NOT NULL OR household_id IS NOT NULL)",
        "A support record names a person or a household.",
    )
    _dates_in_order = models.Constraint(
        "CHECK (date_to >= date_from)", "The support ends before it starts."
    )
    _amount_not_negative = models.Constraint(
        "CHECK (amount >= 0)", "The amount of support cannot be below zero."
    )
    _grant_index = models.Index("(grant_id) WHERE grant_id IS NOT NULL")

    def init(self):
        """Index periods as ranges: the check never scans."""
        result = super().init()
        self.env.cr.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
        for column in ("beneficiary_id", "household_id", "payee_index"):
            self.env.cr.execute(
                SQL(
                    """CREATE INDEX IF NOT EXISTS %(name)s ON rr_support_record
                    USING gist (%(column)s, daterange(date_from, date_to, '[]'))
                    WHERE %(column)s IS NOT NULL""",
                    name=SQL.identifier(f"rr_support_record__{column}_period_gist"),
                    column=SQL.identifier(column),
                )
            )
        return result

    @api.depends("beneficiary_id")
    def _compute_household_id(self):
        for record in self:
            record.household_id = (
                record.beneficiary_id.household_id or record.household_id
            )

    @api.depends("category", "date_from", "payer_kind")
    def _compute_display_name(self):
        needs = dict(self._fields["category"]._description_selection(self.env))
        for record in self:
            record.display_name = (
                f"{needs.get(record.category, '')} {record.date_from or ''}".strip()
            )

    # CRUD

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._recheck_grants()
        return records

    def write(self, vals):
        result = super().write(vals)
        if set(vals) & {
            "status",
            "amount",
            "date_from",
            "date_to",
            "category",
            "beneficiary_id",
            "household_id",
        }:
            self._recheck_grants()
        return result

    @api.ondelete(at_uninstall=False)
    def _never_unlink(self):
        if not self._rr_by_code():
            raise UserError(
                self.env._("Support records are kept: set the status to refused.")
            )

    # Own grants

    @api.model
    def _replace_for_grant(self, grant, status):
        """Make one record per line of a grant, in the status of the grant."""
        own = OWN_GRANT.on(self)
        records = own.search([("grant_id", "=", grant.id)])
        wanted = []
        if status:
            paid = {
                tranche.month
                for tranche in grant.tranche_ids
                if tranche.state == "paid"
            }
            cancelled = {
                tranche.month
                for tranche in grant.tranche_ids
                if tranche.state == "cancelled"
            } - {t.month for t in grant.tranche_ids if t.state != "cancelled"}
            rate = grant.currency_id._rr_rate(fields.Date.context_today(grant))[0]
            single = grant.category not in ("rent", "stipend")
            for line in grant.line_ids:
                month = line.month
                line_status = status
                if status == "approved":
                    if month in paid or (single and paid):
                        line_status = "paid"
                    elif month in cancelled and not single:
                        line_status = "refused"
                wanted.append(
                    {
                        "beneficiary_id": grant.beneficiary_id.id,
                        "household_id": grant.household_id.id,
                        "category": line.category,
                        "date_from": month,
                        "date_to": date_utils.end_of(month, "month"),
                        "amount": float(money(money(line.amount) / rate)),
                        "payer_kind": "ministry",
                        "status": line_status,
                        "origin": "own_grant",
                        "grant_id": grant.id,
                        "payee_index": grant.payee_id.account_index,
                    }
                )
        if len(records) == len(wanted):
            for record, vals in zip(records.sorted("id"), wanted, strict=True):
                changed = {
                    name: value
                    for name, value in vals.items()
                    if record._fields[name].convert_to_write(record[name], record)
                    != value
                    and not (not record[name] and not value)
                }
                if changed:
                    record.write(changed)
        else:
            records.unlink()
            own.create(wanted)

    # The check

    @api.model
    def _find_support(self, beneficiary, household, date_from, date_to, **options):
        """Return support of a person or household that touches a period.

        One statement, three range indexes (person, household, account), no scan.

        :param options: ``exclude_grant`` (id), ``payee_index`` (keyed account).
        :return: list of :class:`~..tools.overlap.Support`.
        """
        # Everybody of the household counts; ids go into the check, sums come out.
        members = [
            id_
            for id_ in (
                household.sudo().with_context(active_test=False).member_ids.ids
                or beneficiary.ids
            )
            if id_
        ]
        rows = self.env.execute_query(
            self._support_query(
                members or [0],
                household.id or 0,
                date_from,
                date_to,
                options.get("exclude_grant") or -1,
                options.get("payee_index"),
            )
        )
        return [
            Support(
                id=row[0],
                category=row[1],
                date_from=row[2],
                date_to=row[3],
                amount=Decimal(row[4]),
                status=row[5],
                payer_kind=row[6],
                is_same_household=row[7],
            )
            for row in rows
        ]

    @api.model
    def _support_query(
        self, members, household, date_from, date_to, exclude_grant, payee_index
    ):
        """Return the SQL of the check, for running and for explaining."""
        columns = SQL(
            "id, category, date_from, date_to, amount::text AS amount, status, "
            "payer_kind, grant_id"
        )
        period = SQL(
            "daterange(date_from, date_to, '[]') && daterange(%s, %s, '[]')",
            date_from,
            date_to,
        )
        branches = [
            SQL(
                "SELECT %s, TRUE AS same FROM rr_support_record "
                "WHERE beneficiary_id = ANY(%s) AND %s",
                columns,
                members,
                period,
            ),
            SQL(
                "SELECT %s, TRUE FROM rr_support_record WHERE household_id = %s AND %s",
                columns,
                household,
                period,
            ),
        ]
        if payee_index:
            branches.append(
                SQL(
                    "SELECT %s, FALSE FROM rr_support_record "
                    "WHERE payee_index = %s AND %s "
                    "AND COALESCE(beneficiary_id, 0) <> ALL(%s) "
                    "AND COALESCE(household_id, 0) <> %s",
                    columns,
                    payee_index,
                    period,
                    members,
                    household or -1,
                )
            )
        return SQL(
            """SELECT id, category, date_from, date_to, amount, status, payer_kind,
                same FROM (%s) found
            WHERE status <> 'refused' AND COALESCE(grant_id, 0) <> %s ORDER BY id""",
            SQL(" UNION ").join(branches),
            exclude_grant,
        )

    # Later findings

    def _recheck_grants(self):
        """A record that arrives late blocks the next tranche of running grants."""
        if OWN_GRANT.held(self):
            return  # the grant itself has just been checked
        # Grants of everybody are blocked, whoever entered the support.
        found = self.sudo().filtered(lambda r: r.status in ("approved", "paid"))
        if not found:
            return
        lines = self.env["rr.grant.line"].sudo()
        for record in found:
            lines |= lines.search(
                [
                    "|",
                    ("grant_id.beneficiary_id", "=", record.beneficiary_id.id or 0),
                    ("grant_id.household_id", "=", record.household_id.id or 0),
                    ("category", "=", record.category),
                    ("month", ">=", record.date_from.replace(day=1)),
                    ("month", "<=", record.date_to),
                    (
                        "grant_id.state",
                        "in",
                        ("approved", "agreed", "active", "suspended", "completed"),
                    ),
                ]
            )
        lines.grant_id._overlap_found_later()
