# ruff: noqa: F821 - the shell gives ``env``
"""Runs in Odoo's shell on the demonstration: brings one thing of each kind to the step
before the act that will be interrupted. Prints their ids as JSON after ``READY``."""

import json
from datetime import timedelta

from odoo import fields

users = {user.login: user for user in env["res.users"].search([])}
today = fields.Date.today()


def first(model, domain, **kwargs):
    found = env[model].sudo().search(domain, limit=1, **kwargs)
    assert found, f"the demonstration has no {model} with {domain}"
    return found


# a payment: certified by an officer who did not propose, authorised by finance
tranche = first("rr.grant.tranche", [
    ("state", "=", "requested"), ("grant_id.state", "=", "active")])
other = "officer2" if tranche.grant_id.proposed_by_id.login == "officer" else "officer"
for login, step in ((other, "certify"), ("finance", "authorise")):
    tranche.with_user(users[login])._do_step(step)
dialog = env["rr.money.dialog"].with_user(users["finance"]).create({
    "mode": "pay", "res_ids": str(tranche.id), "date": today,
    "reference": "KILL/1", "document": "Partner's statement"})

# an approval: a grant that waits for the head, the smallest; large ones are not theirs
grant = first("rr.grant", [("state", "=", "proposed")], order="amount, id")

# attendance: a planned session of today or before, of a portal user
session = first("rr.course.session", [
    ("sheet_state", "=", "draft"), ("state", "=", "planned"), ("date", "<=", today),
    ("course_id.trainer_id", "!=", False)], order="date desc, id")
trainer = session.course_id.trainer_id
roster = session.with_user(trainer).get_roster()

# a report's issue: checked, signed, approved
report = first("rr.donor.report", [("state", "=", "generated")])
for action, login in (
        ("action_check", "dpo"), ("action_sign", "finance"), ("action_approve", "head")):
    getattr(report.with_user(users[login]), action)()

# an erasure: one person is due, the others are held
rule = env.ref("rr_beneficiaries.retention_case_closed")
rule.months = 1
due = rule._rr_due() - rule._rr_held(rule._rr_due())
assert due, "nobody is due"
victim = due.sorted(lambda person: len(person.case_ids.goal_ids))[-1]
env["rr.retention.hold"].create([
    {"beneficiary_id": person.id, "reason": "kept for another test",
     "date_from": today, "date_to": today + timedelta(days=30)}
    for person in due - victim])
env.ref("rr_beneficiaries.retention_referral_rejected").active = False
cron = env.ref("rr_beneficiaries.cron_retention")
# The demonstration's jobs ran on its own last day; here they ran every day since.
env["ir.config_parameter"].set_param("rr_beneficiaries.retention_last_day", str(today))
env.flush_all()
assert rule._rr_due() - rule._rr_held(rule._rr_due()) == victim
env.cr.commit()
print("READY " + json.dumps({
    "dialog": dialog.id, "tranche": tranche.id, "grant": grant.id,
    "session": session.id, "trainer": trainer.login,
    "enrolments": [row["enrolment"] for row in roster] if roster and "enrolment" in
    roster[0] else [row["id"] for row in roster],
    "report": report.id, "person": victim.id, "code": victim.code, "cron": cron.id}))
