# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The browser of a partner: pages opened and forms sent to the server's own entry.

It speaks HTTP to the application in this process, with a session of its own, so that a
page's rights, its token and its answer are the ones that a partner meets. Each request
is a transaction of its own: what was done before is committed first.
"""

import io
import re

from odoo import http
from werkzeug.test import Client

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


class Refused(Exception):
    """A page answered with an error or a refusal."""


class Browser:
    """One partner at the portal; signs in with the first page.

    :param world: the :class:`~.world.World`
    :param login: of the partner, and their password
    """

    def __init__(self, world, login):
        self.world = world
        self.login = login
        self._client = Client(http.root)
        self._is_signed_in = False

    def _sign_in(self):
        if not self._is_signed_in:
            self._is_signed_in = True
            answer = self.json(
                "/web/session/authenticate", db=self.world.env.cr.dbname,
                login=self.login, password=self.login,
            )
            if not answer.get("uid"):
                raise Refused(f"{self.login} cannot sign in")

    def _open(self, path, **keywords):
        env = self.world.env
        method = keywords.get("method", "GET")
        with self.world.recorder.user(self.login, f"{method} {_pattern(path)}"):
            env.cr.commit()
            answer = self._client.open(
                path, environ_base={"REMOTE_ADDR": "127.0.0.1"}, **keywords
            )
            env.invalidate_all()
        # A look at the data after the request, not at what stood before it.
        env.cr.commit()
        if answer.status_code >= 400:
            raise Refused(f"{self.login}: {method} {path}: {answer.status}")
        return answer

    def get(self, path):
        """Open a page; its HTML."""
        self._sign_in()
        return self._open(path, follow_redirects=True).get_data(as_text=True)

    def post(self, path, values, page=None):
        """Send a form.

        :param values: field → text, or (bytes, file name) for a file
        :param page: address of the page that holds the form; where None, ``path``
        :return: HTML of the page that follows
        """
        token = TOKEN.search(self.get(page or path))
        if not token:
            raise Refused(f"{self.login}: {page or path} holds no form")
        data = {"csrf_token": token[1]}
        for name, value in values.items():
            if isinstance(value, tuple):
                content, file_name = value
                data[name] = (io.BytesIO(content), file_name)
            elif value not in (None, False):
                data[name] = value if isinstance(value, list) else str(value)
        return self._open(
            path, method="POST", data=data, follow_redirects=True
        ).get_data(as_text=True)

    def json(self, path, **parameters):
        """Call a JSON route, as a page's script does; its result."""
        if path != "/web/session/authenticate":
            self._sign_in()
        answer = self._open(
            path, method="POST",
            json={"jsonrpc": "2.0", "method": "call", "params": parameters},
        ).get_json()
        if answer.get("error"):
            told = answer["error"].get("data") or answer["error"]
            raise Refused(f"{self.login}: {path}: {told.get('message')}")
        return answer["result"]


def _pattern(path):
    return re.sub(r"\d+", "<id>", path.partition("?")[0])
