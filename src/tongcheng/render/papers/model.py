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
    merged
        Columns in which an empty cell goes on with the one above it.
    """

    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    caption: str = ""
    widths: Sequence[float] = ()
    aligns: Sequence[Align] = ()
    total: bool = False
    merged: Sequence[int] = ()

    def __post_init__(self) -> None:
        wrong = [row for row in self.rows if len(row) != len(self.header)]
        if not self.header or wrong:
            raise ValueError(
                f"a table of {len(self.header)} columns has rows of {[len(row) for row in wrong][:3]} cells"
            )
        if any(given and len(given) != len(self.header) for given in (self.widths, self.aligns)):
            raise ValueError("give a width and an alignment for every column, or none")

    def span(self, row: int, column: int) -> int:
        """Count the rows that a cell stands for; 0 if it goes on with the one above."""
        if column not in self.merged:
            return 1
        if row > 0 and not self.rows[row][column]:
            return 0
        after = row + 1
        while after < len(self.rows) and not self.rows[after][column]:
            after += 1
        return after - row


@dataclass(frozen=True)
class Note:
    """Small words under a table or at the end: 注, source, what is synthetic."""

    words: str


@dataclass(frozen=True)
class Roll:
    """People named under a word: 出席：…; further lines stand under the first name."""

    label: str
    words: str


@dataclass(frozen=True)
class Picture:
    """A drawing, such as a map: sharp in the PDF, a fine grid of dots in Word.

    Parameters
    ----------
    svg
        The drawing.
    about
        What it shows, for those who cannot see it.
    height
        Its greatest height in millimetres; it is never wider than the type area.
    """

    svg: str
    about: str = ""
    height: float = 150.0


Block = Heading | Paragraph | Table | Note | Roll | Picture


@dataclass(frozen=True)
class Attachment:
    """An attachment: with blocks it follows the paper on pages of its own, without them it is a file beside it."""

    title: str
    blocks: Sequence[Block] = ()
    landscape: bool = False
    a3: bool = False


@dataclass(frozen=True)
class Head:
    """The red head (版头) of a document that was really issued under a number: there is none without one.

    Parameters
    ----------
    issuer
        Who issued it, as printed in red (发文机关标志).
    number
        Document number (发文字号).
    signer
        Who signed it (签发人); printed on reports to a higher authority only.
    """

    issuer: str
    number: str
    signer: str = ""

    def __post_init__(self) -> None:
        if not self.issuer.strip() or not self.number.strip():
            raise ValueError("a red head needs who issued the document and its number")


@dataclass(frozen=True)
class Paper:
    """A paper: 通知, 通报, 专报, 函, 纪要.

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
    landscape, a3
        Whether the paper itself lies on its side, and whether on A3 sheets, which always do.
    head
        The red head; ``number`` is empty then, and ``copies`` stand in the imprint at the foot of the last page.
    imprint
        Who printed it and when (印发机关和印发日期), in the imprint.
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
    landscape: bool = False
    a3: bool = False
    head: Head | None = None
    imprint: tuple[str, str] | None = None

    def __post_init__(self) -> None:
        if self.head is not None and self.number:
            raise ValueError("the number stands in the red head")
        if self.imprint is not None and self.head is None:
            raise ValueError("only a paper with a red head has an imprint")
