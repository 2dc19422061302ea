# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Disclosure control without Odoo: gate, suppressor, audit, publication register."""
