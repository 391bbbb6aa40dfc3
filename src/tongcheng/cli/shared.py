"""What the commands share: words in the reader's language, progress, JSON, common options."""

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

from tongcheng.errors import InputError, Problem
from tongcheng.language import Text, preferred_language

EXIT_BAD_INPUT = 2
EXIT_INTERRUPTED = 130

RegionArgument = Annotated[str, typer.Argument(metavar="REGION", help="样例名或数据文件夹 sample or folder")]
IntoOption = Annotated[Path, typer.Option("--into", help="数据文件夹 region folder")]
LicenceOption = Annotated[str, typer.Option("--licence", help="许可 licence of the file")]
JsonOption = Annotated[bool, typer.Option("--json", help="输出 JSON machine-readable output")]


def say(text: Text) -> None:
    """Print a sentence in the reader's language."""
    Console().print(text.say(preferred_language()), highlight=False, markup=False)


@contextlib.contextmanager
def progress_bar(*, quiet: bool) -> Iterator[Any]:
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


def refuse_existing(folder: Path) -> None:
    """Refuse a folder that holds something."""
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


def print_json(content: Any) -> None:
    """Print JSON for other programs."""
    sys.stdout.write(json.dumps(content, ensure_ascii=False, indent=1, default=str) + "\n")


def print_problems(error: InputError) -> None:
    """Print every problem of an input, one a line, on standard error."""
    console = Console(stderr=True)
    language = preferred_language()
    count = len(error.problems)
    head = Text(f"输入有 {count} 处问题，未写入任何结果：", f"The input has {count} problems; nothing was written:")
    console.print(head.say(language), highlight=False, markup=False)
    for problem in error.problems:
        console.print("- " + problem.say(language), highlight=False, markup=False, soft_wrap=True)
