"""The command that packs the papers of a meeting."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tongcheng.cli.office import _boot, say
from tongcheng.cli.shared import JsonOption, print_json, refuse_existing
from tongcheng.errors import InputError, Problem
from tongcheng.language import Text

if TYPE_CHECKING:
    from tongcheng.office.meetings.models import Meeting

app = typer.Typer()

#: So many meetings are named where the one asked for is not there.
_NAMED = 10


@app.command()
def pack(
    meeting: Annotated[str, typer.Argument(metavar="MEETING", help="会议编号或名称 number or title of a meeting")],
    out: Annotated[Path, typer.Option("--out", help="输出文件夹 folder to write")],
    as_json: JsonOption = False,
) -> None:
    """生成会议材料：Word、PDF和压缩包 Write the papers of a meeting as Word, PDF and one zip."""
    refuse_existing(out)
    _boot()
    from django.utils import timezone

    from tongcheng.office.meetings.packing import gather, pack_files
    from tongcheng.office.people.standing import SYSTEM

    one = _find(meeting)
    today = timezone.localdate()
    gathered = gather(SYSTEM, one, today)
    if not gathered.pieces:
        problem = Problem(
            "no_papers", one.title, Text("未取消的会议", "a meeting that was not cancelled"), "cancelled",
            Text("另选会议", "choose another meeting"),
        )  # fmt: skip
        raise InputError([problem])
    made = pack_files(gathered, today)
    for name, data in [*made.files, (made.name, made.zipped().data)]:
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    if as_json:
        names = [name for name, _ in made.files]
        print_json({"meeting": one.pk, "folder": str(out), "archive": made.name, "files": names})
        return
    say(
        Text(
            f"已生成 {one.title} 的会议材料：{len(gathered.pieces)} 件，压缩包 {out / made.name}",
            f"Wrote the papers of {one.title}: {len(gathered.pieces)} of them, archive {out / made.name}",
        )
    )
    for words in gathered.missing:
        say(Text(f"未包括 {words.zh}", f"Not in it: {words.en}"))


def _find(asked: str) -> Meeting:
    """Find a meeting by its number, its title, or the only title that holds the words.

    Raises
    ------
    InputError
        If there is none, or more than one; it names those that there are.
    """
    from tongcheng.office.meetings.models import Meeting

    rows = Meeting.objects.select_related("body__unit")
    # A number beyond what a database can count to is no meeting's.
    if asked.isascii() and asked.isdecimal() and len(asked) < 18:
        found = list(rows.filter(pk=int(asked)))
    else:
        found = list(rows.filter(title=asked)) or list(rows.filter(title__icontains=asked))
    if len(found) == 1:
        one: Meeting = found[0]
        return one
    there = found or list(rows.order_by("-on", "-pk"))
    named = "；".join(f"{one.pk} {one.title}" for one in there[:_NAMED]) + ("；…" if len(there) > _NAMED else "")
    expected = Text(
        f"一个会议的编号或名称：{named or '尚无会议'}", f"the number or title of one meeting: {named or 'none yet'}"
    )
    remedy = Text("改用会议编号", "give the number of the meeting")
    raise InputError([Problem("unknown_meeting" if not found else "several", "MEETING", expected, asked, remedy)])
