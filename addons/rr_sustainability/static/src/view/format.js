// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { formatFloat } from "@web/core/utils/numbers";

const { DateTime } = luxon;

/** Numbers in the reader's language. Amounts arrive as the engine's texts. */
const number = (text, places) => formatFloat(Number(text), { digits: [16, places] });

export const money = (text) => number(text, 0);
export const cents = (text) => number(text, 2);
export const percent = (text) => `${number(text, 1)} %`;
export const signed = (text) => {
    const value = Number(text);
    const sign = value > 0 ? "+" : value < 0 ? "−" : "±";
    return sign + number(Math.abs(value), 0);
};
export const day = (iso) =>
    iso ? DateTime.fromISO(iso).toLocaleString(DateTime.DATE_MED) : "–";
export const month = (iso) =>
    iso ? DateTime.fromISO(iso).toLocaleString({ month: "short", year: "numeric" }) : "–";
