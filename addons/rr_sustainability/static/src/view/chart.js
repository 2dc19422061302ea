// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { _t } from "@web/core/l10n/translation";

import { day, money } from "./format";

export const STATE = "#1D5566";
export const MUNICIPALITIES = ["#6A8F5B", "#8FB07F"];
export const DONORS = ["#C98A2B", "#8C6BB1", "#4E9A9A", "#B5656B", "#7D8A3C", "#5B7DB1"];
const GAP = "#B4462A";

/** Colour of each source: the same in the chart, the legend and the calendar. */
export function colours(data) {
    const found = {};
    const next = { donor: 0, municipality: 0 };
    for (const source of data.sources) {
        if (source.type === "state") {
            found[source.code] = STATE;
        } else {
            const shades = source.type === "donor" ? DONORS : MUNICIPALITIES;
            found[source.code] = shades[next[source.type]++ % shades.length];
        }
    }
    return found;
}

function hatch() {
    const tile = document.createElement("canvas");
    tile.width = tile.height = 8;
    const pen = tile.getContext("2d");
    pen.fillStyle = "#FBE9E2";
    pen.fillRect(0, 0, 8, 8);
    pen.strokeStyle = "#E39A80";
    pen.lineWidth = 1.6;
    pen.beginPath();
    pen.moveTo(-2, 10);
    pen.lineTo(10, -2);
    pen.moveTo(-2, 2);
    pen.lineTo(2, -2);
    pen.moveTo(6, 10);
    pen.lineTo(10, 6);
    pen.stroke();
    return pen.createPattern(tile, "repeat");
}

function fitted(pen, text, room) {
    let shown = text;
    while (shown && pen.measureText(shown === text ? text : `${shown}…`).width > room) {
        shown = shown.slice(0, -1).trimEnd();
    }
    return shown === text ? text : `${shown}…`;
}

/** Names inside the bars and the days on which money ends, beside the colours. */
const annotations = {
    id: "rrAnnotations",
    afterDatasetsDraw(chart, _args, options) {
        const pen = chart.ctx;
        pen.save();
        pen.font = "600 11px system-ui, sans-serif";
        pen.textAlign = "center";
        pen.textBaseline = "middle";
        chart.data.datasets.forEach((dataset, index) => {
            if (dataset.type === "line" || !chart.isDatasetVisible(index)) {
                return;
            }
            chart.getDatasetMeta(index).data.forEach((bar) => {
                const height = Math.abs(bar.base - bar.y);
                if (height > 17 && bar.width > 46) {
                    pen.fillStyle = dataset.rrInk;
                    const text = fitted(pen, dataset.label, bar.width - 8);
                    pen.fillText(text, bar.x, (bar.y + bar.base) / 2);
                }
            });
        });
        const { left, width, top, bottom } = chart.chartArea;
        const slot = width / chart.data.labels.length;
        for (const exit of options.exits || []) {
            const x = left + slot * exit.at;
            pen.strokeStyle = GAP;
            pen.setLineDash([2, 4]);
            pen.beginPath();
            pen.moveTo(x, top);
            pen.lineTo(x, bottom);
            pen.stroke();
            pen.setLineDash([]);
            pen.fillStyle = GAP;
            pen.beginPath();
            pen.moveTo(x, bottom + 1);
            pen.lineTo(x + 5, bottom + 10);
            pen.lineTo(x - 5, bottom + 10);
            pen.fill();
        }
        pen.restore();
    },
};

/** Days on which donors' money ends, with their place on the axis of years. */
export function exits(data) {
    const [first, last] = [data.years[0], data.years.at(-1)];
    return data.donors
        .filter((donor) => donor.last_day)
        .map((donor) => {
            const date = new Date(`${donor.last_day}T00:00:00Z`);
            const year = date.getUTCFullYear();
            const part = (date - Date.UTC(year, 0, 1)) / (365 * 86400000);
            return { ...donor, year, at: year - first + Math.min(part, 1) };
        })
        .filter((exit) => exit.year >= first && exit.year <= last);
}

/** Configuration of Chart.js: state below, then others, the gap on top, need dashed. */
export function configuration(data) {
    const shades = colours(data);
    const years = data.result.years;
    const bar = (label, color, values, ink = "#FFFFFF") => ({
        type: "bar",
        label,
        data: values.map(Number),
        backgroundColor: color,
        rrInk: ink,
        stack: "money",
        maxBarThickness: 150,
        categoryPercentage: 0.72,
        barPercentage: 1,
    });
    const sets = [bar(_t("State"), STATE, years.map((row) => row.state))];
    for (const type of ["municipality", "donor"]) {
        for (const source of data.sources.filter((item) => item.type === type)) {
            const paid = data.payments.by_source[source.code];
            if (paid.some(Number)) {
                sets.push(bar(source.name, shades[source.code], paid));
            }
        }
    }
    const gap = bar(_t("Gap"), hatch(), years.map((row) => row.gap), "#7C2B16");
    sets.push({ ...gap, borderColor: GAP, borderWidth: 1 });
    sets.push({
        type: "line",
        label: _t("Need"),
        data: years.map((row) => Number(row.need)),
        borderColor: "#222222",
        borderDash: [6, 4],
        borderWidth: 2,
        pointStyle: "line",
        pointRadius: 9,
        fill: false,
        order: -1,
        stack: "need",
    });
    return {
        data: { labels: data.years.map(String), datasets: sets },
        options: {
            responsive: true,
            maintainAspectRatio: false,
            animation: false,
            interaction: { mode: "index", intersect: false },
            layout: { padding: { bottom: 4, top: 6 } },
            scales: {
                x: { stacked: true, grid: { display: false }, ticks: { padding: 8, font: { size: 13, weight: "bold" } } },
                y: {
                    stacked: true,
                    beginAtZero: true,
                    title: { display: true, text: _t("EUR 1,000") },
                    ticks: { callback: (value) => money(value / 1000), maxTicksLimit: 7 },
                },
            },
            plugins: {
                legend: { position: "bottom", labels: { usePointStyle: false, boxWidth: 14 } },
                tooltip: {
                    callbacks: {
                        label: (item) => `${item.dataset.label}: ${money(item.raw)}`,
                        footer: (items) =>
                            exits(data)
                                .filter((exit) => String(exit.year) === items[0].label)
                                .map((exit) => `▲ ${exit.name}: ${day(exit.last_day)}`),
                    },
                },
                rrAnnotations: { exits: exits(data) },
            },
        },
        plugins: [annotations],
    };
}
