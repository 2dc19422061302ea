"""Judging the tries of the sweep: plain data in, plain data out, without Odoo."""
