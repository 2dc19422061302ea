# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import TransactionCase, freeze_time, new_test_user

ROLES = (
    "officer",
    "psychologist",
    "head",
    "director",
    "finance",
    "reviewer",
    "chair",
    "planner",
    "reporter",
    "dpo",
    "ngo",
    "municipality",
    "donor",
)


@freeze_time("2026-11-20 10:00:00", tick=True)
class PeopleCase(TransactionCase):
    """One user per role, two municipalities, and a maker of persons."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.add_anchors()
        cls.gjilan = cls.env.ref("rr_base.municipality_gj")
        cls.prizren = cls.env.ref("rr_base.municipality_pz")
        cls.users = {
            role: new_test_user(
                cls.env, f"t_{role}", groups=f"rr_base.group_{role}", tz="UTC"
            )
            for role in ROLES
        }
        cls.users["admin"] = new_test_user(
            cls.env, "t_admin", groups="base.group_system"
        )
        cls.officer = cls.users["officer"]
        cls.officer.rr_municipality_ids = cls.gjilan
        cls.officer2 = new_test_user(
            cls.env, "t_officer2", groups="rr_base.group_officer", tz="UTC"
        )
        cls.officer2.rr_municipality_ids = cls.prizren
        cls.head = cls.users["head"]
        cls.psychologist = cls.users["psychologist"]

    @classmethod
    def add_anchors(cls):
        """What follow-ups count from is brought by addons above, which may be absent."""
        for model in ("rr.outcome.followup", "rr.outcome.cohort"):
            field = cls.env[model]._fields["anchor_kind"]
            kinds = dict(field.selection) | {"course": "Course", "grant": "Grant"}
            cls.classPatch(field, "selection", list(kinds.items()))

    @classmethod
    def make_person(cls, user=None, identity=None, **values):
        """A person registered by an officer, with an identity where one is given."""
        user = user or cls.officer
        person = (
            cls.env["rr.beneficiary"]
            .with_user(user)
            .create(
                {
                    "sex": "f",
                    "birth_year": 1990,
                    "municipality_id": cls.gjilan.id,
                    "entry_date": "2026-01-05",
                    **values,
                }
            )
        )
        if identity is not None:
            cls.env["rr.beneficiary.identity"].with_user(user).create(
                {
                    "beneficiary_id": person.id,
                    "first_name": "Arta",
                    "last_name": "Gashi",
                    **identity,
                }
            )
        return person

    @classmethod
    def make_case(cls, person=None, user=None, **values):
        user = user or cls.officer
        person = person or cls.make_person(user)
        return (
            cls.env["rr.case"]
            .with_user(user)
            .create(
                {
                    "beneficiary_id": person.id,
                    "officer_id": user.id,
                    "date_open": "2026-01-05",
                    **values,
                }
            )
        )

    def permit(self, person, kind="participation", **values):
        return self.env["rr.permission"].create(
            {
                "beneficiary_id": person.id,
                "kind": kind,
                "date_from": "2026-01-01",
                **values,
            }
        )
