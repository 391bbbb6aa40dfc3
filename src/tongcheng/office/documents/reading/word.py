"""Reads a Word file with its tables, its numbers and its tracked changes."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from tongcheng.office.documents.models import ParagraphKind
from tongcheng.office.documents.reading.blocks import Block, paragraph, table_row, with_title
from tongcheng.office.documents.reading.numbering import Numbering

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_GONE = {f"{_W}del", f"{_W}moveFrom", _FALLBACK}
_SKIPPED = _GONE | {f"{_W}instrText", f"{_W}footnoteReference"}
_BREAKS = {f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}tab": "\t", f"{_W}noBreakHyphen": "-"}


class DamagedWordError(ValueError):
    """A Word file that cannot be opened."""


@dataclass(frozen=True)
class Tracked:
    """Changes that were tracked and neither accepted nor rejected."""

    insertions: int = 0
    deletions: int = 0
    authors: tuple[tuple[str, int], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.insertions or self.deletions)


def read_word(content: bytes) -> tuple[list[Block], Tracked]:
    """Give the blocks of a Word file as if every tracked change were accepted, and what was tracked.

    Raises
    ------
    DamagedWordError
        If it cannot be opened.
    """
    import docx
    from docx.opc.exceptions import OpcError
    from lxml.etree import LxmlError  # type: ignore[import-untyped]

    try:
        document = docx.Document(io.BytesIO(content))
        body = document.element.body
        reader = _Reader(document)
        blocks = with_title(list(reader.read(body)))
    except (OpcError, LxmlError, KeyError, ValueError, OSError, AttributeError, NotImplementedError) as error:
        raise DamagedWordError from error
    return blocks, tracked_in(body)


def tracked_in(body: Any) -> Tracked:
    """Count tracked insertions and deletions, moved text as one of each, and by whom they are."""
    counts = {name: list(body.iter(f"{_W}{name}")) for name in ("ins", "moveTo", "del", "moveFrom")}
    # Marks inside properties are about paragraph marks, rows and formats; those without words are not counted.
    real = {name: [one for one in found if _has_words(one)] for name, found in counts.items()}
    authors = Counter(str(one.get(f"{_W}author") or "?") for found in real.values() for one in found)
    return Tracked(
        len(real["ins"]) + len(real["moveTo"]), len(real["del"]) + len(real["moveFrom"]), tuple(authors.most_common())
    )


def _has_words(element: Any) -> bool:
    return any(one.text for tag in ("t", "delText") for one in element.iter(f"{_W}{tag}"))


class _Reader:
    def __init__(self, document: Any) -> None:
        self._tables = 0
        self._levels = _levels(document)
        self._titles = {style.style_id for style in document.styles if style.name in ("Title", "标题")}
        part = next(
            (rel.target_part for rel in document.part.rels.values() if rel.reltype.endswith("/numbering")), None
        )
        self._numbers = Numbering(getattr(part, "element", None))
        self._held = ""

    def read(self, parent: Any) -> Iterator[Block]:
        for child in parent:
            if child.tag == f"{_W}p":
                yield from self._paragraph(child)
            elif child.tag == f"{_W}tbl":
                yield from self._table(child)
            elif child.tag in (f"{_W}sdt", f"{_W}ins", f"{_W}moveTo"):
                inner = child.find(f"{_W}sdtContent") if child.tag == f"{_W}sdt" else child
                if inner is not None:
                    yield from self.read(inner)

    def _paragraph(self, element: Any) -> Iterator[Block]:
        properties = element.find(f"{_W}pPr")
        text = self._held + self._numbers.before(properties) + _text(element)
        self._held = ""
        if properties is not None and properties.find(f"{_W}rPr/{_W}del") is not None:
            self._held = text  # the mark at its end is deleted: it goes on in the next one
            return
        style = properties.find(f"{_W}pStyle") if properties is not None else None
        name = style.get(f"{_W}val") if style is not None else ""
        outline = properties.find(f"{_W}outlineLvl") if properties is not None else None
        level = self._levels.get(name)
        if outline is not None and int(outline.get(f"{_W}val")) < 9:
            level = int(outline.get(f"{_W}val")) + 1
        block = paragraph(text, level)
        if block is not None:
            yield replace(block, kind=ParagraphKind.TITLE, level=0) if name in self._titles else block

    def _table(self, element: Any) -> Iterator[Block]:
        self._tables += 1
        for at, row in enumerate(element.iterchildren(f"{_W}tr")):
            properties = row.find(f"{_W}trPr")
            if properties is not None and properties.find(f"{_W}del") is not None:
                continue
            marked = properties is not None and properties.find(f"{_W}tblHeader") is not None
            block = table_row(_cells(row), self._tables, header=marked or at == 0)
            if block is not None:
                yield block


def _levels(document: Any) -> dict[str, int]:
    """Give the level of each style that is a heading."""
    found = {}
    for style in document.styles:
        words = str(style.name or "").lower().removeprefix("heading ").removeprefix("标题 ")
        if words != str(style.name or "").lower() and words.isdecimal():
            found[style.style_id] = int(words)
    return found


def _cells(row: Any) -> Iterator[str]:
    for cell in row.iter(f"{_W}tc"):
        if next(cell.iterancestors(f"{_W}tr")) is not row:
            continue
        merged = cell.find(f"{_W}tcPr/{_W}vMerge")
        goes_on = merged is not None and merged.get(f"{_W}val") != "restart"
        yield "" if goes_on else "\n".join(_text(one) for one in cell.iter(f"{_W}p"))
        span = cell.find(f"{_W}tcPr/{_W}gridSpan")
        for _ in range(min(int(span.get(f"{_W}val")), 60) - 1 if span is not None else 0):
            yield ""


def _text(element: Any) -> str:
    return "".join(_pieces(element))


def _pieces(element: Any) -> Iterator[str]:
    for child in element:
        if child.tag in _SKIPPED or not isinstance(child.tag, str) or child.tag == f"{_W}pPr":
            continue
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag in _BREAKS:
            yield _BREAKS[child.tag]
        else:
            yield from _pieces(child)
