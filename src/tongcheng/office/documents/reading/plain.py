"""Reads plain text and Markdown: headings by ``#`` or by number, tables by ``|``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from tongcheng.office.documents.models import ParagraphKind
from tongcheng.office.documents.reading.blocks import Block, paragraph, table_row, with_title

_HASHES = re.compile(r"^(#{1,6})\s+(.*?)\s*#*$")
_RULE = re.compile(r"^\|?\s*:?-{3,}:?\s*(\|\s*:?-{3,}:?\s*)*\|?$")
#: Signs that no text has.
_BINARY = re.compile("[\x00-\x08\x0e-\x1f]")


def text_of(content: bytes) -> str | None:
    r"""Give the text in the encodings that Chinese offices use; ``None`` if it is no text.

    Examples
    --------
    >>> text_of("断头路".encode("gb18030")), text_of(b"\x00\x01")
    ('断头路', None)
    """
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if _BINARY.search(text) else text.replace("\r\n", "\n").replace("\r", "\n")
    return None


def read_plain(text: str) -> list[Block]:
    """Read text line by line; every line is a paragraph, as Chinese offices write them."""
    return with_title(list(_blocks(text.splitlines())))


def _blocks(lines: list[str]) -> Iterator[Block]:
    table, inside, header = 0, False, False
    for at, line in enumerate(lines):
        said = line.strip()
        if said.startswith("|") and said.endswith("|") and len(said) > 1:
            if _RULE.match(said):
                continue
            table += not inside
            header = not inside and at + 1 < len(lines) and bool(_RULE.match(lines[at + 1].strip()))
            inside = True
            block = table_row(said[1:-1].split("|"), table, header=header)
        else:
            inside = False
            block = _line(said)
        if block is not None:
            yield block


def _line(said: str) -> Block | None:
    found = _HASHES.match(said)
    if found is None:
        return paragraph(said)
    block = paragraph(found[2], level=max(1, len(found[1]) - 1))
    if block is not None and len(found[1]) == 1:
        return replace(block, kind=ParagraphKind.TITLE, level=0)
    return block
