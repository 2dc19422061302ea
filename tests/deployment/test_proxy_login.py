"""Every door at which a password can be tried is behind the proxy's limit, or shut."""

import re
from pathlib import Path

import pytest

CONFIG = Path(__file__).resolve().parents[2] / "config/nginx/reintegration.conf"
LOCATION = re.compile(r"location\s+(=|~|)\s*(\S+)\s*\{([^}]*)\}")


def location(path):
    """The body of the block by which nginx answers a path: exact, then the first
    regular expression, then the longest prefix."""
    blocks = LOCATION.findall(CONFIG.read_text())
    for kind, pattern, body in blocks:
        if kind == "=" and pattern == path:
            return body
    for kind, pattern, body in blocks:
        if kind == "~" and re.search(pattern, path):
            return body
    prefixes = [(p, body) for kind, p, body in blocks if not kind and path.startswith(p)]
    return max(prefixes)[1]


@pytest.mark.parametrize(
    "path",
    ["/web/login", "/web/login/totp", "/web/session/authenticate",
     "/auth-timeout/session/check-identity"],
)
def test_passwords_are_tried_ten_times_a_minute_at_most(path):
    assert "limit_req zone=login" in location(path)
    assert "rate=10r/m" in CONFIG.read_text()


@pytest.mark.parametrize(
    "path",
    ["/xmlrpc/2/common", "/xmlrpc/common", "/jsonrpc", "/web/database/manager",
     "/web/database/backup"],
)
def test_other_doors_are_shut(path):
    assert "return 404" in location(path)


@pytest.mark.parametrize("path", ["/odoo", "/my", "/rr", "/json/2/res.users/read", "/"])
def test_pages_are_passed_on_unlimited(path):
    assert "limit_req" not in location(path)
    assert "proxy_pass" in location(path)
