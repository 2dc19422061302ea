"""A script in every text that somebody may have written: it is shown as text.

Every column of text of our tables gets the script, whatever the model would say to it;
then pages, letters and workbooks are made from these rows.
"""

import io
import json
import re

import openpyxl
import pytest
from rrcli.ui import Fail
from serving import served_copy
from visiting import Visitor

MARK = "rrxss"
SCRIPT = f"<script>{MARK}(1)</script>\"'><img src=x onerror={MARK}(2)>"
# What a browser would run: the same, not escaped.
LIVE = re.compile(rf"<script>\s*{MARK}|<img src=x onerror={MARK}")

# Columns whose value is a word of the program, not a text of a user.
COLUMNS = """
SELECT c.table_name, c.column_name, c.data_type, f.translate IS NOT NULL
  FROM information_schema.columns c
  JOIN ir_model m ON replace(m.model, '.', '_') = c.table_name
  JOIN ir_model_fields f ON f.model_id = m.id AND f.name = c.column_name
  JOIN information_schema.tables t
    ON t.table_name = c.table_name AND t.table_schema = 'public'
 WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE'
   AND (c.table_name LIKE 'rr\\_%' OR c.table_name IN ('res_partner'))
   AND f.ttype IN ('char', 'text', 'html') AND f.store
   AND c.column_name NOT LIKE '%cipher%' AND c.column_name NOT LIKE '%index%'
   AND c.column_name NOT LIKE '%digest%' AND c.column_name NOT LIKE '%hash%'
   AND c.column_name NOT IN ('code', 'lang', 'model', 'res_model', 'key', 'state',
       'email', 'email_normalized', 'tz', 'type', 'snapshot', 'facts', 'content',
       'sql', 'measure', 'kind', 'slug', 'token', 'vat', 'content_digest')
"""

# Roles write what they can write through the ORM: sealed texts among them.
SEALED = """
head = env["res.users"].search([("login", "=", "head")])
script = %r
done = []
for identity in env["rr.beneficiary.identity"].with_user(head).search([], limit=40):
    identity.write({"first_name": script, "last_name": script, "address": script})
    done.append("identity")

for enrolment in env["rr.enrolment"].with_user(head).search([], limit=200):
    try:
        with env.cr.savepoint():
            enrolment.write({"roster_name": script})
            done.append("roster")
    except Exception as error:
        problem = error

env.cr.commit()
print("SEALED " + str(len(done)))
"""

# Every letter of ours as a page, every list of ours with what its columns show.
RENDER = """
import json
live = %r
import re
pattern = re.compile(live)
bad, count, failed = [], 0, []
finance = env["res.users"].search([("login", "=", "finance")])
for report in env["ir.actions.report"].sudo().search([("model", "like", "rr.")]):
    problem = None
    # Some papers exist only in some states: the first record that has one.
    tried = env[report.model].sudo().search([], limit=40, order="id desc")
    for record, user in [(r, u) for r in tried for u in (env.user, finance)]:
        try:
            with env.cr.savepoint():
                page = report.with_user(user).sudo(user == env.user)._render_qweb_html(
                    report.report_name, record.ids)[0]
        except Exception as error:
            problem = report.report_name + ": " + str(error)[:200]
            continue
        count += 1
        problem = None
        if pattern.search(page.decode(errors="replace")):
            bad.append(report.report_name)
        break
    if problem:
        failed.append(problem)

for name, model in env.registry.items():
    if not name.startswith("rr.") or model._abstract or not model._auto:
        continue
    for field in model._fields.values():
        if field.type == "html" and field.store and getattr(field, "sanitize", True) is False:
            bad.append(name + "." + field.name + " is not sanitised")

env.cr.rollback()
print("RENDERED " + json.dumps([bad, count, failed]))
"""


@pytest.fixture(scope="module")
def planted(cluster, demo_database):
    """A served copy in which every text is the script; the number of columns."""
    with served_copy(cluster, demo_database, "planted") as served:
        served.shell(SEALED % SCRIPT)
        columns = 0
        for table, column, kind, _translated in served.sql(COLUMNS):
            text = SCRIPT.replace("'", "''")
            value = (
                f"jsonb_build_object('en_US', '{text}'::text)"
                if kind == "jsonb" else f"'{text}'"
            )
            statement = (
                "SET session_replication_role = replica;"
                f'UPDATE "{table}" SET "{column}" = {value}'
                f' WHERE "{column}" IS NOT NULL'
                # documents of the program (results, drawings) are no text of a user
                + ("" if kind == "jsonb" else f""" AND "{column}" !~ '^[[{{<]'""")
            )
            try:
                cluster.sql(statement, served.database)
                columns += 1
            except Fail as error:  # unique, checked, or never to be changed
                assert re.search("constraint|too long|append-only|stays: UPDATE refused", str(error)), error
        served.columns = columns
        yield served


def test_the_script_stands_in_many_columns(planted):
    assert planted.columns > 80, planted.columns


PAGES = {
    "ngo": ("/rr", "/my"),
    "municipality": ("/my/referrals", "/rr/support", "/my"),
    "donor": ("/my/reports", "/my"),
    None: ("/rr/check", "/rr/check/" + "x" * 8, "/web/login"),
}


@pytest.mark.parametrize("login", PAGES)
def test_pages_show_it_as_text(planted, login):
    visitor = Visitor(planted.url, planted.database, login)
    seen, waiting, shown = set(), list(PAGES[login]), 0
    while waiting and len(seen) < 40:
        path = waiting.pop(0)
        if path in seen:
            continue
        seen.add(path)
        answer = visitor.get(path)
        assert answer.status_code < 500, (path, answer.text[-2000:])
        if "html" not in answer.headers.get("Content-Type", ""):
            continue
        assert not LIVE.search(answer.text), (path, LIVE.search(answer.text))
        shown += MARK in answer.text
        waiting += re.findall(
            r'href="(/(?:rr/course|rr/session|my/reports|rr/certificate)/\d+[^"]*)"',
            answer.text,
        )
    visitor.session.close()
    if login == "ngo":
        assert shown >= 3, f"the script was seen on {shown} of {len(seen)} pages only"


def test_letters_show_it_as_text(planted):
    output = planted.shell(RENDER % LIVE.pattern)
    line = next(li for li in output.splitlines() if li.startswith("RENDERED "))
    bad, count, failed = json.loads(line.removeprefix("RENDERED "))
    assert not bad
    assert count >= 5, (count, failed)


def test_lists_hand_it_to_the_client_as_text(planted):
    """The client's templates escape text; only markup is shown as it is."""
    visitor = Visitor(planted.url, planted.database, "officer")
    for model in ("rr.grant", "rr.course", "rr.referral", "rr.mechanism"):
        views = visitor.call(
            f"/web/dataset/call_kw/{model}/get_views", model=model, method="get_views",
            args=[], kwargs={"views": [[False, "list"], [False, "form"]]},
        ).json()["result"]
        for kind in ("list", "form"):
            arch = views["views"][kind]["arch"]
            assert "t-raw" not in arch and "t-out" not in arch.replace("t-esc", "")
            assert not LIVE.search(arch)
    visitor.session.close()


def test_workbooks_hold_it_as_text_and_no_formula(planted):
    """A planner's workbook: XLSX cells of text, whatever they begin with."""
    formula = '=HYPERLINK("http://x.example","y")'
    planted.cluster.sql(
        "SET session_replication_role = replica;"
        f"UPDATE rr_transition_line SET name = jsonb_build_object('en_US', '{formula}')",
        planted.database,
    )
    visitor = Visitor(planted.url, planted.database, "planner")
    scenarios = [row[0] for row in planted.sql(
        "SELECT id FROM rr_transition_scenario ORDER BY id")]
    books = [visitor.get(f"/rr/transition/{number}/workbook") for number in scenarios]
    books = [book for book in books if book.status_code == 200]
    visitor.session.close()
    assert books, "no scenario has a workbook"
    seen = 0
    for sheet in openpyxl.load_workbook(io.BytesIO(books[0].content)).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                text = str(cell.value or "")
                if MARK in text or "HYPERLINK" in text:
                    seen += 1
                    assert cell.data_type != "f", (sheet.title, cell.coordinate)
    assert seen, "neither stands in the workbook"
