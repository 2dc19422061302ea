// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
/* The roster: all present; a tap is absent; a long press or ⋯ is anything else. */
"use strict";

(function () {
    const config = JSON.parse(document.getElementById("config").textContent);
    const terms = config.terms;
    const LONG_PRESS = 500;
    const ATTENDED = new Set(["present", "late", "left_early"]);
    const $ = (id) => document.getElementById(id);
    const rows = new Map(config.rows.map((row) => [row.id, row]));
    const items = new Map();
    const saved = new Map();
    const undecided = new Set();

    function say(text, values) {
        return text.replace(/%\((\w+)\)s/g, (_all, name) => values[name]);
    }

    // Drawing

    function detail(row) {
        const label = config.labels[row.mark];
        if (row.missed) {
            return say(terms.minutes, {mark: label, minutes: row.missed});
        }
        return row.mark === "present" ? "" : label;
    }

    function draw(row) {
        const item = items.get(row.id);
        item.dataset.mark = row.mark;
        item.querySelector(".detail").textContent = detail(row);
        item.querySelector(".state").textContent =
            row.mark === "present" ? config.labels.present : "";
        item.querySelector(".mark").setAttribute(
            "aria-pressed", row.mark === "absent" ? "true" : "false"
        );
    }

    function count() {
        const all = [...rows.values()];
        $("counter").textContent = say(terms.present_of, {
            present: all.filter((row) => ATTENDED.has(row.mark)).length,
            all: all.length,
        });
        $("submit").disabled = !all.length;
    }

    function trouble(row, text, buttons = []) {
        const box = items.get(row.id).querySelector(".trouble");
        box.replaceChildren(text);
        if (buttons.length) {
            const line = document.createElement("div");
            line.className = "choices";
            for (const [label, action] of buttons) {
                const button = document.createElement("button");
                button.type = "button";
                button.className = "button";
                button.textContent = label;
                button.addEventListener("click", action);
                line.append(button);
            }
            box.append(line);
        }
        box.hidden = !text;
    }

    function status(text, kind, link) {
        const box = $("status");
        box.className = `message ${kind || ""}`;
        box.replaceChildren(text || "");
        if (link) {
            const anchor = document.createElement("a");
            anchor.href = link.href;
            anchor.textContent = link.text;
            box.append(" ", anchor);
        }
        box.hidden = !text;
        if (text) {
            box.scrollIntoView({block: "nearest"});
        }
    }

    // Marking

    function mark(row, kind, missed = 0, excuse = false) {
        Object.assign(row, {mark: kind, missed, excuse});
        undecided.delete(row.id);
        trouble(row, "");
        draw(row);
        count();
        queue.add({enrolment: row.id, mark: kind, missed, excuse, base: row.revision});
    }

    const queue = new window.rrQueue.Queue(config.uid, config.session, {
        waiting(marks, submit, why) {
            const line = $("network");
            line.hidden = !(why && (marks || submit));
            if (why === "signed_out") {
                status(terms.signed_out, "wait", {
                    href: `/web/login?redirect=/rr/session/${config.session}`,
                    text: terms.sign_in,
                });
            }
            if (line.hidden) {
                return;
            }
            const text = marks === 1 ? terms.waiting_one : say(terms.waiting, {count: marks});
            const parts = marks ? [text] : [];
            if (submit) {
                parts.push(terms.waiting_submit);
            }
            line.textContent = `⚠ ${parts.join(". ")}`;
            $("submit").disabled = submit;
        },
        sending(marks, submit) {
            $("submit").disabled = submit;
        },
        answered(result, submit) {
            $("network").hidden = true;
            $("submit").disabled = false;
            if (result.error) {
                status(result.error.message, "bad");
                return;
            }
            result.answers.forEach(answer);
            if (result.submitted) {
                location.reload();
            } else if (result.code === "roster_changed") {
                status(terms.changed, "wait");
                setTimeout(() => location.reload(), 2000);
            } else if (submit) {
                status(result.message || terms.submit_stopped, "bad");
            }
        },
    });

    function answer(given) {
        const row = rows.get(given.enrolment);
        if (!row) {
            status(given.message || "", "bad");
            return;
        }
        const newer = queue.marks.some((waiting) => waiting.enrolment === row.id);
        if (given.status === "conflict") {
            conflict(row, given);
        } else if (given.status === "refused") {
            trouble(row, `${terms.refused} ${given.message}`);
            if (!newer) {
                Object.assign(row, saved.get(row.id));
                draw(row);
                count();
            }
        } else {
            row.revision = Math.max(row.revision, given.revision || 0);
            saved.set(row.id, {mark: row.mark, missed: row.missed, excuse: row.excuse});
            for (const waiting of queue.marks) {
                if (waiting.enrolment === row.id && !waiting.sent) {
                    waiting.base = row.revision;
                }
            }
        }
    }

    function conflict(row, given) {
        const mine = {mark: row.mark, missed: row.missed, excuse: row.excuse};
        const theirs = {mark: given.theirs.mark, missed: given.theirs.missed, excuse: false};
        row.revision = given.revision;
        undecided.add(row.id);
        trouble(row, `${given.message} ${given.theirs.at}`, [
            [terms.conflict_keep, () => {
                Object.assign(row, theirs);
                saved.set(row.id, theirs);
                undecided.delete(row.id);
                trouble(row, "");
                draw(row);
                count();
            }],
            [terms.conflict_mine, () => mark(row, mine.mark, mine.missed, mine.excuse)],
        ]);
    }

    // Choosing anything but absent

    let chosen = null;

    function open(row) {
        chosen = row;
        $("choose-title").textContent = `${row.number} · ${row.name}`;
        for (const button of document.querySelectorAll("[data-mark]:is(button)")) {
            button.setAttribute("aria-pressed", String(button.dataset.mark === row.mark));
        }
        $("minutes").hidden = $("reasons").hidden = true;
        $("choose").showModal();
    }

    function choose(kind, missed, excuse) {
        $("choose").close();
        mark(chosen, kind, missed, excuse);
    }

    let partial = null;

    function minutes(value) {
        const missed = Number(value);
        if (Number.isInteger(missed) && missed >= 1 && missed <= config.minutes) {
            choose(partial, missed);
        } else {
            $("missed").focus();
        }
    }

    for (const button of document.querySelectorAll("#choose .options button")) {
        button.addEventListener("click", () => {
            const kind = button.dataset.mark;
            $("minutes").hidden = !(kind === "late" || kind === "left_early");
            $("reasons").hidden = kind !== "excused";
            if (kind === "present" || kind === "absent") {
                choose(kind);
                return;
            }
            for (const other of document.querySelectorAll("#choose .options button")) {
                other.setAttribute("aria-pressed", String(other === button));
            }
            partial = kind;
            $("missed").value = chosen.missed || "";
        });
    }
    for (const button of document.querySelectorAll("[data-minutes]")) {
        button.hidden = Number(button.dataset.minutes) > config.minutes;
        button.addEventListener("click", () => minutes(button.dataset.minutes));
    }
    for (const button of document.querySelectorAll("[data-excuse]")) {
        button.addEventListener("click", () => choose("excused", 0, button.dataset.excuse));
    }
    $("minutes-ok").addEventListener("click", () => minutes($("missed").value));

    // A row

    function connect(item) {
        const row = rows.get(Number(item.dataset.id));
        items.set(row.id, item);
        saved.set(row.id, {mark: row.mark, missed: row.missed, excuse: row.excuse});
        const button = item.querySelector(".mark");
        let timer = null;
        let pressed = false;
        const release = () => clearTimeout(timer);
        button.addEventListener("pointerdown", () => {
            pressed = false;
            timer = setTimeout(() => {
                pressed = true;
                open(row);
            }, LONG_PRESS);
        });
        for (const name of ["pointerup", "pointerleave", "pointercancel"]) {
            button.addEventListener(name, release);
        }
        button.addEventListener("contextmenu", (event) => event.preventDefault());
        button.addEventListener("click", () => {
            if (!pressed) {
                mark(row, row.mark === "absent" ? "present" : "absent");
            }
        });
        item.querySelector(".more").addEventListener("click", () => open(row));
        draw(row);
    }

    document.querySelectorAll("#roster > li").forEach(connect);

    // Marks that waited from an earlier visit are shown as they will be.
    for (const waiting of queue.marks) {
        const row = rows.get(waiting.enrolment);
        if (row) {
            Object.assign(row, {
                mark: waiting.mark, missed: waiting.missed, excuse: waiting.excuse,
            });
            draw(row);
        }
    }
    count();

    // Add a name

    function addTrouble(text) {
        $("add-trouble").textContent = text;
        $("add-trouble").hidden = !text;
    }

    function append(row) {
        const item = document.querySelector("#roster > li")?.cloneNode(true);
        if (!item) {
            location.reload();
            return;
        }
        item.dataset.id = row.id;
        item.querySelector(".number").textContent = row.number;
        item.querySelector(".called").textContent = row.name;
        item.querySelector(".warn")?.remove();
        item.querySelector(".trouble").hidden = true;
        rows.set(row.id, row);
        $("roster").append(item);
        connect(item);
        count();
        item.scrollIntoView({block: "center"});
    }

    async function addName() {
        const name = $("new-name").value.trim();
        if (!name) {
            addTrouble(terms.name_missing);
            return;
        }
        $("add-ok").disabled = true;
        try {
            const url = `/rr/api/session/${config.session}/add_name`;
            const result = await window.rrQueue.call(url, {name});
            if (result.error) {
                addTrouble(result.error.message);
            } else {
                $("add-name").close();
                append(result.row);
            }
        } catch (error) {
            addTrouble(error.kind === "server" ? terms.server_error : terms.offline_name);
        }
        $("add-ok").disabled = false;
    }

    $("add")?.addEventListener("click", () => {
        $("new-name").value = "";
        addTrouble("");
        $("add-name").showModal();
        $("new-name").focus();
    });
    $("add-ok").addEventListener("click", addName);
    $("new-name").addEventListener("keydown", (event) => {
        if (event.key === "Enter") {
            event.preventDefault();
            addName();
        }
    });

    // Sending

    $("submit").addEventListener("click", () => {
        if (undecided.size) {
            status(terms.submit_stopped, "bad");
            return;
        }
        status("");
        queue.submitSheet([...rows.keys()]);
    });
    window.addEventListener("online", () => queue.wake());
    document.addEventListener("visibilitychange", () => {
        if (!document.hidden) {
            queue.wake();
        }
    });
    queue.wake();
})();
