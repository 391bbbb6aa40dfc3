"""A document that lies before a meeting, and what the units said about it (意见采纳情况表)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby, zip_longest

from tongcheng.render.official.words import NOT_KNOWN, day, marks
from tongcheng.render.papers import Block, Head, Heading, Note, Paper, Paragraph, Table
from tongcheng.render.papers.model import Align


@dataclass(frozen=True)
class BlockRow:
    """A block of a document's text: ``title``, ``heading``, ``paragraph`` or ``table_row``."""

    kind: str
    text: str
    level: int = 1
    table: int | None = None
    header: bool = False
    cells: Sequence[str] = ()


@dataclass(frozen=True)
class IssueRow:
    """Under which number a document was really issued, by whom, to whom."""

    number: str
    issuer: str
    to: str
    issued: date
    copies: str = ""


@dataclass(frozen=True)
class WrittenRow:
    """A version of a document; ``known`` is false where only its title is."""

    title: str
    label: str = ""
    blocks: Sequence[BlockRow] = ()
    known: bool = True
    readable: bool = True
    issue: IssueRow | None = None
    synthetic: bool = False
    source: str = ""


def document(one: WrittenRow) -> Paper:
    """Lay a document's text out; only one that was issued has a number and a red head, no seal is ever drawn."""
    mark = marks(synthetic=one.synthetic)
    title = f"{one.title}\n（{one.label}）" if one.label and one.issue is None else one.title
    source = [Note(f"资料出处：{one.source}")] if one.source else []
    if not one.known:
        return Paper(one.title, [Paragraph(NOT_KNOWN), *source], mark=mark)
    if not one.readable:
        return Paper(title, [Paragraph("原件没有文本层，不能重排，见原件。"), *source], mark=mark)
    blocks = list(_blocks(one))
    if one.issue is None:
        return Paper(title, [*blocks, *source], mark=mark)
    issue = one.issue
    return Paper(
        title,
        [*blocks, *source],
        to=issue.to.rstrip("：:。"),
        signature=issue.issuer,
        date=day(issue.issued),
        copies=issue.copies,
        mark=mark,
        head=Head(issue.issuer, issue.number),
        imprint=(issue.issuer, f"{day(issue.issued)}印发"),
        foot="据入库文本重排，印章和版面以原件为准。",
    )


def _blocks(one: WrittenRow) -> Iterator[Block]:
    for table, group in groupby(one.blocks, key=lambda block: block.table if block.kind == "table_row" else None):
        rows = list(group)
        if table is not None or rows[0].kind == "table_row":
            yield _table(rows)
            continue
        for block in rows:
            if block.kind == "title":
                if "".join(block.text.split()) != "".join(one.title.split()):
                    yield Heading(block.text, 1, numbered=False)
            elif block.kind == "heading":
                yield Heading(block.text, max(block.level, 1), numbered=False)
            elif block.text.strip():
                yield Paragraph(block.text)


#: Columns with no longer cells are centred.
_SHORT = 4


def _table(rows: Sequence[BlockRow]) -> Table:
    """Make a table; several header rows become one, a table without any takes its first row."""
    heads = [list(one.cells) for one in rows if one.header] or [list(rows[0].cells)]
    body = [list(one.cells) for one in rows if not one.header]
    body = body if any(one.header for one in rows) else body[1:]
    width = max(map(len, (*heads, *body)))
    header = [
        "\n".join(dict.fromkeys(word for word in column if word)) for column in zip_longest(*heads, fillvalue="")
    ]
    filled = [[*cells, *[""] * (width - len(cells))] for cells in body]
    header += [""] * (width - len(header))
    longest = [max(len(row[column]) for row in (header, *filled)) for column in range(width)]
    aligns: list[Align] = ["center" if one <= _SHORT else "left" for one in longest]
    return Table(header, filled, widths=[min(max(one, 3), 18) for one in longest], aligns=aligns)


@dataclass(frozen=True)
class OpinionRow:
    """An opinion and what became of it; ``disposition`` as words."""

    unit: str
    place: str
    words: str
    proposed: str
    disposition: str
    reason: str = ""


@dataclass(frozen=True)
class Asked:
    """A round of consultation: how many were asked, who answered how."""

    round: str
    units: int
    with_opinions: int
    without: int
    waiting: Sequence[str]
    rows: Sequence[OpinionRow]


def opinions(title: str, asked: Sequence[Asked], *, synthetic: bool = False, partly: bool = False) -> Paper:
    """Write what became of the opinions on a document; ``partly`` if the reader sees the own units' alone."""
    blocks: list[Block] = []
    for one in asked:
        if len(asked) > 1:
            blocks.append(Heading(one.round))
        blocks.append(Paragraph(_said(one, partly=partly)))
        if one.rows:
            blocks.append(_opinion_table(one.rows))
    said = ["本表只列本单位的意见。"] if partly else []
    notes = [Note("".join(said))] if said else []
    return Paper(f"《{title}》\n意见采纳情况表", [*blocks, *notes], landscape=True, mark=marks(synthetic=synthetic))


def _said(one: Asked, *, partly: bool) -> str:
    kinds = list(dict.fromkeys(row.disposition for row in one.rows))
    counts = "、".join(f"{kind}{sum(row.disposition == kind for row in one.rows)}条" for kind in kinds)
    said = f"意见{len(one.rows)}条" + (f"，其中{counts}" if counts else "") + "。"
    if partly:
        return said
    whole = f"征求{one.units}家单位意见，有意见{one.with_opinions}家，无意见{one.without}家"
    whole += f"，未反馈{len(one.waiting)}家（{'、'.join(one.waiting)}）" if one.waiting else ""
    return f"{whole}；{said}"


def _opinion_table(rows: Sequence[OpinionRow]) -> Table:
    said = [
        [str(number), one.unit, one.place, one.words, one.proposed or "—", one.disposition, one.reason or "—"]
        for number, one in enumerate(rows, start=1)
    ]
    return Table(
        ("序号", "单位", "对应条款", "意见内容", "建议修改为", "采纳情况", "说明"), said,
        widths=(1, 3, 3, 6, 6, 2, 5), aligns=("center", "left", "left", "left", "left", "center", "left"),
    )  # fmt: skip
