"""A served copy for the attacks, and ways into it."""

import pytest
from rrcli import tally
from serving import served_copy
from visiting import USERS, Visitor


@pytest.fixture(scope="session")
def attacked(cluster, demo_database):
    """A copy of the demonstration. Odoo logs each refusal and each bad argument of a
    call under ``odoo.http``; everything else must stay quiet."""
    with served_copy(cluster, demo_database, "attacked") as served:
        yield served
    text = served.log.read_text(encoding="utf-8", errors="replace")
    loud = [li for li in tally.loud_lines(text) if " odoo.http: " not in f" {li}"
            and " odoo.addons.base.models.res_users: " not in f" {li}"]
    assert not loud, "the server's log is not quiet:\n" + "\n".join(loud[:20])


@pytest.fixture(scope="session")
def visitors(attacked):
    """``{login: Visitor}``; ``None`` is somebody without a session."""
    found = {
        login: Visitor(attacked.url, attacked.database, login)
        for login in (*USERS, None)
    }
    yield found
    for visitor in found.values():
        visitor.session.close()
