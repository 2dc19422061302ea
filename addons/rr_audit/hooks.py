# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from .tools.schema import check_prepared
from .tools.triggers import drop_triggers


def pre_init_hook(env):
    """Refuse to install where the trail could be rewritten."""
    check_prepared(env)


def uninstall_hook(env):
    """Take the triggers off the tables; the trail itself stays, with this in it."""
    drop_triggers(env)
