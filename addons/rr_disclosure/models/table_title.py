# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a published table counts, in words.

Its name is made for the engine: who is counted, a slash, by what; of a status the day
stands behind an @, in the name or in the group.
"""

import datetime

from odoo.addons.rr_base.tools.language import format_date


def subject_title(words, subject, what):
    """Who is counted, and how: ``Whole programme: persons by sex``.

    :param words: an environment, in whose language is spoken
    :param subject: ``programme``, ``grants``, ``courses``, ``employed``, or the code of
        an agreement, which stands for itself
    :param what: in words, what stands in the table
    """
    titles = {
        "programme": words._("Whole programme: %(what)s", what=what),
        "grants": words._("With a paid individual grant: %(what)s", what=what),
        "courses": words._("Ever enrolled in a course: %(what)s", what=what),
        "employed": words._("In work, latest known status: %(what)s", what=what),
    }
    return titles.get(subject) or f"{subject}: {what}"


def table_title(words, name, group=None):
    """The title of a published table.

    :param words: an environment, in whose language is spoken
    :param name: of the table, like ``employed/sex``, ``EU-1/age``, ``total/courses``
    :param group: who is counted, where the name does not say the day
    :return: text; the name itself where it is no pair, as of a table for one asker
    """
    subject, slash, what = name.partition("/")
    if not slash:
        return name
    counted = {
        "sex": words._("persons by sex"),
        "age": words._("persons by age at entry"),
        "region": words._("persons by region"),
        "sex_age": words._("persons by sex and age at entry"),
        "agreement_grant_persons": words._("persons with a paid grant of the agreement"),
        "agreement_course_persons": words._("persons enrolled in its courses"),
        "agreement_certified_persons": words._("persons certified in its courses"),
        "agreement_employed_persons": words._("persons in work, latest known status"),
    }
    if subject == "total":
        what, _at, day = what.partition("@")
        title = subject_title(words, what, words._("total"))
    else:
        title = subject_title(words, subject, counted.get(what, what))
        day = ""
    day = day or (group or "").partition("@")[2]
    if not day:
        return title
    return f"{title} ({format_date(words, datetime.date.fromisoformat(day))})"
