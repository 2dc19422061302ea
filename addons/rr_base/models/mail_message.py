# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import AccessError


class MailMessage(models.Model):
    _inherit = "mail.message"

    @api.model_create_multi
    def create(self, vals_list):
        messages = super().create(vals_list)
        messages._rr_check_author()
        return messages

    def write(self, vals):
        done = super().write(vals)
        if set(vals) & {"author_id", "email_from", "model"}:
            self._rr_check_author()
        return done

    def _rr_check_author(self):
        """In the log of a record of the register everybody signs as themselves: Odoo
        lets a caller name any author.

        :raise AccessError: for a message in another's name
        """
        if self.env.su:
            return
        own = self.env.user.partner_id
        # An own message needs no right to read others.
        for message in self.sudo():
            if not (message.model or "").startswith("rr."):
                continue
            if message.author_id not in (own, own.browse()) or (
                not message.author_id and message.email_from
            ):
                raise AccessError(
                    self.env._("A message is written in the own name only.")
                )
