# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import tagged

from .common import CourseCase


@tagged("post_install", "-at_install")
class TestErasure(CourseCase):
    def test_a_person_in_a_running_course_is_held(self):
        self.assertTrue(self.beneficiaries[0]._rr_hold_reason())

    def test_erasing_a_person_takes_the_name_off_the_roster_and_leaves_the_hours(self):
        self._held(-1)
        enrolment = self.enrolments[0]
        self.beneficiaries[0]._rr_erase(reason="test")
        self.assertFalse(enrolment.sudo().roster_name_cipher)
        self.assertEqual(enrolment.credited_hours, 2)
        self.assertTrue(self.enrolments[1].sudo().roster_name_cipher)
