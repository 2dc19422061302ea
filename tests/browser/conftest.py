"""A real browser on the served demonstration; a failed step leaves a picture.

``RR_PICTURES=1`` (``./rr test --pictures tests/browser``) also writes the pictures of
the guides into ``docs/images``.
"""

import os
import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright
from rrcli.paths import LOGS, ROOT
from rrcli.ui import Fail
from viewing import DESK, rpc

# Chromium looks for its maker's hosts at every start; these switches stop it.
SWITCHES = (
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
)
PICTURES = LOGS / "browser"
GUIDES = Path(ROOT) / "docs/images"
ODOO_LANGUAGE = {"en": "en_US", "sq": "sq_AL", "sr": "sr@latin"}
PAGE_TIMEOUT = 60_000

# Start pages that a guide shows beside those of the journeys.
SHOWN_STARTS = ("start-reporter", "start-psychologist")

TRANSLATED = ("ngo", "roster", "roster-sent")

# Walked steps of all journeys: (test, what was done).
STEPS = []


class Recorded:
    """The browser, with a trace of every context that a test opens."""

    def __init__(self, running):
        self.running = running
        self.open = []

    def new_context(self, **options):
        # Times are read where the sessions are held.
        options.setdefault("timezone_id", "Europe/Belgrade")
        context = self.running.new_context(**options)
        context.set_default_timeout(PAGE_TIMEOUT)
        context.tracing.start(screenshots=True, snapshots=True)
        self.open.append(context)
        context.on("close", lambda closed: self.open.remove(context))
        return context

    def keep(self, name):
        """Pictures and traces of what is open, under ``.rr/log/browser``."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        for number, context in enumerate(self.open):
            for page in context.pages:
                page.screenshot(path=PICTURES / f"{name}-{number}.png")
            context.tracing.stop(path=PICTURES / f"{name}-{number}.zip")
            context.tracing.start(screenshots=True, snapshots=True)


@pytest.fixture(scope="session")
def browser(request):
    path = shutil.which("chromium")
    if not path:
        raise Fail("Chromium is not installed.", "Run: ./rr test, which installs it.")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=SWITCHES)
        request.config.rr_browser = Recorded(running)
        yield request.config.rr_browser
        running.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    setattr(item, f"report_{report.when}", report)
    recorded = getattr(item.config, "rr_browser", None)
    if report.when == "call" and report.failed and recorded:
        recorded.keep(re.sub(r"\W+", "-", item.name))
    return report


def pytest_terminal_summary(terminalreporter):
    if STEPS:
        tests = len({name for name, _what in STEPS})
        terminalreporter.write_line(
            f"browser journeys: {len(STEPS)} steps walked in {tests} tests"
        )


@pytest.fixture
def step(request):
    """A function that notes one step of a journey by what the person does."""

    def _step(what):
        STEPS.append((request.node.name, what))

    return _step


@pytest.fixture(scope="session")
def picture():
    """A function ``picture(page, name)`` that keeps a picture for the guides.

    It writes only when ``RR_PICTURES`` asks for it.
    """

    def _picture(page, name, language="en"):
        if name.startswith("start-") and name not in SHOWN_STARTS:
            return
        if language != "en":
            # The guide for organisations is there in three languages.
            if name not in TRANSLATED:
                return
            name = f"{name}-{language}"
        if os.environ.get("RR_PICTURES"):
            GUIDES.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=GUIDES / f"{name}.png", animations="disabled")

    return _picture


@pytest.fixture
def sign_in(browser, demo, request):
    """A function ``sign_in(login, size=DESK, language="en")``: a signed-in page.

    Errors in the page's console fail the test; on a failure each page leaves a
    picture and a trace under ``.rr/log/browser``. A language other than English is
    chosen in the user's own preferences, as the user would, and put back at the end.
    """
    opened = []

    def _sign_in(login, size=DESK, language="en", **options):
        context = browser.new_context(viewport=size, base_url=demo.url, **options)
        page = context.new_page()
        page.console_errors = []
        page.on(
            "console",
            lambda message: page.console_errors.append(message.text)
            if message.type == "error" else None,
        )
        page.on("pageerror", lambda error: page.console_errors.append(str(error)))
        # The language of partners' pages is chosen before signing in.
        page.goto(f"/rr/lang/{language}?to=/web/login")
        page.fill("input[name=login]", login)
        page.fill("input[name=password]", login)
        page.click("form.oe_login_form button[type=submit]")
        page.wait_for_url(lambda url: "/web/login" not in url)
        opened.append((login, context, page))
        if "/odoo" in page.url:
            page.wait_for_selector(".o_main_navbar")
            info = page.evaluate(
                "async () => (await (await fetch('/web/session/get_session_info',"
                "{method: 'POST', headers: {'Content-Type': 'application/json'},"
                "body: '{}'})).json()).result"
            )
            page.uid, was = info["uid"], info["user_context"]["lang"]
            wanted = ODOO_LANGUAGE[language]
            if was != wanted:
                rpc(page, "res.users", "write", [page.uid], {"lang": wanted})
                page.was_language = was
                page.goto("/odoo")
                page.wait_for_selector(".o_main_navbar")
        return page

    yield _sign_in
    failed = getattr(request.node, "report_call", None)
    failed = failed is None or failed.failed
    errors = []
    for login, context, page in opened:
        errors += [f"{login}: {text}" for text in page.console_errors]
        if hasattr(page, "was_language") and not page.is_closed():
            rpc(page, "res.users", "write", [page.uid], {"lang": page.was_language})
        context.close()
    if not failed:
        assert not errors, "errors in the browser's console:\n" + "\n".join(errors)
