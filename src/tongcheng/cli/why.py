"""The command that answers why one road stands where it stands."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tongcheng.cli.shared import say
from tongcheng.language import Text

app = typer.Typer()


@app.command()
def why(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="运行结果文件夹 folder of a run")],
    road: Annotated[str, typer.Argument(metavar="ID", help="候选道路或项目编号 id of a candidate or project")],
    out: Annotated[Path | None, typer.Option("--out", help="网页文件 HTML file [默认 default: why-ID.html]")] = None,
) -> None:
    """一页纸说明这条路为何排在这里 Answer on one page why a road is first, or where it stands."""
    from tongcheng.region.files import write_text_atomically
    from tongcheng.runs.folder import read_run
    from tongcheng.runs.report.why import why_html

    page = why_html(read_run(run), road)
    target = out or Path(f"why-{road}.html")
    write_text_atomically(target, page)
    say(Text(f"一页说明：{target}", f"One page: {target}"))
