"""Failures put into pages on purpose: each kind must be found where it stands."""

import re

# In the frame of a partner's pages, before everything else of the page
PAGE = """<div>
    <p>Nobody has ever translated this planted sentence.</p>
    <a href="/rr/planted/nowhere">–</a>
    <a href="/my/referrals/send">–</a>
    <a href="/report/html/base.report_irmodulereference/1">–</a>
    <form method="post" action="/rr/support">
        <input type="hidden" name="csrf_token" t-att-value="request.csrf_token()" />
        <input type="text" name="planted_note" />
        <button>–</button>
    </form>
</div>"""
BROKEN = """<p t-out="1 // 0" />"""

# name → (template, what is put into it, the page on which it stands)
PLANTS = {
    "page": ("rr_grants.municipal_list_page", PAGE, "/rr/support"),
    "broken": ("rr_grants.municipal_list_page", BROKEN, "/rr/support"),
}


def plant(env, name):
    """Change the template; the caller undoes it. Return the page's address."""
    template, arch, address = PLANTS[name]
    view = env.ref(template).with_context(lang=None)
    view.arch_db = re.sub(r"(<section[^>]*>)", lambda found: found[1] + arch,
                          view.arch_db, count=1)
    env.flush_all()
    return address
