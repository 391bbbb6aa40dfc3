"""Commands that bring data into a region folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from tongcheng.cli.shared import (
    IntoOption,
    LicenceOption,
    progress_bar,
    say,
)
from tongcheng.language import Text

app = typer.Typer(no_args_is_help=True, help="导入数据 Import data into a region folder")


@app.command("osm")
def import_osm(
    file: Annotated[Path, typer.Argument(help=".osm.pbf")],
    into: IntoOption,
    country: Annotated[str, typer.Option("--country", help="china | world：速度与等级 speeds and classes")] = "china",
    clip: Annotated[
        Path | None, typer.Option("--clip", help="裁剪范围 GeoJSON polygon the extract was cut to")
    ] = None,
    speeds: Annotated[
        Path | None, typer.Option("--speeds", help="速度表 CSV rows that replace the shipped table")
    ] = None,
    licence: LicenceOption = "ODbL 1.0, © OpenStreetMap contributors",
) -> None:
    """导入道路 Import roads and barriers from an OpenStreetMap extract."""
    from tongcheng.region import open_region
    from tongcheng.region.extend import with_roads
    from tongcheng.region.files import read_raw
    from tongcheng.region.osm import STAGES, read_osm, read_speeds

    region = open_region(into)
    shape = None if clip is None else read_raw(clip)["geometry"].iloc[0]
    with progress_bar(quiet=False) as tell:
        extract = read_osm(
            file,
            country=country,
            clip=shape,
            speeds=None if speeds is None else read_speeds(speeds),
            progress=lambda stage, share: tell(STAGES[stage], share),
        )
    source = {"source": "osm", "title": f"OpenStreetMap: {file.name}", "licence": licence, "datum": "WGS84"}
    with_roads(region, extract, source).save(into)
    say(
        Text(
            f"已导入路段 {len(extract.road_links):,} 条、节点 {len(extract.road_nodes):,} 个。",
            f"Imported {len(extract.road_links):,} links, {len(extract.road_nodes):,} nodes.",
        )
    )
    for note in extract.notes:
        say(note)


@app.command("gtfs")
def import_gtfs(
    file: Annotated[Path, typer.Argument(help="GTFS .zip")],
    into: IntoOption,
    date: Annotated[str | None, typer.Option("--date", help="日期，须有班次 a day with service")] = None,
    licence: LicenceOption = "as stated by the publisher",
) -> None:
    """导入时刻表 Import a public-transport timetable."""
    from tongcheng.region import open_region
    from tongcheng.region.extend import with_feed
    from tongcheng.region.gtfs import read_gtfs

    region = open_region(into)
    feed = read_gtfs(file, date=date)
    first, last = feed.dates()
    source = {"source": f"gtfs-{file.stem}", "title": f"GTFS: {file.name}", "licence": licence}
    with_feed(region, feed, file.resolve(), source).save(into)
    trips = len(feed.trips)
    say(
        Text(
            f"已导入 {trips:,} 个班次，服务日期 {first} 至 {last}。",
            f"Imported {trips:,} trips, service {first} to {last}.",
        )
    )
    for note in feed.notes:
        say(note)


@app.command("table")
def import_table_command(
    table: Annotated[str, typer.Argument(help="表名 table, e.g. residents")],
    file: Annotated[Path, typer.Argument(help="CSV、Excel、shapefile、GeoJSON …")],
    into: IntoOption,
    mapping: Annotated[Path | None, typer.Option("--map", help="映射文件 mapping.toml")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只预览 only preview")] = False,
) -> None:
    """导入一张表 Import a table from CSV, Excel, shapefile or GeoJSON."""
    from tongcheng.region import open_region
    from tongcheng.region.importing import apply_import, import_table

    region = open_region(into)
    imported = import_table(table, file, mapping=mapping, region=region)
    _tell_preview([imported], region)
    if not dry_run:
        apply_import(region, imported).save(into)


@app.command("workbook")
def import_workbook(
    file: Annotated[Path, typer.Argument(help="填好的数据需求清单 the filled data request workbook")],
    into: IntoOption,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只预览 only preview")] = False,
) -> None:
    """导入填好的数据需求清单 Import the filled data request workbook."""
    from tongcheng.region import open_region
    from tongcheng.region.importing import apply_imports
    from tongcheng.region.importing.workbook import read_request_workbook

    region = open_region(into)
    imports = read_request_workbook(file, region)
    _tell_preview(imports, region)
    if not dry_run:
        apply_imports(region, imports).save(into)


@app.command("blocks")
def import_blocks(
    file: Annotated[Path, typer.Argument(help="小区面文件 polygons: shapefile, GeoJSON, GeoPackage")],
    into: IntoOption,
    residents: Annotated[str, typer.Option("--residents", help="人数列 column with residents")],
    ids: Annotated[str, typer.Option("--id", help="编号列 column with the stable id")],
    year: Annotated[int, typer.Option("--year", help="统计年份 year counted")],
    datum: Annotated[str | None, typer.Option("--datum", help="文件未注明时 where the file does not say")] = None,
    outside: Annotated[
        str | None, typer.Option("--outside", help="界外归入的县区 county for blocks outside all")
    ] = None,
    licence: LicenceOption = "as stated by the publisher",
) -> None:
    """导入人口小区 Import polygons with residents as zones."""
    import geopandas as gpd

    from tongcheng.region import open_region
    from tongcheng.region.blocks import zones_from_blocks
    from tongcheng.region.extend import with_zones
    from tongcheng.region.importing.polygons import read_polygons

    region = open_region(into)
    source = f"blocks-{file.stem}"
    zones, counts = zones_from_blocks(
        read_polygons(file, datum=datum),
        residents=residents,
        ids=ids,
        counties=gpd.GeoDataFrame(region["counties"]),
        year=year,
        source=source,
        outside=outside,
        file=file.name,
    )
    with_zones(region, zones, counts, {"source": source, "title": file.name, "licence": licence}).save(into)
    total = counts["value"].sum()
    say(
        Text(
            f"已导入 {len(zones):,} 个网格，{total:,.0f} 人。",
            f"Imported {len(zones):,} zones, {total:,.0f} residents.",
        )
    )


def _tell_preview(imports: Sequence[Any], region: Any) -> None:
    from tongcheng.region.importing import preview

    for imported in imports:
        change = preview(region, imported)
        words = change.say()
        say(Text(f"{imported.table}：{words.zh}", f"{imported.table}: {words.en}"))
        for note in imported.notes:
            say(note)
