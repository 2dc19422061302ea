"""``./rr keys``: the key of identity, and changing it."""

from . import demo, postgres, setup
from .ui import Fail, say, step

_IMPORT = "from odoo.addons.rr_beneficiaries.tools import crypto\n"
_STATUS = _IMPORT + (
    "print('keys: %s of them, current %s'"
    " % (len(crypto.load_keys()), crypto.current_key_id()))"
)
_NEW_KEY = _IMPORT + "print('new key: ' + crypto.rotate_key_file())"
_SEAL_ANEW = (
    "count = env['rr.encrypted.mixin'].sudo()._rr_rotate_all()\n"
    "env.cr.commit()\n"
    "print('sealed anew: %s' % count)"
)
_RETIRE = _IMPORT + "crypto.retire_old_keys()"


def arguments(name, parser):
    parser.add_argument(
        "action", choices=["status", "rotate"],
        help="rotate: make a new key and seal every value of every database with it",
    )
    parser.add_argument(
        "--retire", action="store_true",
        help="then remove the former keys; backups made before can no longer be read",
    )


def databases(cluster):
    """Databases of the cluster that hold identities, by name."""
    names = cluster.sql(
        "SELECT datname FROM pg_database WHERE datallowconn AND NOT datistemplate"
        " AND datname <> 'postgres' ORDER BY 1"
    ).split()
    question = "SELECT to_regclass('public.rr_beneficiary_identity') IS NOT NULL"
    return [name for name in names if cluster.sql(question, name).strip() == "t"]


def _shell(cluster, database, script):
    return demo.shell(cluster, database, script, f"keys-{database}.log", "The keys")


def _answer(output, mark):
    return next(
        line.removeprefix(mark) for line in output.splitlines() if line.startswith(mark)
    )


def rotate(cluster, retire=False):
    """Make a new key and seal every value with it; return {database: records}.

    Interrupted, it may be run again: the former keys open what is not sealed anew yet.
    """
    names = databases(cluster)
    if not names:
        raise Fail("No database holds identities yet.", "Run ./rr demo first.")
    _shell(cluster, names[0], _NEW_KEY)
    counts = {}
    for name in names:
        with step(f"Seal the identities of “{name}” anew"):
            counts[name] = int(_answer(_shell(cluster, name, _SEAL_ANEW), "sealed anew: "))
    if retire:
        # A value that came in meanwhile under a former key must not be lost.
        for name in names:
            _shell(cluster, name, _SEAL_ANEW)
        _shell(cluster, names[0], _RETIRE)
    return counts


def run(options):
    setup.ensure()
    with postgres.running() as cluster:
        if options.action == "rotate":
            for name, count in rotate(cluster, options.retire).items():
                say(f"  {name:20} {count} records sealed anew")
        names = databases(cluster)
        if not names:
            raise Fail("No database holds identities yet.", "Run ./rr demo first.")
        say("keys: " + _answer(_shell(cluster, names[0], _STATUS), "keys: "))
    return 0
