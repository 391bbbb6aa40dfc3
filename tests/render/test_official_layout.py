"""The layout of GB/T 9704-2012 measured in the files themselves: type area, lines and characters, heads, A3, pictures."""

from __future__ import annotations

import io
import random
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from lxml import etree  # type: ignore[import-untyped]

from tongcheng.render.papers import Head, Paper, Paragraph, Picture, Roll, Table, layout, write_docx, write_pdf

POINT = 25.4 / 72
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 45"><rect width="90" height="45" fill="#ccd"/></svg>'
ISSUED = Paper(
    "甲乙同城化发展领导小组第二次会议纪要",
    [Paragraph("测" * 28 * 60, indent=False), Picture(SVG, about="示意图"), Roll("出席：", "张三、李四")],
    to="各成员单位",
    signature="同城化办公室",
    date="2022年3月5日",
    copies="省发展改革委。",
    mark="示意数据，不反映真实情况",
    head=Head("甲乙同城化发展领导小组办公室文件", "同城办〔2022〕3号", "王某某"),
    imprint=("同城化办公室", "2022年3月6日印发"),
)
TABLE = Paper(
    "议定事项落实情况表",
    [Table(["序号", "事项", "单位"], [["1", "事", "甲"], ["", "", "乙"], ["2", "二", "丙"]], merged=(0, 1))],
    a3=True,
)
needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler is not here")


def _words(paper: Paper, tmp_path: Path) -> list[list[tuple[float, float, float, float, str]]]:
    """Give each page's words with left, top, right, bottom in millimetres."""
    path = tmp_path / "paper.pdf"
    path.write_bytes(write_pdf(paper))
    said = subprocess.run(["pdftotext", "-bbox", path, "-"], capture_output=True, text=True, check=True).stdout
    pages = etree.HTML(said).iter("page")
    return [[_word(one) for one in page.iter("word")] for page in pages]


def _word(one: Any) -> tuple[float, float, float, float, str]:
    left, top, right, bottom = (float(one.get(name)) * POINT for name in ("xmin", "ymin", "xmax", "ymax"))
    return left, top, right, bottom, one.text or ""


@needs_poppler
def test_a_page_holds_22_lines_of_28_characters_within_156_by_225_millimetres(tmp_path: Path) -> None:
    plain = Paper("长", [Paragraph("测" * 28 * 60, indent=False)])
    pages = _words(plain, tmp_path)
    body = [word for word in pages[1] if "测" in word[4]]
    lines = sorted({round(word[1], 1) for word in body})
    assert len(lines) == 22
    assert {word[4] for word in body} == {"测" * 28}
    assert min(word[0] for word in body) == pytest.approx(28, abs=0.3)
    assert max(word[2] for word in body) == pytest.approx(28 + 156, abs=1)
    assert 225 - 8 < max(word[3] for word in body) - min(word[1] for word in body) < 225 + 6
    assert (lines[-1] - lines[0]) / 21 == pytest.approx(225 / 22, abs=0.1)


@needs_poppler
def test_page_numbers_stand_at_the_outer_edge_and_every_page_is_marked(tmp_path: Path) -> None:
    pages = _words(ISSUED, tmp_path)
    assert len(pages) >= 3
    for number, page in enumerate(pages, start=1):
        low = [word for word in page if word[1] > 262]
        assert "".join(word[4] for word in low) == f"—{number}—"
        assert all(word[0] > 105 for word in low) if number % 2 else all(word[2] < 105 for word in low)
        assert "示意数据，不反映真实情况" in "".join(word[4] for word in page)


@needs_poppler
def test_a_red_head_stands_35_millimetres_below_the_type_area_and_the_imprint_at_its_foot(tmp_path: Path) -> None:
    pages = _words(ISSUED, tmp_path)
    flat = ["".join(word[4] for word in page) for page in pages]
    assert flat[0].index("领导小组办公室文件") < flat[0].index("〔2022〕3号") < flat[0].index("第二次会议纪要")
    head = next(word for word in pages[0] if "办公室文件" in word[4])
    assert head[1] == pytest.approx(37 + 35, abs=6)
    printed = next(word for word in pages[-1] if "印发" in word[4])
    assert printed[3] == pytest.approx(297 - 35, abs=4)
    assert "签发人：王某某" in flat[0]


def test_only_a_number_gives_a_red_head() -> None:
    with pytest.raises(ValueError, match="number"):
        Head("办公室文件", " ")
    with pytest.raises(ValueError, match="stands in"):
        Paper("函", [], number="1号", head=Head("办公室文件", "1号"))
    with pytest.raises(ValueError, match="imprint"):
        Paper("函", [], imprint=("办公室", "今日"))
    xml = _xml(Paper("函", [Paragraph("一")]))
    assert "D7000F" not in xml.upper()
    assert "D7000F" in _xml(ISSUED).upper()


def _xml(paper: Paper) -> str:
    return str(etree.tostring(Document(io.BytesIO(write_docx(paper))).element, encoding="unicode"))


def test_an_a3_table_fills_its_sheet_and_joins_cells(tmp_path: Path) -> None:
    word: Any = Document(io.BytesIO(write_docx(TABLE)))
    section = word.sections[0]
    assert [round(one.mm) for one in (section.page_width, section.page_height)] == [420, 297]
    assert sum(column.width.mm for column in word.tables[0].columns) == pytest.approx(420 - 72, abs=1)
    merges = [one.get(qn("w:val")) for one in word.element.iter(qn("w:vMerge"))]
    assert merges == ["restart", "restart", "continue", "continue"]
    assert re.search(rb"/MediaBox ?\[0 0 1190\.\d+ 841\.\d+\]", write_pdf(TABLE))
    table = TABLE.blocks[0]
    assert isinstance(table, Table)
    assert [table.span(row, 0) for row in range(3)] == [2, 0, 1]
    assert table.span(1, 2) == 1


def test_a_picture_keeps_within_the_type_area_and_says_what_it_shows() -> None:
    word: Any = Document(io.BytesIO(write_docx(Paper("图", [Picture(SVG, "示意图", height=50)]))))
    (shape,) = word.inline_shapes
    assert (shape.width.mm, shape.height.mm) == (pytest.approx(100, abs=1), pytest.approx(50, abs=1))
    assert 'descr="示意图"' in etree.tostring(word.element, encoding="unicode")


def test_parts_of_a_paragraph_stand_in_the_order_that_word_wants() -> None:
    """Word calls a file damaged whose properties stand in another order."""
    order = ("keepNext", "pBdr", "tabs", "snapToGrid", "spacing", "ind", "jc", "rPr", "sectPr")
    for paper in (ISSUED, TABLE):
        for properties in Document(io.BytesIO(write_docx(paper))).element.iter(qn("w:pPr")):
            found = [etree.QName(one).localname for one in properties]
            known = [name for name in found if name in order]
            assert known == sorted(known, key=order.index), found


def test_the_largest_head_still_fits_its_line() -> None:
    assert layout.head_size("甲市文件") == layout.LARGEST
    long = "四川省推进成德眉资同城化发展领导小组办公室文件"
    assert layout.head_size(long) * len(long) <= 156 / POINT + 1e-6


@needs_poppler
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not here")
def test_libreoffice_prints_every_character_and_repeats_the_header(tmp_path: Path) -> None:
    drawn = random.Random(3)
    said = "".join(
        "".join(drawn.choices("加快推动同城化立体交通体系建设", k=drawn.randint(2, 17)))
        + drawn.choice("，。；：）》“2年")
        for _ in range(500)
    )
    table = Table(["序号", "议定事项"], [[str(number), "事项"] for number in range(60)])
    (tmp_path / "long.docx").write_bytes(write_docx(Paper("题", [Paragraph(said), table])))
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/lo", "--headless", "--convert-to", "pdf"]
    subprocess.run([*command, "--outdir", tmp_path, tmp_path / "long.docx"], check=True, capture_output=True)
    pdf = tmp_path / "long.pdf"
    pages = subprocess.run(["pdftotext", "-raw", pdf, "-"], capture_output=True, text=True, check=True).stdout
    assert re.sub(r"\s|—\s*\d+\s*—", "", pages).startswith("题" + said)
    assert sum("议定事项" in page for page in pages.split("\f")) >= 2
    fonts = subprocess.run(["pdffonts", pdf], capture_output=True, text=True, check=True).stdout
    assert "CJK" in fonts
