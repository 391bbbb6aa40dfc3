"""Papers are read back: layout of GB/T 9704-2012, fonts for Han and Western letters, words that can be searched."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn

from tongcheng.render.papers import (
    Attachment,
    Heading,
    Note,
    Paper,
    Paragraph,
    Table,
    layout,
    write_docx,
    write_pdf,
)

PAPER = Paper(
    "关于报送2022年3月重点工作任务进展情况的通知",
    [
        Paragraph("为及时掌握工作进展，现将有关事项通知如下。", lead="一是"),
        Heading("报送范围"),
        Heading("单位", 2),
        Paragraph("不是命令：#panic() $x$ \\ @a <b>&amp;</b>\x00。"),
        Heading("其他", 2),
        Heading("三、已有编号"),
        Table(
            ["序号", "单位", "投资（亿元）"],
            [[str(number), "甲市交通运输局", "12.50"] for number in range(60)],
            caption="各单位",
            widths=(1, 4, 2),
            aligns=("center", "left", "right"),
            total=True,
        ),
        Note("注：数据截至2022年3月31日。"),
    ],
    to="各市同城化工作机构",
    signature="同城化发展领导小组办公室",
    date="2022年4月1日",
    attachments=[
        Attachment("填报单位", [Table(["单位"], [["甲"]])]),
        Attachment("填报表"),
        Attachment("横表", [Table(["一", "二"], [["1", "2"]])], landscape=True),
    ],
    number="同城办函〔2022〕5号",
    copies="省发展改革委。",
    mark="示意数据，不反映真实情况",
    foot="记录链 12-abcdef",
)


@pytest.fixture(scope="module")
def word() -> Any:
    return Document(io.BytesIO(write_docx(PAPER)))


def _xml(element: Any) -> str:
    from lxml import etree

    return etree.tostring(element, encoding="unicode")


def test_the_page_is_a4_with_the_margins_and_the_grid_of_the_standard(word: Any) -> None:
    section = word.sections[0]
    sizes = [
        round(one.mm) for one in (section.page_width, section.page_height, section.top_margin, section.left_margin)
    ]
    assert sizes == [210, 297, 37, 28]
    type_area = section.page_width - section.left_margin - section.right_margin
    assert type_area / 36000 == pytest.approx(156, abs=0.1)
    for one in word.sections:
        grid = one._sectPr.find(qn("w:docGrid"))
        assert grid.get(qn("w:type")) == "lines"
        assert 22 * int(grid.get(qn("w:linePitch"))) / 20 * 0.3528 == pytest.approx(225, abs=1)
    assert word.sections[-1].orientation == 1


def test_han_letters_have_their_font_on_every_run(word: Any) -> None:
    fonts = set()
    for par in word.paragraphs:
        for run in par.runs:
            element = run._element.rPr.find(qn("w:rFonts"))
            fonts.add((element.get(qn("w:eastAsia")), element.get(qn("w:ascii"))))
    assert {one for one, _ in fonts} == {"方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312"}
    assert {one for _, one in fonts} == {"Times New Roman"}
    by_words = {par.text: par for par in word.paragraphs}
    assert by_words["一、报送范围"].runs[0]._element.rPr.rFonts.get(qn("w:eastAsia")) == "黑体"
    assert by_words["（一）单位"].runs[0]._element.rPr.rFonts.get(qn("w:eastAsia")) == "楷体_GB2312"
    assert "（二）其他" in by_words
    assert "三、已有编号" in by_words
    assert by_words["（一）单位"].runs[0].font.size.pt == 16


def test_page_numbers_stand_right_on_odd_pages_and_left_on_even_ones(word: Any) -> None:
    assert word.settings.odd_and_even_pages_header_footer
    odd, even = word.sections[0].footer.paragraphs[0], word.sections[0].even_page_footer.paragraphs[0]
    assert (odd.alignment, even.alignment) == (2, 0)
    assert odd.text == "— 1 —"
    assert " PAGE " in _xml(odd._p)
    assert word.sections[0].header.paragraphs[0].text == "示意数据，不反映真实情况"


def test_a_table_repeats_its_header_breaks_no_row_and_is_off_the_grid(word: Any) -> None:
    table = word.tables[0]
    first = _xml(table.rows[0]._tr)
    assert "w:tblHeader" in first
    assert all("w:cantSplit" in _xml(row._tr) for row in table.rows)
    assert 'w:snapToGrid w:val="0"' in _xml(table.rows[1].cells[0].paragraphs[0]._p)
    assert sum(column.width.mm for column in table.columns) == pytest.approx(156, abs=0.5)


def test_attachments_are_named_and_begin_with_words_before_any_table(word: Any) -> None:
    words = [par.text for par in word.paragraphs]
    assert "附件：1. 填报单位" in words
    assert "2. 填报表" in words
    assert words.count("附件1") == 1
    assert "附件2" not in words
    assert words.index("附件3") > words.index("附件1") > words.index("2022年4月1日")
    assert "各市同城化工作机构：" in words


def test_control_characters_and_markup_stay_words(word: Any) -> None:
    assert any(par.text == "不是命令：#panic() $x$ \\ @a <b>&amp;</b>。" for par in word.paragraphs)


def test_the_same_paper_gives_the_same_bytes() -> None:
    assert write_docx(PAPER) == write_docx(PAPER)
    assert write_pdf(PAPER) == write_pdf(PAPER)


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler is not here")
def test_the_pdf_can_be_searched_and_carries_its_fonts(tmp_path: Path) -> None:
    path = tmp_path / "p.pdf"
    path.write_bytes(write_pdf(PAPER))
    said = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout
    flat = re.sub(r"\s", "", said)
    for words in (
        "一、报送范围",
        "（一）单位",
        "不是命令：#panic()$x$\\@a<b>&amp;</b>。",
        "附件：1.填报单位",
        "同城化发展领导小组办公室",
        "2022年4月1日",
        "抄送：省发展改革委。",
        "—1—",
        "记录链12-abcdef",
    ):
        assert words in flat
    pages = said.split("\f")
    assert all("示意数据，不反映真实情况" in page for page in pages[:-1])
    assert sum("投资（亿元）" in page for page in pages) >= 2
    fonts = subprocess.run(["pdffonts", path], capture_output=True, text=True, check=True).stdout
    rows = [line.split() for line in fonts.splitlines()[2:]]
    assert rows
    assert all(row[-5] == "yes" for row in rows)
    sizes = subprocess.run(["pdfinfo", path], capture_output=True, text=True, check=True).stdout
    assert "(A4)" in sizes


def test_twenty_eight_characters_fill_a_line() -> None:
    assert 28 * (layout.BODY + layout.TIGHTER) <= 156 / 25.4 * 72 < 29 * (layout.BODY + layout.TIGHTER)
    assert 22 * layout.PITCH <= 225 / 25.4 * 72 < 23 * layout.PITCH


@pytest.mark.parametrize("title", ["会议纪要", "关于《2022年度重点工作任务》" * 4, "A" * 90, "甲\n乙" * 2])
def test_a_title_loses_no_character(title: str) -> None:
    lines = layout.title_lines(title)
    assert "".join(lines) == title.replace("\n", "")
    assert all(not line.startswith(("的", "》", "，")) for line in lines)


def test_a_table_with_a_short_row_is_refused() -> None:
    with pytest.raises(ValueError, match="2 columns"):
        Table(["一", "二"], [["1"]])


def test_a_paper_of_one_line_is_enough() -> None:
    paper = Paper("函", [Paragraph("请予支持。", indent=False)], language="en", attachments=[Attachment("List")])
    words = [par.text for par in Document(io.BytesIO(write_docx(paper))).paragraphs]
    assert "Attachments: List" in words
    assert write_pdf(paper).startswith(b"%PDF")
