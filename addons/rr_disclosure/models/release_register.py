# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json
from dataclasses import asdict, replace

from odoo import api, models
from odoo.exceptions import UserError

from ..engine import audit_histories, gate, one_off, policy, sensitive
from ..engine.model import InputError
from ..engine.register import EQUAL, FORMAT, VERSION, PublicationRegister

TOTAL = "total/"


class ReleaseRegister(models.Model):
    """The engine's register from and into rows.

    The engine always works on a register made afresh from the rows; what it did is
    stored only when a release is signed.
    """

    _inherit = "rr.release"

    # ------------------------------------------------------------------ from rows

    @api.model
    def _load_register(self, policy_version=None):
        """Everything ever published, as the engine's ``PublicationRegister``.

        :param policy_version: ``rr.disclosure.policy``; default: of the last release
        :return: the register; ``None`` where there is no release and no policy was given
        """
        # The register is whole, or audits would miss what they must reckon with.
        env = self.sudo().env
        releases = env["rr.release"].search(
            [("state", "=", "checked")], order="period"
        )
        version = policy_version or releases[-1:].policy_id
        if not version:
            return None
        data = {
            "format": FORMAT,
            "version": VERSION,
            "dimensions": version._dimensions(),
            "groups": [
                {
                    "name": group.name,
                    "parent": group.parent or None,
                    "categories": group.categories or [],
                    "has_total": group.has_total,
                    "minimum": group.minimum,
                }
                for group in env["rr.release.group"].search([], order="id")
            ],
            "impossible": version._impossible(),
            "periods": releases.mapped("name"),
            "atoms": {
                str(atom.number): {
                    "profile": atom.profile,
                    "entry": atom.entry,
                    "joined": atom.joined or {},
                    "ngos": atom.ngos or [],
                }
                for atom in env["rr.release.atom"].search([], order="number")
            },
            "known": [],
            **self._rows_of_cells(env["rr.release.cell"].search([], order="id")),
        }
        return PublicationRegister.from_dict(data)

    def _rows_of_cells(self, cells):
        rows, versions = [], {}
        for cell in cells:
            count = {
                "period": cell.period,
                "profile": cell.profile or [],
                "group": cell.group_name or None,
                "category": cell.category or None,
            }
            value = cell.value if cell.kind == EQUAL else cell.hidden_value
            rows.append(
                {
                    "count": count,
                    "value": value,
                    "table": cell.table_name,
                    "audience": cell.audience,
                    "kind": cell.kind,
                    "threshold": cell.threshold,
                }
            )
            if cell.version:
                issues = versions.setdefault(cell.table_name, {})
                issue = issues.setdefault(
                    cell.version,
                    {
                        "number": cell.version,
                        "period": cell.period,
                        "date": cell.date.isoformat(),
                        "cells": [],
                    },
                )
                issue["cells"].append((cell.key or [], count, value))
        held = {}
        # Since when a table is held counts for the engine, not for the reader.
        tables = self.sudo().env["rr.release.table"].search([], order="id")
        for table in tables:
            held[table.name] = table.held_since
        return {
            "rows": rows,
            "versions": {
                name: [issues[number] for number in sorted(issues)]
                for name, issues in versions.items()
            },
            "held_since": {name: since for name, since in held.items() if since},
        }

    @api.model
    def _register_mark(self):
        """Tells whether anything was published since."""
        # Only the last ids: a mark that tells whether something came after.
        env = self.sudo().env
        last = env["rr.release.cell"].search([], order="id desc", limit=1)
        return f"{self._last().id or 0}:{last.id or 0}"

    # ----------------------------------------------------------------- the round

    @api.model
    def _propose(self, version, date, records, groups, tables):
        """Run the gate and the audit on a copy of the register and keep the outcome as
        a proposal.

        :param version: ``rr.disclosure.policy`` in force on the day
        :param date: day of the facts
        :param records: plain dicts as ``PublicationRegister.open_period`` takes them
        :param groups: list of the engine's ``Group``, parents first
        :param tables: list of ``TableSpec`` in order of preference; empty for a round
            of totals alone
        :return: ``rr.release`` in the state “proposed”
        :raises UserError: bad records, or a register that contradicts itself
        """
        release = self._storing()
        register = release._load_register(version)
        gate_policy = replace(version._engine(), year=self._periods_of_a_year(date))
        try:
            for group in groups:
                if group.name not in register.groups:
                    register.add_group(group)
            if register.periods:
                self.sudo().env["rr.known.total"]._add_to(register)
            done = gate.half_yearly_round(
                gate_policy,
                register,
                records,
                self._next_label(date),
                date.isoformat(),
                tables,
                attempt=bool(tables),
            )
        except InputError as error:
            raise UserError(
                self.env._("The release cannot be made: %(reason)s", reason=error)
            ) from error
        values = release._proposal_values(version, date, register, done, tables)
        # Back into the caller's environment: the right to store goes no further.
        return self.env["rr.release"].browse(release.create(values).id)

    def _proposal_values(self, version, date, register, done, tables):
        record = done.as_record()
        # Measured anew at each run; the duration has a field of its own.
        (record["audit"] or {}).pop("seconds", None)
        record["specs"] = [asdict(spec) for spec in tables]
        record["groups"] = len(register.groups)
        register.known = []
        audit = done.audit
        return {
            "name": done.period,
            "date": date,
            "period": len(register.periods) - 1,
            "policy_id": version.id,
            "is_attempt": bool(tables),
            "proposed_by_id": self.env.uid,
            "totals": {
                name: value
                for name, value in done.totals.items()
                if name.partition("@")[2] in ("", done.period)
            },
            "record": record,
            "audit_safe": bool(audit and audit.safe),
            "audit_model": audit.atoms_model if audit else False,
            "audit_equations": audit.equations if audit else 0,
            "audit_targets": audit.targets if audit else 0,
            "audit_seconds": audit.seconds if audit else 0.0,
            "conflict_text": self._conflict_text(done.conflicts),
            "proposal": register.to_dict(),
            "proposal_base": self._register_mark(),
        }

    def _conflict_text(self, conflicts):
        """Which facts changed after they were counted; no number, no person."""
        # A status of one day has its date in its name: it is not asked again.
        kinds = sorted({what for _number, what in conflicts if "@" not in what})
        if not kinds:
            return False
        return self.env._(
            "Published counts keep what was true when they were published. Since then "
            "records changed in: %(kinds)s",
            kinds=", ".join(kinds),
        )

    # ------------------------------------------------------------------ into rows

    def _store_proposal(self):
        """Write the proposed register's news into rows."""
        self.ensure_one()
        before = self._load_register(self.policy_id)
        after = PublicationRegister.from_dict(self.proposal)
        self._store_news(before, after)
        specs = {spec["name"]: spec for spec in self.record["specs"]}
        self.env["rr.release.table"].create(
            [
                {
                    "release_id": self.id,
                    "sequence": number,
                    "name": row["table"],
                    "audience": specs[row["table"]]["audience"],
                    "threshold": specs[row["table"]]["threshold"],
                    "spec": specs[row["table"]],
                    "status": row["status"],
                    "version": row["version"] or 0,
                    "version_date": row["date"],
                    "held_since": row["held_since"],
                    "reasons": ",".join(row["reasons"]),
                    "is_coarser": row["coarser"],
                }
                for number, row in enumerate(self.record["tables"])
            ]
        )
        self.write({"proposal": False})

    def _store_news(self, before, after):
        """What one register has more than another."""
        env = self.env
        known = set(env["rr.release.group"].search([]).mapped("name"))
        env["rr.release.group"].create(
            [
                {**asdict(group), "categories": list(group.categories)}
                for name, group in after.groups.items()
                if name not in known
            ]
        )
        self._store_atoms(after)
        places = {}
        for name, versions in after.versions.items():
            for issue in versions[len(before.versions.get(name, ())) :]:
                for key, count, _value in issue.cells:
                    places[name, count] = (key, issue.number, issue.date)
        values = []
        for row in after.rows[len(before.rows) :]:
            # The engine repeats the total of a status of an earlier day; nobody
            # publishes that again.
            _name, dated, day = row.table.partition("@")
            if dated and row.table.startswith(TOTAL) and day != self.name:
                continue
            key, number, date = places.get(
                (row.table, row.count), (row.count.profile, 0, self.date)
            )
            shown = row.kind == EQUAL
            values.append(
                {
                    "release_id": self.id,
                    "table_name": row.table,
                    "version": number,
                    "period": row.count.period,
                    "date": date,
                    "key": _plain(key),
                    "key_text": ", ".join(str(label) for _name, label in key),
                    "profile": _plain(row.count.profile),
                    "group_name": row.count.group,
                    "category": row.count.category,
                    "audience": row.audience,
                    "threshold": row.threshold,
                    "kind": row.kind,
                    "value": row.value if shown else 0,
                    "hidden_value": 0 if shown else row.value,
                }
            )
        env["rr.release.cell"].create(values)

    def _store_atoms(self, register):
        atoms = self.env["rr.release.atom"]
        known = {atom.number: atom for atom in atoms.search([])}
        new, changed = [], {}
        for number, atom in register.atoms.items():
            joined = {name: list(when) for name, when in atom.joined.items()}
            ngos = list(atom.ngos)
            if number not in known:
                new.append(
                    {
                        "number": number,
                        "profile": _plain(atom.profile),
                        "entry": atom.entry,
                        "joined": joined,
                        "ngos": ngos,
                    }
                )
            elif (known[number].joined or {}, known[number].ngos or []) != (joined, ngos):
                # Many have the same history: one write for all of them.
                values = {"joined": joined, "ngos": ngos}
                key = json.dumps(values, sort_keys=True)
                _values, ids = changed.setdefault(key, (values, []))
                ids.append(known[number].id)
        for values, ids in changed.values():
            atoms.browse(ids).write(values)
        atoms.create(new)

    # ------------------------------------------------------------------- the audit

    @api.model
    def _audit_objection(self):
        """Audit everything ever published, to anyone, once more and by itself.

        :return: why nothing may be published now, or ``None``. An audit that runs out
            of time objects.
        """
        attempt = self._last(attempt=True)
        if not attempt:
            return None
        attempt = attempt._storing()
        mark = attempt._register_mark()
        if (attempt.record or {}).get("audited") == mark:
            return None
        register = attempt._load_register()
        gate_policy = self._last().policy_id._engine()
        verdict = attempt._audit(register, gate_policy)
        if any(finding.reason == "time" for finding in verdict.findings):
            return self.env._("the audit did not finish in its time limit")
        if not verdict.safe:
            return self.env._(
                "the audit found that what was published gives somebody away"
            )
        attempt.write({"record": {**attempt.record, "audited": mark}})
        return None

    def _audit(self, register, gate_policy):
        """The audit of a register with the values that this release held back.

        A value fails when it is narrower than what the totals and the earlier
        releases leave open anyway.
        """
        specs = self._specs()
        statements = sensitive.register_statements(register)
        targets = sensitive.sensitive_values(
            gate_policy, register, specs, [], self.period
        )
        verdict = audit_histories.audit(
            register, statements, targets, gate_policy.audit_seconds
        )
        if verdict.safe:
            return verdict
        earlier = [
            statement
            for statement, row in zip(statements, register.rows, strict=False)
            if row.table.startswith(TOTAL) or row.count.period < self.period
        ]
        found = audit_histories.audit(
            register,
            earlier,
            [finding.target for finding in verdict.findings],
            gate_policy.audit_seconds,
        )
        open_anyway = {finding.target: finding for finding in found.findings}
        verdict.findings = [
            finding
            for finding in verdict.findings
            if finding.target not in open_anyway
            or gate._narrower(finding, open_anyway[finding.target])
        ]
        verdict.safe = not verdict.findings
        return verdict

    def _specs(self):
        """The tables of a stored release, as the engine takes them."""
        return [
            policy.TableSpec(
                **{
                    **table.spec,
                    "by": tuple(table.spec["by"]),
                    "parts": tuple(tuple(part) for part in table.spec["parts"]),
                    "merge": tuple(
                        (name, tuple((new, tuple(old)) for new, old in classes))
                        for name, classes in table.spec["merge"]
                    ),
                }
            )
            for table in self.table_ids
        ]

    # -------------------------------------------------------------- one-off tables

    @api.model
    def _answer(self, by, group=None, threshold=None, name="one-off"):
        """Protect one table of the last release's day; nothing is recorded.

        :param by: names of dimensions, three at most
        :return: ``(release, cells, protected)`` as ``engine.one_off.answer`` gives them
        :raises UserError: no release yet, or a bad request
        """
        release = self._last(attempt=True)
        if not release:
            raise UserError(self.env._("No tables were released yet."))
        register = release._load_register()
        version = self._last().policy_id
        # Here and in a round: all totals that are known outside.
        self.sudo().env["rr.known.total"]._add_to(register)
        try:
            shown, protected = one_off.answer(
                version._engine(), register, name, list(by),
                tables=release._specs(), group=group, threshold=threshold,
            )
        except InputError as error:
            raise UserError(str(error)) from error
        return self._last(), shown, protected

    def _hand_out(self, shown, group, threshold, audience):
        """Record an answered table as known to somebody."""
        self.ensure_one()
        release = self._storing()
        before, after = release._load_register(), release._load_register()
        one_off.hand_out(after, shown, group, threshold, audience)
        release._store_news(before, after)


def _plain(pairs):
    """Pairs of a profile or key as JSON keeps them."""
    return [
        [name, list(label) if isinstance(label, tuple) else label]
        for name, label in pairs
    ]
