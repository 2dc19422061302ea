# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import psycopg2.errors
from odoo.tests import TransactionCase, tagged

from ..tools.replica import RIGHTS, may_be_read_on_replica, refuse_replica

#: What a replica may answer. A new name here is a decision: no money, no rights, nobody's
#: identity may be in it, nor in what its forms show.
ANSWERED = {
    "rr.attendance",
    "rr.beneficiary",
    "rr.case",
    "rr.community.activity",
    "rr.course",
    "rr.course.session",
    "rr.mechanism",
    "rr.municipality",
    "rr.need",
    "rr.outcome.followup",
    "rr.plan.goal",
    "rr.referral",
    "rr.service",
}


@tagged("post_install", "-at_install")
class TestReplica(TransactionCase):
    def test_only_models_without_money_rights_and_identity_are_read_there(self):
        read = {
            name
            for name, model in self.registry.items()
            if name.startswith("rr.") and may_be_read_on_replica(model)
        }
        self.assertEqual(read, ANSWERED & set(self.registry))

    def test_who_may_do_what_is_not_read_there(self):
        for name in RIGHTS & set(self.registry):
            self.assertFalse(may_be_read_on_replica(self.registry[name]), name)

    def test_a_cursor_of_a_replica_is_refused_and_one_of_the_primary_is_not(self):
        refuse_replica(self.env, "the ledger")
        with self.registry.cursor() as cr:
            cr._cnx.set_session(readonly=True)  # as Odoo does on a replica
            with self.assertRaisesRegex(
                psycopg2.errors.ReadOnlySqlTransaction, "the ledger is read on the"
            ):
                refuse_replica(self.env(cr=cr), "the ledger")
