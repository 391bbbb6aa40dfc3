"""What a paper is made of. Words come said in one language; the writers add only numbers and the layout."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from tongcheng.language import Language

Align = Literal["left", "center", "right"]


@dataclass(frozen=True)
class Heading:
    """A heading of level 1 to 4, numbered 一、 （一） 1. （1） by itself; not if ``numbered`` is false."""

    words: str
    level: int = 1
    numbered: bool = True


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; ``lead`` are the words at its beginning that stand out (一是……)."""

    words: str
    lead: str = ""
    indent: bool = True


@dataclass(frozen=True)
class Table:
    """A table: its header row is repeated on every page and no row is broken.

    Parameters
    ----------
    header
        Words of the header row.
    rows
        Cells as words.
    caption
        Stands above the table.
    widths
        Shares of the width; equal if none are given.
    aligns
        Alignment of each column; left if none are given.
    total
        Whether the last row is a total.
    """

    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    caption: str = ""
    widths: Sequence[float] = ()
    aligns: Sequence[Align] = ()
    total: bool = False

    def __post_init__(self) -> None:
        wrong = [row for row in self.rows if len(row) != len(self.header)]
        if not self.header or wrong:
            raise ValueError(
                f"a table of {len(self.header)} columns has rows of {[len(row) for row in wrong][:3]} cells"
            )
        if any(given and len(given) != len(self.header) for given in (self.widths, self.aligns)):
            raise ValueError("give a width and an alignment for every column, or none")


@dataclass(frozen=True)
class Note:
    """Small words under a table or at the end: 注, source, what is synthetic."""

    words: str


Block = Heading | Paragraph | Table | Note


@dataclass(frozen=True)
class Attachment:
    """An attachment: with blocks it follows the paper on pages of its own, without them it is a file beside it."""

    title: str
    blocks: Sequence[Block] = ()
    landscape: bool = False


@dataclass(frozen=True)
class Paper:
    """A paper: 通知, 通报, 专报, 函.

    Parameters
    ----------
    title
        Title; a line break in it is kept.
    blocks
        The body.
    to
        Whom it is sent to (主送), without the colon.
    signature, date
        Who signs and the date as written out.
    attachments
        Named after the body (附件：1. …) and, where they have blocks, printed after it.
    number
        Document number (发文字号) under the title; empty where the paper has none.
    copies
        Whom a copy is sent to (抄送), at the end.
    mark
        Red words at the head of every page: 示意数据，不反映真实情况.
    foot
        Small words at the foot of the last page: what the numbers rest on, the head of the log.
    language
        Language of the words that the writers add.
    """

    title: str
    blocks: Sequence[Block]
    to: str = ""
    signature: str = ""
    date: str = ""
    attachments: Sequence[Attachment] = ()
    number: str = ""
    copies: str = ""
    mark: str = ""
    foot: str = ""
    language: Language = "zh"
