# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Between Odoo's numbers and the engine's decimal texts."""


def decimal(value, digits):
    """Return a number of the database as the engine's decimal text.

    The column holds an exact decimal and Odoo reads it as a float; written with
    as many places as the column has, it is that decimal again.

    >>> decimal(2400.0, 4), decimal(0.15, 6), decimal(0, 2)
    ('2400', '0.15', '0')
    """
    text = f"{value or 0:.{digits}f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"
