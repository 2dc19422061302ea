# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The administrator's page, and what a role sees while an addon gives it nothing."""

from odoo.tools.translate import LazyTranslate

from ..tools.start_parts import Figure, Hint, Picture, Task

_lt = LazyTranslate(__name__)

ADMIN = ("administrator",)
COMMISSION = ("reviewer", "chair")
STAFF = (
    "officer",
    "psychologist",
    "head",
    "director",
    "finance",
    "planner",
    "reporter",
    "dpo",
)

PARTS = (
    Task(_lt("First steps"), ADMIN, 10, action="rr_base.first_steps_action"),
    Task(_lt("Users and roles"), ADMIN, 20, action="base.action_res_users"),
    Task(_lt("Organisations"), ADMIN, 30, action="base.action_partner_form"),
    Task(_lt("Languages"), ADMIN, 40, action="base.res_lang_act_window"),
    Task(_lt("Scheduled actions"), ADMIN, 60, action="base.ir_cron_act"),
    Figure(_lt("Users of the staff"), ADMIN, 10, method="_rr_figure_users"),
    Figure(_lt("Users of partners"), ADMIN, 20, method="_rr_figure_portal_users"),
    Figure(_lt("With a second factor"), ADMIN, 30, method="_rr_figure_totp"),
    Picture(_lt("Users by role"), ADMIN, 10, method="_rr_picture_roles"),
    Hint(
        _lt("Go through the first steps; then create users and give each one role."),
        ADMIN,
    ),
    Hint(
        _lt("Applications to read appear here when a call for community grants opens."),
        COMMISSION,
    ),
    Hint(_lt("What waits for you appears here."), STAFF, 90),
)
