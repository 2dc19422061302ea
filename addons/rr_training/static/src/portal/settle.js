// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
/* On a sheet that takes no more marks: settles what still waits on this phone.
 *
 * The sheet may have been submitted while its answer was lost. What arrived is
 * confirmed and forgotten; what did not is shown with the reason.
 */
"use strict";

(function () {
    const box = document.getElementById("settle");
    const queue = new window.rrQueue.Queue(box.dataset.uid, box.dataset.session, {
        waiting() {},
        sending() {},
        answered(result) {
            const troubles = (result.answers || []).filter(
                (answer) => answer.status === "refused" || answer.status === "conflict"
            );
            box.textContent = troubles.map((answer) => answer.message).join("\n");
            box.hidden = !troubles.length;
        },
    });
    queue.wake();
})();
