"""``./rr audit`` against a server of the loopback that speaks the service's protocol.

The real service needs a network; what is tested is what is asked, that every answer is
understood, and that silence is never taken for “nothing is known”.
"""

import contextlib
import http.server
import json
import re
import threading

import pytest
from rrcli import audit, main
from rrcli.paths import CONFIG
from rrcli.ui import Fail


@contextlib.contextmanager
def service(answer, status=200):
    """A server that answers each request with ``answer(questions)``; yields
    (address, questions it was asked)."""
    asked = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            length = int(self.headers["Content-Length"])
            queries = json.loads(self.rfile.read(length))["queries"]
            asked.extend(queries)
            body = answer(queries)
            body = body if isinstance(body, bytes) else json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1/querybatch", asked
    finally:
        server.shutdown()
        server.server_close()


def nothing(queries):
    return {"results": [{} for _query in queries]}


def against(name):
    def answer(queries):
        return {"results": [
            {"vulns": [{"id": "PYSEC-1", "modified": "2026-01-01T00:00:00Z"}]}
            if query["package"]["name"] == name else {}
            for query in queries
        ]}

    return answer


def test_every_locked_library_is_asked_about_at_its_version():
    with service(nothing) as (url, asked):
        assert main.main(["audit", "--service", url]) == 0
    pypi = {(one["package"]["name"], one["version"])
            for one in asked if one["package"]["ecosystem"] == "PyPI"}
    for lock in ("requirements.txt", "requirements-dev.txt"):
        pins = re.findall(r"^\S+==\S+", (CONFIG / lock).read_text(), re.MULTILINE)
        assert len(pins) > 20
        for pin in pins:
            assert tuple(pin.split("==")) in pypi, pin


def test_the_database_is_asked_about_as_a_debian_package():
    names = {one["package"]["name"] for one in audit.questions()
             if one["package"]["ecosystem"].startswith("Debian:")}
    assert any(re.fullmatch(r"postgresql-\d+", name) for name in names), names


def test_what_is_known_is_named_and_fails(capsys):
    with service(against("cryptography")) as (url, _asked):
        assert main.main(["audit", "--service", url]) == 1
    shown = capsys.readouterr().out
    assert "cryptography" in shown and "PYSEC-1" in shown
    assert "1 of" in shown


def test_a_service_that_is_not_there_is_no_clean_bill(capsys):
    with service(nothing) as (url, _asked):
        pass
    assert main.main(["audit", "--service", url]) == audit.NOT_REACHED
    shown = capsys.readouterr().out
    assert "NOT CHECKED" in shown and "nothing is known" not in shown


@pytest.mark.parametrize(("body", "status"), [
    (b"<html>sign in to the network</html>", 200),
    ({"results": []}, 200),
    ({"error": "quota"}, 200),
    ({"results": []}, 503),
])
def test_an_answer_that_is_none_fails(body, status):
    with service(lambda _queries: body, status) as (url, _asked):
        with pytest.raises(Fail):
            audit.ask(url, audit.questions(), 5)
        assert main.main(["audit", "--service", url]) == 1
