"""Finding a person by name or number. Runs in Odoo's shell.

Names lie sealed: a search opens those that the reader may see and compares. Against:
opening the same names alone; for a number, its row by the index in SQL.
"""

from measure import medians, row
from odoo.addons.rr_beneficiaries.tools import crypto


def run(env, scale):
    """:return: rows of the benchmark"""
    head = env["res.users"].search([("login", "=", "head")])
    officer = env["res.users"].search([("login", "=", "officer")])
    identities = env["rr.beneficiary.identity"].with_user(head)
    some = identities.with_user(officer).search([], limit=1).with_user(head)
    family, number = some.last_name[:6], some.personal_number
    found = []

    def find(user, text):
        people = env["rr.beneficiary"].with_user(user)
        found.append(len(people.search([("identity_query", "=", text)])))

    def open_all():
        query = identities.sudo()._search([])
        return sum(1 for _pair in identities.sudo()._rr_scan_names(query))

    def by_index():
        env.cr.execute(
            "SELECT beneficiary_id FROM rr_beneficiary_identity "
            "WHERE personal_number_index = %s",
            [crypto.keyed_index(number, "personal_number")],
        )
        return env.cr.fetchall()

    size = identities.search_count([])
    everybody, mine, names = medians(
        lambda: find(head, family), lambda: find(officer, family), open_all,
        before=env.invalidate_all,
    )
    by_number, index = medians(
        lambda: find(head, number), by_index, before=env.invalidate_all
    )
    assert all(found), "a search found nothing"
    return [
        row("search by name, all persons", everybody, "opening the names alone", names,
            size),
        row("search by name, an officer's own", mine, "opening all names alone", names,
            size),
        row("search by personal number", by_number, "the index in SQL", index, size),
    ]
