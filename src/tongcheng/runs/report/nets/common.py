"""What the three parts of the section share: figures by place, times of the day, maps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from tongcheng.language import NOTHING, Text, same
from tongcheng.region.outlines import zone_outlines
from tongcheng.render.blocks import Layer, Map, Value
from tongcheng.render.numbers import compact, period
from tongcheng.runs.pipeline import Run
from tongcheng.runs.report.access import city_layer
from tongcheng.runs.report.words import name_of, place_names
from tongcheng.sectors.transport.nets.rows import LOWER_BOUND

MINUTES = Text("分钟", "min")
PERCENT = same("%")
SUBJECT = Text("区（市）县", "county")
HIGH_COLOR = "#8a3b12"
POINT_COLOR = "#222222"


def figures(run: Run, indicator: str, level: str, **keys: Any) -> pd.DataFrame:
    """Give the rows of one indicator at one level, by place, in their order."""
    frame = run.results
    chosen = (frame["indicator"] == indicator) & (frame["level"] == level)
    for key, wanted in {"scenario": "base", **keys}.items():
        chosen &= frame[key] == wanted
    return frame[chosen].set_index("place")


def whole(run: Run, indicator: str, **keys: Any) -> pd.Series[Any] | None:
    """Give the row of the whole circle, None if there is none."""
    rows = figures(run, indicator, "region", **keys)
    return rows.iloc[0] if len(rows) else None


def put(target: dict[str, Value], key: str, rows: pd.DataFrame, place: str) -> None:
    """Put a value and its range into the row of a table, if there is one; a range without width is none."""
    if place in rows.index:
        target[key] = float(rows["value"][place])
        low, high = float(rows["low"][place]), float(rows["high"][place])
        if high > low:
            target[f"{key}_low"], target[f"{key}_high"] = low, high


def county_rows(run: Run, columns: Sequence[tuple[str, pd.DataFrame]]) -> list[dict[str, Value]]:
    """Give one row per county with some value, in the order of ``counties``; ``columns`` are keys and their figures."""
    names = place_names(run.region)
    found: list[dict[str, Value]] = []
    for county in run.region["counties"]["county"]:
        row: dict[str, Value] = {}
        for key, rows in columns:
            put(row, key, rows, str(county))
        if row:
            found.append({"place": name_of(names, county), **row})
    return found


def total_row(run: Run, columns: Sequence[tuple[str, pd.DataFrame]]) -> dict[str, Value] | None:
    """Give the row of the whole circle; ``columns`` are keys and the figures at level region."""
    row: dict[str, Value] = {}
    for key, rows in columns:
        put(row, key, rows, run.region.name)
    return {"place": run.region.title, **row} if row else None


def both_levels(
    run: Run, columns: Sequence[tuple[str, str, dict[str, Any]]]
) -> tuple[list[dict[str, Value]], dict[str, Value] | None]:
    """Give rows by county and the row of the circle; ``columns`` are key, indicator and further keys."""
    by_county = [(key, figures(run, name, "county", **keys)) for key, name, keys in columns]
    of_all = [(key, figures(run, name, "region", **keys)) for key, name, keys in columns]
    return county_rows(run, by_county), total_row(run, of_all)


def share_of(row: pd.Series[Any]) -> Text:
    """Write a share in percent; a modelled one says so and gives its range, a lower bound says that it is one."""
    value = compact(row["value"], decimals=1)
    bound = Text("不低于", "at least ") if LOWER_BOUND in str(row["method"]) else Text("占", "")
    if pd.isna(row["low"]):
        return Text(f"{bound.zh} {value}%", f"{bound.en}{value} %")
    low, high = compact(row["low"], decimals=1), compact(row["high"], decimals=1)
    return Text(
        f"{bound.zh} {value}%（推算，范围 {low}%—{high}%）", f"{bound.en}{value} % (modelled, {low} to {high} %)"
    )


def bound_note(run: Run, indicators: Sequence[str], lacks: Text) -> Text:
    """Say what shares leave out, if any of them is a lower bound."""
    own = run.results[run.results["indicator"].isin(indicators)]
    if not own["method"].str.contains(LOWER_BOUND, regex=False).any():
        return NOTHING
    return Text(
        f"{lacks.zh}，占比为下限；没有已知车站或线路可用的地方不填数，不等于 0。",
        f"{lacks.en}: shares are lower bounds, and a place that nothing known serves has no number, which is not 0. ",
    )


def clock(minutes: Any) -> Text | None:
    """Write minutes after midnight as a time of the day.

    Examples
    --------
    >>> clock(445.0)
    Text(zh='07:25', en='07:25')
    """
    if minutes is None or pd.isna(minutes):
        return None
    hours, rest = divmod(int(minutes), 60)
    return same(f"{hours:02d}:{rest:02d}")


def dated(text: Any) -> Text:
    """Write a date, or that there is none."""
    return period(str(text)) if text and not pd.isna(text) else Text("日期未注明", "date unknown")


def zone_map(run: Run, title: Text, rows: pd.DataFrame, unit: Text, above: Sequence[Layer], note: Text) -> Map:
    """Draw zones by the value of their row, hatched without one, with further layers on top."""
    outlines = zone_outlines(run.region)
    known = np.flatnonzero(outlines.notna().to_numpy())
    values = rows["value"].reindex(run.region["zones"]["zone"]).to_numpy(dtype="float64")
    fill = Layer(title, list(outlines.iloc[known]), "fill", values=values[known].tolist(), unit=unit)
    layers = [fill, *(layer for layer in above if len(layer.shapes)), city_layer(run.region)]
    return Map(title, layers, note, synthetic=run.region.fictional)
