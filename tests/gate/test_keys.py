"""The keys that ./rr makes: for one user's eyes, and made once."""

import stat

from rrcli import odoo


def test_a_key_file_has_mode_600_and_is_never_overwritten(tmp_path, monkeypatch):
    monkeypatch.setattr(odoo, "KEYS", tmp_path)
    odoo.make_keys()
    made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert set(made) == {*odoo.KEY_FILES, odoo.BACKUP_KEY}
    assert len(set(made.values())) == len(made)
    assert all(stat.S_IMODE((tmp_path / n).stat().st_mode) == 0o600 for n in made)
    odoo.make_keys()
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == made
