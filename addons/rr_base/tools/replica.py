# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a standby that lags may answer, and what it never answers.

Odoo reads on a replica where ``db_replica_host`` is set. Money, rights and identity are
read on the primary alone: a balance of a moment ago is a wrong balance, and a reading
that is to be logged needs a transaction that can write. A model of the register is read
on a replica only where it says so (``_rr_on_replica = True``), and what must never be
read there refuses such a cursor, whoever asks and by whatever way.
"""

import psycopg2.errors

#: Odoo's own models that say who may do what.
RIGHTS = frozenset(
    {
        "ir.model.access",
        "ir.rule",
        "res.groups",
        "res.users",
        "res.users.apikeys",
    }
)


def may_be_read_on_replica(model):
    """Whether a request that reads a model may go to a replica.

    :param model: class of the model in the registry
    """
    name = model._name
    if name.startswith("rr."):
        return getattr(model, "_rr_on_replica", False)
    return name not in RIGHTS


def refuse_replica(env, what):
    """Leave a replica: Odoo then repeats the request on the primary.

    :param what: name of what is read, for the log
    :raises ReadOnlySqlTransaction: the cursor is one of a replica
    """
    if env.cr.readonly:
        raise psycopg2.errors.ReadOnlySqlTransaction(
            f"{what} is read on the primary alone"
        )
