// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
/* Marks on their way to the server.
 *
 * What waits on the device holds ids and marks, never a name. Every mark has a key of
 * its own, kept until the server has answered it: a mark may be sent many times and is
 * counted once.
 */
"use strict";

window.rrQueue = (function () {
    const RETRY = [1000, 2000, 5000, 10000, 20000, 30000];

    function newKey() {
        const bytes = crypto.getRandomValues(new Uint8Array(16));
        return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    }

    async function call(url, params) {
        const response = await fetch(url, {
            method: "POST",
            headers: {"Content-Type": "application/json"},
            credentials: "same-origin",
            body: JSON.stringify({jsonrpc: "2.0", method: "call", id: 1, params}),
        });
        if (!response.ok) {
            throw Object.assign(new Error("server"), {kind: "server"});
        }
        const answer = await response.json();
        if (answer.error) {
            const kind = answer.error.code === 100 ? "signed_out" : "server";
            throw Object.assign(new Error(kind), {kind});
        }
        return answer.result;
    }

    class Queue {
        constructor(uid, session, listener) {
            this.name = `rr.marks.${uid}.${session}`;
            this.url = `/rr/api/session/${session}/marks`;
            this.listener = listener;
            this.sending = false;
            this.failures = 0;
            this.timer = null;
            const kept = this.read();
            this.marks = kept.marks;
            this.submit = kept.submit;
        }

        read() {
            try {
                const kept = JSON.parse(localStorage.getItem(this.name) || "{}");
                return {marks: kept.marks || [], submit: kept.submit || null};
            } catch {
                return {marks: [], submit: null};
            }
        }

        store() {
            try {
                if (this.marks.length || this.submit) {
                    localStorage.setItem(
                        this.name,
                        JSON.stringify({marks: this.marks, submit: this.submit})
                    );
                } else {
                    localStorage.removeItem(this.name);
                }
            } catch {
                // Storage is full or closed: the marks still wait on this page.
            }
        }

        /** Put a mark into the queue; one not yet sent for the same row is replaced. */
        add(mark) {
            this.marks = this.marks.filter(
                (old) => old.enrolment !== mark.enrolment || old.sent
            );
            this.marks.push({key: newKey(), ...mark});
            this.store();
            this.listener.waiting(this.marks.length, Boolean(this.submit));
            this.later(400);
        }

        submitSheet(seen) {
            this.submit = {seen};
            this.store();
            this.later(0);
        }

        later(delay) {
            clearTimeout(this.timer);
            this.timer = setTimeout(() => this.send(), delay);
        }

        wake() {
            if (this.marks.length || this.submit) {
                this.failures = 0;
                this.later(0);
            }
        }

        async send() {
            if (this.sending || !(this.marks.length || this.submit)) {
                return;
            }
            this.sending = true;
            const batch = this.marks.slice(0, 500);
            const whole = batch.length === this.marks.length;
            for (const mark of batch) {
                mark.sent = true;
            }
            const submit = whole ? this.submit : null;
            this.store();
            this.listener.sending(batch.length, Boolean(submit));
            let result = null;
            let trouble = null;
            try {
                result = await call(this.url, {
                    marks: batch.map(({sent, ...mark}) => mark),
                    submit: Boolean(submit),
                    seen: submit ? submit.seen : null,
                });
            } catch (error) {
                trouble = error.kind || "network";
            }
            this.sending = false;
            if (trouble) {
                this.listener.waiting(this.marks.length, Boolean(this.submit), trouble);
                if (trouble !== "signed_out") {
                    this.later(RETRY[Math.min(this.failures++, RETRY.length - 1)]);
                }
                return;
            }
            this.failures = 0;
            this.take(result, batch, submit);
        }

        take(result, batch, submit) {
            const done = new Set(batch.map((mark) => mark.key));
            this.marks = this.marks.filter((mark) => !done.has(mark.key));
            if (submit && this.submit === submit) {
                this.submit = null;
            }
            this.store();
            this.listener.answered(result, Boolean(submit));
            if (this.marks.length || this.submit) {
                this.later(0);
            } else {
                this.listener.waiting(0, false);
            }
        }
    }

    return {Queue, call};
})();
