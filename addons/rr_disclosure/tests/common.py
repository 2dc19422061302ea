# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A programme of plain records, large enough that some tables may be issued."""

from datetime import date

from odoo.tests import TransactionCase, freeze_time, new_test_user

from ..engine.policy import standard_tables
from ..engine.register import Group

FIRST = date(2030, 6, 30)


@freeze_time("2026-11-20 10:00:00", tick=True)
class DisclosureCase(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=True))
        cls.users = {
            role: new_test_user(cls.env, f"dis_{role}", groups=f"rr_base.group_{role}")
            for role in ("reporter", "dpo", "head", "officer", "planner", "finance")
        }
        cls.policy = cls.env.ref("rr_disclosure.policy_first")

    @classmethod
    def make_records(cls, count, grants=0, start=1):
        """``count`` persons, each combination of categories alike often."""
        bands = cls.policy._dimensions()["age"]
        regions = cls.policy._dimensions()["region"]
        return [
            {
                "atom": number,
                "sex": "fm"[number % 2],
                "age": bands[(number // 2) % 3],
                "region": regions[(number // 6) % 3],
                "groups": {"grants": True} if number < start + grants else {},
                "ngos": [],
            }
            for number in range(start, start + count)
        ]

    @classmethod
    def tables(cls):
        return standard_tables(cls.policy._engine(), supports=("grants",))

    @classmethod
    def propose(cls, records, day=FIRST, tables=None):
        release = cls.env["rr.release"].with_user(cls.users["reporter"])._propose(
            cls.policy,
            day,
            records,
            [Group("grants", has_total=True)],
            cls.tables() if tables is None else tables,
        )
        return release.with_env(cls.env)

    @classmethod
    def release(cls, records, day=FIRST):
        release = cls.propose(records, day)
        release.with_user(cls.users["dpo"]).action_check()
        return release
