"""What a light may depend on: plain values, written to JSON and read back without loss."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from typing import Any, get_type_hints


@dataclass(frozen=True)
class MilestoneFact:
    """One step of a row; ``reached`` comes from accepted reports."""

    text: str = ""
    kind: str = "text"
    target: Decimal | None = None
    due: date | None = None
    original_due: date | None = None
    reached: date | None = None


@dataclass(frozen=True)
class ReportFact:
    """The last accepted report: its period's last day, and what it says. Money is 亿元, from January on."""

    as_of: date = date.min
    word: str = ""
    percent: Decimal | None = None
    invested_this_year: Decimal | None = None
    explained: bool = False


@dataclass(frozen=True)
class PeriodFact:
    """A period for which the row was owed, until when, and the day on which it was reported."""

    last_day: date = date.min
    due: date | None = None
    reported: date | None = None


@dataclass(frozen=True)
class PreviousLight:
    """The colour of an earlier cycle, by its first day."""

    aspect: str = ""
    cycle: date = date.min
    colour: str = ""


@dataclass(frozen=True)
class Facts:
    """All that lights of one row may depend on, besides the rule and the day.

    Parameters
    ----------
    kind, state
        Of the row: ``project``, ``matter``, …; ``active``, ``paused``, ``done``.
    due, original_due
        The row's due date now and as first set.
    start_due, started
        When work was to begin and when it did, as accepted reports say.
    year_plan
        The year's planned investment in 亿元.
    confidence
        The judged 完成预判: ``on_time``, ``at_risk``, ``late`` or empty.
    """

    kind: str = ""
    state: str = "active"
    due: date | None = None
    original_due: date | None = None
    start_due: date | None = None
    started: date | None = None
    year_plan: Decimal | None = None
    confidence: str = ""
    report: ReportFact | None = None
    milestones: tuple[MilestoneFact, ...] = ()
    periods: tuple[PeriodFact, ...] = ()
    previous: tuple[PreviousLight, ...] = ()

    def only(self, names: Collection[str]) -> Facts:
        """Keep some of the facts, as if nothing else were known."""
        empty: dict[str, Any] = {one.name: one.default for one in fields(self) if one.name not in names}
        return replace(self, **empty)

    def as_record(self) -> dict[str, Any]:
        """Give the facts as JSON holds them; what is empty is left out."""
        return _record(self)

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Facts:
        """Read what :meth:`as_record` gave."""
        values = _values(cls, record)
        if record.get("report") is not None:
            values["report"] = ReportFact(**_values(ReportFact, record["report"]))
        for name, kind in (("milestones", MilestoneFact), ("periods", PeriodFact), ("previous", PreviousLight)):
            if name in record:
                values[name] = tuple(kind(**_values(kind, one)) for one in record[name])
        return cls(**values)


def _record(row: Any) -> dict[str, Any]:
    return {
        one.name: _plain(value) for one in fields(row) if (value := getattr(row, one.name)) not in (one.default, ())
    }


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value.normalize() + 0, "f")
    if isinstance(value, tuple):
        return [_record(one) for one in value]
    return value if isinstance(value, (str, bool)) else _record(value)


_HINTS: dict[type, dict[str, Any]] = {}


def _values(kind: type, record: Mapping[str, Any]) -> dict[str, Any]:
    hints = _HINTS.setdefault(kind, get_type_hints(kind))
    return {name: _read(hints[name], value) for name, value in record.items() if name in hints}


def _read(hint: Any, value: Any) -> Any:
    if value is None or not isinstance(value, str):
        return value
    wanted = str(hint)
    if "date" in wanted:
        return date.fromisoformat(value)
    return Decimal(value) if "Decimal" in wanted else value
