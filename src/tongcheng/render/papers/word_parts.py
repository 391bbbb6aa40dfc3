"""Parts of a Word paper that python-docx does not know: grid, page numbers left and right, substitutes of fonts."""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import quoteattr

from docx.document import Document as Opened
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import nsdecls, qn
from docx.section import Section
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph as Par

from tongcheng.render.papers import layout

#: What stands in for a proprietary font where it is not installed.
_SUBSTITUTES = (
    (layout.SONG_TITLE, "方正小标宋_GBK,宋体,SimSun,Noto Serif CJK SC"),
    (layout.FANG, "仿宋,FangSong,FangSong_GB2312,Noto Serif CJK SC"),
    (layout.KAI, "楷体,KaiTi,KaiTi_GB2312,Noto Serif CJK SC"),
    (layout.HEI, "SimHei,Noto Sans CJK SC"),
    (layout.SONG, "SimSun,Noto Serif CJK SC"),
)


def frame_page(section: Section, *, landscape: bool, a3: bool = False) -> None:
    """Set paper and margins; a landscape page is the portrait one turned; A3 lies on its side with its margins."""
    landscape = landscape or a3
    wide, high = (Mm(one) for one in (layout.A3 if a3 else layout.PAGE))
    top, right, bottom, left = (Mm(one) for one in (layout.TOP, layout.RIGHT, layout.BOTTOM, layout.LEFT))
    if landscape:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = high, wide
        section.top_margin, section.bottom_margin = left, right
        section.left_margin, section.right_margin = bottom, top
    else:
        section.orientation = WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = wide, high
        section.top_margin, section.bottom_margin = top, bottom
        section.left_margin, section.right_margin = left, right
    section.header_distance = Mm(15)
    # The number stands 7 mm below the type area.
    section.footer_distance = Mm(12) if landscape else Mm(22.5)


def set_grid(section: Section) -> None:
    """Set the grid of lines: 22 on a page."""
    properties: Any = section._sectPr  # noqa: SLF001
    for old in properties.findall(qn("w:docGrid")):
        properties.remove(old)
    grid = OxmlElement("w:docGrid")
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), str(round(layout.PITCH * 20)))
    properties.append(grid)


def off_grid(par: Par) -> None:
    """Let the lines of a paragraph stand where their own height puts them."""
    properties = par._p.get_or_add_pPr()  # noqa: SLF001
    snap = OxmlElement("w:snapToGrid")
    snap.set(qn("w:val"), "0")
    properties.insert_element_before(
        snap, "w:spacing", "w:ind", "w:contextualSpacing", "w:mirrorIndents", "w:jc", "w:rPr", "w:sectPr"
    )


def page_numbers(document: Opened, section: Section, mark: str) -> None:
    """Print — 1 — at the right of odd pages and the left of even ones, one character in, and the mark above."""
    document.settings.odd_and_even_pages_header_footer = True
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        par = footer.paragraphs[0]
        right = side == "right"
        par.alignment = WD_ALIGN_PARAGRAPH.RIGHT if right else WD_ALIGN_PARAGRAPH.LEFT
        indent = par._p.get_or_add_pPr().get_or_add_ind()  # noqa: SLF001
        indent.set(qn(f"w:{side}Chars"), "100")
        indent.set(qn(f"w:{side}"), str(round(layout.PAGE_NUMBER * 20)))
        _small(par, "— ")
        _page_field(par)
        _small(par, " —")
    if mark:
        for header in (section.header, section.even_page_header):
            par = header.paragraphs[0]
            par.alignment = WD_ALIGN_PARAGRAPH.CENTER
            made = _small(par, mark, layout.HEI, 10.5)
            made.font.color.rgb = RGBColor(0xA3, 0x27, 0x1D)


def _small(par: Par, words: str, font: str = layout.SONG, size: float = layout.PAGE_NUMBER) -> Any:
    made = par.add_run(words)
    made.font.size = Pt(size)
    properties = made._element.get_or_add_rPr()  # noqa: SLF001
    fonts = OxmlElement("w:rFonts")
    for part in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{part}"), font)
    properties.insert(0, fonts)
    par.paragraph_format.line_spacing = 1.0
    return made


def _page_field(par: Par) -> None:
    for kind, text in (("begin", ""), ("", " PAGE "), ("separate", ""), ("words", "1"), ("end", "")):
        made = _small(par, text if kind == "words" else "")
        if kind in ("begin", "separate", "end"):
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            made._element.append(mark)  # noqa: SLF001
        elif not kind:
            field = OxmlElement("w:instrText")
            field.set(qn("xml:space"), "preserve")
            field.text = text
            made._element.append(field)  # noqa: SLF001


def set_fonts_known(document: Opened) -> None:
    """Name the substitutes of the fonts, so that no program has to guess."""
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val={quoteattr(others)}/><w:charset w:val="86"/>'
        f'<w:family w:val="auto"/><w:pitch w:val="variable"/></w:font>'
        for name, others in _SUBSTITUTES
    )
    table = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:fonts {nsdecls("w")}>{fonts}</w:fonts>'
    part: Any = document.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)
    part._blob = table.encode()  # noqa: SLF001 - python-docx keeps the font table as bytes without a setter
