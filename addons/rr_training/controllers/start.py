# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the first pages of partners have in common: figures and bars as plain values."""

from datetime import timedelta

from odoo.http import request

_WEEKS = 6


def bars(title, rows, legend=()):
    """A picture of lying bars for ``portal_figures``.

    :param title: what the picture shows
    :param rows: list of (label, [numbers drawn one after another], text)
    :param legend: words for the numbers, in their order
    :return: dict of the template, or None when there is nothing to draw
    """
    widest = max((sum(values) for _label, values, _text in rows), default=0)
    if not widest:
        return None
    drawn = []
    for label, values, text in rows:
        left, parts = 0, []
        for index, value in enumerate(values):
            width = 100 * value / widest
            if width > 0:
                parts.append({"index": index, "left": left, "width": round(width, 2)})
            left = round(left + width, 2)
        drawn.append({"label": label, "parts": parts, "text": text})
    return {"title": title, "rows": drawn, "legend": list(legend)}


def provider_figures(page, today):
    """Sessions, sheets and attendance of the provider's own courses.

    :param page: controller that knows how to write a day
    :param today: local date
    :return: dict of ``figures`` and ``picture``; three queries
    """
    env = request.env
    month = today.replace(day=1)
    sessions = env["rr.course.session"].search_fetch(
        [("date", ">=", month), ("date", "<=", today), ("state", "=", "held")],
        ["sheet_state"],
    )
    submitted = sessions.filtered(lambda session: session._is_submitted())
    since = today - timedelta(days=today.weekday(), weeks=_WEEKS - 1)
    weeks = {since + timedelta(weeks=number): (0, 0) for number in range(_WEEKS)}
    for day, present, count in env["rr.attendance"]._read_group(
        [("date", ">=", since), ("date", "<=", today)],
        ["date:day", "present"],
        ["__count"],
    ):
        week = day - timedelta(days=day.weekday())
        came, marks = weeks.get(week, (0, 0))
        weeks[week] = (came + count * bool(present), marks + count)
    came = sum(present for present, _marks in weeks.values())
    marks = sum(count for _present, count in weeks.values())
    return {
        "figures": [
            {"label": env._("Sessions held this month"), "value": str(len(sessions))},
            {
                "label": env._("Sheets submitted"),
                "value": env._(
                    "%(part)s of %(whole)s", part=len(submitted), whole=len(sessions)
                ),
            },
            {
                "label": env._("Present in the last six weeks"),
                "value": f"{round(100 * came / marks)} %" if marks else "–",
            },
        ],
        "picture": bars(
            env._("Present and absent by week"),
            [
                (
                    page._day(week, "d MMM"),
                    [present, count - present],
                    f"{present}/{count}",
                )
                for week, (present, count) in sorted(weeks.items())
            ],
            (env._("Present"), env._("Absent")),
        ),
    }
