"""The texts that people and devices wrote; runs inside Odoo's shell."""


def written_texts(env):
    """Return the stored texts of all records, sorted; terms of programs are not among them."""
    texts = set()
    for name, model in env.registry.items():
        if not (name.startswith("rr.") or name in ("res.partner", "res.users", "ir.attachment",
                                                   "res.currency", "res.company")):
            continue
        if model._abstract or model._transient or not model._auto:
            continue
        wanted = [
            field.name for field in model._fields.values()
            if field.type in ("char", "text", "html") and not callable(field.translate)
            and field.store
        ]
        rows = env[name].with_context(active_test=False, bin_size=True).search([], limit=3000)
        for lang in ("en_US", "sq_AL", "sr@latin"):
            if lang != "en_US":
                wanted = [n for n in wanted if model._fields[n].translate]
            for row in rows.with_context(lang=lang).read(wanted) if wanted else []:
                texts.update(
                    " ".join(str(row[n]).split()) for n in wanted
                    if row[n] and not (model._fields[n].translate and lang == "en_US")
                )
    for user in env["res.users"].search([]):
        if user.has_group("rr_base.group_ngo"):
            names = env["rr.enrolment"].with_user(user).search([]).mapped("roster_name")
            texts.update(filter(None, names))
    return sorted(text for text in texts if 2 < len(text) < 3000)
