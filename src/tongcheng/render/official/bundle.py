"""The papers of a meeting with a contents page, each as Word and PDF."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tongcheng.render.official.words import marks
from tongcheng.render.papers import Block, Heading, Paper, Paragraph, Table, write_docx, write_pdf

_PAGES = re.compile(rb"/Type\s*/Page(?![a-zA-Z])")


@dataclass(frozen=True)
class Part:
    """A paper of a pack as it stands in its contents: number, words, how many pages, what to know about it."""

    number: str
    title: str
    pages: int
    note: str = ""


def word_of(paper: Paper) -> bytes:
    """Write a paper as Word."""
    return write_docx(paper)


def pdf_of(paper: Paper) -> bytes:
    """Write a paper as PDF."""
    return write_pdf(paper)


def pages_of(pdf: bytes) -> int:
    """Count the pages of a PDF of ours."""
    return len(_PAGES.findall(pdf))


def contents(
    title: str, state: str, parts: Sequence[Part], *, made: str, missing: Sequence[str] = (),
    originals: Sequence[str] = (), synthetic: bool = False,
) -> Paper:  # fmt: skip
    """Write the contents of a pack, with what is not in it and why."""
    blocks: list[Block] = [Paragraph(f"会议状态：{state}。{made}")]
    rows = [[one.number, one.title, str(one.pages), one.note or "—"] for one in parts]
    header = ["编号", "材料", "页数", "说明"]
    blocks.append(Table(header, rows, widths=(1.2, 8, 1.2, 5), aligns=("center", "left", "center", "left")))
    if originals:
        blocks.append(Heading("所附原件", numbered=False))
        blocks += [Paragraph(one) for one in originals]
    if missing:
        blocks.append(Heading("未包括的材料", numbered=False))
        blocks += [Paragraph(one) for one in missing]
    return Paper(f"{title}\n会议材料目录", blocks, mark=marks(synthetic=synthetic))
