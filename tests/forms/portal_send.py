"""Sends the forms of a page: empty, filled, wrongly filled, after the session ended."""

import io
import re

import openpyxl
from portal_answers import is_refusal, links, section
from portal_forms import (
    NOTE,
    empty,
    filled,
    forms,
    given_back,
    pattern,
    without_language,
    wrong,
)

# How often forms are looked for that are there only after another one was sent
DEEPEST = 2


class Sender:
    """Sends each form once; of a form that stands beside others, once for each company.

    :param kept: addresses of the pages to look at again after a form was taken
    """

    def __init__(self, browser, log, today, kept):
        self.browser, self.log, self.today, self.kept = browser, log, today, kept
        # pattern of an address that takes a form → such an address
        self.actions = {}
        self._sent, self._expired, self._depth = set(), set(), 0
        # What was done and where it brought new forms: known after the first language
        self._fruitful, self._is_first = set(), True

    def begin(self, is_first):
        """Begin again, in another language."""
        self._sent, self._expired, self._is_first = set(), set(), is_first

    def send_all(self, path, tree):
        """Every form of a page, by each of its buttons, unless it was sent before.

        :return: whether one was sent
        """
        before = len(self._sent)
        found = forms(tree, path)
        for form in found:
            beside = [other for other in found if other is not form and other.written()]
            for button in form.buttons:
                self._send(path, tree, form, button, beside)
        for form in forms(tree, path, "get"):
            self._ask(form)
        return len(self._sent) > before

    def _send(self, path, tree, form, button, beside):
        action = pattern(form.action)
        steady = [part for part in action.split("/") if part[:1] != "<"]
        what = button[1] or steady[-1]
        key = (pattern(path), form.signature, button,
               tuple(sorted(str(other.signature) for other in beside)))
        if key in self._sent:
            return
        self._sent.add(key)
        self.actions.setdefault(action, form.action)
        press = {button[0]: button[1]} if button[0] else {}
        tries = {"empty": empty(form),
                 "filled": filled(form, self.today, self._workbook(tree, path, form)),
                 "wrong": wrong(form, self.today)}
        if tries["filled"][0] == tries["empty"][0]:
            # A button alone: there is nothing to leave out
            del tries["empty"]
        for step, written in tries.items():
            if written is None:
                continue
            data, typed = written
            with self.browser.aside():
                answer = self.browser.post(form.action, {**data, **press})
                if step == "filled" and answer.redirects and answer.status_code < 400:
                    self._walk_on(path, what, answer)
            self.log.count("empty" if step == "empty" else "filled")
            self.log.judge(step, form.action, what, answer)
            if answer.tree is None:
                continue
            again = forms(answer.tree, answer.path)
            self._compare(form, what, answer, again, typed)
            self._compare_beside(path, what, again, beside)
        # Which of its buttons was pressed is forgotten with the session
        written = action, tuple(item.name for item in form.written())
        if written not in self._expired:
            self._expired.add(written)
            self._send_expired(form, what, {**tries["filled"][0], **press},
                               tries["filled"][1])

    def _walk_on(self, path, what, landed):
        """Forms that are there only now: where one landed, and on the pages around."""
        if self._depth == DEEPEST:
            return
        self._depth += 1
        self._look(landed, what)
        for other in self.kept:
            step = what, pattern(path), other
            if section(other) == section(path) and (self._is_first or step in self._fruitful):
                if self._look(self.browser.get(other), what):
                    self._fruitful.add(step)
        self._depth -= 1

    def _look(self, answer, what):
        """Read a page after something was done; whether it had forms not sent yet."""
        path = without_language(answer.path)
        self.log.judge("after", path, what, answer)
        if answer.tree is None or answer.status_code >= 400:
            return False
        return self.send_all(path, answer.tree)

    def _compare(self, form, what, answer, again, typed):
        """A form that comes back, or is refused, holds what was typed."""
        came_back = not answer.redirects and any(other.is_same(form) for other in again)
        if is_refusal(answer) or came_back:
            self._tell_lost("lost text", form, what, typed, again)

    def _tell_lost(self, kind, form, what, typed, again):
        """Tell what was typed and does not stand in the form where one is now."""
        same = next((other for other in again if other.is_same(form)), None)
        kept = given_back(same) if same else {}
        gone = sorted({
            re.sub(r"\d+", "<n>", name)
            for name, value in typed.items()
            if value and " ".join(value.split()) not in kept.get(name, ())
        })
        if gone:
            self.log.fail(kind, form.action, f"{what}: {', '.join(gone)}")

    def _compare_beside(self, path, what, again, beside):
        """What stands in another form of the page is there when the page is."""
        for other in beside:
            if any(form.is_same(other) for form in again):
                names = sorted({
                    re.sub(r"\d+", "<n>", item.name) for item in other.written()
                })
                self.log.fail("lost beside", path, f"{what}: {', '.join(names)}")

    def _workbook(self, tree, path, form):
        """The page's own empty workbook with a row of words."""
        if not any("xlsx" in item.accept for item in form.fields):
            return None
        for link in links(tree, path):
            if "template" not in link:
                continue
            with self.browser.aside():
                answer = self.browser.get(link)
            book = openpyxl.load_workbook(io.BytesIO(answer.content))
            sheet = book.worksheets[0]
            sheet.append([NOTE] * sheet.max_column)
            made = io.BytesIO()
            book.save(made)
            return made.getvalue()
        return None

    def _ask(self, form):
        """A form that only asks (a search) is an address."""
        key = ("ask", form.signature)
        if key in self._sent:
            return
        self._sent.add(key)
        for step, (data, _typed) in (("empty", empty(form)),
                                     ("filled", filled(form, self.today))):
            query = "&".join(f"{name}={value}" for name, value in data.items())
            with self.browser.aside():
                answer = self.browser.get(f"{form.action}?{query}")
            self.log.count(step)
            self.log.judge(step, form.action, "ask", answer, offered=False)

    def _send_expired(self, form, what, data, typed):
        """Pressed after the session ended: sign in, and see where one stands."""
        with self.browser.aside():
            answer, page = self.browser.post_expired(
                form.action, data, by_hand=len(self._expired) == 1
            )
        if page:
            self.log.judge("sign-in", page.path.split("?")[0], "expired", page)
        self.log.count("expired")
        self.log.judge("expired", form.action, f"{what}, expired", answer)
        written = {item.name: typed[item.name] for item in form.written()}
        again = forms(answer.tree, answer.path) if answer.tree is not None else ()
        self._tell_lost("lost at sign-in", form, what, written, again)
