"""A draft and its sections as a paper, and the paper as files."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tongcheng.language import SYNTHETIC_MARK
from tongcheng.office.papers import gantt
from tongcheng.office.papers.drafting.parts import day
from tongcheng.office.papers.models import Draft, Section
from tongcheng.render.papers import (
    Attachment,
    Block,
    Heading,
    Paper,
    Paragraph,
    Picture,
    Table,
    write_docx,
    write_pdf,
)

_PAGES = re.compile(rb"/Type\s*/Page(?![a-zA-Z])")
#: Millimetres that a picture may be high: what is left on the first page of an attachment is less, pictures are cut so.
_HIGHEST = 222.0
_COUNTED = re.compile(r"^([一二三四五六七八]是|\d+[.．]|【[^】]{1,30}】)")


@dataclass(frozen=True)
class Files:
    """A paper as Word and PDF, with the SHA-256 of both."""

    docx: bytes
    pdf: bytes

    @property
    def docx_sha256(self) -> str:
        """Give the SHA-256 of the Word file."""
        return hashlib.sha256(self.docx).hexdigest()

    @property
    def pdf_sha256(self) -> str:
        """Give the SHA-256 of the PDF."""
        return hashlib.sha256(self.pdf).hexdigest()

    @property
    def pages(self) -> int:
        """Count the pages of the PDF."""
        return len(_PAGES.findall(self.pdf))


def paper_of(draft: Draft, sections: Sequence[Section], on: date | None = None) -> Paper:
    """Give a draft as a paper, dated if a day is given."""
    inside = [one for one in sections if not one.attached]
    return Paper(
        draft.title,
        [block for section in inside for block in _blocks(section)],
        to=draft.to,
        signature=draft.signature,
        date=day(on) if on else "",
        attachments=[_attachment(one) for one in sections if one.attached],
        number=draft.number,
        copies=draft.copies,
        mark=SYNTHETIC_MARK.zh if draft.synthetic else "",
        foot=f"数据截至{day(draft.as_of)}。日志链首：{draft.chain_head}。",
    )


def _blocks(section: Section) -> Iterable[Block]:
    if section.heading:
        yield Heading(section.heading)
    for line in section.text.splitlines():
        if line.strip():
            counted = _COUNTED.match(line.strip())
            lead = counted[0] if counted and counted[0].startswith("【") else ""
            yield Paragraph(line.strip()[len(lead) :], lead=lead)
    if section.table:
        yield _table(section.table)
    if section.chart:
        chart = gantt.from_record(section.chart)
        for svg in gantt.pictures(chart):
            yield Picture(svg, f"{chart.title.zh}，{chart.under.zh}", _HIGHEST)


def _attachment(section: Section) -> Attachment:
    blocks = [block for block in _blocks(section) if not isinstance(block, Heading)]
    return Attachment(section.heading, blocks, landscape=bool(section.table and section.table.get("landscape")))


def _table(table: dict[str, Any]) -> Table:
    return Table(
        table["header"], table["rows"], table.get("caption", ""), table.get("widths", ()), table.get("aligns", ()),
        bool(table.get("total")),
    )  # fmt: skip


def files_of(paper: Paper) -> Files:
    """Write a paper as Word and PDF."""
    return Files(write_docx(paper), write_pdf(paper))
