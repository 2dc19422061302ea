# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.tools import SQL

from ..tools.language import COLLATIONS


class RrAlphabetMixin(models.AbstractModel):
    """Names in lists stand in the order of the reader's alphabet.

    The database itself sorts by code points (Č after Z), so that an index and a file
    are the same on every server; what people read is sorted when it is asked for.
    """

    _name = "rr.alphabet.mixin"
    _description = "Sorted by the reader's alphabet"

    #: Stored fields that hold names
    _rr_alphabetical = ("name",)

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        collation = COLLATIONS.get(self.env.lang or "en_US")
        if field_name not in self._rr_alphabetical or not collation:
            return super()._order_field_to_sql(
                alias, field_name, direction, nulls, query
            )
        sql_field = self._field_to_sql(alias, field_name, query)
        query._order_groupby.append(sql_field)
        return SQL(
            "%s COLLATE %s %s %s",
            sql_field, SQL.identifier(collation), direction, nulls,
        )  # fmt: skip
