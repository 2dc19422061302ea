# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Which calls may be answered by a replica."""

from odoo import http
from odoo.addons.rpc.controllers.json2 import WebJson2Controller
from odoo.addons.web.controllers.dataset import DataSet
from odoo.http import request
from odoo.tools import frozendict

from ..tools.replica import may_be_read_on_replica

_NONE = frozendict()


def _asks_for(name):
    model = request.registry.get(name)
    return model is None or may_be_read_on_replica(model)


class ReplicaDataSet(DataSet):
    def _rr_call_kw_readonly(self, rule, args):
        name = request.get_json_data()["params"].get("model")
        return _asks_for(name) and self._call_kw_readonly(rule, args)

    @http.route(readonly=_rr_call_kw_readonly)
    def call_kw(self, model, method, args, kwargs, path=None):
        return super().call_kw(model, method, args, kwargs, path)

    @http.route(readonly=_rr_call_kw_readonly)
    def call_button(self, model, method, args, kwargs, path=None):
        return super().call_button(model, method, args, kwargs, path)


class ReplicaJson2(WebJson2Controller):
    def _rr_json_2_readonly(self, rule, args):
        return _asks_for(args.get("__model__")) and self._web_json_2_rpc_readonly(
            rule, args
        )

    @http.route(readonly=_rr_json_2_readonly)
    def web_json_2_rpc(self, __model__, __method__, ids=(), context=_NONE, **kwargs):
        return super().web_json_2_rpc(
            __model__, __method__, ids, context, **kwargs
        )
