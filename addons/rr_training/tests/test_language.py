# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import io
import random
from datetime import date

from odoo.tests import HttpCase, tagged
from pypdf import PdfReader

from .common import CourseCase

LANGUAGES = {"sq_AL": "sq", "sr@latin": "sr"}
NAMES = {
    "sq_AL": ["Cena", "Çlirim", "Drita", "Dhurata", "Era", "Ëngjëll", "Shpend", "Xeni"],
    "sr@latin": ["Cvetko", "Čedomir", "Dušan", "Džemal", "Đorđe", "Ljubo", "Saša", "Šaban"],
}  # fmt: skip
DAYS = {"sq_AL": "2 janar 2026", "sr@latin": "2. januar 2026."}


@tagged("post_install", "-at_install")
class TestLanguage(CourseCase, HttpCase):
    """Names, days and hours of the pages and papers of a provider."""

    def course_of(self, lang):
        course = self._course(
            planned_hours=37.5, date_start=date(2026, 1, 2), capacity=30
        )
        names = random.Random(7).sample(NAMES[lang], len(NAMES[lang]))
        self._enrol(course, [(name, None) for name in names])
        return course

    def places(self, names, text):
        found = [text.index(name) for name in names]
        self.assertEqual(found, sorted(found), text)

    def test_a_roster_stands_in_the_order_of_the_alphabet(self):
        for lang, names in NAMES.items():
            session = self._session(course=self.course_of(lang))
            mine = session.with_user(self.trainer).with_context(lang=lang)
            self.assertEqual([row["name"] for row in mine.get_roster()], names)
            sheet = mine._sheet_values()["rows"]
            self.assertEqual([row["name"] for row in sheet], names)

    def test_pages_follow_the_language(self):
        self.authenticate("t_trainer", "t_trainer")
        for lang, names in NAMES.items():
            course = self.course_of(lang)
            self.url_open(f"/rr/lang/{LANGUAGES[lang]}?to=/rr/check")
            page = self.url_open(f"/rr/course/{course.id}").text
            self.places(names, page)
            self.assertIn("37,5", page)
            self.assertIn(DAYS[lang].replace("janar", "jan").replace("januar", "jan"),
                          page)

    def test_the_printed_sheet_follows_the_language(self):
        self.authenticate("t_trainer", "t_trainer")
        for lang, names in NAMES.items():
            session = self._session(course=self.course_of(lang))
            self.url_open(f"/rr/lang/{LANGUAGES[lang]}?to=/rr/check")
            answer = self.url_open(f"/rr/session/{session.id}/sheet.pdf")
            self.assertEqual(answer.headers["Content-Type"], "application/pdf")
            reader = PdfReader(io.BytesIO(answer.content))
            text = "\n".join(page.extract_text() for page in reader.pages)
            self.places(names, text)
