"""What the trail costs: the same work without it is the rival. Runs in Odoo's shell."""

from measure import row
from odoo.addons.rr_audit import bench


def run(env, scale):
    """:return: rows of the benchmark"""
    return [
        row(f"300 records, {work}", found["with_ms"], "the same without the trail",
            found["without_ms"], bench.RECORDS)
        for work, found in bench.run(env).items()
    ]
