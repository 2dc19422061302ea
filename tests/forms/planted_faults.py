"""Which fault is planted on which screen, one for each of the ten assertions."""

HOUSEHOLD, BREACH = "rr.household", "rr.breach"

# kind → (role, model, steps of the walk, the fault and what it needs)
PLANTED = {
    "1 crash": ("officer", HOUSEHOLD, ["records"], {"fault": "crash"}),
    "2 new": ("head", BREACH, ["new"], {"fault": "refused_by_field_name"}),
    "3 button": (
        "head", BREACH, ["records"],
        {"fault": "right_withdrawn", "method": "action_step"},
    ),
    "4 field": (
        "officer", HOUSEHOLD, ["records"],
        {"fault": "field_closed", "field": "municipality_id"},
    ),
    "5 row": ("officer", HOUSEHOLD, ["rows"], {"fault": "rows_not_writable"}),
    "6 picker": (
        "officer", HOUSEHOLD, ["records"],
        {"fault": "name_not_found", "model": "rr.municipality"},
    ),
    "7 search": (
        "officer", HOUSEHOLD, ["search"],
        {"fault": "lines_not_readable", "lines": "rr.beneficiary"},
    ),
    "8 empty": (
        "head", BREACH, ["new"],
        {"fault": "defaults_for_all", "values": {"name": "Planted"}},
    ),
    "9 gear": ("officer", HOUSEHOLD, ["records"], {"fault": "never_copied"}),
    "10 words": ("officer", HOUSEHOLD, ["new"], {"fault": "technical_words"}),
}


def name_of(kind):
    """Name of the task that walks with a fault of this kind."""
    return f"planted-{kind.split()[0]}"


def tasks():
    """The walks, as :func:`sweeping.sweep` takes them."""
    return {
        name_of(kind): {
            "role": role, "models": [model], "steps": steps,
            "plant": {"model": model, **fault},
        }
        for kind, (role, model, steps, fault) in PLANTED.items()
    }
