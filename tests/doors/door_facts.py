"""What a registry knows about its models, steps, views, menus, jobs and routes.

Runs inside Odoo's shell; nothing is judged here. ``write`` puts plain values into a
JSON file, which the judges of this folder read without Odoo.
"""

import json
import re

from lxml import etree

OWN = "odoo.addons.rr_"
MAIN = {"btn-primary", "oe_highlight"}
STEP = re.compile(r"rr_step'?\"?\s*:\s*'(\w+)'")


def write(env, path):
    """Write the facts of the database of ``env`` to a JSON file."""
    facts = {
        "models": models(env),
        "groups": groups(env),
        "readers": rights(env, "read"),
        "writers": rights(env, "write"),
        "buttons": buttons(env),
        "actions": env["ir.actions.actions"].sudo().search([]).ids,
        "menus": menus(env),
        "codes": codes(env),
        "routes": routes(env),
    }
    with open(path, "w", encoding="utf-8") as sink:
        json.dump(facts, sink)


def _is_own(klass):
    return klass.__module__.startswith(OWN)


def _callables(klasses):
    return sorted(
        {
            name
            for klass in klasses
            for name, value in vars(klass).items()
            if callable(value) or isinstance(value, (classmethod, staticmethod))
        }
    )


def models(env):
    """Model → ancestors, fields, states, steps and names of its methods."""
    found = {}
    for name in sorted(env.registry):
        model = env[name]
        mro = type(model).__mro__
        found[name] = {
            "is_abstract": model._abstract,
            "ancestors": [
                other
                for other in dict.fromkeys(
                    getattr(klass, "_name", None) for klass in mro[1:]
                )
                if other and other not in (name, "base")
            ],
            "comodels": {
                key: field.comodel_name
                for key, field in model._fields.items()
                if field.comodel_name
            },
            "states": {
                key: field.get_values(env)
                for key, field in model._fields.items()
                if field.type == "selection" and key.endswith("state")
            },
            "steps": _plain(model),
            "steps_as_sudo": getattr(model, "_step_as_sudo", False),
            "platform": _callables(k for k in mro if not _is_own(k)),
            "methods": _callables(mro),
        }
    return found


def _plain(model):
    """The table of a model's steps as plain values; ``field`` is the one it moves."""
    return {
        step: {
            "field": rule.get("field", model._state_field),
            "from": list(rule["from"]),
            "to": rule["to"],
            "groups": list(rule.get("groups") or ()),
            "by_code": bool(rule.get("by_code")),
        }
        for step, rule in (getattr(model, "_steps", None) or {}).items()
    }


def groups(env):
    """Group → is it of outsiders (portal), and every group that it implies."""
    names = env["res.groups"].sudo().search([])
    outsiders = env.ref("base.group_portal") | env.ref("base.group_public")
    xmlids = names.get_external_id()
    return {
        xmlids[group.id]: {
            "is_share": bool(group.all_implied_ids & outsiders),
            "implies": sorted(
                filter(None, (xmlids.get(g.id) for g in group.all_implied_ids))
            ),
        }
        for group in names
        if xmlids[group.id]
    }


def rights(env, mode):
    """Model → groups that may read (write) it; an empty name stands for everybody."""
    found = {}
    for right in env["ir.model.access"].sudo().search([(f"perm_{mode}", "=", True)]):
        group = right.group_id.get_external_id().get(right.group_id.id, "")
        found.setdefault(right.model_id.model, []).append(group)
    return found


def buttons(env):
    """Every button of every view of our models, inherited views put together."""
    found = []
    views = env["ir.ui.view"].sudo().search(
        [
            ("mode", "=", "primary"),
            ("type", "in", ("form", "list", "kanban", "calendar", "search")),
            ("model", "!=", False),
        ]
    )
    xmlids = views.get_external_id()
    for view in views:
        if view.model in env and any(_is_own(k) for k in type(env[view.model]).__mro__):
            page = etree.Element("page")
            page.append(view._get_combined_arch())
            _walk(env, view.model, page, xmlids[view.id], (), found)
    return found


def _walk(env, model, node, view, above, found):
    """Collect the buttons under a node; ``above`` are the conditions around it, each
    with the model whose record it speaks of."""
    for child in node.iterchildren("*"):
        around = (
            *above,
            {
                "model": model,
                "invisible": child.get("invisible") or child.get("column_invisible") or "",
                "groups": child.get("groups") or "",
            },
        )
        inner = model
        if child.tag == "field":
            field = env[model]._fields.get(child.get("name"))
            inner = (field.comodel_name if field is not None else None) or model
        name, kind = child.get("name"), child.get("type")
        if child.tag in ("list", "kanban") and child.get("action"):
            name, kind = child.get("action"), child.get("type")
        elif child.tag not in ("button", "a"):
            name = None
        if name and kind in ("object", "action"):
            step = STEP.search(child.get("context") or "")
            found.append(
                {
                    "view": view,
                    "model": model,
                    "name": name,
                    "type": kind,
                    "step": step and step[1],
                    "is_main": bool(MAIN & set((child.get("class") or "").split())),
                    "is_bulk": node.tag == "header" and node.getparent().tag == "list",
                    "around": around,
                }
            )
        _walk(env, inner, child, view, around, found)


def menus(env):
    """Our menus: name, whether something lies under it, what it opens."""
    found = []
    for menu in env["ir.ui.menu"].sudo().with_context(active_test=False).search([]):
        xmlid = menu.get_external_id()[menu.id]
        if xmlid.startswith("rr_"):
            action = menu.action
            found.append(
                {
                    "name": xmlid,
                    "has_children": bool(menu.child_id),
                    "opens": action and action.exists() and action._name,
                    "model": getattr(action, "res_model", None) if action else None,
                }
            )
    return found


def codes(env):
    """Python kept in records: server actions and scheduled jobs."""
    jobs = env["ir.cron"].sudo().with_context(active_test=False).search([])
    scheduled = jobs.ir_actions_server_id
    actions = env["ir.actions.server"].sudo().search([("state", "=", "code")])
    return [
        {
            "name": action.name,
            "kind": "job" if action in scheduled else "server action",
            "model": action.model_id.model,
            "code": action.code or "",
        }
        for action in actions | scheduled
    ]


def routes(env):
    """Every address that the server answers, as the controllers write it."""
    router = env["ir.http"]
    installed = env["ir.module.module"].sudo().search([("state", "=", "installed")])
    rules = router._generate_routing_rules(
        sorted({*installed.mapped("name"), "web"}), router._get_converters()
    )
    return sorted({address for address, _endpoint in rules})
