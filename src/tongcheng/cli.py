"""The commands."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Iterator
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
IntoOption = Annotated[Path, typer.Option("--into", help="数据文件夹 region folder", exists=False)]
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
    folder = write_run(result, out, language=preferred_language())
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
    write_request_workbook(workbook, data_requests(circle, opened_by()))
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
        app(standalone_mode=False)
    except InputError as error:
        _print_problems(error)
        sys.exit(EXIT_BAD_INPUT)
    except (KeyboardInterrupt, typer.Abort):
        Console(stderr=True).print(
            Text("已中断，未写入任何结果。", "Stopped; nothing was written.").say(preferred_language()),
            highlight=False,
        )
        sys.exit(EXIT_INTERRUPTED)
