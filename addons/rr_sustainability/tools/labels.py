# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Words of the engine in the reader's language."""


def words(env):
    """Return {group: {key: text}} of every word that the engine uses as a key."""
    _ = env._
    return {
        "view": {
            "secure": _("Secure"),
            "probable": _("Probable"),
            "expected": _("Expected"),
        },
        "view_help": {
            "secure": _("Appropriated and signed money only."),
            "probable": _("Also what is pledged."),
            "expected": _(
                "Every status but lost, each times its probability. "
                "A planning figure, never the headline."
            ),
        },
        "lead": {
            "in_time": _("In time"),
            "last_chance": _("Last chance"),
            "missed": _("Missed"),
        },
        "status": {
            "appropriated": _("Appropriated"),
            "signed": _("Signed"),
            "pledged": _("Pledged"),
            "pipeline": _("Pipeline"),
            "lost": _("Lost"),
        },
        "type": {
            "state": _("State"),
            "municipality": _("Municipality"),
            "donor": _("Donor"),
        },
        "factor": {
            "unit_cost": _("Unit costs"),
            "numbers": _("Numbers of people"),
            "prices": _("Prices"),
            "rates": _("Exchange rates"),
            "donors_end": _("Donors end earlier"),
            "pipeline": _("Pipeline lost"),
            "ceiling": _("Ceiling"),
        },
        "change": {
            "-10 %": "−10 %",
            "+10 %": "+10 %",
            "-2 points": _("−2 points"),
            "+2 points": _("+2 points"),
            "6 months earlier": _("6 months earlier"),
            "12 months earlier": _("12 months earlier"),
            "lost": _("lost"),
        },
        "kind": {"baseline": _("Goes on"), "new": _("New")},
    }


SHIPPED_NAMES = (
    "status_quo",
    "planned_takeover",
    "sudden_stop",
    "exit_at_strategy_end",
    "late_budget",
    "cut_to_ceiling",
)


def shipped(env):
    """Return {code: (name, reason)} of the shipped scenarios."""
    _ = env._
    return {
        "status_quo": (_("Status quo"), _("Nothing changes.")),
        "planned_takeover": (
            _("Planned takeover"),
            _("The state takes the lines over along a path."),
        ),
        "sudden_stop": (
            _("Sudden stop of the largest donor"),
            _("The largest donor pays nothing from the second year on."),
        ),
        "exit_at_strategy_end": (
            _("Donors leave when the strategy ends"),
            _("No donor pays anything after the strategy ends in 2028."),
        ),
        "late_budget": (
            _("Late budget law"),
            _(
                "Until the law passes, each month may spend a twelfth of the year "
                "before; a new line gets nothing."
            ),
        ),
        "cut_to_ceiling": (
            _("Cut to the ceiling"),
            _("The request is cut to each ceiling, least priority first."),
        ),
    }
