"""The command line put together, and what its exit codes mean."""

from __future__ import annotations

import sys
from typing import Annotated

import typer
from rich.console import Console

from tongcheng import __version__
from tongcheng.cli import circle, circle_around, importing, office, packs, plan, travel, why
from tongcheng.cli.shared import EXIT_BAD_INPUT, EXIT_INTERRUPTED, print_problems
from tongcheng.errors import InputError
from tongcheng.language import Text, preferred_language

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help="同城 Tongcheng")
app.add_typer(circle.app)
app.add_typer(travel.app)
app.add_typer(circle_around.app)
app.add_typer(why.app)
app.add_typer(plan.app)
app.add_typer(office.app)
app.add_typer(packs.app)
app.add_typer(importing.app, name="import")


def _print_version(wanted: bool) -> None:
    if wanted:
        Console().print(__version__, highlight=False)
        raise typer.Exit


@app.callback()
def _options(
    _: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="版本 print the version")
    ] = False,
) -> None:
    """同城 Tongcheng."""


def main() -> None:
    """Run the command line; bad input prints every problem and exits with 2."""
    try:
        app()
    except InputError as error:
        print_problems(error)
        sys.exit(EXIT_BAD_INPUT)
    except SystemExit as stop:
        if stop.code == EXIT_INTERRUPTED:
            stopped = Text("已中断，未写入任何结果。", "Stopped; nothing was written.")
            Console(stderr=True).print(stopped.say(preferred_language()), highlight=False)
        raise
