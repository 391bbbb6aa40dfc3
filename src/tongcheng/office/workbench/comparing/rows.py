"""The rows of a comparison: both values, their difference, or why they are not compared."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from tongcheng.language import Text, same
from tongcheng.office.workbench.comparing.asked import Compared, Side, shared
from tongcheng.office.workbench.maps.shapes import place_name
from tongcheng.office.workbench.overview.measured import decimals_of, signed
from tongcheng.office.workbench.reading import Measure, values_of
from tongcheng.office.workbench.reading.measures import measure_of
from tongcheng.render.numbers import period, ranged


@dataclass(frozen=True)
class Value:
    """A value with its papers."""

    value: float
    low: float
    high: float
    unit: str
    year: str
    basis: str


@dataclass(frozen=True)
class Row:
    """A measure of the circle, or a place of a measure, on both sides."""

    key: str
    name: Text
    unit: Text
    better: str
    first: Value | None
    second: Value | None
    why_not: Text | None

    @property
    def difference(self) -> float | None:
        """Give the second value minus the first, if they may be compared."""
        if self.why_not or self.first is None or self.second is None:
            return None
        return self.second.value - self.first.value

    @property
    def _decimals(self) -> int:
        return decimals_of([one.value for one in (self.first, self.second) if one is not None])

    @property
    def said(self) -> tuple[Text, Text]:
        """Write both values, with their ranges."""
        return self._write(self.first), self._write(self.second)

    def _write(self, one: Value | None) -> Text:
        return same("—") if one is None else ranged(one.value, one.low, one.high, decimals=self._decimals)

    @property
    def difference_said(self) -> str:
        """Write the difference with its sign."""
        return "" if self.difference is None else signed(self.difference, self._decimals)

    @property
    def percent(self) -> str:
        """Write the difference as a share of the first value, where that is above zero."""
        if self.difference is None or self.first is None or self.first.value <= 0:
            return ""
        return f"{signed(self.difference / self.first.value * 100, 1)}%"

    @property
    def papers(self) -> Text:
        """Say of which year the values are and on what they rest."""
        from tongcheng.results import BASIS_LABELS

        told = [one for one in (self.first, self.second) if one is not None]
        words = dict.fromkeys((period(one.year), BASIS_LABELS[one.basis]) for one in told)
        return Text(
            "；".join(f"{year.zh} {basis.zh}".strip() for year, basis in words),
            "; ".join(f"{year.en} {basis.en}".strip() for year, basis in words),
        )


def rows_of(asked: Compared) -> list[Row]:
    """Give every row of a comparison, places from the largest difference down."""
    if asked.level == "region":
        measures = [one for one in shared(asked.first, asked.second, "region") if one.sector == asked.sector]
        rows = [_of_circle(asked, one) for one in measures]
        return [row for row in rows if row.first is not None or row.second is not None]
    found = _places(asked)
    return sorted(found, key=lambda row: (row.difference is None, -(row.difference or 0.0), row.key))


def _of_circle(asked: Compared, measure: Measure) -> Row:
    values = [
        next((v for p in (side.run.circle, "region") if (v := one.get(p))), None)
        for side, one in zip((asked.first, asked.second), _both(asked, "region", measure.key), strict=True)
    ]
    return _row(measure.key, measure.label, measure, *values)


def _places(asked: Compared) -> list[Row]:
    first, second = _both(asked, asked.level, asked.measure)
    sides = (asked.second, asked.first)
    measure = next((m for one in sides if (m := measure_of(one.run, asked.level, asked.measure, one.scenario))), None)
    if measure is None:
        return []
    return [
        _row(
            place,
            Text(*place_name(asked.second.run, asked.level, place)),
            measure,
            first.get(place),
            second.get(place),
        )
        for place in dict.fromkeys([*second, *first])
    ]


def _both(asked: Compared, level: str, key: str) -> tuple[dict[str, Value], dict[str, Value]]:
    """Give the values of both sides; an effect is a difference to the circle as it is, which is then zero."""
    first, second = (_values(side, level, key) for side in (asked.first, asked.second))
    nan = float("nan")
    if asked.against_base:
        first = first or {place: replace(one, value=0.0, low=nan, high=nan) for place, one in second.items()}
        second = second or {place: replace(one, value=0.0, low=nan, high=nan) for place, one in first.items()}
    return first, second


def _values(side: Side, level: str, key: str) -> dict[str, Value]:
    measure = measure_of(side.run, level, key, side.scenario)
    if measure is None or not side.shows(measure):
        return {}
    frame = values_of(side.run, level, measure, side.state if measure.borders else "", side.scenario)
    columns = (frame[name] for name in ("value", "low", "high", "year", "basis"))
    return {
        str(place): Value(float(value), float(low), float(high), measure.unit, str(year), str(basis))
        for place, value, low, high, year, basis in zip(frame.index, *columns, strict=True)
        if value == value
    }


def _row(key: str, name: Text, measure: Measure, first: Value | None, second: Value | None) -> Row:
    return Row(key, name, measure.unit_label, measure.better, first, second, _why_not(first, second))


def _why_not(first: Value | None, second: Value | None) -> Text | None:
    from tongcheng.runs.report.words import unit

    if first is None:
        return Text("前者没有此项", "the first has none")
    if second is None:
        return Text("后者没有此项", "the second has none")
    if first.unit != second.unit:
        one, other = unit(first.unit), unit(second.unit)
        return Text(f"单位不同：{one.zh}、{other.zh}", f"units differ: {one.en}, {other.en}")
    if first.year != second.year:
        one, other = period(first.year), period(second.year)
        return Text(f"年份不同：{one.zh}、{other.zh}", f"years differ: {one.en}, {other.en}")
    if (first.basis == "synthetic") != (second.basis == "synthetic"):
        return Text("一方为示意数据", "one side is synthetic")
    return None


@dataclass(frozen=True)
class Input:
    """A table of the circle that is not the same on both sides."""

    label: Text
    change: Text
    first: int | None
    second: int | None


def inputs_of(asked: Compared) -> tuple[list[Input], int]:
    """Give the input tables that differ, with their rows where a run keeps them, and how many are the same."""
    from tongcheng.office.workbench.reading import papers_of
    from tongcheng.region.schemas import schemas

    first, second = (papers_of(side.run).get("inputs", {}) for side in (asked.first, asked.second))
    known, found, alike = schemas(), [], 0
    for name in sorted({*first, *second}):
        if first.get(name) == second.get(name):
            alike += 1
            continue
        label = known[name].label if name in known else same(name)
        found.append(Input(label, _change(first, second, name), *(_count(asked, name))))
    return found, alike


def _change(first: dict[str, Any], second: dict[str, Any], name: str) -> Text:
    if name not in first:
        return Text("后者新增", "only the second has it")
    if name not in second:
        return Text("后者没有", "only the first has it")
    return Text("内容不同", "changed")


def _count(asked: Compared, name: str) -> tuple[int | None, int | None]:
    from tongcheng.office.workbench.reading import circle_of

    circles = [circle_of(side.run) for side in (asked.first, asked.second)]
    counts = [len(circle[name]) if name in circle else None for circle in circles]
    return counts[0], counts[1]
