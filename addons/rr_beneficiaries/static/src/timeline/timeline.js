/* License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl). */
import { Component, useState } from "@odoo/owl";
import { formatDate, deserializeDate } from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const FIRST_SHOWN = 12;

/**
 * The person's way, newest first. Every event opens the record it comes from, under the
 * reader's own rights.
 */
export class TimelineField extends Component {
    static template = "rr_beneficiaries.TimelineField";
    static props = { ...standardFieldProps };

    setup() {
        this.action = useService("action");
        this.state = useState({ isAll: false });
    }

    get events() {
        return this.props.record.data[this.props.name] || [];
    }

    get ahead() {
        return this.events.filter((event) => event.is_ahead);
    }

    get past() {
        const past = this.events.filter((event) => !event.is_ahead);
        return this.state.isAll ? past : past.slice(0, FIRST_SHOWN);
    }

    get hiddenCount() {
        return this.events.length - this.ahead.length - this.past.length;
    }

    day(event) {
        return formatDate(deserializeDate(event.date));
    }

    open(event) {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: event.model,
            res_id: event.id,
            views: [[false, "form"]],
        });
    }
}

registry.category("fields").add("rr_timeline", {
    component: TimelineField,
    supportedTypes: ["json"],
});
