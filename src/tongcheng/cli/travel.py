"""Commands on travel: times between zones, and the worth of candidate links."""

from __future__ import annotations

import re
from dataclasses import replace
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table as RichTable

from tongcheng.cli.shared import RegionArgument, progress_bar, say
from tongcheng.errors import InputError, Problem
from tongcheng.language import Text, preferred_language, same

if TYPE_CHECKING:
    import pandas as pd

    from tongcheng.region import Region
    from tongcheng.travel.times import Times

app = typer.Typer()

_MEASURE = re.compile(r"^(jobs|residents)(\d+)$")
_SHOWN = 20
_CITIES_SHOWN = 4


class Mode(StrEnum):
    """How people travel."""

    DRIVE = "drive"
    TRANSIT = "transit"
    WALK = "walk"


@app.command()
def times(
    region: RegionArgument,
    out: Annotated[Path, typer.Option("--out", help="输出文件夹，可续算 folder; finished blocks are kept")],
    mode: Annotated[Mode, typer.Option("--mode", help="drive | transit | walk")] = Mode.DRIVE,
    cutoff: Annotated[float, typer.Option("--cutoff", min=1, max=600, help="分钟 minutes")] = 60.0,
    date: Annotated[str | None, typer.Option("--date", help="公交日期 day of the timetable")] = None,
    scheduler: Annotated[str | None, typer.Option("--scheduler", help="Dask 调度器地址 address")] = None,
) -> None:
    """计算网格间出行时间 Travel times between all zones, written block by block."""
    from tongcheng.region import open_region
    from tongcheng.travel.store import save_times

    circle = open_region(region)
    with progress_bar(quiet=False) as tell:
        label = Text("出行时间", "travel times")
        made = _times(circle, mode, cutoff, date)
        estimate = made.estimate()
        words = Text(
            "预计 {s:.0f} 秒，每块内存 {m:.0f} MB，文件约 {f:.0f} MB。",
            "About {s:.0f} s, {m:.0f} MB per block, {f:.0f} MB on disk.",
        )
        say(words.fill(s=estimate.seconds, m=estimate.block_mb, f=estimate.file_mb))
        folder = save_times(replace(made, progress=lambda _, share: tell(label, share)), out, scheduler=scheduler)
    say(
        Text(
            f"出行时间：{folder}；未接入路网 {len(made.notes)} 处。",
            f"Times: {folder}; {len(made.notes)} places named in the notes.",
        )
    )


def _times(circle: Region, mode: Mode, cutoff: float, date: str | None) -> Times:
    from tongcheng.travel import DriveNetwork, build_hierarchy, cache_folder, components, drive_network, drive_times
    from tongcheng.travel.transit import region_timetable, transit_times, walk_streets
    from tongcheng.travel.transit.walking import WALK_KMH

    if mode is Mode.TRANSIT:
        return transit_times(circle, region_timetable(circle, date=date), cutoff_min=cutoff).at(50.0)
    if mode is Mode.DRIVE:
        return drive_times(circle, cutoff_min=cutoff, network=drive_network(circle, cache=cache_folder()))
    streets = walk_streets(circle)
    network = DriveNetwork(streets, components(streets), build_hierarchy(streets))
    return replace(drive_times(circle, cutoff_min=cutoff, network=network, access_kmh=WALK_KMH), mode="walk")


@app.command()
def links(
    region: RegionArgument,
    candidates: Annotated[Path, typer.Argument(help="候选道路 GeoJSON candidate links")],
    measure: Annotated[str, typer.Option("--measure", help="jobs60、residents45 …")] = "jobs60",
    out: Annotated[Path | None, typer.Option("--out", help="全部结果 CSV all results")] = None,
) -> None:
    """计算候选道路的价值 What each candidate link would change, by city of origin; the best first."""
    import numpy as np
    import pandas as pd

    from tongcheng.region import open_region
    from tongcheng.region.files import read_raw, write_text_atomically
    from tongcheng.region.people import count_by_zone
    from tongcheng.travel import cache_folder, drive_network
    from tongcheng.travel.candidates import read_candidates
    from tongcheng.travel.links import Measure, appraise_links, estimate_links, estimate_seconds, places_of

    circle = open_region(region)
    table, minutes = _measure(measure, circle)
    frame = read_raw(candidates)
    names = list(circle["cities"]["city"])
    with progress_bar(quiet=False) as tell:
        network = drive_network(circle, cache=cache_folder())
        chosen = read_candidates(network, frame, file=candidates.name)
        origins = places_of(network, circle["zones"], count_by_zone(circle).value)
        destinations = places_of(network, circle["zones"], count_by_zone(circle, table).value)
        megabytes = estimate_links(chosen, origins, destinations)
        appraise = partial(
            appraise_links,
            network,
            origins=origins,
            destinations=destinations,
            measure=Measure("cumulative", minutes),
            city=pd.Index(names).get_indexer(circle["zones"]["city"]).astype(np.int64),
            cities=names,
            same=True,
        )
        words = Text("预计 {s:.0f} 秒，内存 {m:.0f} MB。", "About {s:.0f} s and {m:.0f} MB.")
        say(words.fill(s=estimate_seconds(appraise, chosen), m=megabytes))
        gains = appraise(chosen, progress=lambda _, share: tell(Text("候选道路", "candidate links"), share))
    gains = gains.sort_values("total", ascending=False)
    if out is not None:
        write_text_atomically(out, gains.to_csv())
    _show_links(gains, circle)


def _measure(text: str, circle: Region) -> tuple[str, float]:
    """Understand ``jobs60``; refuse a measure whose table the circle lacks or, being real, has only as synthetic."""
    from tongcheng.region.unlock import rows_of
    from tongcheng.sectors.needs import RESIDENTS
    from tongcheng.sectors.transport.indicators import JOBS

    match = _MEASURE.match(text)
    remedy = Text("写作 jobs60、residents45 等", "write jobs60, residents45 …")
    if match is None:
        raise InputError([Problem("unknown_measure", "--measure", same("jobs60"), text, remedy)])
    rows = rows_of(circle, JOBS if match[1] == "jobs" else RESIDENTS)
    if rows.empty or (not circle.fictional and (rows["basis"] == "synthetic").any()):
        expected = Text(f"真实的 {match[1]} 表", f"a table {match[1]} that is not synthetic")
        remedy = Text("按数据需求清单补上，或改用其他度量", "fill in the data request, or take another measure")
        raise InputError([Problem("locked", f"{match[1]}.csv", expected, "—", remedy)])
    return match[1], float(match[2])


def _show_links(gains: pd.DataFrame, circle: Region) -> None:
    names = dict(zip(circle["cities"]["city"], circle["cities"]["name"], strict=True))
    by_city = gains.drop(columns="total").sum().sort_values(ascending=False)
    shown = list(by_city.index[by_city > 0][:_CITIES_SHOWN])
    table = RichTable(
        title=Text(
            "候选道路（前 20），居民×新增可达数，百万",
            "Candidate links (best 20), residents × newly reached, millions",
        ).say(preferred_language())
    )
    table.add_column("link", no_wrap=True, min_width=8)
    for column in ["total", *(str(names.get(city, city)) for city in shown)]:
        table.add_column(column, justify="right", no_wrap=True, min_width=8)
    for link, row in gains.head(_SHOWN).iterrows():
        table.add_row(str(link), f"{row['total'] / 1e6:,.2f}", *(f"{row[city] / 1e6:,.2f}" for city in shown))
    Console().print(table)
