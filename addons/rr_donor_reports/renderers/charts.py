# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Charts as SVG vectors for the PDF; the workbook draws the same tables natively."""

import math

from markupsafe import Markup

from .xlsx import SERIES

WIDTH = 760
_GREY = "#5B6770"


def _nice(top):
    """A round number at or above the greatest value, and the step of the grid."""
    if top <= 0:
        return 1, 1
    step = 10 ** math.floor(math.log10(top))
    for factor in (0.2, 0.25, 0.5, 1, 2):
        if top / (step * factor) <= 5:
            step *= factor
            break
    if step < 1:
        step = 1
    return math.ceil(top / step) * step, step


def _label(text, most):
    text = str(text)
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


class _Canvas:
    def __init__(self, height):
        self.height = height
        self.parts = []

    def text(self, x, y, words, anchor="start", size=10, fill=_GREY):
        self.parts.append(
            Markup('<text x="{:.1f}" y="{:.1f}" text-anchor="{}" font-size="{}" fill="{}">{}</text>').format(
                x, y, anchor, size, fill, words
            )
        )

    def rect(self, x, y, width, height, fill):
        self.parts.append(
            Markup('<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" fill="{}"/>').format(
                x, y, max(width, 0), max(height, 0), fill
            )
        )

    def line(self, x1, y1, x2, y2, stroke="#E3E9EB", width=1):
        self.parts.append(
            Markup('<line x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}" stroke="{}" stroke-width="{}"/>').format(
                x1, y1, x2, y2, stroke, width
            )
        )

    def path(self, points, stroke):
        inner = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        self.parts.append(
            Markup('<polyline points="{}" fill="none" stroke="{}" stroke-width="2.2"/>').format(
                inner, stroke
            )
        )

    def legend(self, names, y):
        x = 4
        for number, name in enumerate(names):
            self.rect(x, y - 8, 10, 10, SERIES[number % len(SERIES)])
            self.text(x + 15, y + 1, name)
            x += 24 + 6.2 * len(name)

    def svg(self, description):
        head = Markup(
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}" role="img" '
            'aria-label="{}" font-family="Open Sans" width="100%">'
        ).format(WIDTH, self.height, description)
        return head + Markup("").join(self.parts) + Markup("</svg>")


def draw(chart, words):
    """A chart as SVG text (markup)."""
    names = [chart.table.columns[index].title for index in chart.series]
    rows = [chart.table.rows[number] for number in chart.rows]
    labels = [words.show(row[chart.labels]) for row in rows]
    values = [
        [float(row[index].value) if row[index].is_number else None for index in chart.series]
        for row in rows
    ]
    make = {"bars": _bars, "shares": _shares, "stacked": _columns, "lines": _lines}
    canvas = make[chart.kind](labels, values, names, words)
    return canvas.svg(chart.description or chart.title)


def _bars(labels, values, names, words):
    left, right = 260, WIDTH - 60
    bar, gap = 13, 14
    band = bar * len(names) + gap
    canvas = _Canvas(band * len(labels) + 48)
    top, step = _nice(max((v for row in values for v in row if v is not None), default=0))
    scale = (right - left) / top
    for mark in range(int(round(top / step)) + 1):
        x = left + mark * step * scale
        canvas.line(x, 4, x, canvas.height - 40)
        canvas.text(x, canvas.height - 28, words.integer(mark * step), "middle", 9)
    for number, label in enumerate(labels):
        y = 8 + number * band
        canvas.text(left - 8, y + band / 2, _label(label, 46), "end", 10, "#222222")
        for index, value in enumerate(values[number]):
            if value is None:
                continue
            canvas.rect(left, y + index * bar, value * scale, bar - 2, SERIES[index % len(SERIES)])
            canvas.text(left + value * scale + 4, y + index * bar + 9, words.integer(value), size=9)
    canvas.legend(names, canvas.height - 8)
    return canvas


def _shares(labels, values, names, words):
    left, right = 200, WIDTH - 20
    band = 30
    canvas = _Canvas(band * len(labels) + 30)
    for number, label in enumerate(labels):
        total = sum(v or 0 for v in values[number])
        x, y = left, 4 + number * band
        canvas.text(left - 8, y + 14, _label(label, 36), "end", 10, "#222222")
        for index, value in enumerate(values[number]):
            if not value or not total:
                continue
            width = (right - left) * value / total
            canvas.rect(x, y, width, 20, SERIES[index % len(SERIES)])
            if width > 26:
                fill = "#222222" if index % len(SERIES) == 0 else "#FFFFFF"
                canvas.text(x + width / 2, y + 14, words.integer(value), "middle", 9, fill)
            x += width
    canvas.legend(names, canvas.height - 8)
    return canvas


def _frame(canvas, values, left, right, base, words):
    top, step = _nice(max(values, default=0))
    scale = (base - 12) / top
    for mark in range(int(round(top / step)) + 1):
        y = base - mark * step * scale
        canvas.line(left, y, right, y)
        canvas.text(left - 6, y + 3, words.integer(mark * step), "end", 9)
    return scale


def _columns(labels, values, names, words):
    canvas = _Canvas(280)
    left, right, base = 80, WIDTH - 10, 225
    tops = [sum(v or 0 for v in row) for row in values]
    scale = _frame(canvas, tops, left, right, base, words)
    band = (right - left) / max(len(labels), 1)
    width = min(band * 0.6, 70)
    for number, label in enumerate(labels):
        x, y = left + band * (number + 0.5) - width / 2, base
        for index, value in enumerate(values[number]):
            height = (value or 0) * scale
            y -= height
            canvas.rect(x, y, width, height, SERIES[index % len(SERIES)])
        canvas.text(x + width / 2, base + 15, label, "middle", 10, "#222222")
    canvas.line(left, base, right, base, "#8A979B")
    canvas.legend(names, canvas.height - 10)
    return canvas


def _lines(labels, values, names, words):
    canvas = _Canvas(280)
    left, right, base = 80, WIDTH - 20, 225
    tops = [v for row in values for v in row if v is not None]
    scale = _frame(canvas, tops, left, right, base, words)
    step = (right - left) / max(len(labels) - 1, 1)
    every = max(1, math.ceil(len(labels) / 8))
    for number, label in enumerate(labels):
        last = number == len(labels) - 1
        if last or (number % every == 0 and number + every <= len(labels) - 1):
            anchor = "end" if last else "middle"
            canvas.text(left + step * number, base + 15, label, anchor, 9)
    for index, _name in enumerate(names):
        points = [
            (left + step * number, base - row[index] * scale)
            for number, row in enumerate(values)
            if row[index] is not None
        ]
        canvas.path(points, SERIES[index % len(SERIES)])
    canvas.line(left, base, right, base, "#8A979B")
    canvas.legend(names, canvas.height - 10)
    return canvas


