"""The red head and the imprint of a Word paper that was issued under a number."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from docx.document import Document as Opened
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph as Par

from tongcheng.render.papers import layout
from tongcheng.render.papers.model import Head
from tongcheng.render.papers.word_parts import off_grid
from tongcheng.render.papers.word_table import area_width

Run = Callable[..., Any]
#: What stands after the borders among a paragraph's properties: Word refuses any other order.
_AFTER_BORDERS = tuple(
    f"w:{name}"
    for name in (
        *("shd", "tabs", "suppressAutoHyphens", "kinsoku", "wordWrap", "overflowPunct", "topLinePunct"),
        *("autoSpaceDE", "autoSpaceDN", "bidi", "adjustRightInd", "snapToGrid", "spacing", "ind"),
        *("contextualSpacing", "mirrorIndents", "jc", "rPr", "sectPr"),
    )
)


def add_head(document: Opened, head: Head, run: Run, signer: str) -> None:
    """Add who issued in red, the number two lines below, and the red line."""
    size = layout.head_size(head.issuer)
    par = document.add_paragraph()
    made = run(par, head.issuer, layout.SONG_TITLE, size, tight=False)
    made.font.color.rgb = RGBColor.from_string(layout.RED.lstrip("#").upper())
    par.alignment = WD_ALIGN_PARAGRAPH.CENTER
    form = par.paragraph_format
    form.line_spacing_rule, form.line_spacing, form.space_before = WD_LINE_SPACING.EXACTLY, Pt(size * 1.2), Mm(35)
    off_grid(par)
    for _ in range(2):
        document.add_paragraph()
    par = document.add_paragraph()
    run(par, head.number, layout.FANG, layout.BODY)
    if head.signer:
        par.paragraph_format.left_indent = par.paragraph_format.right_indent = Pt(layout.BODY)
        _right_tab(par, document)
        run(par, f"\t{signer}{head.signer}", layout.FANG, layout.BODY)
    else:
        par.alignment = WD_ALIGN_PARAGRAPH.CENTER
    # A paragraph of its own: the line is as wide as the type area, whatever stands above it.
    par = document.add_paragraph()
    par.paragraph_format.line_spacing = Mm(4)
    off_grid(par)
    border(par, "bottom", 1.4, layout.RED)
    for _ in range(2):
        document.add_paragraph()


def _right_tab(par: Par, document: Opened) -> None:
    right = Mm(area_width(document.sections[-1])) - Pt(layout.BODY)
    par.paragraph_format.tab_stops.add_tab_stop(right, WD_TAB_ALIGNMENT.RIGHT)


def border(par: Par, side: str, points: float, colour: str = "#000000", space: float = 1) -> None:
    """Draw a line along a paragraph, as wide as the type area."""
    properties: Any = par._p.get_or_add_pPr()  # noqa: SLF001
    borders = properties.find(qn("w:pBdr"))
    if borders is None:
        borders = OxmlElement("w:pBdr")
        properties.insert_element_before(borders, *_AFTER_BORDERS)
    line = OxmlElement(f"w:{side}")
    line.set(qn("w:val"), "single")
    line.set(qn("w:sz"), str(round(points * 8)))
    line.set(qn("w:space"), str(round(space)))
    line.set(qn("w:color"), colour.lstrip("#"))
    borders.append(line)


def add_imprint(document: Opened, lines: Sequence[str | tuple[str, str]], run: Run) -> None:
    """Add copies, who printed it and when, between lines; at the foot of the page, in a table that floats there."""
    section = document.sections[-1]
    table = document.add_table(rows=0, cols=1)
    table.autofit = False
    width = Mm(area_width(section))
    table.columns[0].width = width
    for words in lines:
        cell = table.add_row().cells[0]
        cell.width = width
        par = cell.paragraphs[0]
        off_grid(par)
        par.paragraph_format.line_spacing = Pt(24)
        par.paragraph_format.keep_with_next = words is not lines[-1]
        par.paragraph_format.left_indent = par.paragraph_format.right_indent = Pt(layout.PAGE_NUMBER)
        if isinstance(words, tuple):
            _right_tab(par, document)
        said = "\t".join(words) if isinstance(words, tuple) else words
        run(par, said, layout.FANG, layout.PAGE_NUMBER, tight=False)
    properties: Any = table._tbl.tblPr  # noqa: SLF001
    _float(properties)
    _lines(properties)
    after = document.add_paragraph()
    after.paragraph_format.line_spacing = Pt(1)
    off_grid(after)


def _float(properties: Any) -> None:
    place = OxmlElement("w:tblpPr")
    for name, value in (
        ("vertAnchor", "margin"),
        ("horzAnchor", "margin"),
        ("tblpXSpec", "center"),
        ("tblpYSpec", "bottom"),
    ):
        place.set(qn(f"w:{name}"), value)
    style = properties.find(qn("w:tblStyle"))
    properties.insert(0 if style is None else list(properties).index(style) + 1, place)


def _lines(properties: Any) -> None:
    borders = OxmlElement("w:tblBorders")
    for side, points in (("top", 1.0), ("bottom", 1.0), ("insideH", 0.7)):
        line = OxmlElement(f"w:{side}")
        line.set(qn("w:val"), "single")
        line.set(qn("w:sz"), str(round(points * 8)))
        line.set(qn("w:space"), "0")
        line.set(qn("w:color"), "000000")
        borders.append(line)
    layout_at = properties.find(qn("w:tblLayout"))
    properties.insert(list(properties).index(layout_at) if layout_at is not None else len(properties), borders)
