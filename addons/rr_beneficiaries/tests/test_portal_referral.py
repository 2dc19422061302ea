# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged

from .common import PeopleCase


class PortalCase(PeopleCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.focal = cls._focal("t_focal", cls.gjilan)
        cls.focal2 = cls._focal("t_focal2", cls.prizren)

    @classmethod
    def _focal(cls, login, place):
        partner = cls.env["res.partner"].create(
            {
                "name": place.name,
                "is_company": True,
                "rr_kind": "municipality",
                "rr_municipality_id": place.id,
            }
        )
        user = new_test_user(
            cls.env, login, groups="rr_base.group_municipality", password=login
        )
        user.partner_id.parent_id = partner
        return user

    def _send(self, user=None, **values):
        return (
            self.env["rr.referral"]
            .with_user(user or self.focal)
            .create(
                {
                    "person_name": "Drita Kelmendi",
                    "details": "Left school",
                    **values,
                }
            )
        )


@tagged("post_install", "-at_install")
class TestPortalReferral(PortalCase):
    def test_the_sender_and_the_place_follow_from_the_user(self):
        referral = self._send(partner_id=self.focal2.commercial_partner_id.id)
        self.assertEqual(referral.sudo().partner_id, self.focal.commercial_partner_id)
        self.assertEqual(referral.sudo().municipality_id, self.gjilan)
        self.assertEqual(referral.sudo().state, "sent")
        self.assertEqual(referral.sudo().direction, "in")

    def test_the_officer_of_the_place_reads_it(self):
        referral = self._send().with_user(self.officer)
        self.env.invalidate_all()
        self.assertEqual(referral.person_name, "Drita Kelmendi")
        with self.assertRaises(AccessError):
            referral.with_user(self.officer2).read(["person_name"])

    def test_the_sender_cannot_read_back_what_was_written_nor_what_became_of_it(self):
        referral = self._send()
        self.env.flush_all()
        self.env.invalidate_all()
        values = referral.read(["name", "person_name", "details"])[0]
        self.assertFalse(values["person_name"] or values["details"])
        for name in (
            "state",
            "beneficiary_id",
            "case_id",
            "officer_id",
            "reject_reason",
            "date_answer",
            "answer_days",
            "erased_on",
        ):
            with self.subTest(field=name), self.assertRaises(AccessError):
                referral.read([name])
            # A mandatory field “!= False” would be always true and asks nothing.
            probe = "accepted" if name == "state" else False
            with self.subTest(field=name), self.assertRaises(AccessError):
                referral.search([(name, "=", probe)])
            with self.subTest(field=name), self.assertRaises(AccessError):
                referral.formatted_read_group([], [name], ["__count"])

    def test_further_fields_cannot_be_set_by_the_sender(self):
        person = self.make_person()
        for values in (
            {"beneficiary_id": person.id},
            {"state": "accepted"},
            {"officer_id": self.officer.id},
            {"direction": "out"},
        ):
            with self.assertRaises(AccessError):
                self._send(**values)
        with self.assertRaises(AccessError):
            self.env["rr.referral"].with_user(self.focal).with_context(
                default_state="accepted"
            ).create({"state": "accepted", "person_name": "x"})

    def test_defaults_from_the_context_are_ignored(self):
        referral = (
            self.env["rr.referral"]
            .with_user(self.focal)
            .with_context(default_direction="out", default_state="accepted")
            .create({"person_name": "Drita", "details": "x"})
        )
        self.assertEqual(referral.sudo().direction, "in")
        self.assertEqual(referral.sudo().state, "sent")

    def test_another_municipality_sees_nothing_of_it(self):
        referral = self._send()
        self.assertFalse(self.env["rr.referral"].with_user(self.focal2).search([]))
        with self.assertRaises(AccessError):
            referral.with_user(self.focal2).read(["name"])

    def test_what_the_division_sends_out_is_not_shown(self):
        self.env["rr.referral"].with_user(self.officer).create(
            {
                "direction": "out",
                "partner_id": self.focal.commercial_partner_id.id,
                "municipality_id": self.gjilan.id,
            }
        )
        self.assertFalse(self.env["rr.referral"].with_user(self.focal).search([]))

    def test_a_sender_changes_and_deletes_nothing(self):
        referral = self._send()
        with self.assertRaises(AccessError):
            referral.write({"details": "Other"})
        with self.assertRaises(AccessError):
            referral.unlink()
        with self.assertRaises(AccessError):
            referral._do_step("accept")

    def test_a_user_without_a_municipality_sends_and_sees_nothing(self):
        lonely = new_test_user(
            self.env, "t_lonely", groups="rr_base.group_municipality"
        )
        with self.assertRaises(AccessError):
            self._send(lonely)
        self.assertFalse(self.env["rr.referral"].with_user(lonely).search([]))

    def test_the_answer_stays_received_without_a_sharing_permission(self):
        referral = self._send()
        person = self.make_person()
        officer = referral.with_user(self.officer)
        officer.write({"beneficiary_id": person.id})
        officer._do_step("accept")
        self.assertEqual(referral._rr_answer_for_sender(), "received")
        self.permit(
            person,
            "sharing",
            recipient_id=self.focal.commercial_partner_id.id,
            purpose="referral",
        )
        self.assertEqual(referral._rr_answer_for_sender(), "Accepted")

    def test_an_accepted_referral_names_its_person_and_a_rejected_one_its_reason(self):
        officer = self._send().with_user(self.officer)
        with self.assertRaisesRegex(UserError, "register the person"):
            officer._do_step("accept")
        with self.assertRaisesRegex(UserError, "reason"):
            officer._do_step("reject")


@tagged("post_install", "-at_install")
class TestPortalPages(HttpCase, PortalCase):
    def _post(self, **values):
        page = self.url_open("/my/referrals").text
        token = page.split('name="csrf_token" value="')[1].split('"')[0]
        return self.url_open("/my/referrals/send", data={"csrf_token": token, **values})

    def test_a_referral_is_sent_and_shown_as_received(self):
        self.authenticate("t_focal", "t_focal")
        page = self._post(person_name="Drita Kelmendi", details="Left school").text
        referral = self.env["rr.referral"].search([])
        self.assertEqual(len(referral), 1)
        self.assertIn(referral.name, page)
        self.assertNotIn("Drita", page)

    def test_a_fault_is_said_and_what_was_typed_is_kept(self):
        self.authenticate("t_focal", "t_focal")
        page = self._post(
            person_name="Drita Kelmendi", details="Left school", personal_number="12"
        ).text
        self.assertIn("10 digits", page)
        self.assertIn("Left school", page)
        self.assertFalse(self.env["rr.referral"].search([]))

    def test_other_portal_users_and_staff_find_no_page(self):
        new_test_user(self.env, "t_ngo9", groups="rr_base.group_ngo", password="t_ngo9")
        self.authenticate("t_ngo9", "t_ngo9")
        self.assertEqual(self.url_open("/my/referrals").status_code, 404)

    def test_nobody_reads_it_without_a_login(self):
        response = self.url_open("/my/referrals", allow_redirects=False)
        self.assertIn("/web/login", response.headers["Location"])
