"""The gaps of an attached run, told as sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from tongcheng.language import Text
from tongcheng.office.figures.models import Run
from tongcheng.office.figures.store import indicator_label, part, runs_folder


@dataclass(frozen=True)
class Gap:
    """One gap of a run."""

    key: str
    sector: str
    indicator: str
    label: Text
    place: str
    place_name: Text
    cities: tuple[str, ...]
    group: str
    today: float | None
    reference: float | None
    shortfall: float
    residents: float | None
    worth: float | None
    unit: str
    unit_label: Text
    year: str
    basis: str
    figure_id: str

    @property
    def title(self) -> Text:
        """Name the gap as a row of a list does."""
        return Text(f"{self.place_name.zh}{self.label.zh}存在差距", f"{self.place_name.en}: a gap in {self.label.en}")

    @property
    def sentence(self) -> Text:
        """Say what was measured."""
        zh = f"现状 {_number(self.today)}，参照 {_number(self.reference)}，差 {_number(self.shortfall)} {self.unit_label.zh}"
        en = f"today {_number(self.today)}, reference {_number(self.reference)}, short by {_number(self.shortfall)} {self.unit_label.en}"
        if self.residents:
            zh += f"，涉及 {self.residents:,.0f} 人"
            en += f", {self.residents:,.0f} residents"
        return Text(zh + "。", en + ".")


def _number(value: float | None) -> str:
    if value is None:
        return "—"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.3g}"


def gaps_of(run: Run) -> list[Gap]:
    """Give every gap of a run, in the run's own order."""
    return list(_gaps(run.pk, run.run_id, str(runs_folder())))


@lru_cache(maxsize=8)
def _gaps(pk: int, run_id: str, root: str) -> tuple[Gap, ...]:  # noqa: ARG001 - root tells two offices apart
    run = Run.objects.get(pk=pk)
    frame = part(run, "gaps.parquet")
    circle = _circle(run)
    return tuple(_gap(row, circle) for row in frame.to_dict("records"))


@dataclass(frozen=True)
class _Circle:
    """What the sentences need to know of the run's circle, read once."""

    cities: Mapping[str, tuple[str, ...]]
    kinds: Mapping[str, Text]
    names: Mapping[str, Text]


def _circle(run: Run) -> _Circle:
    from tongcheng.region import open_region
    from tongcheng.runs.report.words import place_names

    region = open_region(runs_folder() / run.folder / "circle")
    cities: dict[str, tuple[str, ...]] = {str(city): (str(city),) for city in region["cities"]["city"]}
    counties = region["counties"]
    for county, city in zip(counties["county"], counties["city"], strict=True):
        cities[str(county)] = (str(city),)
    kinds = {
        str(row["kind"]): Text(
            str(row["name"]), str(row["name_en"] if isinstance(row["name_en"], str) else row["name"])
        )
        for row in region["service_kinds"].to_dict("records")
    }
    return _Circle(cities, kinds, place_names(region))


def _gap(row: Mapping[Any, Any], circle: _Circle) -> Gap:
    from tongcheng.runs.report.words import unit

    group = str(row["group"] or "")
    label = indicator_label(str(row["indicator"]))
    if group not in ("", "all"):
        kind = circle.kinds.get(group, Text(group, group))
        label = Text(f"{label.zh}（{kind.zh}）", f"{label.en} ({kind.en})")
    place = str(row["place"])
    return Gap(
        key=str(row["gap_key"]),
        sector=str(row["sector"]),
        indicator=str(row["indicator"]),
        label=label,
        place=place,
        place_name=circle.names.get(place, Text(place, place)),
        cities=circle.cities.get(place, ()),
        group=group,
        today=_float(row["today"]),
        reference=_float(row["reference"]),
        shortfall=float(row["shortfall"]),
        residents=_float(row["residents"]),
        worth=_float(row["worth"]),
        unit=str(row["unit"]),
        unit_label=unit(row["unit"]),
        year=str(row["year"] or ""),
        basis=str(row["basis"]),
        figure_id=str(row["figure_today"] or row["gap_key"]),
    )


def _float(value: Any) -> float | None:
    return None if value is None or value != value else float(value)


def choices(gaps: Iterable[Gap]) -> list[tuple[str, Text]]:
    """Give the indicators that gaps are about, for a filter."""
    return list({gap.indicator: (gap.indicator, indicator_label(gap.indicator)) for gap in gaps}.values())
