/* License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl). */
import { Component, useState } from "@odoo/owl";
import { deserializeDate } from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const { DateTime } = luxon;

const FIRST_SHOWN = 12;

/** A date that nobody reads with day and month swapped. */
function day(date) {
    return deserializeDate(date).toLocaleString(DateTime.DATE_MED);
}

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
        return this.events.filter((event) => event.is_ahead).reverse();
    }

    get past() {
        const past = this.events.filter((event) => !event.is_ahead);
        return this.state.isAll ? past : past.slice(0, FIRST_SHOWN);
    }

    get hiddenCount() {
        return this.events.length - this.ahead.length - this.past.length;
    }

    day(event) {
        return day(event.date);
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

/** Sign and tone of a status: colour never stands alone. */
const SIGNS = {
    none: ["fa-minus", "text-muted"],
    met: ["fa-check-circle", "text-success"],
    partly: ["fa-adjust", "text-warning"],
    unmet: ["fa-circle-o", "text-danger"],
    open: ["fa-circle-o", ""],
    reached: ["fa-check-circle", "text-success"],
    dropped: ["fa-times-circle-o", "text-muted"],
};

/** Needs, goals and permissions at a glance, beside the timeline. */
export class OverviewField extends Component {
    static template = "rr_beneficiaries.OverviewField";
    static props = { ...standardFieldProps };

    get overview() {
        return {
            needs: [],
            goals: [],
            permissions: [],
            ...(this.props.record.data[this.props.name] || {}),
        };
    }

    sign(item) {
        return (SIGNS[item.status] || ["", ""]).join(" ");
    }

    day(date) {
        return day(date);
    }
}

registry.category("fields").add("rr_overview", {
    component: OverviewField,
    supportedTypes: ["json"],
});
