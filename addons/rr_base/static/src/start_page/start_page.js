/* License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl). */
import { Component, onWillStart, useState } from "@odoo/owl";
import { deserializeDate } from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const { DateTime } = luxon;

/** First page of a role: what waits, what is late, three figures, a picture. */
export class StartPage extends Component {
    static template = "rr_base.StartPage";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.state = useState({ data: null });
        onWillStart(() => this.load());
    }

    async load(role = false) {
        this.state.data = await this.orm.call("rr.start.page", "get_data", [role]);
    }

    get waitingCount() {
        return this.state.data.waiting.reduce((sum, item) => sum + item.count, 0);
    }

    day(date) {
        return deserializeDate(date).toLocaleString(DateTime.DATE_MED);
    }

    /** Bar of a row as rectangles in percent of its whole. */
    bar(row) {
        const whole = row.whole || this.state.data.picture.widest;
        let left = 0;
        const parts = [];
        row.parts.forEach((part, index) => {
            const width = (100 * part.value) / whole;
            if (width > 0) {
                parts.push({ index, left, width });
            }
            left += width;
        });
        return {
            parts,
            mark: row.mark === null ? null : (100 * row.mark) / whole,
        };
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

    openTask(task) {
        if (task.action.startsWith("/")) {
            this.action.doAction({
                type: "ir.actions.act_url",
                url: task.action,
                target: "self",
            });
        } else {
            this.action.doAction(task.action);
        }
    }
}

registry.category("actions").add("rr_start_page", StartPage);
