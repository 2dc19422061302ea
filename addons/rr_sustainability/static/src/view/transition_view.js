// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { Component, onWillStart, onWillUnmount, useEffect, useRef, useState } from "@odoo/owl";
import { loadBundle } from "@web/core/assets";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";

import { colours, configuration, exits } from "./chart";
import { cents, day, money, month, percent, signed } from "./format";

const MODEL = "rr.transition.scenario";
/** Keys pressed and sliders drawn one after the other ask the server once. */
const PAUSE = 60;

/**
 * State versus donors: what the programme costs, who pays, what is missing.
 * The server's engine computes everything; nothing is computed twice here.
 */
export class TransitionView extends Component {
    static template = "rr_sustainability.TransitionView";
    static components = { Layout };
    static props = ["*"];

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        // Templates know no globals.
        Object.assign(this, { money, cents, percent, signed, day, month, num: Number });
        this.canvas = useRef("canvas");
        this.state = useState({
            data: null,
            edits: {},
            tab: "lines",
            comparison: null,
            tornado: null,
            isBusy: false,
            why: "",
            name: "",
        });
        this.tabs = [
            ["lines", _t("Lines and shares")],
            ["request", _t("Request")],
            ["calendar", _t("Donors and deadlines")],
            ["compare", _t("Compare")],
            ["tornado", _t("Sensitivity")],
            ["overrides", _t("Overrides")],
        ];
        this.paths = [
            ["keep", _t("as it is")],
            ["linear", _t("linear, all by …")],
            ["fifths", _t("a fifth a year")],
            ["rising", _t("+15 % a year")],
            ["step", _t("all from …")],
            ["typed", _t("by hand")],
        ];
        onWillStart(async () => {
            const id = this.props.action?.params?.scenario_id || null;
            await Promise.all([loadBundle("web.chartjs_lib"), this.load(id)]);
        });
        useEffect(
            () => this.draw(),
            () => [this.state.data]
        );
        onWillUnmount(() => this.chart?.destroy());
    }

    // ------------------------------------------------------------------ the server

    async load(id, view) {
        const ticket = (this.ticket = (this.ticket || 0) + 1);
        const edits = Object.keys(this.state.edits).length ? this.state.edits : null;
        const data = await this.orm.call(MODEL, "get_screen", [id, view || null, edits]);
        if (ticket !== this.ticket) {
            return; // a later answer is on its way
        }
        this.state.data = data;
        this.shares = {};
        for (const line of data.lines || []) {
            this.shares[line.code] = line.shares;
        }
        if (this.state.tab === "compare") {
            await this.loadComparison();
        } else if (this.state.tab === "tornado") {
            await this.loadTornado();
        }
    }

    refresh() {
        const { scenario, view } = this.state.data;
        return this.load(scenario.id, view);
    }

    refreshSoon() {
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.refresh(), PAUSE);
    }

    async loadComparison() {
        const { scenario, view } = this.state.data;
        this.state.comparison = await this.orm.call(MODEL, "get_comparison", [scenario.id, view]);
    }

    async loadTornado() {
        const { scenario, view } = this.state.data;
        this.state.tornado = await this.orm.call(MODEL, "get_sensitivity", [scenario.id, view]);
    }

    // ------------------------------------------------------------------- the chart

    draw() {
        this.chart?.destroy();
        this.chart = null;
        if (this.canvas.el && this.state.data?.scenario) {
            this.chart = new Chart(this.canvas.el, configuration(this.state.data));
        }
    }

    get chartText() {
        const years = this.state.data.result.years;
        return years
            .map((row) =>
                _t("%(year)s: need %(need)s, state %(state)s, donors %(donor)s, gap %(gap)s.", {
                    year: row.year,
                    need: money(row.need),
                    state: money(row.state),
                    donor: money(row.donor),
                    gap: money(row.gap),
                })
            )
            .join(" ");
    }

    get exits() {
        return exits(this.state.data);
    }

    get colours() {
        return colours(this.state.data);
    }

    // ---------------------------------------------------------------- what is shown

    get measures() {
        const shown = [
            ["need", _t("Need"), cents, true],
            ["state", _t("State"), cents],
            ["municipality", _t("Municipalities"), cents],
            ["donor", _t("Donors"), cents],
            ["funded", _t("Funded"), cents],
            ["gap", _t("Gap"), cents, true],
            ["gap_pct", _t("Gap, share of need"), percent],
            ["stranded", _t("Stranded: money no line can take"), cents],
            ["state_share_of_need", _t("State share of need"), percent, true],
            ["cliff", _t("Donor money lost against the year before"), cents],
        ];
        return shown.map(([key, label, format, strong]) => ({ key, label, format, strong }));
    }

    get nextLead() {
        const { lead_times: leads } = this.state.data;
        return leads.find((lead) => lead.status !== "missed") || leads.at(-1);
    }

    get requestTotals() {
        const { requests, years } = this.state.data;
        return years.map((year) =>
            requests
                .filter((row) => row.year === year)
                .reduce((sum, row) => sum + Number(row.request), 0)
        );
    }

    get requestTable() {
        const { requests, years, categories } = this.state.data;
        const codes = [...new Set(requests.map((row) => row.category))];
        return codes.map((code) => ({
            code,
            name: categories[code] || code,
            cells: years.map((year) =>
                requests.find((row) => row.category === code && row.year === year)
            ),
        }));
    }

    gapOf(line, year) {
        return this.state.data.result.lines.find(
            (row) => row.line === line.code && row.year === year
        );
    }

    peopleOf(line, year) {
        const found = this.state.data.people.find(
            (row) => row.line === line.code && row.year === year
        );
        return found?.persons || 0;
    }

    peopleText(line, year) {
        const count = this.peopleOf(line, year);
        if (!count) {
            return "";
        }
        return line.is_persons
            ? _t("%s people", money(count))
            : _t("%(count)s %(unit)s", { count: money(count), unit: line.unit });
    }

    leadText(lead) {
        const { words, steps } = this.state.data;
        if (!lead) {
            return "–";
        }
        if (lead.status === "missed") {
            return words.lead.missed;
        }
        return _t("%(status)s: %(step)s, %(day)s (%(count)s days)", {
            status: words.lead[lead.status],
            step: steps[lead.next] || lead.next,
            day: day(lead.deadline),
            count: lead.days_left,
        });
    }

    /** Sign of a lead time: the colour's second meaning. */
    leadSign(status) {
        return { in_time: "✓", last_chance: "!", missed: "✗" }[status] || "";
    }

    bar(commitment) {
        const { years } = this.state.data;
        const from = Date.UTC(years[0], 0, 1);
        const to = Date.UTC(years.at(-1) + 1, 0, 1);
        const place = (iso, add) => {
            const at = (new Date(`${iso}T00:00:00Z`).getTime() + add - from) / (to - from);
            return Math.max(0, Math.min(1, at)) * 100;
        };
        const left = place(commitment.start, 0);
        return { left, width: Math.max(0, place(commitment.end, 86400000) - left) };
    }

    tornadoBar(bar) {
        const widest = Math.max(
            1,
            ...this.state.tornado.map((row) => Math.max(-Number(row.low), Number(row.high)))
        );
        return {
            low: (-Number(bar.low) / widest) * 50,
            high: (Number(bar.high) / widest) * 50,
        };
    }

    // --------------------------------------------------------------- what is changed

    onScenario(event) {
        this.state.edits = {};
        this.load(Number(event.target.value), this.state.data.view);
    }

    onView(view) {
        this.load(this.state.data.scenario.id, view);
    }

    onTab(tab) {
        this.state.tab = tab;
        if (tab === "compare") {
            this.loadComparison();
        } else if (tab === "tornado") {
            this.loadTornado();
        }
    }

    onTabKey(event) {
        const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (!step) {
            return;
        }
        event.preventDefault();
        const at = this.tabs.findIndex(([key]) => key === this.state.tab);
        const [next] = this.tabs[(at + step + this.tabs.length) % this.tabs.length];
        this.onTab(next);
        event.currentTarget.querySelector(`[data-tab="${next}"]`).focus();
    }

    editOf(code) {
        return this.state.edits[code] || { kind: "keep" };
    }

    onPath(codes, kind, until) {
        for (const code of codes) {
            if (kind === "keep") {
                delete this.state.edits[code];
                continue;
            }
            const edit = { kind, until: until || this.editOf(code).until || this.defaultUntil };
            if (kind === "typed") {
                edit.shares = this.typedShares(code);
            }
            this.state.edits[code] = edit;
        }
        this.refresh();
    }

    onAllPath(event) {
        this.onPath(this.state.data.lines.map((line) => line.code), event.target.value);
    }

    get defaultUntil() {
        const { years, scenario } = this.state.data;
        const end = Number((scenario.strategy_end || "").slice(0, 4));
        return years.includes(end) ? end : years.at(-1);
    }

    typedShares(code) {
        const shares = {};
        this.state.data.years.forEach((year, at) => {
            shares[year] = this.shares[code][at];
        });
        return shares;
    }

    onShare(code, year, event) {
        const value = Math.max(0, Math.min(100, Number(event.target.value) || 0));
        const now = this.editOf(code);
        const shares = now.kind === "typed" ? now.shares : this.typedShares(code);
        shares[year] = (value / 100).toFixed(4);
        this.state.edits[code] = { kind: "typed", shares };
        this.refreshSoon();
    }

    percentOf(share) {
        return Math.round(Number(share) * 10000) / 100;
    }

    get editCount() {
        return Object.keys(this.state.edits).length;
    }

    get canKeepHere() {
        const { scenario } = this.state.data;
        return scenario.is_draft;
    }

    onReset() {
        this.state.edits = {};
        this.refresh();
    }

    async keep(isNew) {
        const { scenario } = this.state.data;
        const name = isNew ? this.state.name.trim() : null;
        if ((isNew && !name) || !this.state.why.trim()) {
            this.notification.add(
                isNew && !name
                    ? _t("Name the new scenario.")
                    : _t("Say why: every override carries its reason."),
                { type: "warning" }
            );
            return;
        }
        const id = await this.orm.call(MODEL, "save_edits", [
            scenario.id,
            this.state.edits,
            this.state.why,
            name,
        ]);
        Object.assign(this.state, { edits: {}, why: "", name: "" });
        this.notification.add(_t("Kept, with who, when and why."), { type: "success" });
        await this.load(id, this.state.data.view);
    }

    openRecord() {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: MODEL,
            res_id: this.state.data.scenario.id,
            views: [[false, "form"]],
        });
    }

    get briefUrl() {
        return `/report/pdf/rr_sustainability.transition_brief/${this.state.data.scenario.id}`;
    }

    briefIn(lang) {
        return `${this.briefUrl}?context=${encodeURIComponent(JSON.stringify({ lang }))}`;
    }

    get workbookUrl() {
        const { scenario, view } = this.state.data;
        return `/rr/transition/${scenario.id}/workbook?view=${view}`;
    }
}

registry.category("actions").add("rr_sustainability.transition_view", TransitionView);
