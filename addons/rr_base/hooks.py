# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the installation does once, beyond data files."""

LANGUAGES = ("sq_AL", "sr@latin")


def pre_init_hook(env):
    """Activate the official languages; Odoo's own terms are loaded with them.

    Before the data files, so that the names in them are loaded in these languages.
    """
    for code in LANGUAGES:
        env["res.lang"]._activate_and_install_lang(code)
