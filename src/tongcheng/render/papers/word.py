"""A paper as Word: A4, 22 lines of 28 characters, fonts for Han and Western letters set by hand."""

from __future__ import annotations

import io
import re
from typing import Any

from docx import Document
from docx.document import Document as Opened
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph as Par

from tongcheng.render.packed import EPOCH, fixed_times
from tongcheng.render.papers import layout
from tongcheng.render.papers.model import Attachment, Block, Heading, Note, Paper, Paragraph, Picture, Roll, Table
from tongcheng.render.papers.word_head import add_head, add_imprint
from tongcheng.render.papers.word_parts import frame_page, off_grid, page_numbers, set_fonts_known, set_grid
from tongcheng.render.papers.word_picture import add_picture
from tongcheng.render.papers.word_table import add_table

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_HEADING_FONTS = (layout.HEI, layout.KAI, layout.FANG, layout.FANG)


def write_docx(paper: Paper) -> bytes:
    """Write a paper as a Word file; the same paper gives the same bytes."""
    document = Document()
    _set_styles(document)
    for defaults in document.styles.element.iter(qn("w:rPrDefault")):
        for properties in defaults.iter(qn("w:rPr")):
            _language(properties)
    section = document.sections[0]
    frame_page(section, landscape=paper.landscape, a3=paper.a3)
    page_numbers(document, section, paper.mark)
    _first_page(document, paper)
    add_blocks(document, paper.blocks)
    _name_attachments(document, paper)
    _sign(document, paper)
    for attachment in paper.attachments:
        if attachment.blocks:
            _attach(document, paper, attachment)
    _last_lines(document, paper)
    for one in document.sections:
        set_grid(one)
    set_fonts_known(document)
    properties = document.core_properties
    properties.title, properties.author, properties.comments = _clean(paper.title).replace("\n", ""), "Tongcheng", ""
    properties.created = properties.modified = EPOCH
    properties.language = "zh-CN" if paper.language == "zh" else "en"
    out = io.BytesIO()
    document.save(out)
    return fixed_times(out.getvalue())


def _clean(words: str) -> str:
    return _CONTROL.sub("", words)


def _set_styles(document: Opened) -> None:
    """Set the body's font on the style itself, so that words added later by hand look alike."""
    style: Any = document.styles["Normal"]
    style.font.size = Pt(layout.BODY)
    _fonts(style.element.get_or_add_rPr(), layout.FANG)
    _language(style.element.get_or_add_rPr())
    form = style.paragraph_format
    form.space_before = form.space_after = Pt(0)
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(layout.PITCH)
    form.widow_control = False


def _fonts(properties: Any, name: str) -> None:
    """Name the font of Han and of Western letters: python-docx sets the Western one only."""
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.insert(0, fonts)
    for part in ("ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{part}"), layout.WESTERN)
    fonts.set(qn("w:eastAsia"), name)
    fonts.set(qn("w:hint"), "eastAsia")


def _language(properties: Any) -> None:
    """Say that Han letters are simplified Chinese: other programs take Japanese forms and centred stops otherwise."""
    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    lang = OxmlElement("w:lang")
    lang.set(qn("w:val"), "en-US")
    lang.set(qn("w:eastAsia"), "zh-CN")
    properties.append(lang)


def run(par: Par, words: str, font: str, size: float, *, bold: bool = False, tight: bool = True) -> Any:
    """Add words to a paragraph in a font and size."""
    made = par.add_run(_clean(words))
    made.font.size, made.font.bold = Pt(size), bold
    properties = made._element.get_or_add_rPr()  # noqa: SLF001 - python-docx has no name for East Asian fonts
    _fonts(properties, font)
    if tight:
        spacing = OxmlElement("w:spacing")
        spacing.set(qn("w:val"), str(round(layout.TIGHTER * 20)))
        properties.append(spacing)
    return made


def _par(document: Opened, words: str = "", font: str = layout.FANG, size: float = layout.BODY, **look: Any) -> Par:
    par = document.add_paragraph()
    if words:
        run(par, words, font, size, tight=size == layout.BODY, **look)
    return par


def _indent(par: Par, *, first: float = 0, left: float = 0, right: float = 0) -> None:
    """Indent in characters: Word keeps them when the size changes, other programs read the points."""
    form = par.paragraph_format
    element = par._p.get_or_add_pPr().get_or_add_ind()  # noqa: SLF001
    pairs = (("firstLine" if first >= 0 else "hanging", abs(first)), ("left", left), ("right", right))
    for name, value in pairs:
        if value:
            element.set(qn(f"w:{name}Chars"), str(round(value * 100)))
            element.set(qn(f"w:{name}"), str(round(value * (layout.BODY + layout.TIGHTER) * 20)))
    form.keep_together = None


def _title(document: Opened, words: str) -> None:
    for line in layout.title_lines(words):
        par = _par(document, line, layout.SONG_TITLE, layout.TITLE)
        par.alignment = WD_ALIGN_PARAGRAPH.CENTER
        par.paragraph_format.line_spacing = Pt(34)
        off_grid(par)


def _first_page(document: Opened, paper: Paper) -> None:
    if paper.head is not None:
        add_head(document, paper.head, run, layout.SIGNER.say(paper.language))
    _title(document, paper.title)
    if paper.number:
        _par(document, paper.number).alignment = WD_ALIGN_PARAGRAPH.CENTER
    _par(document)
    if paper.to:
        _par(document, paper.to + ("：" if paper.language == "zh" else ":"))


def add_blocks(document: Opened, blocks: Any) -> None:
    """Add the blocks of a body or of an attachment."""
    before: Block | None = None
    for block, words in layout.numbered(blocks):
        if isinstance(block, Heading):
            par = _par(document, words, _HEADING_FONTS[min(max(block.level, 1), 4) - 1], bold=block.level == 3)
            _indent(par, first=2)
            par.paragraph_format.keep_with_next = True
        elif isinstance(block, Paragraph):
            _add_paragraph(document, block)
        elif isinstance(block, Table):
            if isinstance(before, Table):
                _par(document)
            add_table(document, block, run)
        elif isinstance(block, Note):
            par = _par(document, block.words, layout.FANG, layout.SMALL)
            par.paragraph_format.line_spacing = Pt(18)
        elif isinstance(block, Roll):
            _add_roll(document, block)
        elif isinstance(block, Picture):
            add_picture(document, block)
        before = block


def _add_paragraph(document: Opened, block: Paragraph) -> None:
    for number, line in enumerate(block.words.split("\n")):
        par = document.add_paragraph()
        if number == 0 and block.lead:
            run(par, block.lead, layout.FANG, layout.BODY, bold=True)
        run(par, line, layout.FANG, layout.BODY)
        # Not justified: LibreOffice then loses a stop at the end of a full line of characters set closer.
        par.alignment = WD_ALIGN_PARAGRAPH.LEFT
        if block.indent:
            _indent(par, first=2)


def _add_roll(document: Opened, block: Roll) -> None:
    par = _par(document, block.label, layout.HEI)
    run(par, block.words, layout.FANG, layout.BODY)
    hang = layout.ems(block.label)
    _indent(par, left=2 + hang, first=-hang)


def _name_attachments(document: Opened, paper: Paper) -> None:
    """Name the attachments one line below the body; longer names are aligned under their first character."""
    lines = layout.attachment_lines(paper)
    if not lines:
        return
    for before in (*document.paragraphs[-1:], _par(document)):
        before.paragraph_format.keep_with_next = True
    word = layout.ATTACHMENTS.say(paper.language)
    lead = layout.ems(word)
    for number, words in enumerate(lines):
        hang = (layout.ems(words.split(" ")[0]) + 0.25 if len(lines) > 1 else 0) + (lead if number == 0 else 0)
        par = _par(document, (word if number == 0 else "") + words)
        par.paragraph_format.keep_with_next = number < len(lines) - 1
        _indent(par, left=2 + hang + (lead if number else 0), first=-hang)


def _sign(document: Opened, paper: Paper) -> None:
    if not paper.signature and not paper.date:
        return
    # The last words stay with the signature: a page with nothing else on it could belong to any paper.
    for par in (*document.paragraphs[-1:], _par(document), _par(document)):
        par.paragraph_format.keep_with_next = True
    signed, dated = layout.signature_indents(paper)
    for words, indent in ((paper.signature, signed), (paper.date, dated)):
        for line in words.split("\n") if words else ():
            par = _par(document, line)
            par.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            _indent(par, right=indent)
            par.paragraph_format.keep_with_next = words == paper.signature and bool(paper.date)


def _attach(document: Opened, paper: Paper, attachment: Attachment) -> None:
    section = document.add_section(WD_SECTION.NEW_PAGE)
    frame_page(section, landscape=attachment.landscape, a3=attachment.a3)
    # The first words of the section, before any table: Word drops a table's header row otherwise.
    _par(document, layout.attachment_name(paper, attachment), layout.HEI)
    _par(document)
    _title(document, attachment.title)
    _par(document)
    add_blocks(document, attachment.blocks)


def _last_lines(document: Opened, paper: Paper) -> None:
    lines = [layout.COPIES.say(paper.language) + paper.copies] if paper.copies else []
    if paper.head is not None and (lines or paper.imprint):
        add_imprint(document, [*lines, *([paper.imprint] if paper.imprint else [])], run)
        lines = []
    for words in [*lines, *([paper.foot] if paper.foot else [])]:
        par = _par(document, words, layout.FANG, layout.PAGE_NUMBER if words in lines else 9.0)
        par.paragraph_format.line_spacing = Pt(22)
        par.paragraph_format.space_before = Pt(10)
