"""The borders themselves: length, roads and rail across."""

from __future__ import annotations

import pandas as pd

from tongcheng.language import Text
from tongcheng.render.blocks import Column, Section, Table
from tongcheng.render.numbers import compact, period
from tongcheng.runs.catalogue import indicator
from tongcheng.runs.pipeline import Run
from tongcheng.runs.report.caveats import caveats
from tongcheng.runs.report.words import basis_note, border_name, join, place_names, unit

_COLUMNS = (("border_length", 1), ("road_crossings", 0), ("crossings_per_10km", 2), ("rail_across", 0))


def section(run: Run) -> Section | None:
    """Give the section, or None if no border is known."""
    named = [name for name, _ in _COLUMNS]
    frame = run.results[(run.results["level"] == "border") & run.results["indicator"].isin(named)]
    if frame.empty:
        return None
    wide = frame.pivot_table(index="place", columns="indicator", values="value", sort=False)
    names = place_names(run.region)
    shown = [(name, decimals) for name, decimals in _COLUMNS if name in wide]
    rows = [
        {"border": border_name(names, str(pair)), **{name: row.get(name) for name, _ in shown}}
        for pair, row in wide.iterrows()
    ]
    columns = [
        Column("border", Text("交界", "border")),
        *(Column(name, indicator(name).label, unit(indicator(name).unit), decimals) for name, decimals in shown),
    ]
    total = float(wide["border_length"].sum())
    definitions = Text(
        "；".join(indicator(name).definition.zh for name, _ in shown) + "。",
        "; ".join(indicator(name).definition.en for name, _ in shown) + ".",
    )
    note = join([definitions, basis_note(frame["basis"]), _dates(frame), _warnings(run, wide)])
    sentence = Text(
        f"{len(wide)} 处市际交界，总长约 {compact(total, decimals=0)} 公里（轮廓为示意，长度随轮廓精度变化）。",
        f"{len(wide)} borders between the cities, about {compact(total, decimals=0)} km in all "
        "(outlines are schematic; length depends on their detail).",
    )
    table = Table(
        Text("交界情况", "Border facts"), columns, rows, note,
        sheet=Text("交界情况", "border facts"),
    )  # fmt: skip
    return Section("borders", Text("交界", "Borders"), sentence, [table])


def _dates(frame: pd.DataFrame) -> Text:
    """Say of when each fact is; they come from different tables."""
    parts = []
    for name, _ in _COLUMNS:
        rows = frame[frame["indicator"] == name]
        if len(rows):
            label, stamp = indicator(name).label, rows["year"].iloc[0]
            date = period(stamp) if stamp else Text("日期未注明", "date unknown")
            parts.append(Text(f"{label.zh} {date.zh}", f"{label.en} {date.en}"))
    return Text(
        "截至：" + "，".join(part.zh for part in parts) + "。", "As of: " + ", ".join(part.en for part in parts) + "."
    )


def _warnings(run: Run, wide: pd.DataFrame) -> Text:
    """Give what the sources warn of, where their rows are shown."""
    tables = {"border_length": ("counties",), "road_crossings": ("road_links",), "rail_across": ("lines",)}
    used = [run.region[table] for name, names in tables.items() if name in wide for table in names]
    return caveats(run.region, *used)
