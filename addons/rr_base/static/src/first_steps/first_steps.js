/* License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl). */
import { Component, onWillStart, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

/** Checklist of a new installation. */
export class FirstSteps extends Component {
    static template = "rr_base.FirstSteps";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.state = useState({ steps: [] });
        onWillStart(async () => {
            this.state.steps = await this.orm.call("rr.first.steps", "get_data", []);
        });
    }

    get doneCount() {
        return this.state.steps.filter((step) => step.is_done).length;
    }

    get mineCount() {
        return this.state.steps.filter((step) => step.is_mine).length;
    }

    open(step) {
        this.action.doAction(step.action);
    }
}

registry.category("actions").add("rr_first_steps", FirstSteps);
