// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { IntegerField, integerField } from "@web/views/fields/integer/integer_field";

// A year that is not known is empty; Odoo shows a whole number that is not set as 0,
// and nobody was born in the year 0.
export class YearField extends IntegerField {
    get formattedValue() {
        return this.value || "";
    }
}

export const yearField = {
    ...integerField,
    component: YearField,
    displayName: _t("Year"),
    supportedOptions: [],
    isEmpty: (record, fieldName) => !record.data[fieldName],
    extractProps: () => ({}),
};

registry.category("fields").add("rr_year", yearField);
