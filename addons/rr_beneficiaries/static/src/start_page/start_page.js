/* License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl). */
import { Component, onWillStart, useState } from "@odoo/owl";
import { deserializeDate } from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const { DateTime } = luxon;

/** First screen of a case officer: what waits, what is late, this quarter. */
export class StartPage extends Component {
    static template = "rr_beneficiaries.StartPage";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.state = useState({ data: null });
        onWillStart(async () => {
            this.state.data = await this.orm.call("rr.start.page", "get_data", []);
        });
    }

    get waitingCount() {
        return this.state.data.waiting.reduce((sum, item) => sum + item.count, 0);
    }

    day(date) {
        return deserializeDate(date).toLocaleString(DateTime.DATE_MED);
    }

    percent(part, whole) {
        return whole ? Math.round((100 * part) / whole) : 0;
    }

    openList(item) {
        this.action.doAction({
            type: "ir.actions.act_window",
            name: item.label,
            res_model: item.model,
            domain: item.domain,
            views: [
                [false, "list"],
                [false, "form"],
            ],
        });
    }

    openRow(row) {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: row.model,
            res_id: row.id,
            views: [[false, "form"]],
        });
    }

    register() {
        this.action.doAction("rr_beneficiaries.rr_intake_action");
    }

    cases() {
        this.action.doAction("rr_beneficiaries.rr_case_action");
    }
}

registry.category("actions").add("rr_start_page", StartPage);
