"""Walks everything that a partner's pages offer, and writes down what went wrong.

In the first language each address within reach is opened; of each kind of address those
pages are kept on which something stands that the earlier ones had not (a form, a link,
a look). The kept ones are read, and their forms sent, in every language. Nothing that
a step does reaches the next one.

A form that saves itself while somebody writes needs a script, and no script runs here:
the walk sees what the server alone keeps.
"""

import os
import re
from urllib.parse import urlsplit

from portal_answers import features, links
from portal_client import Browser
from portal_forms import pattern, without_language
from portal_log import Log
from portal_pages import LANGUAGES
from portal_send import Sender
from werkzeug.exceptions import HTTPException

# Addresses of one kind that are opened
OF_A_KIND = 10
# Pages whose own links are followed too
OURS = re.compile(r"^/(rr|my|auth-timeout)(/|$)")
# <int:session_id> of a route
ARGUMENT = re.compile(r"<(\w*?):?(\w+)>")
# Typed by hand, and not there: what the page then says is read too
TYPED_ADDRESSES = ("/rr/nowhere", "/my/nowhere", "/rr/check/AAAA-BBBB-CCCC")
# Where everybody arrives; the last after a quarter of an hour without a sign of life
STARTS = ("/rr", "/my", "/my/security", "/my/account", *TYPED_ADDRESSES,
          "/auth-timeout/check-identity")


class Walk:
    """One user's walk; what it found is in ``log`` after :meth:`run`."""

    def __init__(self, opened, login, role, today, languages=tuple(LANGUAGES),
                 starts=STARTS, only=False):
        """
        :param today: day of the demonstration
        :param only: whether links are opened, but not walked on from
        """
        self.browser = Browser(opened, login)
        self.languages = languages
        self.starts, self.only = starts, only
        self.log = Log(role, languages)
        self.kept, self.arguments = {}, {}
        self.log.steady = self.kept
        self.sender = Sender(self.browser, self.log, today, self.kept)
        self.routes = opened.env["ir.http"].routing_map()
        self.adapter = self.routes.bind("localhost")

    def run(self):
        started = os.times().elapsed
        self.browser.sign_in()
        self._explore()
        for language in self.languages:
            self.log.language = language
            self.browser.speak(LANGUAGES[language])
            self.sender.begin(language == self.languages[0])
            for path in self.kept:
                self._read(path)
            self._open_by_get()
        # The clock of the records stands still
        self.seconds = os.times().elapsed - started
        return self

    # Going round

    def _explore(self):
        self.browser.speak(LANGUAGES[self.log.language])
        opened, seen, met = set(), {}, {}
        waiting = list(self.starts)
        while waiting:
            path = waiting.pop(0)
            kind = pattern(path) + "?" + urlsplit(path).query.split("=")[0]
            if path in opened or seen.get(kind, 0) >= OF_A_KIND:
                continue
            opened.add(path)
            seen[kind] = seen.get(kind, 0) + 1
            with self.browser.aside():
                answer = self.browser.get(path)
            tree = answer.tree
            # A switch of languages leads back to an address that was typed
            offered = not {path, without_language(answer.path)} & set(self.starts)
            if answer.redirects:
                waiting.append(answer.path)
            leads_on = OURS.match(path) and (path in self.starts or not self.only)
            if tree is None or answer.redirects or not leads_on:
                # A file, or a page that is not a partner's: one of a kind
                seen[kind] = OF_A_KIND
                self.log.judge("page", path, "", answer, offered)
                self.log.count("pages")
                continue
            self._remember(path, "GET")
            new = features(tree, path) - met.setdefault(pattern(path), set())
            if new or answer.status_code >= 400:
                met[pattern(path)] |= new
                self.kept[path] = offered
            waiting += links(tree, path)

    def _remember(self, path, method):
        """Numbers of records of this user, by the names that the routes give them."""
        try:
            _rule, arguments = self.adapter.match(urlsplit(path).path, method, return_rule=True)
        except HTTPException:
            return
        for name, value in arguments.items():
            if isinstance(value, int):
                self.arguments.setdefault(name, value)

    def _read(self, path):
        with self.browser.aside():
            answer = self.browser.get(path)
        self.log.count("pages")
        self.log.judge("page", path, "", answer, self.kept[path])
        if answer.tree is not None and answer.status_code < 400:
            self.sender.send_all(path, answer.tree)

    # Addresses that only take forms

    def _open_by_get(self):
        """Open them as somebody does who comes back to an address."""
        paths = dict(self.sender.actions)
        for path in paths.values():
            self._remember(path, "POST")
        for rule in self.routes.iter_rules():
            routing = rule.endpoint.routing
            if (routing["type"] == "http" and OURS.match(rule.rule)
                    and not {"GET", "HEAD"} & set(routing.get("methods") or ("GET",))):
                values = {
                    name: self.arguments.get(name, 1) if converter == "int" else name
                    for converter, name in ARGUMENT.findall(rule.rule)
                }
                path = self.adapter.build(rule.endpoint, values, method="POST")
                paths.setdefault(pattern(path), path)
        for path in paths.values():
            with self.browser.aside():
                answer = self.browser.get(path)
            self.log.count("by GET")
            self.log.judge("by GET", path, "GET", answer, offered=False)

    def result(self):
        return {"login": self.browser.login, "seconds": self.seconds, **self.log.result()}
