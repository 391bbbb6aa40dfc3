"""A document's text as blocks: what every reader of files gives."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from tongcheng.office.documents.models import ParagraphKind

_TITLE_LONGEST = 60
_HEADING_LONGEST = 42
#: Headings as a 公文 numbers them; 第一条 is a clause, not a heading.
_NUMBERED = (
    re.compile(r"^(?:[一二三四五六七八九十百]+、|第[一二三四五六七八九十百]+[章编])"),
    re.compile(r"^(?:[（(][一二三四五六七八九十百]+[)）]|第[一二三四五六七八九十百]+节)"),
    re.compile(r"^\d{1,2}[.．、](?!\d)"),
    re.compile(r"^[（(]\d{1,2}[)）]"),
)
_ENDS = "。；！？：;!?:，,"
_BLANK = re.compile(r"[ \t\u3000\xa0]+")


@dataclass(frozen=True)
class Block:
    """One block: title, heading with its level, paragraph, or row of a table."""

    kind: str
    text: str
    level: int = 0
    table: int | None = None
    header: bool = False
    cells: tuple[str, ...] = field(default=())


def tidy(text: str) -> str:
    r"""Take blanks from the ends of lines and doubled ones from inside.

    Examples
    --------
    >>> tidy("　　一、 总体  要求 \n")
    '一、 总体 要求'
    """
    return "\n".join(line for one in text.splitlines() if (line := _BLANK.sub(" ", one).strip()))


def level_of(text: str) -> int:
    """Tell by its number and length the level of a heading; 0 if it is none.

    Examples
    --------
    >>> [level_of(t) for t in ("一、总体要求", "（一）打通断头路", "1.交通", "1.5 公里", "一、坚持统筹。各市……")]
    [1, 2, 3, 0, 0]
    """
    if len(text) > _HEADING_LONGEST or "\n" in text or "。" in text or text[-1:] in _ENDS:
        return 0
    return next((level for level, sign in enumerate(_NUMBERED, start=1) if sign.match(text)), 0)


def paragraph(text: str, level: int | None = None) -> Block | None:
    """Make a block of text; its level is told by its number unless it is known."""
    text = tidy(text)
    if not text:
        return None
    level = level_of(text) if level is None else level
    return Block(ParagraphKind.HEADING if level else ParagraphKind.PARAGRAPH, text, level)


def table_row(cells: Iterable[str], table: int, *, header: bool = False) -> Block | None:
    """Make a block of a table's row; an empty row is none."""
    said = tuple(tidy(cell) for cell in cells)
    if not any(said):
        return None
    return Block(ParagraphKind.TABLE_ROW, "\t".join(said), table=table, header=header, cells=said)


def with_title(blocks: list[Block]) -> list[Block]:
    """Take a short first line that is no sentence for the title, where none is marked as such."""
    if not blocks or any(one.kind == ParagraphKind.TITLE for one in blocks):
        return blocks
    first = blocks[0]
    plain = first.kind == ParagraphKind.PARAGRAPH and len(first.text) <= _TITLE_LONGEST
    if plain and "。" not in first.text and first.text[-1] not in _ENDS:
        return [replace(first, kind=ParagraphKind.TITLE), *blocks[1:]]
    return blocks
