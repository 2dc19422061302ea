# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Arithmetic of courses: hours credited, and the dates of a series.

Plain values in, plain values out; nothing here knows Odoo.
"""
