"""Real files made for the tests: Word with and without tracked changes, PDF with text and as a scan, old and with macros."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from typing import Any

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from tongcheng.render.papers import Block, Heading, Paper, Paragraph, Table, write_pdf

PLAN = (
    "甲乙同城化发展三年行动计划",
    "一、总体要求",
    "坚持统筹推进，共同打造甲乙同城化发展示范区。",
    "二、重点任务",
    "（一）交通互联",
    "打通甲乙大道等3条断头路，2022年底前全部通车。",
    "开行甲乙城际公交12条。",
)
TABLE = (("序号", "项目", "牵头单位"), ("1", "甲乙大道", "甲市交通局"), ("2", "乙河大桥", "乙市交通局"))


def word(lines: Sequence[str] = PLAN, table: Sequence[Sequence[str]] = TABLE) -> bytes:
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    if table:
        made = document.add_table(rows=len(table), cols=len(table[0]))
        for row, cells in zip(made.rows, table, strict=True):
            for cell, text in zip(row.cells, cells, strict=True):
                cell.text = text
    return _bytes(document)


def tracked() -> bytes:
    document = docx.Document()
    document.add_paragraph("试行办法")
    paragraph = document.add_paragraph("每月")._p
    for xml in (
        '<w:del {} w:id="1" w:author="张三" w:date="2022-03-01T08:00:00Z"><w:r><w:delText>5日</w:delText></w:r></w:del>',
        '<w:ins {} w:id="2" w:author="李四" w:date="2022-03-01T08:00:00Z"><w:r><w:t>10日</w:t></w:r></w:ins>',
        '<w:ins {} w:id="3" w:author="张三" w:date="2022-03-01T08:00:00Z"><w:r><w:t>前</w:t></w:r></w:ins>',
    ):
        paragraph.append(parse_xml(xml.format(nsdecls("w"))))
    paragraph.append(parse_xml(f"<w:r {nsdecls('w')}><w:t>报送。</w:t></w:r>"))
    return _bytes(document)


def numbered() -> bytes:
    """Make headings whose numbers Word counts itself."""
    document = docx.Document()
    numbering = document.part.numbering_part.element
    numbering.append(
        parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
            '<w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl></w:abstractNum>'
        )
    )
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="90"><w:abstractNumId w:val="90"/></w:num>'))
    for words in ("总体要求", "重点任务"):
        properties = document.add_paragraph(words)._p.get_or_add_pPr()
        properties.append(parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/><w:numId w:val="90"/></w:numPr>'))
        document.add_paragraph(f"{words}的正文写在这里。")
    return _bytes(document)


def _bytes(document: Any) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def with_macros() -> bytes:
    out = io.BytesIO(word())
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("word/vbaProject.bin", b"\0")
    return out.getvalue()


def old_word() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "WordDocument".encode("utf-16-le") + b"\0" * 600


def pdf() -> bytes:
    blocks: list[Block] = [
        Heading("总体要求"),
        Paragraph("坚持统筹推进，" * 12 + "共同打造示范区。"),
        Table(TABLE[0], TABLE[1:]),
    ]
    return write_pdf(Paper("甲乙同城化发展三年行动计划", blocks))


def scan() -> bytes:
    from pypdf import PdfWriter

    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def locked() -> bytes:
    from pypdf import PdfWriter

    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
