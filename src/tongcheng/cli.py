"""The commands."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table as RichTable

from tongcheng import __version__
from tongcheng.errors import InputError, Problem
from tongcheng.language import SYNTHETIC_MARK, Text, preferred_language

EXIT_BAD_INPUT = 2
EXIT_INTERRUPTED = 130

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help="同城 Tongcheng")
import_app = typer.Typer(no_args_is_help=True, help="导入数据 Import data into a region folder")
app.add_typer(import_app, name="import")

RegionArgument = Annotated[str, typer.Argument(metavar="REGION", help="样例名或数据文件夹 sample or folder")]
IntoOption = Annotated[Path, typer.Option("--into", help="数据文件夹 region folder")]
LicenceOption = Annotated[str, typer.Option("--licence", help="许可 licence of the file")]
JsonOption = Annotated[bool, typer.Option("--json", help="输出 JSON machine-readable output")]


def say(text: Text) -> None:
    """Print a sentence in the reader's language."""
    Console().print(text.say(preferred_language()), highlight=False, markup=False)


@app.command()
def run(
    region: RegionArgument,
    out: Annotated[Path, typer.Option("--out", help="输出文件夹 folder of the run")],
    as_json: JsonOption = False,
    fresh: Annotated[bool, typer.Option("--fresh", help="不用缓存 compute every stage anew")] = False,
) -> None:
    """测度一个都市圈并写出报告 Measure a circle and write its report."""
    from tongcheng.region import open_region
    from tongcheng.runs import measure_circle, write_run
    from tongcheng.runs.cache import StageCache, home

    circle = open_region(region)
    cache = StageCache(None if fresh else home() / "cache" / "stages")
    with _progress(quiet=as_json) as progress:
        result = measure_circle(circle, cache=cache, progress=progress)
        writing = Text("写出报告", "writing the report")
        progress(writing, 0.0)
        folder = write_run(result, out, language=preferred_language())
        progress(writing, 1.0)
    if as_json:
        locked = [item.indicator.indicator for item in result.locked]
        _print_json({"run": result.run_id, "folder": str(folder), "figures": len(result.results), "locked": locked})
        return
    if circle.fictional:
        say(SYNTHETIC_MARK)
    say(
        Text(
            f"完成：{len(result.results):,} 个数值，{len(result.gaps)} 条差距，{len(result.locked)} 项待数据。",
            f"Done: {len(result.results):,} figures, {len(result.gaps)} gaps, {len(result.locked)} results locked.",
        )
    )
    say(
        Text(
            f"报告：{folder / 'report.html'}\n清单：{folder / 'lists.xlsx'}",
            f"Report: {folder / 'report.html'}\nLists: {folder / 'lists.xlsx'}",
        )
    )


@app.command()
def check(
    region: RegionArgument,
    as_json: JsonOption = False,
    strict: Annotated[bool, typer.Option("--strict", help="有提示也算不通过 warnings fail too")] = False,
) -> None:
    """检查数据 Run every named check and say how to mend what it finds."""
    from tongcheng.region import open_region

    findings = open_region(region).check()
    language = preferred_language()
    if as_json:
        _print_json(
            [
                {
                    "check": item.check,
                    "severity": item.severity,
                    "title": item.title._asdict(),
                    "count": item.count,
                    "problems": [problem.as_record() for problem in item.problems],
                }
                for item in findings
            ]
        )
    else:
        for item in findings:
            mark = Text("错误", "error") if item.severity == "error" else Text("提示", "warning")
            say(Text(f"[{mark.zh}] {item.title.zh}（{item.count}）", f"[{mark.en}] {item.title.en} ({item.count})"))
            for problem in item.problems:
                Console().print("  " + problem.say(language), highlight=False, markup=False)
        if not findings:
            say(Text("未发现问题。", "Nothing found."))
    if any(item.severity == "error" or strict for item in findings):
        raise typer.Exit(EXIT_BAD_INPUT)


@app.command()
def describe(region: RegionArgument, as_json: JsonOption = False) -> None:
    """列出各表 List the tables of a circle."""
    from tongcheng.region import open_region

    circle = open_region(region)
    table = circle.describe()
    if as_json:
        _print_json(json.loads(table.reset_index().to_json(orient="records", force_ascii=False)))
        return
    if circle.fictional:
        say(SYNTHETIC_MARK)
    shown = RichTable(title=circle.title.say(preferred_language()))
    for column in ("表 table", "名称 label", "行 rows", "性质 basis", "来源 sources", "文件 file"):
        shown.add_column(column)
    for name, row in table.iterrows():
        shown.add_row(str(name), *(str(row[key]) for key in ("label", "rows", "basis", "sources", "file")))
    Console().print(shown)


@app.command()
def new(
    name: Annotated[Path, typer.Argument(help="新数据文件夹 folder to make")],
    title: Annotated[str | None, typer.Option("--title", help="名称 title")] = None,
    sample: Annotated[
        str | None, typer.Option("--from", help="从样例复制 start as a copy of this sample or folder")
    ] = None,
) -> None:
    """新建都市圈与数据需求清单 Make a region folder and the data request workbook."""
    from tongcheng.region import open_region
    from tongcheng.region.new import new_region
    from tongcheng.region.requests import data_requests
    from tongcheng.render.requests import write_request_workbook
    from tongcheng.runs.catalogue import opened_by

    _refuse_existing(name)
    if sample is not None:
        circle = open_region(sample)
        folder = circle.save(name)
    else:
        words = title or name.name
        folder = new_region(name, title=Text(words, words))
        circle = open_region(folder)
    workbook = folder.parent / f"{folder.name}-数据需求清单.xlsx"
    write_request_workbook(workbook, data_requests(circle, opened_by()), region=circle)
    say(
        Text(
            f"数据文件夹：{folder}\n数据需求清单：{workbook}",
            f"Region folder: {folder}\nData request workbook: {workbook}",
        )
    )


@import_app.command("osm")
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
    with _progress(quiet=False) as tell:
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


@import_app.command("gtfs")
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


@import_app.command("table")
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


@import_app.command("workbook")
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


@import_app.command("blocks")
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


@app.command()
def dictionary(out: Annotated[Path, typer.Option("--out", help="Markdown 文件 file to write")]) -> None:
    """写出数据字典 Write the data dictionary from the schemas."""
    from tongcheng.region.dictionary import data_dictionary
    from tongcheng.region.files import write_text_atomically

    write_text_atomically(out, data_dictionary())


@app.command()
def version() -> None:
    """版本 Print the version."""
    Console().print(__version__, highlight=False)


@contextlib.contextmanager
def _progress(*, quiet: bool) -> Iterator[Any]:
    """Show stages with their share done; the callable takes the stage's name and the share."""
    language = preferred_language()
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), disable=quiet) as bar:
        tasks: dict[str, TaskID] = {}

        def tell(stage: Text, share: float) -> None:
            name = stage.say(language)
            if name not in tasks:
                tasks[name] = bar.add_task(name, total=1.0)
            bar.update(tasks[name], completed=share)

        yield tell


def _refuse_existing(folder: Path) -> None:
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return
    problem = Problem(
        "folder_in_use",
        str(folder),
        Text("新的文件夹", "a new folder"),
        Text("已存在", "exists").say(preferred_language()),
        Text("换一个名称，或先移走原文件夹", "choose another name, or move the folder away"),
    )
    raise InputError([problem])


def _print_json(content: Any) -> None:
    sys.stdout.write(json.dumps(content, ensure_ascii=False, indent=1, default=str) + "\n")


def _print_problems(error: InputError) -> None:
    console = Console(stderr=True)
    language = preferred_language()
    count = len(error.problems)
    head = Text(f"输入有 {count} 处问题，未写入任何结果：", f"The input has {count} problems; nothing was written:")
    console.print(head.say(language), highlight=False, markup=False)
    for problem in error.problems:
        console.print("- " + problem.say(language), highlight=False, markup=False, soft_wrap=True)


def main() -> None:
    """Run the command line; bad input prints every problem and exits with 2."""
    try:
        app()
    except InputError as error:
        _print_problems(error)
        sys.exit(EXIT_BAD_INPUT)
    except SystemExit as stop:
        if stop.code == EXIT_INTERRUPTED:
            stopped = Text("已中断，未写入任何结果。", "Stopped; nothing was written.")
            Console(stderr=True).print(stopped.say(preferred_language()), highlight=False)
        raise
