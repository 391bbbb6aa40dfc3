"""Residents by census and their change."""

from __future__ import annotations

from itertools import pairwise

import geopandas as gpd
import pandas as pd

from tongcheng.language import NOTHING, Text
from tongcheng.monitor.census import census_table, census_years
from tongcheng.region import Region
from tongcheng.region.outlines import zone_outlines
from tongcheng.render.blocks import Block, Column, Layer, Map, Section, Table
from tongcheng.render.numbers import compact, persons
from tongcheng.runs.pipeline import Run
from tongcheng.runs.report.access import city_layer
from tongcheng.runs.report.words import basis_note, join, name_of, place_names, unit

_DENSITY = Text("人/平方公里", "persons/km²")


def section(run: Run) -> Section | None:
    """Give the section, or None without a census."""
    rows = run.results[run.results["indicator"] == "residents"]
    if rows.empty:
        return None
    region = run.region
    table, years = census_table(region), census_years(region)
    latest = years[-1]
    blocks: list[Block] = [_map(region, table, latest), *_zone_map(run), _table(run, table, years, rows)]
    return Section(
        key="census",
        title=Text("人口", "Residents"),
        sentence=_sentence(rows, latest),
        blocks=blocks,
    )


def _sentence(rows: pd.DataFrame, year: int) -> Text:
    circle = rows[(rows["level"] == "region") & (rows["year"] == str(year))].set_index("group")["value"]
    whole, core = circle.get(f"census {year}"), circle.get(f"census {year} core")
    if whole is None:
        return Text(f"{year} 年普查县区数据不全，未作合计。", f"The {year} census is incomplete by county; no total.")
    words = persons(whole, large=True)
    zh, en = f"{year} 年普查全圈常住人口 {words.zh}", f"The {year} census counts {words.en} in the circle"
    if core is not None:
        inside = persons(core, large=True)
        zh += f"，其中核心范围 {inside.zh}"
        en += f", {inside.en} of them in the core scope"
    return Text(zh + "。", en + ".")


def _table(run: Run, table: pd.DataFrame, years: list[int], rows: pd.DataFrame) -> Table:
    names = place_names(run.region)
    columns = [
        Column("city", Text("市", "city")),
        Column("county", Text("区（市）县", "county")),
        Column("core", Text("核心范围", "core scope")),
        *(Column(f"residents_{year}", Text(f"{year} 年普查", f"census {year}"), unit("person"), 0) for year in years),
        *(
            Column(f"change_{first}_{last}", Text(f"{first}—{last} 变化", f"change {first}–{last}"), unit("%"), 1)
            for first, last in pairwise(years)
        ),
    ]
    cells = [
        {
            **{key: row[key] for key in table.columns if key.startswith(("residents_", "change_"))},
            "city": name_of(names, row["city"]),
            "county": name_of(names, row["county"]),
            "core": Text("是", "yes") if row["in_core_scope"] is True else Text("", ""),
        }
        for row in table.to_dict("records")
    ]
    counted = [f"residents_{year}" for year in years]
    total = {name: table[name].sum() for name in counted if table[name].notna().all()}
    note = basis_note(rows["basis"])
    broken = _broken_note(table, names)
    return Table(
        Text("分县区常住人口", "Residents by county"),
        columns,
        cells,
        Text(note.zh + broken.zh, note.en + broken.en),
        total={"city": Text("合计", "total"), **total},
        sheet=Text("人口", "residents"),
    )


def _broken_note(table: pd.DataFrame, names: dict[str, Text]) -> Text:
    columns = [name for name in table.columns if name.startswith("broken_")]
    places = [name_of(names, place) for place in table.loc[table[columns].any(axis=1), "county"]]
    if not places:
        return NOTHING
    return Text(
        "、".join(place.zh for place in places) + "期间有区划变更，不计算变化。",
        " " + ", ".join(place.en for place in places) + ": boundary changed in between, no change computed.",
    )


def _zone_map(run: Run) -> list[Map]:
    """Give the density by zone; where it is modelled the note says so and how wide the ranges are."""
    frame = run.results
    rows = frame[(frame["indicator"] == "residents_by_zone") & (frame["level"] == "zone")].set_index("place")
    if rows.empty:
        return []
    zones = run.region["zones"]
    outlines = zone_outlines(run.region)
    metric = gpd.GeoSeries(outlines, crs="EPSG:4326").to_crs("+proj=cea +ellps=WGS84").area / 1e6
    area = zones["area_km2"].fillna(metric)
    known = outlines.notna().to_numpy() & (area > 0).to_numpy()
    density = zones["zone"].map(rows["value"]) / area
    title = Text(f"{rows['year'].iloc[0]} 年网格人口密度", f"Residents per km² by zone, {rows['year'].iloc[0]}")
    fill = Layer(title, list(outlines[known]), "fill", values=density[known].to_list(), unit=_DENSITY)
    note = join([basis_note(rows["basis"]), _range_note(rows)])
    return [Map(title, [fill, city_layer(run.region)], note, synthetic=run.region.fictional)]


def _range_note(rows: pd.DataFrame) -> Text:
    ranged = rows.dropna(subset=["low", "high"])
    ranged = ranged[ranged["value"] > 0]
    if ranged.empty:
        return NOTHING
    low, high = (ranged["low"] / ranged["value"]).median(), (ranged["high"] / ranged["value"]).median()
    return Text(
        f"网格值为推算，县区合计与普查一致；半数网格的范围宽于推算值的 {compact(low)}—{compact(high)} 倍，逐格范围见 results.parquet。",
        f"Zone values are modelled and add up to the census by county; for half of the zones the range is wider than "
        f"{compact(low)}–{compact(high)} times the value; every range is in results.parquet.",
    )


def _map(region: Region, table: pd.DataFrame, year: int) -> Map:
    counties = region["counties"].reset_index(drop=True)
    known = counties["geometry"].notna()
    density = table[f"residents_{year}"] / counties["area_km2"]
    fill = Layer(
        name=Text(f"{year} 年人口密度", f"density {year}"),
        shapes=list(counties.loc[known, "geometry"]),
        kind="fill",
        values=density[known].to_list(),
        unit=_DENSITY,
    )
    title = Text(f"{year} 年县区人口密度", f"Residents per km² by county, {year}")
    largest = density.max()
    note = Text(
        f"最高 {compact(largest, decimals=0)} 人/平方公里。", f"Highest {compact(largest, decimals=0)} per km²."
    )
    return Map(title, [fill, city_layer(region)], note, synthetic=region.fictional)
