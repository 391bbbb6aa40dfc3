"""The measures of GB/T 9704-2012, and what both writers number and say alike."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from unicodedata import east_asian_width

from tongcheng.language import Text
from tongcheng.render.papers.model import Attachment, Block, Heading, Paper

#: Millimetres: A4, margins, and the type area of 156 × 225 that they leave.
PAGE, A3 = (210.0, 297.0), (297.0, 420.0)
TOP, LEFT, RIGHT, BOTTOM = 37.0, 28.0, 26.0, 35.0
#: 22 lines in 225 mm.
PITCH = 28.95
#: Body words of 16 points (三号); 28 of them fill a line of 156 mm only if each is set a quarter point closer.
BODY, TITLE, PAGE_NUMBER, CELL, SMALL = 16.0, 22.0, 14.0, 12.0, 12.0
TIGHTER = -0.25

#: Fonts as offices name them. The first two are proprietary: they are named, never shipped, and have substitutes.
SONG_TITLE, FANG, HEI, KAI, SONG = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体"
WESTERN = "Times New Roman"

ATTACHMENT = Text("附件", "Attachment")
ATTACHMENTS = Text("附件：", "Attachments: ")
SIGNER = Text("签发人：", "Signed by: ")
COPIES = Text("抄送：", "Copies to: ")

#: The red of the standard, and the largest that who issued is printed.
RED, LARGEST = "#d7000f", 44.0
#: Pictures in Word: dots to an inch.
DOTS = 200

_DIGITS = "〇一二三四五六七八九"
_NUMBERED = re.compile(r"^\s*([一二三四五六七八九十百]+、|（[一二三四五六七八九十百]+）|\d+[.．、]|（\d+）)")


def chinese(number: int) -> str:
    """Write a number below one hundred in Chinese.

    Examples
    --------
    >>> [chinese(one) for one in (1, 10, 12, 20, 35)]
    ['一', '十', '十二', '二十', '三十五']
    """
    tens, ones = divmod(number, 10)
    if not tens:
        return _DIGITS[ones]
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")


def numbered(blocks: Sequence[Block]) -> Iterator[tuple[Block, str]]:
    """Give every block with its words; headings get their numbers, unless the words begin with one.

    Examples
    --------
    >>> [words for _, words in numbered([Heading("目标"), Heading("任务", 2), Heading("要求", 2), Heading("安排")])]
    ['一、目标', '（一）任务', '（二）要求', '二、安排']
    """
    counts = [0, 0, 0, 0]
    for block in blocks:
        if not isinstance(block, Heading):
            yield block, ""
            continue
        if not block.numbered or _NUMBERED.match(block.words):
            yield block, block.words
            continue
        level = min(max(block.level, 1), 4)
        counts[level - 1] += 1
        counts[level:] = [0] * (4 - level)
        count = counts[level - 1]
        form = (f"{chinese(count)}、", f"（{chinese(count)}）", f"{count}. ", f"（{count}）")[level - 1]
        yield block, form + block.words


#: Characters of a title's line: 156 mm hold twenty of 22 points.
_TITLE_ROOM = 20.0
#: Words of many titles that no line breaks.
_WORDS = frozenset({"同城", "城化", "重点", "工作", "推进", "进展", "情况", "项目", "任务", "清单", "年度", "总结"})
_NOT_FIRST = "的、，。）》”了和与及等%％"


def title_lines(title: str) -> list[str]:
    """Break a long title into lines, the first the longest, no number and no word's tail torn off.

    Examples
    --------
    >>> title_lines("关于报送2022年3月重点工作任务进展情况的通知")
    ['关于报送2022年3月重点', '工作任务进展情况的通知']
    """
    lines: list[str] = []
    for whole in title.split("\n"):
        rest, count = whole, max(1, -int(-ems(whole) // _TITLE_ROOM))
        while count > 1:
            wanted = ems(rest) / count
            at = min(
                range(2, len(rest) - 1), key=lambda place: (_torn(rest, place), abs(ems(rest[:place]) - wanted - 0.2))
            )
            lines.append(rest[:at].strip())
            rest, count = rest[at:].strip(), count - 1
        lines.append(rest)
    return lines


def _torn(words: str, at: int) -> bool:
    before, after = words[at - 1], words[at]
    number = before.isascii() and after.isascii() and not (before + after).isspace()
    return (
        number
        or before + after in _WORDS
        or (before.isdigit() and after in "年月日季")
        or after in _NOT_FIRST
        or before in "（《“第"
    )


def ems(words: str) -> float:
    """Give the width of words in Han characters.

    Examples
    --------
    >>> ems("2022年4月1日")
    6.0
    """
    return sum(1.0 if east_asian_width(char) in "WFA" else 0.5 for char in words)


def signature_indents(paper: Paper) -> tuple[float, float]:
    """Give how far, in characters, signature and date stand from the right: the date four, the signature over its middle."""
    date, signed = ems(paper.date), max((ems(line) for line in paper.signature.split("\n")), default=0.0)
    if signed <= date:
        return 4 + (date - signed) / 2, 4.0
    return max(2.0, 4 - (signed - date) / 2), max(2.0, 4 - (signed - date) / 2) + (signed - date) / 2


def head_size(issuer: str) -> float:
    """Give the size in points at which who issued fills one line at most."""
    return min(LARGEST, (PAGE[0] - LEFT - RIGHT) / 25.4 * 72 / max(ems(issuer), 1))


def attachment_lines(paper: Paper) -> list[str]:
    """Give the lines that name the attachments, without the word before them."""
    titles = [" ".join(one.title.split()) for one in paper.attachments]
    return titles if len(titles) == 1 else [f"{number}. {title}" for number, title in enumerate(titles, 1)]


def attachment_name(paper: Paper, attachment: Attachment) -> str:
    """Give what stands at the head of an attachment's first page: 附件, or 附件2."""
    word = ATTACHMENT.say(paper.language)
    if len(paper.attachments) == 1:
        return word
    gap = "" if paper.language == "zh" else " "
    return f"{word}{gap}{[id(one) for one in paper.attachments].index(id(attachment)) + 1}"
