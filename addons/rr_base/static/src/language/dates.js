// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { patch } from "@web/core/utils/patch";

const { DateTime } = luxon;

// Some browsers are built without the words of a language and fall back on English, so
// that "Nov 3" stood among Albanian words. Names of the months as CLDR has them.
const MONTHS = {
    sq: {
        short: "jan shk mar pri maj qer korr gush sht tet nën dhj".split(" "),
        long: (
            "janar shkurt mars prill maj qershor korrik gusht shtator tetor nëntor dhjetor"
        ).split(" "),
    },
};

patch(DateTime.prototype, {
    toLocaleString(format, options = {}) {
        const language = (options.locale || this.locale || "").split("-")[0];
        const months = MONTHS[language]?.[format?.month];
        if (!months || Intl.DateTimeFormat.supportedLocalesOf(language).length) {
            return super.toLocaleString(...arguments);
        }
        const day = [format.day && this.day, months[this.month - 1], format.year && this.year];
        const time = format.hour && this.toFormat(format.second ? "HH:mm:ss" : "HH:mm");
        return [day.filter(Boolean).join(" "), time].filter(Boolean).join(", ");
    },
});
