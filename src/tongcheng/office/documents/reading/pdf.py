"""Reads the text layer of a PDF and makes paragraphs of its lines."""

from __future__ import annotations

import io
import logging
import re
from collections import Counter

from tongcheng.office.documents.reading.blocks import Block, level_of, paragraph, with_title

_PAGE_NUMBER = re.compile(r"^[—–\-·\s]*\d{1,4}[—–\-·\s]*$|^第\s*\d+\s*页(\s*[，,共/]\s*共?\s*\d+\s*页)?$")
_CLAUSE = re.compile(
    r"^(第[一二三四五六七八九十百]+[章节条]|[一二三四五六七八九十]+[、是]|[（(][一二三四五六七八九十\d]+[)）]|\d{1,2}[.．、](?!\d))"
)
_STOPS = "。！？；："
#: Fewer signs than this on a page are no text layer but a stamp or a page number.
_FEWEST = 8


class UnreadablePdfError(ValueError):
    """A PDF that cannot be opened: locked by a password, or damaged."""

    def __init__(self, *, locked: bool) -> None:
        self.locked = locked
        super().__init__("locked" if locked else "damaged")


def read_pdf(content: bytes) -> list[Block]:
    """Give the blocks of a PDF's text layer; none if it is a scan.

    Raises
    ------
    UnreadablePdfError
        If it is locked or damaged.
    """
    pages = [_lines(page) for page in _pages(content)]
    if sum(len(line) for page in pages for line in page) < _FEWEST:
        return []
    running = _running(pages)
    lines = [line for page in pages for line in page if line not in running]
    return with_title([block for text in _joined(lines) if (block := paragraph(text)) is not None])


def _pages(content: bytes) -> list[str]:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.ERROR)
    try:
        reader = PdfReader(io.BytesIO(content))
        locked = reader.is_encrypted and not reader.decrypt("")
        if not locked:
            return [page.extract_text() for page in reader.pages]
    # Damaged files raise anything: what matters is that the file is not lost and the person is told.
    except (
        PyPdfError,
        ValueError,
        KeyError,
        TypeError,
        IndexError,
        AttributeError,
        RecursionError,
        OSError,
    ) as error:
        raise UnreadablePdfError(locked=False) from error
    raise UnreadablePdfError(locked=True)


def _lines(page: str) -> list[str]:
    lines = [line.strip() for line in page.splitlines()]
    return [line for line in lines if line and not _PAGE_NUMBER.match(line)]


def _running(pages: list[list[str]]) -> set[str]:
    """Give the lines that head or end most pages."""
    if len(pages) < 3:
        return set()
    ends = Counter(line for page in pages for line in {*page[:1], *page[-1:]})
    return {line for line, count in ends.items() if count > len(pages) * 0.6}


def _joined(lines: list[str]) -> list[str]:
    """Join lines that the page has broken: a full line that does not end a sentence goes on."""
    widest = sorted(map(len, lines))[int(len(lines) * 0.9)] if lines else 0
    found: list[str] = []
    full = False
    for at, line in enumerate(lines):
        begins = _CLAUSE.match(line) is not None or at == 0 or not full
        if begins or level_of(found[-1]):
            found.append(line)
        else:
            apart = " " if found[-1][-1].isascii() and line[0].isascii() else ""
            found[-1] += apart + line
        full = len(line) >= widest * 0.85 and line[-1] not in _STOPS
    return found
