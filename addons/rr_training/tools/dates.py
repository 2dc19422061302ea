# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Days written out. Odoo reads ``sr@latin`` as Serbian and writes it in Cyrillic."""

from babel.dates import format_date as babel_format_date

LOCALES = {"sq_AL": "sq", "sr@latin": "sr_Latn"}


def format_date(env, day, date_format, lang_code=None):
    """Return a day written out by a CLDR pattern in the language of the page."""
    locale = LOCALES.get(lang_code or env.lang, "en")
    return babel_format_date(day, date_format, locale=locale)
