"""A table in a Word paper: fixed widths, header row on every page, no row broken, off the grid of lines."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from docx.document import Document as Opened
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph as Par

from tongcheng.render.papers import layout
from tongcheng.render.papers.model import Table
from tongcheng.render.papers.word_parts import off_grid

_ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
}
#: Lines of a table stand closer than those of the text.
_LINE = Pt(18)


def add_table(document: Opened, block: Table, run: Callable[..., Any]) -> None:
    """Add a table; ``run`` adds words to a paragraph in a font and size."""
    if block.caption:
        par = document.add_paragraph()
        run(par, block.caption, layout.HEI, layout.CELL, tight=False)
        par.alignment = WD_ALIGN_PARAGRAPH.CENTER
        par.paragraph_format.keep_with_next = True
    table = document.add_table(rows=0, cols=len(block.header), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    section = document.sections[-1]
    total = area_width(section)
    shares = list(block.widths) or [1.0] * len(block.header)
    widths = [Mm(total * share / sum(shares)) for share in shares]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    aligns = list(block.aligns) or ["left"] * len(block.header)
    lines = [block.header, *block.rows]
    for number, words in enumerate(lines):
        head = number == 0
        strong = head or (block.total and number == len(lines) - 1)
        row = table.add_row()
        _row_rules(row._tr, head=head)  # noqa: SLF001
        cells = zip(row.cells, words, widths, aligns, strict=True)
        for column, (cell, text, width, align) in enumerate(cells):
            cell.width = width
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
            _merge(cell, 1 if head else block.span(number - 1, column))
            _fill(cell, text, "center" if head else align, layout.HEI if strong else layout.FANG, run)


def area_width(section: Section) -> float:
    """Give the width of the type area in millimetres."""
    page, left, right = section.page_width, section.left_margin, section.right_margin
    assert page is not None
    assert left is not None
    assert right is not None
    return (page - left - right) / Mm(1)


def _merge(cell: _Cell, span: int) -> None:
    """Begin a cell that goes on below, or go on with the one above."""
    if span == 1:
        return
    merge = OxmlElement("w:vMerge")
    merge.set(qn("w:val"), "restart" if span else "continue")
    properties: Any = cell._tc.get_or_add_tcPr()  # noqa: SLF001
    properties.insert_element_before(merge, "w:tcBorders", "w:shd", "w:noWrap", "w:tcMar", "w:vAlign", "w:hideMark")


def _row_rules(row: Any, *, head: bool) -> None:
    properties = row.get_or_add_trPr()
    for name in ("cantSplit", *(("tblHeader",) if head else ())):
        properties.append(OxmlElement(f"w:{name}"))


def _fill(cell: _Cell, text: str, align: str, font: str, run: Callable[..., Any]) -> None:
    for number, line in enumerate(text.split("\n")):
        par: Par = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        run(par, line, font, layout.CELL, tight=False)
        par.alignment = _ALIGN[align]
        par.paragraph_format.line_spacing = _LINE
        off_grid(par)
