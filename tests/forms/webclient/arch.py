"""Architectures of views: their field nodes and what they allow.

Follows ``views/fields/field.js`` (``parseFieldNode``) and the ``ArchParser`` of
``views/form``, ``views/list`` and ``views/kanban``.
"""

from .expressions import evaluate, is_truthy

X2M = ("one2many", "many2many")
TEXTS = ("char", "text", "html")

# Widgets that let nobody type, whatever ``readonly`` says.
DISPLAY_WIDGETS = {
    "badge", "statinfo", "progressbar", "rr_timeline", "rr_overview", "label_selection",
    "kanban_activity", "image_url", "handle", "boolean_icon", "list_activity",
}
# Widgets of lists of records that have no view of their own.
TAGS = {"many2many_tags", "many2many_tags_avatar"}
WITHOUT_VIEW = TAGS | {
    "many2many_checkboxes", "many2many_binary", "many2many_avatar_user",
    "kanban_activity",
}
RANGE_ENDS = ("start_date_field", "end_date_field")
SUB_VIEWS = ("list", "kanban", "form")
ALLOWED = ("create", "edit", "delete", "duplicate", "export_xlsx", "import")
ALWAYS = ("True", "1")


class Node:
    """A ``<field>`` of a view.

    :param element: its element
    :param definitions: the model's fields, as ``get_views`` gives them
    :param view_type: ``form``, ``list`` or ``kanban``
    """

    def __init__(self, element, definitions, view_type):
        self.element, self.name = element, element.get("name")
        self.field = definitions[self.name]
        self.kind = self.field["type"]
        self.widget = element.get("widget")
        self.invisible = self._modifier("invisible")
        self.column_invisible = self._modifier("column_invisible")
        self.readonly = self._modifier("readonly")
        self.required = self._modifier("required")
        if self.column_invisible in ALWAYS:
            self.invisible = "True"
        if self.name == "id":
            self.readonly = "True"
        self.context = element.get("context") or "{}"
        self.domain = element.get("domain")
        self.on_change = is_truthy(element.get("on_change"))
        self.force_save = is_truthy(element.get("force_save"))
        self.options = self._options()
        self.can_create = is_truthy(element.get("can_create", "True"))
        self.views, self.view_mode = {}, None
        self.has_view = (
            self.kind in X2M and self.widget not in WITHOUT_VIEW and view_type == "form"
        )

    def _modifier(self, name):
        value = self.element.get(name)
        if value is None and self.field.get(name):
            value = "True"
        return {"1": "True", "0": "False"}.get(value, value)

    def _options(self):
        try:
            return evaluate(self.element.get("options"), {}) or {}
        except (NameError, SyntaxError):
            # An option that speaks of the record; none that matters here does.
            return {}

    @property
    def view(self):
        """The architecture of its lines, or ``None``."""
        return self.views.get(self.view_mode)

    @property
    def range_ends(self):
        """Other fields that the same widget shows (a range of dates)."""
        return [self.options[end] for end in RANGE_ENDS if self.options.get(end)]


class Arch:
    """A parsed view.

    :param element: root of its architecture
    :param models: fields by model, as ``get_views`` gives them
    """

    def __init__(self, element, models, model, view_type):
        self.root, self.model, self.type = element, model, view_type
        self.fields = models[model]["fields"]
        self.nodes = []
        self._collect(element, models)
        self.can = {name: is_truthy(element.get(name, "True")) for name in ALLOWED}
        self.editable = element.get("editable")
        self.limit = int(element.get("limit") or 40)
        self.order = element.get("default_order")

    def _collect(self, element, models):
        for child in element:
            if not isinstance(child.tag, str):
                continue
            if child.tag == "field":
                self._add(child, models)
            elif child.tag == "groupby" and self.type == "list":
                continue
            else:
                self._collect(child, models)

    def _add(self, child, models):
        node = Node(child, self.fields, self.type)
        child.set("x-node", str(len(self.nodes)))
        self.nodes.append(node)
        if node.kind not in X2M or self.type != "form":
            return
        relation = node.field["relation"]
        for sub in child:
            if isinstance(sub.tag, str) and sub.tag in SUB_VIEWS:
                node.views[sub.tag] = Arch(sub, models, relation, sub.tag)
        mode = child.get("mode")
        if mode and "," not in mode:
            node.view_mode = mode
        elif not mode and "kanban" in node.views and "list" not in node.views:
            node.view_mode = "kanban"
        else:
            node.view_mode = "list"

    def node_of(self, element):
        """The node of one of the root's ``<field>`` elements."""
        return self.nodes[int(element.get("x-node"))]
