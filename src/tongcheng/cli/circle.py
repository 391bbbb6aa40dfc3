"""Commands on a whole circle: run, check, describe, new, dictionary."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table as RichTable

from tongcheng import __version__
from tongcheng.cli.shared import (
    EXIT_BAD_INPUT,
    JsonOption,
    RegionArgument,
    print_json,
    progress_bar,
    refuse_existing,
    say,
)
from tongcheng.language import SYNTHETIC_MARK, Text, preferred_language

app = typer.Typer()


@app.command()
def run(
    region: RegionArgument,
    out: Annotated[Path, typer.Option("--out", help="输出文件夹 folder of the run")],
    as_json: JsonOption = False,
    fresh: Annotated[bool, typer.Option("--fresh", help="不用缓存 compute every stage anew")] = False,
) -> None:
    """测度一个都市圈并写出报告 Measure a circle and write its report."""
    from tongcheng.home import home
    from tongcheng.region import open_region
    from tongcheng.runs import measure_circle, write_run
    from tongcheng.runs.cache import StageCache
    from tongcheng.runs.folder import refuse_other_folders

    refuse_other_folders(out.resolve())  # before minutes are spent
    circle = open_region(region)
    cache = StageCache(None if fresh else home() / "cache" / "stages")
    with progress_bar(quiet=as_json) as progress:
        result = measure_circle(circle, cache=cache, progress=progress)
        writing = Text("写出报告", "writing the report")
        progress(writing, 0.0)
        folder = write_run(result, out, language=preferred_language())
        progress(writing, 1.0)
    if as_json:
        locked = [item.indicator.indicator for item in result.locked]
        print_json({"run": result.run_id, "folder": str(folder), "figures": len(result.results), "locked": locked})
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
        print_json(
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
        print_json(json.loads(table.reset_index().to_json(orient="records", force_ascii=False)))
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

    refuse_existing(name)
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
