"""A real browser on the served demonstration; a failed step leaves a picture."""

import re
import shutil

import pytest
from playwright.sync_api import sync_playwright
from rrcli.paths import LOGS
from rrcli.ui import Fail

# Chromium looks for its maker's hosts at every start; these switches stop it.
SWITCHES = (
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
)
PICTURES = LOGS / "browser"
DESK = {"width": 1400, "height": 900}
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="session")
def browser():
    path = shutil.which("chromium")
    if not path:
        raise Fail("Chromium is not installed.", "Run: ./rr test, which installs it.")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=SWITCHES)
        yield running
        running.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    setattr(item, f"report_{report.when}", report)
    return report


@pytest.fixture
def sign_in(browser, demo, request):
    """A function ``sign_in(login, size=DESK)`` that returns a signed-in page.

    Errors in the page's console fail the test; on a failure each page leaves a
    picture and a trace under ``.rr/log/browser``.
    """
    opened = []

    def _sign_in(login, size=DESK, **options):
        context = browser.new_context(viewport=size, base_url=demo.url, **options)
        context.tracing.start(screenshots=True, snapshots=True)
        page = context.new_page()
        page.console_errors = []
        page.on(
            "console",
            lambda message: page.console_errors.append(message.text)
            if message.type == "error" else None,
        )
        page.on("pageerror", lambda error: page.console_errors.append(str(error)))
        page.goto("/web/login")
        page.fill("input[name=login]", login)
        page.fill("input[name=password]", login)
        page.click("form.oe_login_form button[type=submit]")
        page.wait_for_url(lambda url: "/web/login" not in url)
        opened.append((login, context, page))
        return page

    yield _sign_in
    failed = getattr(request.node, "report_call", None)
    failed = failed is None or failed.failed
    errors = []
    for login, context, page in opened:
        errors += [f"{login}: {text}" for text in page.console_errors]
        if failed:
            PICTURES.mkdir(parents=True, exist_ok=True)
            name = re.sub(r"\W+", "-", f"{request.node.name}-{login}")
            page.screenshot(path=PICTURES / f"{name}.png")
            context.tracing.stop(path=PICTURES / f"{name}.zip")
        context.close()
    if not failed:
        assert not errors, "errors in the browser's console:\n" + "\n".join(errors)
