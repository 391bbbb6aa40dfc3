"""What residents reach within 30, 45 and 60 minutes in each border state."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd

from tongcheng.language import Text
from tongcheng.region import Region
from tongcheng.region.outlines import city_outlines, zone_outlines
from tongcheng.render.blocks import Block, Chart, Column, Layer, Map, Section, Series, Table, Value
from tongcheng.render.numbers import compact
from tongcheng.results import Indicator
from tongcheng.runs.catalogue import indicator
from tongcheng.runs.pipeline import Run
from tongcheng.runs.report.words import STATES, basis_note, name_of, place_names, unit

HOUR = 60.0
_NAMES = ("jobs_reached", "residents_reached", "beds_reached")
_STATES = ("apart", "today", "together")

#: Gains below this share are no news.
_NOTICEABLE = 0.0005


def headline(run: Run) -> Text | None:
    """Say in one sentence what opening the border would give, for the best result that is open."""
    for name in _NAMES:
        values = _values(run, name, "region", HOUR)
        if values.empty:
            continue
        row = values.iloc[0]
        return _gain_sentence(run.region, indicator(name), row)
    return None


def _gain_sentence(region: Region, item: Indicator, row: pd.Series[float]) -> Text:
    apart, today, together = (compact(row[state], decimals=0) for state in _STATES)
    label, named = item.label, unit(item.unit)
    lead = Text(
        f"自由流驾车一小时，{region.title.zh}居民平均{label.zh}",
        f"Within one hour by car in free flow, the average of {label.en} ",
    )
    if not row["today"] or row["together"] / row["today"] - 1 < _NOTICEABLE:
        return Text(
            f"{lead.zh}由互不开放的 {apart} {named.zh}增至现状的 {today} {named.zh}；按交界开放程度表，现状与同城没有差别。",
            f"{lead.en}rises from {apart} with closed borders to {today} {named.en} today; by the table of borders, today and together do not differ.",
        )
    gain = compact(100 * (row["together"] / row["today"] - 1), decimals=1)
    return Text(
        f"{lead.zh}由现状 {today} {named.zh}增至同城后 {together} {named.zh}（+{gain}%），路网与设施不变。",
        f"{lead.en}rises from {today} today to {together} {named.en} if the cities are as one (+{gain} %), on the same "
        "roads with the same facilities.",
    )


def section(run: Run) -> Section | None:
    """Give the section, or None while everything in it is locked."""
    opened = [indicator(name) for name in _NAMES if not _values(run, name, "region", HOUR).empty]
    if not opened:
        return None
    blocks: list[Block] = []
    for item in opened:
        blocks += [_city_table(run, item), _city_chart(run, item), *_maps(run, item), _county_table(run, item)]
    return Section(
        key="access",
        title=Text("一小时可达", "Within reach"),
        sentence=headline(run) or Text("", ""),
        blocks=blocks,
    )


def _values(run: Run, name: str, level: str, threshold: float) -> pd.DataFrame:
    """Give one row per place with a column per border state."""
    frame = run.results
    rows = frame[(frame["indicator"] == name) & (frame["level"] == level) & (frame["threshold"] == threshold)]
    return rows.pivot_table(index="place", columns="borders", values="value", sort=False, dropna=False)


def _ends(run: Run, name: str, level: str, threshold: float) -> pd.DataFrame:
    """Give the ends of the ranges: columns ``<state>_low`` and ``<state>_high``."""
    frame = run.results
    rows = frame[(frame["indicator"] == name) & (frame["level"] == level) & (frame["threshold"] == threshold)]
    wide = rows.pivot_table(index="place", columns="borders", values=["low", "high"], sort=False, dropna=False)
    return wide.set_axis(["_".join(reversed(pair)) for pair in wide.columns], axis=1)


def _rows(run: Run, item: Indicator, level: str) -> list[dict[str, Value]]:
    names = place_names(run.region)
    rows: list[dict[str, Value]] = []
    for threshold in sorted(run.options["thresholds_min"], reverse=True):
        values = _values(run, item.indicator, level, threshold)
        for place, row in values.join(_ends(run, item.indicator, level, threshold)).iterrows():
            rows.append(
                {
                    "place": name_of(names, place),
                    "threshold": threshold,
                    **{key: row.get(key) for state in _STATES for key in (state, f"{state}_low", f"{state}_high")},
                    "gained": row["today"] - row["apart"],
                    "on_the_table": row["together"] - row["today"],
                }
            )
    return rows


def _table(run: Run, item: Indicator, level: str, title: Text, sheet: Text) -> Table:
    frame = run.results[run.results["indicator"] == item.indicator]
    columns = [
        Column("place", Text("地区", "place")),
        Column("threshold", Text("时间", "within"), Text("分钟", "min"), 0),
        *(Column(state, STATES[state], unit(item.unit), 0, f"{state}_low", f"{state}_high") for state in _STATES),
        Column("gained", Text("已得红利", "gained so far"), unit(item.unit), 0),
        Column("on_the_table", Text("待释放红利", "on the table"), unit(item.unit), 0),
    ]
    definition = Text(
        f"{item.definition.zh}。已得红利＝现状－互不开放；待释放红利＝同城－现状。",
        f"{item.definition.en}. Gained = today − apart; on the table = together − today. ",
    )
    note = basis_note(frame["basis"], years=frame["year"])
    return Table(
        title, columns, _rows(run, item, level), Text(definition.zh + note.zh, definition.en + note.en), sheet=sheet
    )


def _city_table(run: Run, item: Indicator) -> Table:
    title = Text(f"{item.label.zh}，分市", f"{item.label.en} by city".capitalize())
    table = _table(run, item, "city", title, Text(f"{item.label.zh}分市", f"{item.indicator} city"))
    return Table(title, table.columns, [*table.rows, *_rows(run, item, "region")], table.note, sheet=table.sheet)


def _county_table(run: Run, item: Indicator) -> Table:
    title = Text(f"{item.label.zh}，分县区", f"{item.label.en} by county".capitalize())
    return _table(run, item, "county", title, Text(f"{item.label.zh}分县区", f"{item.indicator} county"))


def _city_chart(run: Run, item: Indicator) -> Chart:
    names = place_names(run.region)
    values = _values(run, item.indicator, "city", HOUR).dropna(how="all")
    frame = run.results[run.results["indicator"] == item.indicator]
    return Chart(
        title=Text(f"一小时{item.label.zh}", f"{item.label.en}, one hour".capitalize()),
        kind="bar",
        categories=[name_of(names, place) for place in values.index],
        series=[Series(STATES[state], values[state].tolist()) for state in _STATES],
        unit=unit(item.unit),
        note=basis_note(frame["basis"], years=frame["year"]),
        synthetic=run.region.fictional,
    )


def _maps(run: Run, item: Indicator) -> list[Map]:
    zones = run.region["zones"]["zone"]
    outlines = zone_outlines(run.region)
    values = _values(run, item.indicator, "zone", HOUR).reindex(zones)
    known = np.flatnonzero(outlines.notna().to_numpy())
    shapes = list(outlines.iloc[known])

    def one(title: Text, column: pd.Series[float], scheme: str) -> Map:
        fill = Layer(
            name=title,
            shapes=shapes,
            kind="fill",
            values=column.to_numpy(dtype="float64")[known].tolist(),
            unit=unit(item.unit),
            scheme="diverging" if scheme == "diverging" else "sequential",
        )
        return Map(title, [fill, city_layer(run.region)], synthetic=run.region.fictional)

    return [
        one(Text(f"一小时{item.label.zh}，现状", f"{item.label.en}, one hour, today"), values["today"], "sequential"),
        one(
            Text(f"同城后一小时{item.label.zh}的增加", f"gain in {item.label.en} if the cities are as one"),
            values["together"] - values["today"],
            "diverging",
        ),
    ]


def city_layer(region: Region) -> Layer:
    """Give the outlines and names of the cities for any map."""
    names = place_names(region)
    outlines: gpd.GeoSeries = city_outlines(region)
    return Layer(
        name=Text("市界（示意）", "city outlines (schematic)"),
        shapes=list(outlines),
        kind="outline",
        labels=[name_of(names, city) for city in outlines.index],
    )
