// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { user } from "@web/core/user";

/** Numbers in the reader's language. Amounts arrive as the engine's texts. */
const whole = () => new Intl.NumberFormat(user.lang || "en", { maximumFractionDigits: 0 });
const exact = () =>
    new Intl.NumberFormat(user.lang || "en", {
        minimumFractionDigits: 2,
        maximumFractionDigits: 2,
    });
const tenth = () =>
    new Intl.NumberFormat(user.lang || "en", {
        minimumFractionDigits: 1,
        maximumFractionDigits: 1,
    });

export const money = (text) => whole().format(Number(text));
export const cents = (text) => exact().format(Number(text));
export const percent = (text) => `${tenth().format(Number(text))} %`;
export const signed = (text) => {
    const value = Number(text);
    const sign = value > 0 ? "+" : value < 0 ? "−" : "±";
    return sign + whole().format(Math.abs(value));
};
export const day = (iso) =>
    iso
        ? new Intl.DateTimeFormat(user.lang || "en", {
              day: "numeric",
              month: "short",
              year: "numeric",
              timeZone: "UTC",
          }).format(new Date(`${iso}T00:00:00Z`))
        : "–";
export const month = (iso) =>
    iso
        ? new Intl.DateTimeFormat(user.lang || "en", {
              month: "short",
              year: "numeric",
              timeZone: "UTC",
          }).format(new Date(`${iso}T00:00:00Z`))
        : "–";
