"""The command that draws one-hour circles around a place that somebody names."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table as RichTable

from tongcheng.cli.shared import JsonOption, RegionArgument, print_json, progress_bar, say
from tongcheng.errors import InputError, Problem
from tongcheng.language import SYNTHETIC_MARK, Text, preferred_language, same

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from tongcheng.region import Region
    from tongcheng.sectors.transport.one_hour import OneHourCircle, People

app = typer.Typer()

_MOST_MINUTES = 240.0


class CircleMode(StrEnum):
    """How people travel."""

    DRIVE = "drive"
    TRANSIT = "transit"


@app.command()
def circle(
    region: RegionArgument,
    origin: Annotated[
        str, typer.Option("--from", help="起点：名称、编号、经度,纬度或 centre、edge、jobs")
    ] = "centre",
    mode: Annotated[CircleMode, typer.Option("--mode", help="drive | transit")] = CircleMode.TRANSIT,
    minutes: Annotated[str, typer.Option("--minutes", help="分钟 minutes")] = "30,45,60,90",
    departures: Annotated[str, typer.Option("--departures", help="出发时段 window")] = "07:00-09:00",
    percentiles: Annotated[str, typer.Option("--percentiles", help="出发时段内的百分位 of the window")] = "50,85",
    out: Annotated[Path | None, typer.Option("--out", help="圈的范围 GeoJSON polygons")] = None,
    as_json: JsonOption = False,
) -> None:
    """画一小时通勤圈 Who is within an hour of a place, door to door, beside the core scope."""
    from tongcheng.region import open_region
    from tongcheng.sectors.transport.one_hour import (
        DoorToDoor,
        People,
        county_table,
        find_origin,
        one_hour_circle,
        zone_points,
    )
    from tongcheng.travel.circle import CircleTravel

    limits, ranks = _numbers(minutes, "--minutes", _MOST_MINUTES), _numbers(percentiles, "--percentiles", 100.0)
    window = _window(departures)
    place = open_region(region)
    _refuse_locked(place, mode.value)
    start = find_origin(place, origin, jobs=_jobs_open(place))
    with progress_bar(quiet=as_json) as tell:
        label = Text("出行时间", "travel times")
        travel = CircleTravel(place, progress=lambda _, share: tell(label, share))
        points = zone_points(place)
        assumed = DoorToDoor(departures=window, percentiles=ranks)
        found = one_hour_circle(
            place, travel, start, mode=mode.value, thresholds=limits, assumed=assumed, points=points
        )
        people = People.of(place, points.outlines)
    table = county_table(place, people, found)
    if out is not None:
        _write(out, _polygons(found, people), place)
    if as_json:
        records = json.loads(table.to_json(orient="records", force_ascii=False))
        print_json({"origin": origin, "rule": start.rule._asdict(), "counties": records})
        return
    say(Text(f"起点：{start.name.zh}（{start.rule.zh}）", f"From {start.name.en} ({start.rule.en})"))
    if place.fictional:
        say(SYNTHETIC_MARK)
    _show(table, place)


def _numbers(text: str, option: str, most: float) -> tuple[float, ...]:
    try:
        values = tuple(float(part) for part in text.replace("，", ",").split(","))
    except ValueError:
        values = ()
    if not values or not all(0 <= value <= most for value in values):
        expected = Text(f"0 至 {most:g} 的数，以逗号分隔", f"numbers of 0 to {most:g}, separated by commas")
        remedy = Text("改正", "correct them")
        raise InputError([Problem("bad_numbers", option, expected, text, remedy)])
    return values


def _window(text: str) -> tuple[str, str]:
    first, _, last = text.replace("—", "-").partition("-")
    if not last:
        remedy = Text("写作 07:00-09:00", "write 07:00-09:00")
        raise InputError([Problem("bad_window", "--departures", same("07:00-09:00"), text, remedy)])
    return first.strip(), last.strip()


def _refuse_locked(place: Region, mode: str) -> None:
    """Refuse a mode whose data the circle lacks or, being real, has only as synthetic, with the tables that open it."""
    from tongcheng.region.unlock import split
    from tongcheng.sectors.transport.one_hour import ONE_HOUR_INDICATORS

    wanted = [item for item in ONE_HOUR_INDICATORS if item.indicator == f"circle_share_{mode}"]
    _, locked = split(place, wanted)
    if not locked:
        return
    remedy = Text("按数据需求清单补上", "fill in the data request")
    raise InputError(
        [
            Problem(
                "locked", f"{need.table}.csv", Text("完整、真实的数据", "complete data, not synthetic"), lack, remedy
            )
            for need, lack in locked[0].missing
        ]
    )


def _jobs_open(place: Region) -> bool:
    from tongcheng.region.unlock import rows_of
    from tongcheng.sectors.transport.indicators import JOBS

    rows = rows_of(place, JOBS)
    return len(rows) > 0 and (place.fictional or not (rows["basis"] == "synthetic").any())


def _polygons(found: OneHourCircle, people: People) -> gpd.GeoDataFrame:
    import geopandas as gpd

    rows: list[dict[str, Any]] = []
    for percentile in found.percentiles:
        for threshold, shape in zip(found.thresholds, found.polygons(percentile), strict=True):
            inside = people.residents(found, threshold, percentile)["region"]
            rows.append(
                {
                    "origin": found.origin.origin,
                    "mode": found.mode,
                    "threshold": threshold,
                    "percentile": percentile,
                    "residents": float(inside.value[0]),
                    "share": float(inside.share[0][0]),
                    "basis": found.basis,
                    "geometry": shape,
                }
            )
    return gpd.GeoDataFrame(rows, geometry="geometry", crs="EPSG:4326")


def _write(path: Path, polygons: gpd.GeoDataFrame, place: Region) -> None:
    from tongcheng.region.files import write_text_atomically

    content = json.loads(polygons.to_json(na="drop", drop_id=True))
    if place.fictional:
        content["note"] = [SYNTHETIC_MARK.zh]
    write_text_atomically(path, json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n")


def _show(table: pd.DataFrame, place: Region) -> None:
    import pandas as pd

    usual = table[table["percentile"].isna() | (table["percentile"] == table["percentile"].min())]
    shares = usual.pivot_table(index="county", columns="threshold", values="share", sort=False)
    names = dict(zip(place["counties"]["county"], place["counties"]["name"], strict=True))
    scope = dict(zip(table["county"], table["in_core_scope"], strict=True))
    fastest: dict[Any, float] = dict(zip(usual["county"], usual["fastest_min"], strict=True))
    title = Text(
        "各区（市）县圈内居民占比，%（公共交通取较低百分位）",
        "Residents within the time by county, % (transit: the lower percentile)",
    )
    screen = RichTable(title=title.say(preferred_language()))
    screen.add_column(Text("区县", "county").say(preferred_language()))
    screen.add_column(Text("核心范围", "core scope").say(preferred_language()))
    for threshold in shares.columns:
        screen.add_column(f"{threshold:g} min", justify="right")
    screen.add_column(Text("最快，分钟", "fastest, min").say(preferred_language()), justify="right")
    for county, row in shares.iterrows():
        least: str = "—" if pd.isna(fastest[county]) else f"{fastest[county]:.0f}"
        planned = "✓" if pd.notna(scope[county]) and scope[county] else ""
        screen.add_row(str(names.get(county, county)), planned, *(f"{share:.1f}" for share in row), least)
    Console().print(screen)
