"""Opening the action's views and writing out its records."""


GROUPED_BY_TIME = ("date", "datetime")
COUNT_LIMIT = 10001


def by_interval(name, fields, interval=None):
    """A grouping as the server is asked for it: dates by month unless said."""
    if fields[name]["type"] in GROUPED_BY_TIME:
        return f"{name}:{interval or 'month'}"
    return name


def read_views(screen):
    """Ask what each view of the action asks when it opens."""
    for kind, arch in screen.arches.items():
        reader = READERS.get(kind)
        if reader:
            screen.recorder.attempt("read", kind, lambda r=reader, a=arch: r(screen, a))


def _read_list(screen, arch):
    return screen.call(
        "web_search_read", [], domain=screen.domain,
        specification=screen.list_specification(), limit=arch.limit, offset=0,
        order=arch.order or "", count_limit=COUNT_LIMIT, context={"bin_size": True},
    )


def _read_pivot(screen, arch):
    nodes = list(arch.iter("field"))
    groups = [
        by_interval(n.get("name"), screen.fields, n.get("interval"))
        for n in nodes if n.get("type") in ("row", "col")
    ]
    measures = [
        f"{n.get('name')}:{screen.fields[n.get('name')].get('aggregator') or 'sum'}"
        for n in nodes if n.get("type") == "measure"
    ]
    sets = [groups[:length] for length in range(len(groups) + 1)]
    return screen.call(
        "formatted_read_grouping_sets", [screen.domain, sets, [*measures, "__count"]]
    )


def _read_graph(screen, arch):
    nodes = list(arch.iter("field"))
    groups = [
        by_interval(n.get("name"), screen.fields, n.get("interval"))
        for n in nodes if n.get("type") != "measure"
    ]
    measures = [f"{n.get('name')}:sum" for n in nodes if n.get("type") == "measure"]
    return screen.call(
        "formatted_read_group", [screen.domain, groups, measures or ["__count"]]
    )


def _read_calendar(screen, arch):
    names = {n.get("name") for n in arch.iter("field")}
    names |= {
        arch.get(attribute)
        for attribute in ("date_start", "date_stop", "color", "all_day")
        if arch.get(attribute)
    }
    return screen.call("search_read", [screen.domain], fields=sorted(names))


def _read_activities(screen, _arch):
    return screen.call(
        "get_activity_data", [], model="mail.activity", res_model=screen.model,
        domain=screen.domain, limit=20, offset=0, fetch_done=True,
    )


READERS = {
    "list": _read_list, "kanban": _read_list, "pivot": _read_pivot,
    "graph": _read_graph, "calendar": _read_calendar, "activity": _read_activities,
}


def drag_in_calendar(screen):
    """Drop an event of the calendar where it was."""
    arch = screen.arches.get("calendar")
    if arch is None or arch.get("edit", "1") in ("0", "false"):
        return
    names = [arch.get(a) for a in ("date_start", "date_stop") if arch.get(a)]
    if screen.fields[names[0]].get("readonly"):
        return
    rows = screen.call("search_read", [screen.domain], fields=names, limit=1, order="id desc")
    for row in rows:
        values = {name: row[name] for name in names if row[name]}
        with screen.sandbox():
            screen.recorder.attempt(
                "drag", "calendar", lambda v=values, i=row["id"]: screen.call("write", [[i], v])
            )


def drag_in_kanban(screen):
    """Drop a card of a grouped kanban in each other column."""
    arch = screen.arches.get("kanban")
    if arch is None:
        return
    group = arch.root.get("default_group_by")
    field = screen.fields.get(group or "", {})
    fixed = arch.root.get("records_draggable", "true") in ("false", "0")
    if fixed or field.get("type") != "selection" or field.get("readonly"):
        return
    for res_id in screen.newest(1):
        for key, label in field["selection"]:
            with screen.sandbox():
                screen.recorder.attempt(
                    "drag", f"to {label}", lambda k=key, i=res_id: screen.call(
                        "web_save", [[i], {group: k}], specification={}
                    ),
                )


def quick_create(screen):
    """A kanban's own quick creation, where a column offers it."""
    arch = screen.arches.get("kanban")
    if arch is None or not arch.can["create"]:
        return
    root, group = arch.root, arch.root.get("default_group_by")
    quick = root.get("quick_create", "true") not in ("false", "0")
    if not group or not (quick or root.get("on_create") == "quick_create"):
        return
    with screen.sandbox():
        screen.recorder.attempt(
            "quick create", "kanban", lambda: screen.call("name_create", ["Probe"])
        )


def export(screen, record):
    """The list's columns of one record, as *Export* writes them."""
    if screen.listed is None or not screen.client.may_export:
        return
    names = [n.name for n in screen.listed.nodes if n.kind != "one2many"]
    screen.recorder.attempt(
        "export", "columns",
        lambda: screen.call("export_data", [[record.id], names]),
    )


def start_page(client, recorder):
    """The start page: its data, and what each of its lines leads to."""
    recorder.where = {"action": "start", "model": "rr.start.page"}
    ok, data = recorder.attempt(
        "start", "page", lambda: client.call("rr.start.page", "get_data", [False])
    )
    if not ok:
        return
    for line in data.get("waiting") or []:
        recorder.attempt("start", line["label"], lambda li=line: client.call(
            li["model"], "web_search_read", [], domain=li["domain"],
            specification={"display_name": {}}, limit=10, count_limit=COUNT_LIMIT,
        ))
    for task in data.get("tasks") or []:
        if not str(task.get("action", "")).startswith("/"):
            recorder.attempt(
                "start", task.get("label"), lambda t=task: client.action(t["action"])
            )


