"""A backup that is not whole, not ours or not of this key is refused in one line, and
nothing is written; a backup that cannot be finished leaves no file."""

import base64
import io
import os
import random
import tarfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rrcli import backup, odoo, paths, restore, sealed
from rrcli.ui import Fail

CHANCE = random.Random(15)
KEY = CHANCE.randbytes(32)


def seal(content, key=KEY):
    sink = io.BytesIO()
    writer = sealed.Writer(sink, key)
    for start in range(0, len(content), 70_000):
        writer.write(content[start:start + 70_000])
    writer.close()
    return sink.getvalue()


def opened(data, key=KEY):
    return sealed.Reader(io.BytesIO(data), key).read()


@pytest.mark.parametrize(
    "size", [0, 1, sealed.CHUNK - 1, sealed.CHUNK, sealed.CHUNK + 1, 3 * sealed.CHUNK]
)
def test_what_was_sealed_opens_as_it_was(size):
    content = random.Random(size).randbytes(size)
    assert opened(seal(content)) == content


CONTENT = CHANCE.randbytes(3 * sealed.CHUNK + 17)
SEALED = seal(CONTENT)


@settings(max_examples=60)
@given(at=st.integers(0, len(SEALED) - 1), bit=st.integers(0, 7))
def test_one_flipped_bit_anywhere_is_refused(at, bit):
    data = bytearray(SEALED)
    data[at] ^= 1 << bit
    with pytest.raises(sealed.SealedError):
        opened(bytes(data))


@settings(max_examples=60)
@given(length=st.integers(0, len(SEALED) - 1))
def test_a_cut_anywhere_is_refused(length):
    with pytest.raises(sealed.SealedError):
        opened(SEALED[:length])


def test_chunks_left_out_swapped_repeated_or_added_are_refused():
    size = sealed.CHUNK + 16
    head, body = SEALED[:sealed.HEADER], SEALED[sealed.HEADER:]
    a, b, c, end = body[:size], body[size:2 * size], body[2 * size:3 * size], body[3 * size:]
    assert opened(head + a + b + c + end) == CONTENT
    other = seal(CONTENT)
    for forged in (
        head + a + c + end, head + b + a + c + end, head + a + a + b + c + end,
        head + a + b + c, head + a + b + c + end + b"more", head,
        other[:sealed.HEADER] + a + b + c + end,
    ):
        with pytest.raises(sealed.SealedError):
            opened(forged)


def test_two_backups_of_the_same_share_no_byte_of_their_content():
    one, two = seal(bytes(10_000)), seal(bytes(10_000))
    assert one[sealed.HEADER:] != two[sealed.HEADER:]


# ------------------------------------------------------------------ the command


@pytest.fixture(scope="module")
def file(cluster, demo_database, tmp_path_factory):
    path = tmp_path_factory.mktemp("backup") / "whole.rrb"
    backup.write(cluster, demo_database, path)
    return path


def _is_of_another(name):
    """Whether a database belongs to another process of this run, which makes and drops
    its own meanwhile: they carry its number, but for the warm ones."""
    numbers = {int(part) for part in name.split("_") if part.isdigit()}
    return name.startswith("rr_warm") or bool(numbers - {os.getpid()})


@pytest.fixture
def untouched(cluster):
    """Afterwards there are the databases and filestores that were there before."""

    def present():
        databases = cluster.sql("SELECT datname FROM pg_database ORDER BY 1").split()
        stores = sorted(path.name for path in (odoo.DATA / "filestore").iterdir())
        return [
            [name for name in names if not _is_of_another(name)]
            for names in (databases, stores)
        ]

    before = present()
    yield
    assert present() == before


def refusal(cluster, path, **kwargs):
    with pytest.raises(Fail) as caught:
        restore.read(cluster, path, "rr_refused", **kwargs)
    text = caught.value.cause
    assert "\n" not in text
    return text


def _truncated(data):
    return data[: len(data) // 2]


def _cut_at_a_chunk(data):
    return data[: sealed.HEADER + 2 * (sealed.CHUNK + 16)]


def _altered(data):
    return data[:-5] + bytes([data[-5] ^ 1]) + data[-4:]


def _foreign(data):
    sink = io.BytesIO()
    with tarfile.open(fileobj=sink, mode="w:gz") as archive:
        archive.addfile(tarfile.TarInfo("manifest.json"), io.BytesIO())
    return sink.getvalue()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (_truncated, "altered or cut"),
        (_cut_at_a_chunk, "truncated"),
        (_altered, "altered or cut"),
        (_foreign, "not a backup of this system"),
        (lambda data: b"", "not a backup of this system"),
        (lambda data: b"PGDMP" + data, "not a backup of this system"),
        (lambda data: seal(b"no archive", backup.key()), "cannot be restored"),
    ],
    ids=["truncated", "cut at a chunk", "altered", "foreign", "empty", "dump", "inside"],
)
@pytest.mark.usefixtures("untouched")
def test_a_damaged_or_foreign_file_is_refused(cluster, file, tmp_path, change, reason):
    path = tmp_path / "bad.rrb"
    path.write_bytes(change(file.read_bytes()))
    text = refusal(cluster, path)
    assert reason in text and "Nothing was written" in text


@pytest.mark.usefixtures("untouched")
def test_a_missing_file_and_an_existing_database_are_refused(
    cluster, demo_database, file, tmp_path
):
    assert "There is no file" in refusal(cluster, tmp_path / "none.rrb")
    with pytest.raises(Fail, match="already. Nothing was written"):
        restore.read(cluster, file, demo_database)


@pytest.fixture
def other_keys(tmp_path, monkeypatch):
    """A folder of keys with the same backup key and others for the rest."""
    folder = tmp_path / "keys"
    folder.mkdir(mode=0o700)
    for path in paths.KEYS.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
        (folder / path.name).chmod(0o600)
    monkeypatch.setattr(backup, "KEYS", folder)
    return folder


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("backup.key", "sealed with another key"),
        ("identity.key", "needs the key of the identities"),
        ("trail.key", "needs the key of the trail"),
    ],
)
@pytest.mark.usefixtures("untouched")
def test_without_the_key_that_belongs_to_it_it_is_refused(
    cluster, file, other_keys, name, reason
):
    (other_keys / name).write_bytes(base64.b64encode(random.Random(32).randbytes(32)))
    assert reason in refusal(cluster, file)


@pytest.mark.usefixtures("untouched")
def test_a_key_that_others_may_read_is_refused(cluster, file, other_keys):
    (other_keys / "backup.key").chmod(0o644)
    assert "may be read by others" in refusal(cluster, file)


def test_the_backup_holds_no_key_and_nothing_in_clear(file):
    data = file.read_bytes()
    for path in paths.KEYS.glob("*.key"):
        for line in path.read_bytes().split():
            assert line not in data and base64.b64decode(line) not in data
    for text in (b"RR-000001", b"manifest", b"ustar", b"PGDMP", b"Lindita"):
        assert text not in data
    assert file.stat().st_mode & 0o777 == 0o600


def test_the_content_of_a_backup_holds_no_key(file):
    keys = {
        form
        for path in paths.KEYS.glob("*.key")
        for line in path.read_bytes().split()
        for form in (line, base64.b64decode(line))
    }
    for _name, member in restore._members(file, backup.key()):
        content = member.read()
        assert not any(key in content for key in keys)


def test_what_a_restore_leaves_is_told_from_what_others_make():
    """So that the tests below see the one and stay quiet on the other."""
    own = (f"rr_test_demo_database_{os.getpid()}_work", "rr_refused",
           "rr_refused_restoring", "postgres")
    others = (f"rr_test_large_database_{os.getpid() + 1}", "rr_warm_half",
              f"rr_made_{os.getpid() + 1}_demo_database")
    assert not any(map(_is_of_another, own))
    assert all(map(_is_of_another, others))


@pytest.mark.usefixtures("untouched")
def test_a_restore_that_fails_half_way_leaves_nothing(cluster, file, monkeypatch):
    def fail(*args):
        raise KeyboardInterrupt

    monkeypatch.setattr(restore, "_finish", fail)
    with pytest.raises(KeyboardInterrupt):
        restore.read(cluster, file, "rr_refused")


def test_a_backup_never_takes_the_place_of_a_file(cluster, demo_database, file):
    before = file.read_bytes()
    with pytest.raises(Fail, match="exists already"):
        backup.write(cluster, demo_database, file)
    assert file.read_bytes() == before


def test_a_backup_that_fails_leaves_no_file(
    cluster, demo_database, tmp_path, monkeypatch
):
    def fail(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backup, "_add_dump", fail)
    with pytest.raises(Fail, match="No space left on device"):
        backup.write(cluster, demo_database, tmp_path / "new.rrb")
    assert list(tmp_path.iterdir()) == []
