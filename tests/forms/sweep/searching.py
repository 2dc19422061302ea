"""Every filter, search box and grouping of an action."""

from webclient.expressions import evaluate, evaluate_dict

from sweep.reading import COUNT_LIMIT, by_interval

GROUPABLE = {
    "boolean", "char", "date", "datetime", "integer", "many2one", "many2many",
    "selection", "text", "reference",
}
TYPED = ("char", "text", "html", "many2one", "many2many", "one2many")
SAMPLES = {
    "integer": 1, "float": 1.0, "monetary": 1.0, "boolean": True,
    "date": "2026-11-20", "datetime": "2026-11-20 00:00:00",
}
MONTH = ("2026-11-01", "2026-11-30")
SUMMED = ("float", "integer", "monetary")


def search(screen):
    """Press every filter, type into every search box, group by everything offered."""
    arch = screen.arches["search"]
    scope = {
        **screen.client.scope(screen.context), **screen.context,
        "self": "a", "raw_value": "a", "name": "a",
    }
    spec = screen.list_specification()
    groupings = []
    for node in arch.iter("filter"):
        group = evaluate_dict(node.get("context"), scope).get("group_by")
        if group:
            groupings += group if isinstance(group, list) else [group]
            continue
        _find(screen, "filter", node.get("string") or node.get("name"), spec,
              lambda n=node: _domain_of_filter(n, scope))
    for node in arch.iter("field"):
        _find(screen, "search box", node.get("name"), spec,
              lambda n=node: _domain_of_box(n, screen.fields, scope))
    _group(screen, groupings)


def _domain_of_filter(node, scope):
    day = node.get("date")
    if day:
        return ["&", [day, ">=", MONTH[0]], [day, "<=", MONTH[1]]]
    return evaluate(node.get("domain") or "[]", scope) or []


def _domain_of_box(node, fields, scope):
    if node.get("filter_domain"):
        return evaluate(node.get("filter_domain"), scope)
    name = node.get("name")
    field = fields.get(name, {})
    kind = field.get("type")
    sample = SAMPLES.get(kind, "a")
    if kind == "selection":
        sample = field["selection"][0][0] if field.get("selection") else "a"
    return [[name, node.get("operator") or ("ilike" if kind in TYPED else "="), sample]]


def _find(screen, step, what, spec, domain_of):
    screen.recorder.attempt(step, what, lambda: screen.call(
        "web_search_read", [], domain=[*screen.domain, *domain_of()],
        specification=spec, limit=10, count_limit=COUNT_LIMIT,
    ))


def _group(screen, named):
    fields = screen.fields
    shown = {node.name for node in screen.listed.nodes} if screen.listed else set()
    aggregates = [
        f"{name}:{field['aggregator']}" for name, field in fields.items()
        if name in shown and field.get("aggregator") and field["type"] in SUMMED
    ] or ["__count"]
    custom = [
        name for name, field in fields.items()
        if field.get("groupable") and field["type"] in GROUPABLE
    ]
    groups = {}
    for spec in named:
        name, _, interval = spec.partition(":")
        groups[spec] = by_interval(name, fields, interval)
    for name in custom:
        groups.setdefault(name, by_interval(name, fields))
    for what, group in groups.items():
        screen.recorder.attempt("group", what, lambda g=group: screen.call(
            "web_read_group", [], domain=screen.domain, groupby=[g],
            aggregates=aggregates, limit=80,
        ))
