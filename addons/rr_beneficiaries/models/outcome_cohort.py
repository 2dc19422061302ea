# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.tools import SQL

from .constants import IN_WORK, NOT_IN_WORK


class RrOutcomeCohort(models.Model):
    """Cohorts by quarter of the anchor and by wave.

    Right-censored: who is not yet due stands apart and in no denominator. Who could
    not be reached stays in the denominator, and the share of those reached is shown
    first. Headlines use answers known by a register, documents or a visit (1 to 3).
    Counts over everybody: permissions never change a count.
    """

    _name = "rr.outcome.cohort"
    _description = "Outcomes by cohort"
    _auto = False
    _order = "quarter desc, anchor_kind, wave_months"
    _rec_name = "quarter"

    quarter = fields.Date(readonly=True)
    anchor_kind = fields.Selection(
        [],  # each addon adds the ends that it brings about
        string="Counted from",
        readonly=True,
    )
    wave = fields.Selection(
        [
            ("0", "At once"),
            ("3", "After 3 months"),
            ("6", "After 6 months"),
            ("12", "After 12 months"),
        ],
        readonly=True,
    )
    wave_months = fields.Integer(readonly=True)
    person_count = fields.Integer(string="Persons", readonly=True)
    censored_count = fields.Integer(
        string="Not yet due",
        readonly=True,
        help="The window is still open and nobody answered: in no denominator.",
    )
    due_count = fields.Integer(string="Due", readonly=True)
    reached_count = fields.Integer(string="Reached", readonly=True)
    lost_count = fields.Integer(string="Not reached", readonly=True)
    verified_count = fields.Integer(
        string="Verified", readonly=True, help="Register, documents or visit."
    )
    in_work_count = fields.Integer(string="In work", readonly=True)
    education_count = fields.Integer(string="In education", readonly=True)
    not_in_work_count = fields.Integer(string="Not in work", readonly=True)
    other_count = fields.Integer(string="Other or unknown", readonly=True)
    reached_share = fields.Float(
        string="Reached %", readonly=True, aggregator=None, help="Of those due."
    )
    in_work_share = fields.Float(
        string="In work %",
        readonly=True,
        aggregator=None,
        help="Verified and in work, of all who were due.",
    )

    @property
    def _table_query(self):
        verified = SQL("f.state = 'done' AND f.verification IN ('1', '2', '3')")
        # A person counts once per cohort and wave: DISTINCT over several anchors of
        # the same quarter, the best known answer first.
        return SQL(
            """
            WITH one AS (
                SELECT DISTINCT ON (beneficiary_id, anchor_kind, wave,
                                    date_trunc('quarter', anchor_date))
                       beneficiary_id, anchor_kind, wave, state, status,
                       verification, window_to,
                       date_trunc('quarter', anchor_date)::date AS quarter,
                       id
                  FROM rr_outcome_followup
              ORDER BY beneficiary_id, anchor_kind, wave,
                       date_trunc('quarter', anchor_date),
                       (state = 'done') DESC, verification, id
            ), counted AS (
                SELECT min(f.id) AS id,
                       f.quarter,
                       f.anchor_kind,
                       f.wave,
                       f.wave::int AS wave_months,
                       count(*) AS person_count,
                       count(*) FILTER (WHERE f.state = 'planned'
                           AND f.window_to >= %(today)s) AS censored_count,
                       count(*) FILTER (WHERE f.state = 'done') AS reached_count,
                       count(*) FILTER (WHERE f.state = 'lost'
                           OR (f.state = 'planned' AND f.window_to < %(today)s)
                       ) AS lost_count,
                       count(*) FILTER (WHERE %(verified)s) AS verified_count,
                       count(*) FILTER (WHERE %(verified)s
                           AND f.status IN %(in_work)s) AS in_work_count,
                       count(*) FILTER (WHERE %(verified)s
                           AND f.status = 'education') AS education_count,
                       count(*) FILTER (WHERE %(verified)s
                           AND f.status IN %(not_in_work)s) AS not_in_work_count
                  FROM one f
              GROUP BY f.quarter, f.anchor_kind, f.wave
            )
            SELECT c.*,
                   c.reached_count + c.lost_count AS due_count,
                   c.verified_count - c.in_work_count - c.education_count
                       - c.not_in_work_count AS other_count,
                   c.reached_count::float
                       / NULLIF(c.reached_count + c.lost_count, 0) AS reached_share,
                   c.in_work_count::float
                       / NULLIF(c.reached_count + c.lost_count, 0) AS in_work_share
              FROM counted c
            """,
            today=fields.Date.context_today(self),
            verified=verified,
            in_work=IN_WORK,
            not_in_work=NOT_IN_WORK,
        )
