"""议定事项落实情况表: what became of a meeting's decisions, on A3 sheets; each decision has its rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from tongcheng.render.official.words import day, marks
from tongcheng.render.papers import Block, Heading, Note, Paper, Paragraph, Table
from tongcheng.render.papers.model import Align

HEADER = ("序号", "议定事项", "牵头单位", "进展", "问题", "下步举措", "完成时限")
_WIDTHS = (1.4, 8, 4.2, 9, 5.4, 5.4, 5.8)


@dataclass(frozen=True)
class ProgressRow:
    """A row of a list that came of a decision, as last reported."""

    name: str
    leads: str
    progress: str
    problem: str = ""
    next_step: str = ""
    due: date | None = None
    original_due: date | None = None
    late: bool = False
    as_of: date | None = None


@dataclass(frozen=True)
class DecisionRow:
    """A resolution or an instruction: how it was decided or who asked for it, and its rows."""

    text: str
    outcome: str
    rows: Sequence[ProgressRow] = ()
    leads: str = ""
    due: date | None = None
    state: str = ""


@dataclass(frozen=True)
class MeetingDecisions:
    """A meeting's decisions; ``counts`` says how many stand how."""

    meeting: str
    decisions: Sequence[DecisionRow]
    counts: Sequence[tuple[str, int]] = ()
    on: date | None = None


def followup(
    title: str, meetings: Sequence[MeetingDecisions], as_of: date, *, synthetic: bool = False, partly: bool = False
) -> Paper:
    """Write what became of the decisions of one or several meetings; ``partly`` if the reader sees not every row."""
    blocks: list[Block] = []
    for one in meetings:
        if len(meetings) > 1:
            held = f"（{day(one.on)}）" if one.on else ""
            blocks.append(Heading(f"{one.meeting}{held}"))
        blocks.append(Paragraph(_counted(one)))
        if one.decisions:
            blocks.append(Table(HEADER, list(_rows(one)), widths=_WIDTHS, aligns=_ALIGNS, merged=(0, 1)))
    if not meetings:
        blocks.append(Paragraph("没有已议定的事项。"))
    said = f"进展、问题和下步举措取截至{day(as_of)}已采纳的填报，未填报的列条目状态；时限和条目状态为生成时的情况。"
    said += "本表只列本单位可见的条目。" if partly else ""
    return Paper(title, [*blocks, Note(said)], a3=True, mark=marks(synthetic=synthetic))


_ALIGNS: Sequence[Align] = ("center", "left", "left", "left", "left", "left", "center")


def _counted(one: MeetingDecisions) -> str:
    counts = "，".join(f"{words}{count}项" for words, count in one.counts)
    return f"议定事项和要求共{len(one.decisions)}项" + (f"：{counts}。" if counts else "。")


def _rows(meeting: MeetingDecisions) -> Iterator[list[str]]:
    for number, one in enumerate(meeting.decisions, start=1):
        text = f"{one.text}（{one.outcome}）" if one.outcome else one.text
        if not one.rows:
            yield [str(number), text, one.leads or "—", one.state or "—", "—", "—", day(one.due, "—")]
        for place, row in enumerate(one.rows):
            first = place == 0
            yield [
                str(number) if first else "",
                text if first else "",
                row.leads or "—",
                f"{row.name}：{row.progress}" + (f"（截至{day(row.as_of)}）" if row.as_of else ""),
                row.problem or "—",
                row.next_step or "—",
                _until(row),
            ]


def _until(row: ProgressRow) -> str:
    said = day(row.due, "—")
    if row.original_due and row.original_due != row.due:
        said += f"\n原定{day(row.original_due)}"
    return f"{said}\n逾期" if row.late else said
