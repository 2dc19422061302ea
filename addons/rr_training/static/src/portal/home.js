// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
/* Says on the first page which sessions have marks waiting on this phone. */
"use strict";

(function () {
    const box = document.getElementById("waiting");
    const start = `rr.marks.${box.dataset.uid}.`;
    const sessions = Object.keys(localStorage).filter((name) => name.startsWith(start));
    if (sessions.length) {
        box.querySelector("a").href = `/rr/session/${sessions[0].slice(start.length)}`;
        box.hidden = false;
    }
})();
