"""What Odoo 19's web client does on a form, without a browser.

Each module names the file of ``addons/web/static/src`` that it follows. What it
must get right is what reaches the server: which fields a form loads, what
``onchange`` is asked, which values ``web_save`` sends (for a *new* record every field
of the view that is not read-only, the empty ones too), and which fields and buttons
a person sees. ``test_against_browser.py`` compares it with the real one.
"""
