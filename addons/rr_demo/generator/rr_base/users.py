# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Organisations and the users of the demonstration, one for each role."""

# login → (name, role, municipalities of an officer)
STAFF = {
    "officer": ("Lindita Demo", "officer", ("PR", "PO", "GJ", "VI", "FE")),
    "officer2": ("Blerim Demo", "officer", ("KC", "MS", "PZ", "PE", "GK")),
    "psychologist": ("Mimoza Demo", "psychologist", ()),
    "head": ("Albana Demo", "head", ()),
    "director": ("Valmir Demo", "director", ()),
    "finance": ("Faruk Demo", "finance", ()),
    "planner": ("Pranvera Demo", "planner", ()),
    "reporter": ("Rinor Demo", "reporter", ()),
    "dpo": ("Drilon Demo", "dpo", ()),
    "reviewer1": ("Remzije Demo", "reviewer", ()),
    "reviewer2": ("Ramadan Demo", "reviewer", ()),
    "chair": ("Çerkin Demo", "chair", ()),
}

# key → (name, kind, municipality, language)
ORGANISATIONS = {
    "ngo": ("Horizonti i Ri (demo)", "ngo", "PR", "sq_AL"),
    "ngo2": ("Hapi Tjetër (demo)", "ngo", "GJ", "sq_AL"),
    "gcerf": ("Global Community Fund (demo)", "donor", False, "en_US"),
    "eu": ("European Programme Office (demo)", "donor", False, "en_US"),
    "uk": ("British Embassy Fund (demo)", "donor", False, "en_US"),
    "nl": ("Netherlands Embassy Fund (demo)", "donor", False, "en_US"),
    "gjilan": ("Komuna e Gjilanit (demo)", "municipality", "GJ", "sq_AL"),
    "mia": ("Ministry of Internal Affairs (demo)", "institution", "PR", "sq_AL"),
    "kcs": ("Correctional Service (demo)", "institution", "PR", "sq_AL"),
    "kps": ("Probation Service (demo)", "institution", "PR", "sq_AL"),
    "csw": ("Centre for Social Work (demo)", "institution", "GJ", "sq_AL"),
    "school": ("Shkolla Profesionale (demo)", "institution", "PR", "sq_AL"),
    "clinic": ("Qendra e Shëndetit (demo)", "institution", "PR", "sq_AL"),
    "tools": ("Vegla dhe Pajisje sh.p.k. (demo)", "supplier", "PR", "sq_AL"),
    "market": ("Tregu i Librit sh.p.k. (demo)", "supplier", "GJ", "sq_AL"),
    "employer": ("Punëtoria Drita sh.p.k. (demo)", "employer", "FE", "sq_AL"),
}

# login → (name, role, organisation, language)
PORTAL = {
    "ngo": ("Teuta Demo", "ngo", "ngo", "sq_AL"),
    "ngo2": ("Jelena Demo", "ngo", "ngo2", "sr@latin"),
    "ngo3": ("Mentor Demo", "ngo", "ngo", "sq_AL"),
    "municipality": ("Gani Demo", "municipality", "gjilan", "sq_AL"),
    "donor": ("Dana Demo", "donor", "gcerf", "en_US"),
    "donor2": ("Daniel Demo", "donor", "eu", "en_US"),
}

LETTERHEAD = "Zyra e shërbimeve (demo)\nRruga e Shembullit 1, 10000 Prishtinë"


def plan(world):
    """Done at once: accounts are there before the programme begins."""
    with world.without_door("users and roles"):
        _found(world)
        world.env.flush_all()


def _found(world):
    env = world.env
    municipalities = {
        record.code: record for record in env["rr.municipality"].search([])
    }
    world.municipalities = municipalities
    world.organisations = _organisations(env, municipalities)
    # The name on letters: an institution, never the programme.
    env.company.name = "Ministry of Internal Affairs (demo)"
    # Papers go to suppliers, landlords and employers: the sender tells of no programme.
    env.company.rr_letterhead = LETTERHEAD
    _staff(world, municipalities)
    _portal(world)


def _organisations(env, municipalities):
    keys = list(ORGANISATIONS)
    partners = env["res.partner"].create(
        [
            {
                "name": name,
                "is_company": True,
                "rr_kind": kind,
                "rr_municipality_id": municipalities[code].id if code else False,
                "lang": language,
                "email": f"{key}@example.org",
            }
            for key, (name, kind, code, language) in ORGANISATIONS.items()
        ]
    )
    return dict(zip(keys, partners, strict=True))


def _users(world, rows):
    users = (
        world.env["res.users"]
        .with_context(no_reset_password=True, mail_create_nosubscribe=True)
        .create(rows)
    )
    world.users.update({user.login: user for user in users})


def _staff(world, municipalities):
    _users(
        world,
        [
            {
                "name": name,
                "login": login,
                "password": login,
                "email": f"{login}@example.org",
                "lang": "en_US",
                "tz": "Europe/Belgrade",
                "group_ids": [(6, 0, [world.env.ref(f"rr_base.group_{role}").id])],
                "rr_municipality_ids": [
                    (6, 0, [municipalities[code].id for code in codes])
                ],
            }
            for login, (name, role, codes) in STAFF.items()
        ],
    )


def _portal(world):
    rows = []
    for login, (name, role, organisation, language) in PORTAL.items():
        partner = world.env["res.partner"].create(
            {
                "name": name,
                "parent_id": world.organisations[organisation].id,
                "email": f"{login}@example.org",
                "lang": language,
                "tz": "Europe/Belgrade",
            }
        )
        rows.append(
            {
                "login": login,
                "password": login,
                "partner_id": partner.id,
                "lang": language,
                "tz": "Europe/Belgrade",
                "group_ids": [(6, 0, [world.env.ref(f"rr_base.group_{role}").id])],
            }
        )
    _users(world, rows)
