"""The disk is full; the database is restarted under the server; no mail goes out."""

import os
import time

import killing
import pytest
import requests
from rrcli import backup, demo
from rrcli.ui import Fail


def states(killable, before, whole):
    now = killing.content(killable.cluster, killing.LIVE)
    return killing.compare(before, whole, now)


@pytest.mark.parametrize("name", ["payment", "attendance"])
def test_a_full_disk_loses_nothing_and_the_server_goes_on_after(
    killable, acts, before, name, capsys
):
    cluster = killable.cluster
    if cluster.unmountable:
        pytest.skip(cluster.unmountable)
    act = acts[name]
    whole, _taken = killing.whole_act(killable, act)
    killable.reset()
    cluster.sql("CHECKPOINT")
    filler = cluster.home / "filler"
    try:
        _fill(filler, leave=0)
        # What is written must reach the disk: no room is left in files that exist.
        cluster.sql("SET temp_file_limit = -1; SELECT pg_switch_wal()")
        _fill(filler, leave=0)
        done = _attempt(killable, act)
    finally:
        filler.unlink(missing_ok=True)
    if not cluster._is_running():
        cluster.start()
    killable.revive("disk")
    state = states(killable, before, whole)
    assert isinstance(state, str), state
    assert state == "after" or not done
    with capsys.disabled():
        told = "done" if done else "refused"
        print(f"\n  {name} on a full disk: {told}, afterwards as {state} it")
    if state == "before":
        assert act.send(killable.session(act.login), killable.url)
        assert states(killable, before, whole) == "after"


def _fill(path, leave):
    """Write until the disk has only so many bytes left."""
    with open(path, "ab") as sink:
        while True:
            free = os.statvfs(path.parent)
            room = free.f_bavail * free.f_frsize - leave
            if room <= 0:
                return
            try:
                sink.write(bytes(min(room, 2**24)))
                sink.flush()
            except OSError:
                return


def _attempt(killable, act):
    try:
        return act.send(killable.session(act.login), killable.url, timeout=30)
    except (AssertionError, requests.RequestException, ValueError):
        return False


def test_a_backup_onto_a_full_disk_leaves_no_file(
    cluster, demo_database, small_disk, tmp_path
):
    refused = small_disk(tmp_path / "small", 2)
    if refused:
        pytest.skip(refused)
    with pytest.raises(Fail, match="No space left on device"):
        backup.write(cluster, demo_database, tmp_path / "small/new.rrb")
    assert list((tmp_path / "small").iterdir()) == []


def test_the_database_is_restarted_under_the_server(killable, acts, before, capsys):
    """People see an error while it is away, and no error a moment after."""
    act = acts["approval"]
    whole, _taken = killing.whole_act(killable, act)
    killable.reset()
    session = killable.session(act.login)
    with open(os.devnull, "w") as sink:  # the new server would keep a pipe open
        killable.cluster._run(
            "pg_ctl", "-D", str(killable.cluster.data), "-m", "fast", "-w",
            "-l", str(killable.cluster.log), "restart", output=sink,
        )
    started, errors = time.monotonic(), 0
    while True:
        restarted = killable.process.poll() is not None
        if restarted:
            killable.start()
        try:
            answer = session.get(f"{killable.url}/my", timeout=30)
            if answer.status_code == 200:
                break
        except requests.RequestException:
            pass
        errors += 1
        assert time.monotonic() - started < 60, "the server does not find it again"
        time.sleep(0.1)
    away = time.monotonic() - started
    assert act.send(session, killable.url)
    assert states(killable, before, whole) == "after"
    with capsys.disabled():
        how = "its supervisor started it again" if restarted else "by itself"
        print(f"\n  database restarted: {errors} errors, {away:.1f} s, {how}")


MAIL_DOWN = """
mail = env["mail.mail"].sudo().create({
    "subject": "An answer is there", "body_html": "<p>Log in.</p>",
    "email_to": "donor@example.com"})
env.cr.commit()
mail.send(raise_exception=False)
env.cr.commit()
print("STATE " + mail.state + " | " + str(mail.failure_reason)[:80])
"""


def test_mail_is_down_and_what_was_to_be_told_stays_in_the_queue(killable, acts, before):
    """The server of the tests has no mail server: nobody answers on its port."""
    act = acts["issue"]
    whole, _taken = killing.whole_act(killable, act)
    assert states(killable, before, whole) == "after"
    output = demo.shell(
        killable.cluster, killing.LIVE, MAIL_DOWN, "mail-down.log", "the mail"
    )
    line = next(li for li in output.splitlines() if li.startswith("STATE "))
    assert line.startswith("STATE exception"), line
