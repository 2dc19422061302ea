# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A programme many times as large: the rows that the earlier stages walked through
their steps, copied by SQL under other numbers and other names.

A copy of a person keeps the household, the case, the courses and the grants of the
original, each as a copy of its own; the ledger's rows come with their grants, so every
balance that held for the original holds for the copy. The database's triggers see each
row: the trail knows of all of them.
"""

import time

from odoo.addons.rr_beneficiaries.tools import crypto
from odoo.tools import SQL
from psycopg2.extras import execute_values

from . import names

# Hour of the last day at which copies are made; what counts over all comes later.
HOUR = 18
# Text whose last digits are a running number, such as RR-000123: the number goes on.
NEXT = "pg_temp.rr_next({0}, k * {by})"
SUFFIX = "{0} || '~' || k"
# Grants to persons; those to communities are few and hang on their calls.
OWN = "grant_id IN (SELECT id FROM rr_grant WHERE kind = 'individual')"
# Table → (which rows, {column: another text}), in the order of what points to what.
# {by} is the highest running number of the table, or of the one that is named.
TABLES = {
    "rr_household": ("true", {"code": NEXT}),
    "rr_beneficiary": ("erased_on IS NULL", {"code": NEXT}),
    "rr_permission": ("true", {}),
    "rr_case": ("true", {}),
    "rr_need": ("true", {}),
    "rr_plan_goal": ("true", {}),
    "rr_service": ("true", {}),
    "rr_handover": ("true", {}),
    "rr_assessment_reference": ("true", {}),
    "rr_course": ("true", {"code": NEXT, "name": "{0} || ' (' || (k + 1) || ')'"}),
    "rr_session_series": ("true", {}),
    "rr_course_session": (
        "true",
        {"sheet_code": "pg_temp.rr_next(substring({0} FROM '^[^-]+-[0-9]+'), "
                       "k * {rr_course}) || substring({0} FROM '^[^-]+-[0-9]+(.*)$')",
         # A locked sheet takes no mark: these are locked again at the end.
         "sheet_state": "CASE {0} WHEN 'locked' THEN 'verified' ELSE {0} END"},
    ),
    "rr_enrolment": ("true", {}),
    "rr_attendance": ("true", {}),
    "rr_attendance_alert": ("true", {}),
    "rr_certificate": (
        "true",
        {"serial": "upper(regexp_replace(left(md5({0} || k), 12), "
                   "'(....)(....)(....)', '\\1-\\2-\\3'))"},
    ),
    "rr_outcome_followup": (
        "true",
        {"anchor_ref": "CASE WHEN anchor_kind = 'course' "
                       "THEN pg_temp.rr_next(split_part({0}, '/', 1), k * {rr_course})"
                       " || '/' || split_part({0}, '/', 2) "
                       "ELSE pg_temp.rr_next({0}, k * {rr_grant}) END"},
    ),
    "rr_activity_funding": ("course_id IS NOT NULL", {}),
    "rr_grant": ("kind = 'individual'", {"name": NEXT}),
    "rr_grant_line": (OWN, {}),
    "rr_grant_funding": (OWN, {}),
    "rr_grant_document": (OWN, {}),
    "rr_grant_amendment": (OWN, {}),
    "rr_grant_amendment_change": (
        f"amendment_id IN (SELECT id FROM rr_grant_amendment WHERE {OWN})", {},
    ),
    "rr_grant_approval": (OWN, {}),
    "rr_grant_duty": (OWN, {}),
    "rr_grant_tranche": (OWN, {}),
    "rr_grant_payment": (OWN, {"bank_ref": SUFFIX}),
    "rr_grant_receipt": (OWN, {"number": SUFFIX}),
    "rr_grant_delivery": (OWN, {}),
    "rr_grant_visit": (OWN, {}),
    "rr_grant_recovery": (OWN, {}),
    "rr_fund_entry": (
        f"{OWN} OR activity_id IN "
        "(SELECT id FROM rr_activity_funding WHERE course_id IS NOT NULL)",
        {"key": SUFFIX},
    ),
    "rr_support_record": (f"grant_id IS NULL OR {OWN}", {}),
    # Sealed ones last but for those that others point to.
    "rr_beneficiary_identity": ("true", {}),
    "rr_case_note": ("true", {}),
    "rr_psychosocial_session": ("true", {}),
}
# Table → (model, purpose of the key): sealed to their row, so each copy is sealed anew.
SEALED = {
    "rr_case_note": "rr.case.note",
    "rr_psychosocial_session": "rr.psychosocial.session",
    "rr_enrolment": "rr.enrolment",
    "rr_beneficiary_identity": "rr.beneficiary.identity",
}
# Sequence's code → table and column from which it goes on.
SEQUENCES = {
    "rr.household": ("rr_household", "code"),
    "rr.beneficiary": ("rr_beneficiary", "code"),
    "rr.course": ("rr_course", "code"),
    "rr.grant": ("rr_grant", "name"),
}
TAIL = "max(substring({column} FROM '[0-9]+$')::bigint)"


def plan(world):
    """After all others of the day, before what counts over everybody."""
    if world.copies > 1:
        world.on(world.today, _copy, world, hour=HOUR)


def _copy(world):
    with world.without_door("hundredfold copy"):
        _make(world)


def _make(world):
    copies = _Copies(world)
    began = time.perf_counter()
    for number, table in enumerate(TABLES, start=1):
        world.progress(f"copies: {table} ({number} of {len(TABLES)})")
        copies.table(table)
    world.rate("copied rows with the trail", copies.rows, time.perf_counter() - began)
    copies.finish()
    world.env.invalidate_all()
    _renew_digests(world)


class _Copies:
    """Copies table after table; remembers the shifts of ids and numbers."""

    def __init__(self, world):
        self.world = world
        self.cr = world.env.cr
        self.chance = world.chance("copies")
        self.rows = 0
        self.first_names = {}  # person's id → first name of the copy
        self.shifts = {table: self._value(f"SELECT max(id) FROM {table}") or 0
                       for table in TABLES}
        self.by = {
            table: self._value(f"SELECT {TAIL.format(column=column)} FROM {table}") or 0
            for table, column in SEQUENCES.values()
        }
        self.cr.execute(
            """
            CREATE FUNCTION pg_temp.rr_next(code text, by bigint) RETURNS text
            LANGUAGE sql IMMUTABLE AS $$
            SELECT left(code, -length(n)) || CASE
                     WHEN length((n::bigint + by)::text) > length(n)
                     THEN (n::bigint + by)::text
                     ELSE lpad((n::bigint + by)::text, length(n), '0') END
              FROM substring(code FROM '[0-9]+$') n
            $$
            """
        )
        self.cr.execute(
            """
            SELECT c.conrelid::regclass::text, a.attname, c.confrelid::regclass::text
              FROM pg_constraint c
              JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
             WHERE c.contype = 'f' AND c.confrelid::regclass::text = ANY(%s)
            """,
            [list(TABLES)],
        )
        self.links = {}
        for table, column, target in self.cr.fetchall():
            self.links.setdefault(table, {})[column] = target
        # Who did it is known to the trail: the superuser, as any maintenance.
        world.env["rr.fund.entry"]._act()

    def _value(self, query):
        self.cr.execute(query)
        return self.cr.fetchone()[0]

    def _columns(self, table):
        self.cr.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass "
            "AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum",
            [table],
        )
        return [name for (name,) in self.cr.fetchall()]

    def table(self, table):
        where, texts = TABLES[table]
        columns = self._columns(table)
        moved = {"id": f"id + k * {self.shifts[table]}"}
        for column, target in self.links.get(table, {}).items():
            moved[column] = f"{column} + k * {self.shifts[target]}"
        if table == "rr_fund_entry":
            moved["source_id"] = self._source()
        for column, pattern in texts.items():
            moved[column] = pattern.format(column, by=self.by.get(table, 0), **self.by)
        listed = ", ".join(f'"{column}"' for column in columns)
        picked = ", ".join(moved.get(column, f't."{column}"') for column in columns)
        # The identifiers are this module's own and the catalogue's.
        source = (
            f"SELECT {picked} FROM {table} t, generate_series(1, %s) k WHERE {where}"
        )
        if table in SEALED:
            self._sealed(table, columns, source)
        else:
            self.cr.execute(
                f"INSERT INTO {table} ({listed}) {source}", [self.world.copies - 1]
            )
            self.rows += self.cr.rowcount
        self.cr.execute(
            SQL(
                "SELECT setval(%s, (SELECT max(id) FROM %s))",
                f"{table}_id_seq",
                SQL.identifier(table),
            )
        )
        self.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))

    def _source(self):
        """The document of a ledger row, where it is copied too."""
        cases = " ".join(
            f"WHEN '{table.replace('_', '.')}' THEN source_id + k * {shift}"
            for table, shift in self.shifts.items()
            if table.startswith("rr_grant") or table == "rr_activity_funding"
        )
        return f"CASE source_model {cases} ELSE source_id END"

    # ---------------------------------------------------------------- sealed ones

    def _sealed(self, table, columns, source):
        """Copy rows whose values are sealed to their place: each is sealed anew."""
        self.cr.execute(source, [self.world.copies - 1])
        rows = [dict(zip(columns, row, strict=True)) for row in self.cr.fetchall()]
        model = self.world.env[SEALED[table]]
        fresh = {
            "rr_beneficiary_identity": self._identities,
            "rr_enrolment": self._roster_names,
        }.get(table, self._notes)
        fresh(rows, model)
        execute_values(
            self.cr._obj,
            f"INSERT INTO {table} ({', '.join(columns)}) VALUES %s",
            [tuple(row[column] for column in columns) for row in rows],
            page_size=1000,
        )
        self.rows += len(rows)

    @staticmethod
    def _seal(model, row, column, text, place=None):
        place = place or f"{model._name}:{row['id']}"
        row[column] = crypto.encrypt(
            text, f"{place}:{column}", model._encrypted_purpose
        ) or None

    def _notes(self, rows, model):
        """Texts that are as good as those of the originals: they name nobody."""
        shift = self.shifts[model._table]
        for row in rows:
            origin = (row["id"] - 1) % shift + 1
            for column in model._encrypted_fields.values():
                if row[column]:
                    text = crypto.decrypt(
                        row[column], f"{model._name}:{origin}:{column}",
                        model._encrypted_purpose,
                    )
                    self._seal(model, row, column, text)

    def _roster_names(self, rows, model):
        first_names = [
            name for group in names.FIRST_NAMES.values() for name in group
        ]
        for row in rows:
            if row["roster_name_cipher"]:
                is_shared = row["name_kind"] == "first_name"
                person = row["beneficiary_id"]
                options = names.ALIASES if person and not is_shared else first_names
                name = self.chance.choice(options)
                if is_shared:
                    self.first_names[person] = name
                self._seal(model, row, "roster_name_cipher", name)

    def _identities(self, rows, model):
        self.cr.execute("SELECT id, code, household_id, sex, language FROM rr_beneficiary")
        people = {row[0]: row[1:] for row in self.cr.fetchall()}
        families, taken = {}, set()
        for row in rows:
            code, household, sex, language = people[row["beneficiary_id"]]
            language = "sq_AL" if language == "sq" else language
            if (language, sex) not in names.FIRST_NAMES:
                language = "sq_AL"
            family = families.setdefault(
                household, names.family_name(self.chance, language)
            )
            # Nines are the originals'; these begin with 7.
            number = "7" + names.personal_number(self.chance, taken)[1:]
            first = self.first_names.get(row["beneficiary_id"]) or names.first_name(
                self.chance, language, sex
            )
            texts = {
                "first_name_cipher": first,
                "last_name_cipher": family,
                "personal_number_cipher": number,
                "phone_cipher": names.phone(self.chance),
                "address_cipher": f"Rruga e Provës {self.chance.randint(1, 240)} "
                f"({names.MARK})",
            }
            for column in model._encrypted_fields.values():
                self._seal(
                    model, row, column, texts.get(column), f"identity:{code}"
                )
            row["personal_number_index"] = crypto.keyed_index(number, "personal_number")

    # --------------------------------------------------------------------- the end

    def finish(self):
        """Lock the sheets; let the sequences go on after the highest number."""
        self.cr.execute(
            "UPDATE rr_course_session SET sheet_state = 'locked' "
            "WHERE sheet_state = 'verified' AND locked_at IS NOT NULL AND id > %s",
            [self.shifts["rr_course_session"]],
        )
        sequences = self.world.env["ir.sequence"].search(
            [("code", "in", list(SEQUENCES))]
        )
        for sequence in sequences:
            table, column = SEQUENCES[sequence.code]
            following = self._value(
                f"SELECT {TAIL.format(column=column)} FROM {table}"
            ) + 1
            for part in sequence.date_range_ids or sequence:
                part.number_next_actual = following


def _renew_digests(world):
    """The digest of a grant names its rows: open grants get one of their own."""
    grants = world.env["rr.grant"].search(
        [("content_digest", "!=", False), ("state", "not in", ("closed", "rejected"))],
        order="id",
    )
    world.progress(f"copies: digests of {len(grants)} open grants")
    rows = [(grant.id, grant._content_digest()) for grant in grants]
    for table, column in (("rr_grant", "id"), ("rr_grant_approval", "grant_id")):
        execute_values(
            world.env.cr._obj,
            f"UPDATE {table} t SET content_digest = v.digest "
            f"FROM (VALUES %s) AS v(id, digest) WHERE t.{column} = v.id "
            "AND t.content_digest IS NOT NULL",
            rows,
            page_size=1000,
        )
    world.env.invalidate_all()
