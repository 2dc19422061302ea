# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import math
import time

from odoo import api, fields, models
from odoo.addons.rr_base.tools.xlsx_import import (
    ExpectedColumn,
    ExpectedSheet,
    WorkbookReader,
    build_template,
    faults_as_text,
)
from odoo.addons.rr_beneficiaries.tools import crypto
from odoo.exceptions import AccessError, UserError

#: an answer takes a whole number of these, and at least what the rows are worth
QUANTUM_SECONDS = 1.0
SECONDS_PER_ROW = 0.005

NEED_WORDS = {
    "rent": ("Rent", "Qira", "Kirija"),
    "equipment": ("Equipment", "Pajisje", "Oprema"),
    "stipend": ("Stipend", "Bursë", "Stipendija"),
    "food": ("Food", "Ushqim", "Hrana"),
    "medical": ("Medical", "Shëndetësi", "Zdravstvo"),
    "education": ("Education", "Arsim", "Obrazovanje"),
    "documents": ("Documents", "Dokumente", "Dokumenti"),
    "other": ("Other", "Tjetër", "Drugo"),
}
STATUS_WORDS = {
    "asked": ("Asked", "Kërkuar", "Zatraženo"),
    "approved": ("Approved", "Miratuar", "Odobreno"),
    "paid": ("Paid", "Paguar", "Plaćeno"),
    "refused": ("Refused", "Refuzuar", "Odbijeno"),
}


def _choices(words):
    return {
        word.casefold(): key for key, terms in words.items() for word in (key, *terms)
    }


def answer_seconds(rows, elapsed):
    """Return how long an answer takes, whatever matched.

    :param rows: number of rows of the file.
    :param elapsed: seconds the work has taken.
    """
    least = QUANTUM_SECONDS + rows * SECONDS_PER_ROW
    wanted = math.ceil(least / QUANTUM_SECONDS) * QUANTUM_SECONDS
    while wanted < elapsed:
        wanted += QUANTUM_SECONDS
    return wanted


class MunicipalList(models.Model):
    """A list of support that a municipality sent: when, and how many rows.

    Nothing else is kept of it. Rows that match a person become support records for
    the case officers; the others are dropped in the same transaction. The sender
    learns the number of rows, in a time that does not depend on what matched.
    """

    _name = "rr.municipal.list"
    _inherit = ["rr.audited.mixin"]
    _description = "Municipal list of support"
    _order = "id desc"

    partner_id = fields.Many2one(
        "res.partner",
        string="Municipality",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    date = fields.Datetime(
        string="Received", default=fields.Datetime.now, readonly=True
    )
    row_count = fields.Integer(string="Rows", readonly=True)

    @api.depends("date", "row_count")
    def _compute_display_name(self):
        for received in self:
            received.display_name = self.env._(
                "%(date)s: %(count)s rows", date=received.date, count=received.row_count
            )

    @api.model
    def _sheet(self):
        return ExpectedSheet(
            "Support",
            (
                ExpectedColumn(
                    "personal_number",
                    "Personal number",
                    "digits",
                    required=True,
                    titles=("Numri personal", "Lični broj"),
                ),
                ExpectedColumn(
                    "category",
                    "Need",
                    "choice",
                    required=True,
                    titles=("Nevoja", "Potreba"),
                    choices=_choices(NEED_WORDS),
                ),
                ExpectedColumn(
                    "date_from",
                    "From",
                    "date",
                    required=True,
                    titles=("Prej", "Od"),
                ),
                ExpectedColumn("date_to", "To", "date", required=True, titles=("Deri", "Do")),
                ExpectedColumn(
                    "amount",
                    "Amount EUR",
                    "number",
                    required=True,
                    titles=("Shuma EUR", "Iznos EUR"),
                ),
                ExpectedColumn(
                    "status",
                    "Status",
                    "choice",
                    required=True,
                    titles=("Statusi",),
                    choices=_choices(STATUS_WORDS),
                ),
                ExpectedColumn(
                    "reference",
                    "Decision number",
                    titles=("Numri i vendimit", "Broj odluke"),
                    max_length=64,
                ),
            ),
            names=("Mbështetja", "Podrška"),
        )

    @api.model
    def _template(self):
        """Return the empty workbook for a municipality."""
        return build_template(
            self.env.lang or "sq_AL", self.env._("Support"), [self._sheet()]
        )

    @api.model
    def _receive(self, content):
        """Take a municipality's list.

        :param content: bytes of an XLSX file.
        :return: number of rows received; nothing tells what matched.
        :raises AccessError: the user belongs to no municipality.
        :raises UserError: faults by sheet and cell; nothing is written then.
        """
        partner = self._sender()
        rows, faults = WorkbookReader(self.env, [self._sheet()]).read(content)
        rows = rows.get("Support", [])
        faults = list(faults) + [
            row.fault("date_to", self.env._("the end lies before the start"))
            for row in rows
            if not faults and row.values["date_to"] < row.values["date_from"]
        ]
        faults += [
            row.fault("amount", self.env._("the amount lies below zero"))
            for row in rows
            if not faults and row.values["amount"] < 0
        ]
        if faults:
            raise UserError(faults_as_text(faults))
        log = self.env["rr.import.log"]
        kind = f"municipal_list:{partner.id}"
        if not log._rr_seen(kind, content):
            self._keep_matches(partner, rows)
            log._rr_record(kind, content, len(rows))
        return len(rows)

    @api.model
    def _sender(self):
        partner = self.env.user.commercial_partner_id
        # the portal user may not read every partner; only the kind is looked at
        if (
            not self.env.user.has_group("rr_base.group_municipality")
            or partner.sudo().rr_kind != "municipality"
        ):
            raise AccessError(self.env._("Your account belongs to no municipality."))
        return partner

    @api.model
    def _keep_matches(self, partner, rows):
        """Turn rows of persons we know into support records; drop the rest."""
        # The sender writes no lists by hand and learns nothing of what matched.
        received = self.sudo().create(
            {"partner_id": partner.id, "row_count": len(rows)}
        )
        wanted = {}
        for row in rows:
            number = row.values["personal_number"]
            for index in crypto.keyed_indexes(number, "personal_number"):
                wanted.setdefault(index, []).append(row.values)
        identities = (
            self.env["rr.beneficiary.identity"]
            .sudo()
            .search([("personal_number_index", "in", list(wanted))])
        )
        values = []
        for identity in identities:
            for row in wanted[identity.personal_number_index]:
                values.append(
                    {
                        "beneficiary_id": identity.beneficiary_id.id,
                        "category": row["category"],
                        "date_from": row["date_from"],
                        "date_to": row["date_to"],
                        "amount": row["amount"],
                        "status": row["status"],
                        "reference": row.get("reference"),
                        "payer_kind": "municipality",
                        "payer_id": partner.id,
                        "origin": "municipal_list",
                        "list_id": received.id,
                    }
                )
        # who sends the list may not write the registry; it learns nothing of this
        self.env["rr.support.record"].sudo().create(values)

    @api.model
    def _receive_evenly(self, content):
        """As :meth:`_receive`, in a time that depends on the number of rows alone."""
        start = time.monotonic()
        count = self._receive(content)
        self.env.flush_all()
        elapsed = time.monotonic() - start
        time.sleep(answer_seconds(count, elapsed) - elapsed)
        return count
