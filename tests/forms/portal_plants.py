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

# The template into which it is put, and its page
TEMPLATE = "rr_grants.municipal_list_page"
ADDRESS = "/rr/support"
# What is put into it → languages in which it is walked
PLANTS = {PAGE: ("en", "sq"), BROKEN: ("en",)}


def plant(env, arch):
    """Change the template; the caller undoes it."""
    view = env.ref(TEMPLATE).with_context(lang=None)
    view.arch_db = re.sub(r"(<section[^>]*>)", lambda found: found[1] + arch,
                          view.arch_db, count=1)
    env.flush_all()
