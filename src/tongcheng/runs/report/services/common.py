"""What the sections on services share: kinds, units, figures of one measure as a table of places and states."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np
import pandas as pd

from tongcheng.language import NOTHING, Text, same
from tongcheng.region.outlines import zone_outlines
from tongcheng.region.service_kinds import default_kinds
from tongcheng.render.blocks import Layer, Map
from tongcheng.render.numbers import compact, number
from tongcheng.runs.pipeline import Run
from tongcheng.runs.report.access import city_layer
from tongcheng.sectors.services.kinds import ServiceKind, kinds_of

STATES: Final = ("apart", "today", "together")

#: Shown in full, with maps and county tables, where the circle has them; the rest stand in the tables of all kinds.
MAIN: Final = ("hospital", "primary_school", "elder_care")

_UNITS: Final = {
    "bed": Text("张床位", "beds"),
    "place": Text("个学位", "places"),
    "general_practitioner": Text("名全科医生", "general practitioners"),
    "window": Text("个窗口", "windows"),
}


def kinds(run: Run, measured: Iterable[str]) -> list[ServiceKind]:
    """Give the circle's kinds that have figures, in the order of its table."""
    there = set(measured)
    return [kind for kind in kinds_of(run.region) if kind.kind in there]


def main_kinds(found: list[ServiceKind]) -> list[ServiceKind]:
    """Give the kinds that are shown in full: the main ones, or the first if the circle has none of them."""
    chosen = [kind for kind in found if kind.kind in MAIN]
    return chosen or found[:1]


def short(kind: ServiceKind) -> Text:
    """Give the name of a kind without what stands in brackets or after a comma, in Chinese where a default has it."""
    name = kind.name.zh
    if name.isascii():
        known = default_kinds().set_index("kind")["name"]
        name = str(known.get(kind.kind, name))
    return Text(name.split("（")[0].split("、")[0], kind.name.en)


_SHORT: Final = {
    "bed": Text("张", "beds"),
    "place": Text("个", "places"),
    "general_practitioner": Text("名", "GPs"),
    "window": Text("个", "windows"),
}


def unit_of(kind: ServiceKind) -> Text:
    """Give the unit of a kind's capacity."""
    return _UNITS.get(kind.unit, same(kind.unit))


_COUNTED: Final = {
    "bed": Text("床位", "beds"),
    "place": Text("学位", "places"),
    "general_practitioner": Text("全科医生", "GPs"),
    "window": Text("窗口", "windows"),
}


def in_units(kind: ServiceKind) -> Text:
    """Give the short name of a kind and what is counted, for tables without a column of units."""
    name, counted = short(kind), _COUNTED.get(kind.unit, same(kind.unit))
    return Text(f"{name.zh}（{counted.zh}）", f"{name.en} ({counted.en})")


def per_unit(kind: ServiceKind) -> Text:
    """Give the unit of a kind per 1,000 of those it is for, short."""
    plain = _SHORT.get(kind.unit, same(kind.unit))
    return Text(f"{plain.zh}/千人", f"{plain.en} per 1,000")


def people_of(kind: ServiceKind) -> Text:
    """Name the people whom a kind is for."""
    return Text("常住人口", "residents") if kind.group == "all" else ages(kind.group)


def ages(group: str) -> Text:
    """Name an age group."""
    if group.endswith("+"):
        return Text(f"{group[:-1]} 岁及以上人口", f"residents of {group[:-1]} and over")
    first, _, last = group.partition("-")
    return Text(f"{first}—{last} 岁人口", f"residents of {first} to {last}")


def wide(
    run: Run, indicator: str, kind: str, level: str, *, threshold: float | None = None, column: str = "borders"
) -> pd.DataFrame:
    """Give one row per place and a column per border state (or another key), values as they are."""
    frame = run.results
    rows = frame[(frame["indicator"] == indicator) & (frame["group"] == kind) & (frame["level"] == level)]
    if threshold is not None:
        rows = rows[rows["threshold"] == threshold]
    return rows.pivot_table(index="place", columns=column, values="value", sort=False, dropna=False)


def one(run: Run, indicator: str, kind: str, borders: str = "", level: str = "region") -> float:
    """Give a single figure of the circle, NaN if there is none."""
    frame = run.results
    rows = frame[(frame["indicator"] == indicator) & (frame["group"] == kind) & (frame["level"] == level)]
    rows = rows[rows["borders"] == borders]
    return float(rows["value"].iloc[0]) if len(rows) else float("nan")


def papers(run: Run, indicators: Iterable[str]) -> tuple[list[str], list[str]]:
    """Give bases and years of the figures of some indicators, for the note under a table."""
    rows = run.results[run.results["indicator"].isin(list(indicators))]
    return [str(basis) for basis in rows["basis"].unique()], [str(year) for year in rows["year"].unique()]


def shown_threshold(run: Run, kind: str) -> float | None:
    """Choose the minutes of coverage that tell most: nearest to four fifths covered in the circle today."""
    table = wide(run, "service_minutes_share", kind, "region", column="threshold")
    frame = run.results
    rows = frame[(frame["indicator"] == "service_minutes_share") & (frame["group"] == kind)]
    rows = rows[(rows["level"] == "region") & (rows["borders"] == "today")]
    if table.empty or rows.empty:
        return None
    away = (rows["value"] - 80.0).abs()
    return float(rows["threshold"].to_numpy()[int(away.to_numpy().argmin())])


def zone_map(run: Run, title: Text, values: pd.Series[float], unit: Text, scheme: str, note: Text = NOTHING) -> Map:
    """Draw one value per zone under the outlines of the cities."""
    zones = run.region["zones"]["zone"]
    outlines = zone_outlines(run.region)
    known = np.flatnonzero(outlines.notna().to_numpy())
    column = values.reindex(zones).to_numpy(dtype="float64")
    fill = Layer(
        name=title,
        shapes=list(outlines.iloc[known]),
        kind="fill",
        values=column[known].tolist(),
        unit=unit,
        scheme="diverging" if scheme == "diverging" else "sequential",
    )
    return Map(title, [fill, city_layer(run.region)], note, synthetic=run.region.fictional)


def listed(names: Iterable[Text]) -> Text:
    """Join names as a sentence does."""
    names = list(names)
    return Text("、".join(name.zh for name in names), ", ".join(name.en for name in names))


def size(value: float) -> str:
    """Write a number with three significant digits at most and no needless zeros."""
    if not np.isfinite(value):
        return "—"
    decimals = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2 if abs(value) >= 1 else 3
    return compact(value, decimals=decimals)


def fixed(value: float, few: int) -> str:
    """Write a number with a fixed count of decimals, for numbers that are compared in one sentence."""
    return number(value, decimals=few)


def decimals(values: Iterable[float]) -> int:
    """Give decimals for a column: enough for its middle value to show three digits."""
    known = [abs(value) for value in values if np.isfinite(value) and value]
    middle = float(np.median(known)) if known else 1.0
    return 0 if middle >= 100 else 1 if middle >= 10 else 2 if middle >= 1 else 3
