"""A rule as data: read from JSON, with every gap, overlap and unknown word told at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from tongcheng.errors import Problems
from tongcheng.language import Text, same
from tongcheng.office.supervision.lights.cycles import NAMED
from tongcheng.office.supervision.lights.measures import MEASURES, Measure

ASPECTS = ("start", "pace", "money", "reporting")
COLOURS = ("green", "yellow", "red")
#: What may colour a light besides a measure.
CONDITIONS = ("forecast_late", "late_without_reason", "overdue")
_BOUNDS = ("from", "over", "to", "below")
_INFINITE = Decimal("Infinity")


@dataclass(frozen=True)
class Band:
    """A stretch of a measure with its colour; ``None`` is without end. ``assumed``: the published text is silent."""

    colour: str
    low: Decimal | None
    low_counts: bool
    high: Decimal | None
    high_counts: bool
    assumed: bool = False

    def holds(self, value: Decimal) -> bool:
        """Say whether a value lies in the band."""
        above = self.low is None or value > self.low or (self.low_counts and value == self.low)
        below = self.high is None or value < self.high or (self.high_counts and value == self.high)
        return above and below


@dataclass(frozen=True)
class Aspect:
    """One light of a rule: what it measures, its bands, what else colours it, and what a run of colours becomes.

    ``runs`` are (colour or worse, times in a row, becomes). ``kinds`` keeps the light to kinds of rows; empty is all.
    """

    measure: str
    bands: tuple[Band, ...]
    also: tuple[tuple[str, str], ...] = ()
    runs: tuple[tuple[str, int, str], ...] = ()
    kinds: tuple[str, ...] = ()
    note: Text | None = None


@dataclass(frozen=True)
class RuleDefinition:
    """A rule that was read and found whole."""

    every: str | int
    soon_days: int
    aspects: Mapping[str, Aspect]


class _Cut(NamedTuple):
    """A place between two values: just before ``value`` (0) or just behind it (1)."""

    value: Decimal
    behind: int


def read_rule(record: object, name: str = "") -> RuleDefinition:
    """Read a rule.

    Raises
    ------
    InputError
        With every problem: the column names the field (``pace.bands``), the row the number of the band.
    """
    problems = Problems(name)
    if not isinstance(record, Mapping):
        problems.add("not_a_rule", expected=_OBJECT, found=type(record).__name__, remedy=_MEND)
        problems.raise_if_any()
    assert isinstance(record, Mapping)
    _unknown(record, ("every", "soon_days", "aspects"), "", problems)
    every = _every(record.get("every", "month"), problems)
    soon = record.get("soon_days", 7)
    if not isinstance(soon, int) or isinstance(soon, bool) or not 0 <= soon <= 90:
        _wrong(problems, "soon_days", Text("0 至 90 的整数", "a whole number from 0 to 90"), soon)
        soon = 7
    given = record.get("aspects")
    aspects: dict[str, Aspect] = {}
    if not isinstance(given, Mapping) or not given:
        _wrong(problems, "aspects", same(" / ".join(ASPECTS)), given)
    else:
        _unknown(given, ASPECTS, "aspects", problems)
        for one in ASPECTS:
            if one in given and (aspect := _aspect(one, given[one], problems)) is not None:
                aspects[one] = aspect
    problems.raise_if_any()
    return RuleDefinition(every, soon, aspects)


_OBJECT = Text("以花括号括起的一组字段", "an object with fields")
_MEND = Text("改正该字段后重新检查", "correct the field and check again")


def _every(every: object, problems: Problems) -> str | int:
    if every in NAMED:
        return str(every)
    if isinstance(every, int) and not isinstance(every, bool) and 1 <= every <= 366:
        return every
    _wrong(problems, "every", Text("month、quarter、week 或天数", "month, quarter, week or a number of days"), every)
    return "month"


def _aspect(name: str, given: object, problems: Problems) -> Aspect | None:
    if not isinstance(given, Mapping):
        _wrong(problems, name, _OBJECT, given)
        return None
    _unknown(given, ("measure", "bands", "also", "runs", "kinds", "note"), name, problems)
    measure = MEASURES.get(str(given.get("measure")))
    if measure is None:
        _wrong(problems, f"{name}.measure", same(" / ".join(MEASURES)), given.get("measure"), "unknown_measure")
    bands = _bands(name, given.get("bands"), problems)
    if measure is not None and bands:
        _covered(name, measure, bands, problems)
    return Aspect(
        str(given.get("measure")),
        tuple(band for _, band in bands),
        tuple(_also(name, given.get("also", ()), problems)),
        tuple(_runs(name, given.get("runs", ()), problems)),
        tuple(_kinds(name, given.get("kinds", ()), problems)),
        _note(name, given.get("note"), problems),
    )


def _bands(name: str, given: object, problems: Problems) -> list[tuple[int, Band]]:
    column = f"{name}.bands"
    if not isinstance(given, Sequence) or isinstance(given, str) or not given:
        _wrong(problems, column, Text("至少一段", "at least one band"), given, "no_bands")
        return []
    found = []
    for number, one in enumerate(given, start=1):
        if not isinstance(one, Mapping):
            _wrong(problems, column, _OBJECT, one, row=number)
            continue
        _unknown(one, ("colour", "assumed", *_BOUNDS), column, problems, number)
        colour = _colour(one.get("colour"), f"{column}.colour", problems, number)
        low, low_counts = _bound(one, ("from", "over"), column, problems, number)
        high, high_counts = _bound(one, ("to", "below"), column, problems, number)
        empty = (
            low is not None
            and high is not None
            and (low > high or (low == high and not (low_counts and high_counts)))
        )
        if empty:
            _wrong(
                problems, column, Text("起点小于终点", "a start below the end"), f"{low} … {high}", "empty", number
            )
        elif colour:
            found.append((number, Band(colour, low, low_counts, high, high_counts, one.get("assumed") is True)))
    return found if len(found) == len(given) else []


def _bound(
    one: Mapping[str, Any], names: tuple[str, str], column: str, problems: Problems, row: int
) -> tuple[Decimal | None, bool]:
    counts, not_counted = names
    if counts in one and not_counted in one:
        only = Text(f"{counts} 与 {not_counted} 只写一个", f"either {counts} or {not_counted}")
        _wrong(problems, f"{column}.{counts}", only, f"{one[counts]}, {one[not_counted]}", row=row)
        return None, True
    for name in names:
        if name in one:
            number = _number(one[name])
            if number is None:
                _wrong(problems, f"{column}.{name}", Text("数字", "a number"), one[name], row=row)
            return number, name == counts
    return None, True


def _number(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, (int, float, str, Decimal)):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _covered(name: str, measure: Measure, bands: list[tuple[int, Band]], problems: Problems) -> None:
    """Note where bands leave a gap, overlap, or grow milder with lateness."""
    column = f"{name}.bands"
    spans = sorted((*_span(band, measure), number, band) for number, band in bands)
    reached = _start(measure)
    milder = 0
    for low, high, number, band in spans:
        if low > reached:
            between = f"{_said(reached, measure)} … {_said(low, measure)}"
            _wrong(problems, column, Text("各段首尾相接，不留空档", "bands without a gap"), between, "gap", number)
        elif low < reached:
            over = f"{_said(low, measure)} … {_said(min(reached, high), measure)}"
            _wrong(problems, column, Text("各段不重叠", "bands that do not overlap"), over, "overlap", number)
        if COLOURS.index(band.colour) < milder:
            order = Text("越滞后颜色越重：绿、黄、红", "colours that grow with lateness: green, yellow, red")
            _wrong(problems, f"{column}.colour", order, band.colour, "milder", number)
        milder = max(milder, COLOURS.index(band.colour))
        reached = max(reached, high)
    if reached.value != _INFINITE:
        rest = f"{_said(reached, measure)} …"
        _wrong(problems, column, Text("最后一段不设终点", "a last band without end"), rest, "gap", spans[-1][2])


def _start(measure: Measure) -> _Cut:
    return _Cut(measure.lowest if measure.lowest is not None else -_INFINITE, 0)


def _span(band: Band, measure: Measure) -> tuple[_Cut, _Cut]:
    """Give a band as two cuts; of whole numbers ``to 2`` ends where ``from 3`` begins."""
    start = _start(measure)
    low = start if band.low is None else max(start, _Cut(band.low, 0 if band.low_counts else 1))
    high = _Cut(_INFINITE, 0) if band.high is None else _Cut(band.high, 1 if band.high_counts else 0)
    return (_whole(low), _whole(high)) if measure.whole else (low, high)


def _whole(cut: _Cut) -> _Cut:
    if not cut.value.is_finite():
        return cut
    floor = cut.value.to_integral_value("ROUND_FLOOR")
    return _Cut(floor, 0) if cut == _Cut(floor, 0) else _Cut(floor + 1, 0)


def _said(cut: _Cut, measure: Measure) -> str:
    return "−∞" if cut.value == -_INFINITE else f"{cut.value}{measure.unit.zh}"


def _also(name: str, given: object, problems: Problems) -> list[tuple[str, str]]:
    found = []
    for number, one in _rows(f"{name}.also", given, problems):
        _unknown(one, ("when", "colour"), f"{name}.also", problems, number)
        if one.get("when") not in CONDITIONS:
            _wrong(problems, f"{name}.also.when", same(" / ".join(CONDITIONS)), one.get("when"), row=number)
        colour = _colour(one.get("colour"), f"{name}.also.colour", problems, number)
        found.append((str(one.get("when")), colour))
    return found


def _runs(name: str, given: object, problems: Problems) -> list[tuple[str, int, str]]:
    found = []
    for number, one in _rows(f"{name}.runs", given, problems):
        column = f"{name}.runs"
        _unknown(one, ("colour", "times", "becomes"), column, problems, number)
        colour = _colour(one.get("colour"), f"{column}.colour", problems, number)
        becomes = _colour(one.get("becomes"), f"{column}.becomes", problems, number)
        times = one.get("times")
        if not isinstance(times, int) or isinstance(times, bool) or not 2 <= times <= 12:
            _wrong(
                problems, f"{column}.times", Text("2 至 12 的整数", "a whole number from 2 to 12"), times, row=number
            )
            times = 2
        if colour and becomes and COLOURS.index(becomes) <= COLOURS.index(colour):
            worse = Text("比连续出现的颜色更重", "a colour worse than the run")
            _wrong(problems, f"{column}.becomes", worse, becomes, row=number)
        found.append((colour, times, becomes))
    return found


def _rows(column: str, given: object, problems: Problems) -> list[tuple[int, Mapping[str, Any]]]:
    if isinstance(given, Sequence) and not isinstance(given, str) and all(isinstance(one, Mapping) for one in given):
        return list(enumerate(given, start=1))
    _wrong(problems, column, Text("以方括号括起的若干组字段", "a sequence of objects"), given)
    return []


def _kinds(name: str, given: object, problems: Problems) -> list[str]:
    known = ("problem", "project", "matter", "opportunity", "service")
    if isinstance(given, Sequence) and not isinstance(given, str) and all(one in known for one in given):
        return [str(one) for one in given]
    _wrong(problems, f"{name}.kinds", same(" / ".join(known)), given)
    return []


def _note(name: str, given: object, problems: Problems) -> Text | None:
    if given is None:
        return None
    if isinstance(given, Mapping) and isinstance(given.get("zh"), str) and isinstance(given.get("en"), str):
        return Text(given["zh"], given["en"])
    _wrong(problems, f"{name}.note", same("zh, en"), given)
    return None


def _colour(value: object, column: str, problems: Problems, row: int) -> str:
    if value in COLOURS:
        return str(value)
    _wrong(problems, column, same(" / ".join(COLOURS)), value, "unknown_colour", row)
    return ""


def _unknown(
    given: Mapping[Any, Any], known: Sequence[str], column: str, problems: Problems, row: int | None = None
) -> None:
    for name in given:
        if name not in known:
            where = f"{column}.{name}" if column else str(name)
            problems.add(
                "unknown_field",
                expected=same(" / ".join(known)),
                found=str(name),
                remedy=Text("删去或更正该字段", "remove or correct the field"),
                row=row,
                column=where,
            )


def _wrong(
    problems: Problems, column: str, expected: Text, found: object, code: str = "wrong_value", row: int | None = None
) -> None:
    said = "" if found is None else str(found)[:80]
    problems.add(code, expected=expected, found=said, remedy=_MEND, row=row, column=column)
