"""A partner's browser inside Odoo's own process.

Requests go through Odoo's whole application, without a socket, in one transaction of
one cursor. Each step is undone: it meets the same records whatever was tried before it,
in whatever language. The clock stands still on the demonstration's day.
"""

import contextlib
import functools
import io
import logging
import threading
from dataclasses import dataclass
from unittest.mock import patch
from urllib.parse import urljoin, urlsplit

import odoo
from lxml import html
from odoo.http import root
from odoo.sql_db import Savepoint
from odoo.tests.common import TransactionCase, freeze_time
from portal_forms import empty, forms
from werkzeug.test import Client

HOST = "http://localhost"
COOKIES = ("session_id", "frontend_lang", "rr_lang", "tz")
MOST_REDIRECTS = 8
# How werkzeug writes an error that no page of ours or of Odoo's dresses
BARE = b"<!doctype html>\n<html lang=en>\n<title>"
DEVICE = {"REMOTE_ADDR": "127.0.0.1"}


@dataclass
class Answer:
    """What came at the end of the redirects.

    It can be read as an answer of ``requests`` is: ``status_code``, ``headers``,
    ``content``. ``path`` is the address it came from, ``redirects`` how many led there.
    """

    path: str
    status_code: int
    headers: object
    content: bytes
    redirects: int
    error: str = ""

    @property
    def is_html(self):
        return "html" in self.headers.get("Content-Type", "") and not self.is_data

    @property
    def is_data(self):
        """Whether a script of the page reads it, whatever type it is said to have."""
        return self.content[:1] == b"{"

    @functools.cached_property
    def tree(self):
        """The page as a tree; None where it is no page."""
        return html.fromstring(self.content) if self.is_html and self.content else None

    @property
    def is_bare(self):
        """Whether it is an error of the server and no page that leads on."""
        return self.status_code == 405 or self.content.startswith(BARE)


class _Errors(logging.Handler):
    """Remembers by which exception the latest request failed."""

    def __init__(self):
        super().__init__(logging.ERROR)
        self.name_of_last = ""

    def emit(self, record):
        if record.exc_info:
            self.name_of_last = record.exc_info[0].__name__


class Stage:
    """The transaction in which the crawl plays."""

    def __init__(self, case):
        self.case, self.env, self.registry = case, case.env, case.env.registry
        self.errors = _Errors()
        self._stale_caches = set()

    def note_caches(self):
        """Stands for the registry's signal to other processes."""
        self._stale_caches |= self.registry.cache_invalidated
        self.registry.cache_invalidated.clear()

    @contextlib.contextmanager
    def undone(self):
        """Whatever is written inside is not there afterwards."""
        self.env.flush_all()
        self.env.invalidate_all()
        savepoint = Savepoint(self.env.cr)
        outer, self._stale_caches = self._stale_caches, set()
        try:
            yield
        finally:
            savepoint.close(rollback=True)
            self.env.invalidate_all()
            self.note_caches()
            if self._stale_caches:
                self.registry.clear_cache(*self._stale_caches)
                self.registry.cache_invalidated.clear()
            self._stale_caches |= outer


@contextlib.contextmanager
def stage(moment):
    """Open the transaction, at a moment (``datetime``, UTC); undo it at the end."""

    class Inside(TransactionCase):
        test_tags = frozenset()
        http_request_allow_all = True

    Inside.freeze_time = freeze_time(moment)
    Inside.setUpClass()
    # A request that declares to read only may write its trail by another cursor, which
    # one connection cannot do.
    Inside._registry_readonly_enabled = False
    case = Inside()
    odoo.modules.module.current_test = case
    opened = Stage(case)
    logger = logging.getLogger("odoo.http")
    logger.addHandler(opened.errors)
    try:
        with (
            case.enter_registry_test_mode(),
            patch.object(opened.registry, "signal_changes", opened.note_caches),
        ):
            yield opened
    finally:
        logger.removeHandler(opened.errors)
        odoo.modules.module.current_test = None
        Inside.tearDownClass()
        Inside.doClassCleanups()


class Browser:
    """One user's cookies; passwords of the demonstration are the logins."""

    def __init__(self, opened, login):
        self.stage, self.login = opened, login
        self.client = Client(root)

    def get(self, path):
        return self._open(path, "GET", None)

    def post(self, path, values, most=MOST_REDIRECTS):
        """Send a form; a file is written as ``(bytes, name)``.

        :param most: how many redirects are followed
        """
        return self._open(path, "POST", {
            name: (io.BytesIO(value[0]), value[1]) if isinstance(value, tuple) else value
            for name, value in values.items()
        }, most)

    def _open(self, path, method, values, most=MOST_REDIRECTS):
        redirects = 0
        while True:
            self.stage.errors.name_of_last = ""
            answer = self.client.open(
                path, base_url=HOST, method=method, data=values,
                environ_overrides=DEVICE, buffered=True,
            )
            threading.current_thread().dbname = self.stage.env.cr.dbname
            target = answer.headers.get("Location")
            if not target or redirects == most:
                break
            # As browsers do after 301, 302 and 303
            target = urlsplit(urljoin(HOST + path, target))
            if target.netloc and target.netloc != urlsplit(HOST).netloc:
                break
            path = target.path + (f"?{target.query}" if target.query else "")
            method, values, redirects = "GET", None, redirects + 1
        return Answer(
            path, answer.status_code, answer.headers, answer.get_data(), redirects,
            self.stage.errors.name_of_last,
        )

    @contextlib.contextmanager
    def aside(self):
        """Try something: records, session and cookies are as before afterwards."""
        kept = {name: self.client.get_cookie(name) for name in COOKIES}
        sid = kept["session_id"] and kept["session_id"].value
        session = dict(root.session_store.get(sid)) if sid else None
        try:
            with self.stage.undone():
                yield
        finally:
            for name, cookie in kept.items():
                self.client.delete_cookie(name)
                if cookie:
                    self.client.set_cookie(name, cookie.value)
            if session:
                root.session_store.save(root.session_store.session_class(session, sid))

    def sign_in(self):
        answer = self.fill_in_login(self.login_form(self.get("/web/login")))
        assert answer.redirects, f"{self.login} cannot sign in"
        # The device is noted once, not in each step that is undone
        self.get("/my")

    def login_form(self, answer):
        """The form of the sign-in page; None on another page."""
        found = forms(answer.tree, answer.path) if answer.tree is not None else ()
        return next((
            form for form in found
            if {"login", "password"} <= {item.name for item in form.fields}
        ), None)

    def fill_in_login(self, form):
        data, _typed = empty(form)
        return self.post(form.action, {**data, "login": self.login,
                                       "password": self.login})

    def post_expired(self, path, values, by_hand):
        """Send a form after the session ended, sign in, and go where that leads.

        :param by_hand: fill in the sign-in page; else the session is back by then, as
            after signing in in another tab: the same way on in less time
        :return: (answer, the sign-in page or None)
        """
        session = self.client.get_cookie("session_id").value
        self.client.delete_cookie("session_id")
        if by_hand:
            page = self.post(path, values)
            form = self.login_form(page)
            return (self.fill_in_login(form), page) if form else (page, None)
        answer = self.post(path, values, most=0)
        target = answer.headers.get("Location")
        if target:
            self.client.set_cookie("session_id", session)
            answer = self.get(urljoin(path, target).removeprefix(HOST))
        return answer, None

    def speak(self, code):
        """Choose the language by the page's own switch (``en``, ``sq``, ``sr``)."""
        self.get(f"/rr/lang/{code}?to=/rr/check")
