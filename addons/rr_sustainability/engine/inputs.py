# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Reading the planner's input: what is wrong is refused with the key's name."""

import json
import re
from datetime import date
from fractions import Fraction
from functools import lru_cache

from .exact import cents
from .model import (
    CHANNELS,
    HOME_CURRENCY,
    KINDS,
    SOURCE_TYPES,
    STATUSES,
    VIEWS,
    Commitment,
    NeedLine,
    Plan,
    Source,
)
from .slices import yearly_slices

NUMBER = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,30})?")
YEAR = re.compile(r"[0-9]{4}")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
LISTS = ("lines", "sources", "commitments")
FIRST_YEAR, LAST_YEAR, LONGEST_HORIZON = 1900, 2999, 60

# (required keys, optional keys) of each object of the input.
PLAN_KEYS = (
    ("base_year", "years", "view", "lines", "sources", "commitments"),
    ("price_index", "fx", "state_share", "ceilings"),
)
LINE_KEYS = (
    ("code", "quantity", "unit_cost", "priority", "category"),
    ("price_group", "overhead", "kind"),
)
SOURCE_KEYS = (("code", "type"), ("channel",))
COMMITMENT_KEYS = (
    ("code", "source", "currency", "amount", "start", "end", "status"),
    ("tranches", "lines", "probability"),
)


class InputError(ValueError):
    """The input is refused. ``path`` leads to the key, ``message`` says why.

    ``str()`` is one printable line, such as
    ``commitments[B1].end: 2026-01-01 lies before the start 2026-07-01``.
    """

    def __init__(self, path, message):
        self.path = tuple(path)
        self.message = message
        super().__init__(f"{key_text(self.path)}: {message}")


def key_text(path):
    """Return a path of the input as a person would write it."""
    text = ""
    for position, step in enumerate(path):
        step = step if isinstance(step, int) else plain(step)
        if isinstance(step, int) or (position == 1 and path[0] in LISTS):
            text += f"[{step}]"
        else:
            text += f".{step}" if text else step
    return text or "input"


def plain(text):
    """Return the text shortened and on one printable line."""
    text = str(text)
    text = text if len(text) <= 80 else text[:77] + "..."
    return text if text.isprintable() else ascii(text)[1:-1]


def show(value):
    return plain(json.dumps(value, ensure_ascii=False, default=str))


def parse(text):
    """Return the JSON text as plain values; InputError when it is not JSON.

    A key that stands twice in one object is refused: JSON readers would keep
    one of the two and say nothing.
    """
    try:
        return json.loads(text, object_pairs_hook=_object)
    except RecursionError:
        raise InputError((), "is nested too deeply") from None
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise InputError((), f"is not JSON: {error.msg} at {where}") from None
    except InputError:
        raise
    except ValueError as error:  # an integer of thousands of digits
        raise InputError((), f"is not JSON: {plain(error)}") from None


def _object(pairs):
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _value in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise InputError((twice,), "stands twice in the same object")
    return found


def read_plan(data):
    """Return the :class:`Plan` of an input in the file's form (plain values).

    Raises InputError, which names the key, for anything that is not exactly in
    that form: unknown or missing keys, unknown codes or words, numbers that are
    floats, booleans or negative, shares above 1, tranches that do not sum to
    their amount, an end before its start, a rate that is needed and absent.
    """
    _keys(data, (), PLAN_KEYS)
    base = _integer(data["base_year"], ("base_year",), FIRST_YEAR, LAST_YEAR)
    count = _integer(data["years"], ("years",), 1, LONGEST_HORIZON)
    years = tuple(range(base, base + count))
    shares = _by_name_and_year(data, "state_share", _share)
    lines = _listed(data, "lines", LINE_KEYS, _line, years, shares)
    for code in shares:
        _known(code, lines, ("state_share", code), "line")
    sources = _listed(data, "sources", SOURCE_KEYS, _source)
    commitments = _listed(
        data, "commitments", COMMITMENT_KEYS, _commitment, sources, lines
    )
    ceilings = _by_name_and_year(data, "ceilings", _number)
    plan = Plan(
        base_year=base,
        years=years,
        view=_word(data["view"], ("view",), VIEWS),
        lines=tuple(sorted(lines.values(), key=lambda line: line.rank)),
        sources=dict(sorted(sources.items())),
        commitments=tuple(sorted(commitments.values(), key=lambda c: c.rank)),
        price_growth=_by_name_and_year(data, "price_index", _number),
        fx=_by_name_and_year(data, "fx", _rate),
        ceilings={
            category: {year: cents(amount) for year, amount in by_year.items()}
            for category, by_year in ceilings.items()
        },
    )
    _check_rates(plan)
    return plan


def _listed(data, name, keys, read, *context):
    """Read a list of objects with unique codes into {code: object}."""
    if not isinstance(data[name], list):
        raise InputError((name,), f"must be a list, not {show(data[name])}")
    found = {}
    for position, item in enumerate(data[name]):
        path = (name, position)
        if not isinstance(item, dict):
            raise InputError(path, f"must be an object, not {show(item)}")
        if "code" in item:
            code = _text(item["code"], (*path, "code"))
            if code in found:
                raise InputError((*path, "code"), f"{show(code)} stands twice")
            path = (name, code)
        _keys(item, path, keys)
        found[code] = read(item, path, *context)
    return found


def _line(item, path, years, shares):
    by_year = shares.get(item["code"], {})
    return NeedLine(
        code=item["code"],
        quantity=_quantity(item["quantity"], (*path, "quantity"), years),
        unit_cost=_number(item["unit_cost"], (*path, "unit_cost")),
        price_group=_optional(item, path, "price_group", _text),
        overhead=_optional(item, path, "overhead", _number, Fraction(0)),
        priority=_integer(item["priority"], (*path, "priority"), 1, 10**9),
        category=_text(item["category"], (*path, "category")),
        kind=_word(item.get("kind", KINDS[0]), (*path, "kind"), KINDS),
        state_share=tuple(by_year.get(year, Fraction(0)) for year in years),
    )


def _quantity(value, path, years):
    if not isinstance(value, dict):
        return (_number(value, path),) * len(years)
    by_year = _by_year(value, path, _number)
    for year in years:
        if year not in by_year:
            raise InputError((*path, str(year)), "is missing: all years are needed")
    return tuple(by_year[year] for year in years)


def _source(item, path):
    return Source(
        code=item["code"],
        type=_word(item["type"], (*path, "type"), SOURCE_TYPES),
        channel=_optional(item, path, "channel", _channel),
    )


def _channel(value, path):
    text = _text(value, path).lower().replace(" ", "_").replace("-", "_")
    return _word(text, path, CHANNELS)


def _commitment(item, path, sources, lines):
    source = _text(item["source"], (*path, "source"))
    _known(source, sources, (*path, "source"), "source")
    amount = _number(item["amount"], (*path, "amount"))
    start = _day(item["start"], (*path, "start"))
    end = _day(item["end"], (*path, "end"))
    if end < start:
        raise InputError((*path, "end"), f"{end} lies before the start {start}")
    tranches = None
    if "tranches" in item:
        by_year = _by_year(item["tranches"], (*path, "tranches"), _number)
        tranches = tuple(sorted(by_year.items()))
        if sum(by_year.values()) != amount:
            raise InputError((*path, "tranches"), "do not sum to the amount")
    return Commitment(
        code=item["code"],
        source=source,
        currency=_text(item["currency"], (*path, "currency")),
        amount=amount,
        start=start,
        end=end,
        tranches=tranches,
        lines=_earmarks(item.get("lines", []), (*path, "lines"), lines),
        status=_word(item["status"], (*path, "status"), STATUSES),
        probability=_optional(item, path, "probability", _share, Fraction(1)),
    )


def _earmarks(value, path, lines):
    if not isinstance(value, list):
        raise InputError(path, f"must be a list of codes, not {show(value)}")
    for code in value:
        _known(_text(code, path), lines, path, "line")
    if len(set(value)) < len(value):
        raise InputError(path, "names a line twice")
    return frozenset(value)


def _check_rates(plan):
    for year, rate in plan.fx.get(HOME_CURRENCY, {}).items():
        if rate != 1:
            raise InputError(("fx", HOME_CURRENCY, str(year)), "must be 1")
    for commitment in plan.commitments:
        if commitment.currency == HOME_CURRENCY or commitment.status == "lost":
            continue
        rates = plan.fx.get(commitment.currency, {})
        for year, amount in yearly_slices(commitment).items():
            if year in plan.years and amount and year not in rates:
                raise InputError(
                    ("fx", commitment.currency, str(year)),
                    f"is missing: commitment {show(commitment.code)} needs the rate",
                )


def _keys(value, path, keys):
    if not isinstance(value, dict):
        raise InputError(path, f"must be an object, not {show(value)}")
    required, optional = keys
    for key in value:
        if key not in required and key not in optional:
            raise InputError((*path, key), "is not a known key")
    for key in required:
        if key not in value:
            raise InputError((*path, key), "is missing")


def _optional(item, path, key, read, default=None):
    return read(item[key], (*path, key)) if key in item else default


def _by_name_and_year(data, name, read):
    value = data.get(name, {})
    if not isinstance(value, dict):
        raise InputError((name,), f"must be an object, not {show(value)}")
    return {
        _text(key, (name,)): _by_year(by_year, (name, key), read)
        for key, by_year in value.items()
    }


def _by_year(value, path, read):
    if not isinstance(value, dict):
        raise InputError(path, f"must be an object by year, not {show(value)}")
    for key in value:
        if not (isinstance(key, str) and YEAR.fullmatch(key)):
            raise InputError((*path, key), 'is not a year such as "2026"')
    return {int(key): read(item, (*path, key)) for key, item in value.items()}


def _known(code, codes, path, what):
    if code not in codes:
        raise InputError(path, f"no {what} has the code {show(code)}")


def _text(value, path):
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        raise InputError(path, f"must be a printable text, not {show(value)}")
    return value


def _word(value, path, words):
    if not isinstance(value, str) or value not in words:
        raise InputError(path, f"{show(value)} is none of {', '.join(words)}")
    return value


def _integer(value, path, lowest, highest):
    if type(value) is not int:
        raise InputError(path, f"must be an integer, not {show(value)}")
    if not lowest <= value <= highest:
        raise InputError(path, f"{plain(value)} is not in {lowest}..{highest}")
    return value


def _number(value, path):
    if isinstance(value, float):
        raise InputError(
            path, f"{show(value)} is a JSON float; write a decimal string instead"
        )
    if type(value) is int:
        value = str(value)
    number = _decimal(value) if isinstance(value, str) else None
    if number is None:
        raise InputError(
            path,
            f"must be an integer or a decimal string such as "
            f'"12.50", not {show(value)}',
        )
    if value.startswith("-"):
        raise InputError(path, f"{plain(value)} is negative")
    return number


@lru_cache(maxsize=2**15)
def _decimal(text):
    """Return the number, None for what is none.

    Scenarios read nearly the same input again and again, and making a fraction
    from text was half of their time; hence the cache.
    """
    return Fraction(text) if NUMBER.fullmatch(text) else None


def _share(value, path):
    number = _number(value, path)
    if number > 1:
        raise InputError(path, f"{plain(value)} is more than 1")
    return number


def _rate(value, path):
    number = _number(value, path)
    if not number:
        raise InputError(path, "must be more than 0")
    return number


def _day(value, path):
    if isinstance(value, str) and DAY.fullmatch(value):
        try:
            day = date.fromisoformat(value)
        except ValueError:
            day = None
        if day and FIRST_YEAR <= day.year <= LAST_YEAR:
            return day
    raise InputError(path, f"must be a date such as 2026-12-31, not {show(value)}")
