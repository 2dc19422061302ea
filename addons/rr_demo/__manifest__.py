# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
{
    "name": "Reintegration: Demonstration",
    "summary": "A seeded generator of an invented programme; never for production",
    "version": "19.0.1.0.0",
    "license": "LGPL-3",
    "author": "Reintegration Register contributors",
    "category": "Reintegration",
    "depends": ["rr_donor_reports", "rr_sustainability"],
}
