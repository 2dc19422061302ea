# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Words of the engine in the reader's language."""


def words(env):
    """Return {group: {key: text}} of every word that the engine uses as a key."""
    return {
        "view": {
            "secure": env._("Secure"),
            "probable": env._("Probable"),
            "expected": env._("Expected"),
        },
        "view_help": {
            "secure": env._("Appropriated and signed money only."),
            "probable": env._("Also what is pledged."),
            "expected": env._(
                "Every status but lost, each times its probability. "
                "A planning figure, never the headline."
            ),
        },
        "lead": {
            "in_time": env._("In time"),
            "last_chance": env._("Last chance"),
            "missed": env._("Missed"),
        },
        "status": {
            "appropriated": env._("Appropriated"),
            "signed": env._("Signed"),
            "pledged": env._("Pledged"),
            "pipeline": env._("Pipeline"),
            "lost": env._("Lost"),
        },
        "type": {
            "state": env._("State"),
            "municipality": env._("Municipality"),
            "donor": env._("Donor"),
        },
        "factor": {
            "unit_cost": env._("Unit costs"),
            "numbers": env._("Numbers of people"),
            "prices": env._("Prices"),
            "rates": env._("Exchange rates"),
            "donors_end": env._("Donors end earlier"),
            "pipeline": env._("Pipeline lost"),
            "ceiling": env._("Ceiling"),
        },
        "change": {
            "-10 %": "−10 %",
            "+10 %": "+10 %",
            "-2 points": env._("−2 points"),
            "+2 points": env._("+2 points"),
            "6 months earlier": env._("6 months earlier"),
            "12 months earlier": env._("12 months earlier"),
            "lost": env._("lost"),
        },
        "kind": {"baseline": env._("Goes on"), "new": env._("New")},
    }


def shipped(env):
    """Return {code: (name, reason)} of the shipped scenarios."""
    return {
        "status_quo": (env._("Status quo"), env._("Nothing changes.")),
        "planned_takeover": (
            env._("Planned takeover"),
            env._("The state takes the lines over along a path."),
        ),
        "sudden_stop": (
            env._("Sudden stop of the largest donor"),
            env._("The largest donor pays nothing from the second year on."),
        ),
        "exit_at_strategy_end": (
            env._("Donors leave when the strategy ends"),
            env._("No donor pays anything after the strategy ends in 2028."),
        ),
        "late_budget": (
            env._("Late budget law"),
            env._(
                "Until the law passes, each month may spend a twelfth of the year "
                "before; a new line gets nothing."
            ),
        ),
        "cut_to_ceiling": (
            env._("Cut to the ceiling"),
            env._("The request is cut to each ceiling, least priority first."),
        ),
    }
