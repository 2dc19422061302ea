# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the pages of signing in and of the own account answer, in the language of the page.

Odoo reads the messages of a controller from its own addon's files, which have no
Albanian and little Serbian; ours (``i18n_extra``) have those of these pages.
"""

from odoo.addons.auth_signup.controllers.main import AuthSignupHome
from odoo.addons.auth_totp.controllers.home import Home as AuthTotpHome
from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.http import request, route


def _speak():
    """Take the language that the reader chose; Odoo asks the browser alone here."""
    lang = request.cookies.get("frontend_lang")
    # Of a language that is not installed Odoo's cache of languages has no code.
    if lang and request.env["res.lang"]._get_data(code=lang).code:
        request.update_context(lang=lang)


def _translated(response):
    """Return the page with its error and message in the reader's language."""
    values = getattr(response, "qcontext", None) or {}
    for name in ("error", "message"):
        if isinstance(values.get(name), str):
            values[name] = request.env._(values[name])
    return response


class SignIn(AuthSignupHome):
    @route()
    def web_login(self, *args, **kwargs):
        _speak()
        return _translated(super().web_login(*args, **kwargs))

    @route()
    def web_auth_reset_password(self, *args, **kwargs):
        return _translated(super().web_auth_reset_password(*args, **kwargs))

    @route()
    def web_auth_signup(self, *args, **kwargs):
        return _translated(super().web_auth_signup(*args, **kwargs))


class SecondFactor(AuthTotpHome):
    @route()
    def web_totp(self, *args, **kwargs):
        return _translated(super().web_totp(*args, **kwargs))


class OwnAddress(CustomerPortal):
    def _prepare_address_form_values(self, *args, **kwargs):
        values = super()._prepare_address_form_values(*args, **kwargs)
        label = values["vat_label"]
        values["vat_label"] = request.env._(label)
        return values
