"""Files that come in: what is read of them, and every trouble told plainly, on real files."""

from __future__ import annotations

import pytest
from django.test import override_settings

from tests.office.documents import files
from tongcheng.errors import InputError, Problem
from tongcheng.office.documents.reading import Read, Upload, read_upload, typed_text


def _read(name: str, content: bytes, *, accept: bool = False) -> Read:
    return read_upload(Upload(name, content), accept_changes=accept)


def _problem(name: str, content: bytes) -> Problem:
    with pytest.raises(InputError) as caught:
        _read(name, content)
    (problem,) = caught.value.problems
    return problem


def test_word_with_headings_and_a_table() -> None:
    read = _read("行动计划.docx", files.word())
    assert [(one.kind, one.level) for one in read.blocks[:6]] == [
        ("title", 0), ("heading", 1), ("paragraph", 0), ("heading", 1), ("heading", 2), ("paragraph", 0),
    ]  # fmt: skip
    rows = [one for one in read.blocks if one.kind == "table_row"]
    assert [one.cells for one in rows] == [tuple(row) for row in files.TABLE]
    assert [one.header for one in rows] == [True, False, False]
    assert read.kind == "docx"
    assert read.reading == "text"


def test_numbers_that_word_counts_itself_are_part_of_the_text() -> None:
    headings = [one.text for one in _read("a.docx", files.numbered()).blocks if one.kind == "heading"]
    assert headings == ["一、总体要求", "二、重点任务"]


def test_tracked_changes_are_counted_and_named() -> None:
    problem = _problem("办法.docx", files.tracked())
    assert problem.code == "tracked_changes"
    assert "插入 insertions 2 · 删除 deletions 1" in problem.found
    assert "张三 2" in problem.found
    assert "李四 1" in problem.found
    read = _read("办法.docx", files.tracked(), accept=True)
    assert read.blocks[-1].text == "每月10日前报送。"
    assert read.reading == "accepted"


def test_pdf_with_a_text_layer() -> None:
    read = _read("计划.pdf", files.pdf())
    assert read.reading == "text"
    assert "一、总体要求" in [one.text for one in read.blocks]
    assert any(one.text.endswith("共同打造示范区。") and len(one.text) > 80 for one in read.blocks)


def test_a_scan_is_kept_without_text() -> None:
    read = _read("扫描件.pdf", files.scan())
    assert (read.reading, read.blocks) == ("no_text", ())


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("计划.docx", files.old_word(), "old_word"),
        ("计划.docx", files.with_macros(), "macros"),
        ("计划.pdf", files.locked(), "locked"),
        ("计划.pdf", b"%PDF-1.7\nnothing", "damaged"),
        ("计划.docx", b"PK\x03\x04broken", "damaged"),
        ("计划.txt", b"\x00\x01\x02", "file_kind"),
        ("计划.txt", b"", "file_size"),
        ("计划.txt", b" \n ", "empty"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_is_told(name: str, content: bytes, code: str) -> None:
    assert _problem(name, content).code == code


def test_a_large_annex_is_told_its_size_and_the_limit() -> None:
    problem = _problem("附件.pdf", b"%PDF-1.7" + b"\0" * (60 * 1024 * 1024))
    assert problem.code == "file_size"
    assert "60.0 MB" in problem.found
    assert "50 MB" in problem.expected.zh
    with override_settings(TONGCHENG_DOCUMENT_MB=1):
        assert _problem("附件.pdf", b"%PDF-1.7" + b"\0" * (2 << 20)).code == "file_size"


def test_a_workbook_is_sent_to_the_imports() -> None:
    import io

    from openpyxl import Workbook

    out = io.BytesIO()
    Workbook().save(out)
    assert _problem("清单.docx", out.getvalue()).found == "xlsx"


def test_plain_text_in_both_encodings_and_markdown() -> None:
    for encoding in ("utf-8", "gb18030"):
        assert _read("办法.txt", "工作规则\n第一条 每年召开会议。".encode(encoding)).blocks[0].text == "工作规则"
    blocks = typed_text("办法", "# 工作规则\n## 总则\n正文。\n| 序号 | 事项 |\n|---|---|\n| 1 | 交通 |").blocks
    assert [(one.kind, one.level) for one in blocks] == [
        ("title", 0), ("heading", 1), ("paragraph", 0), ("table_row", 0), ("table_row", 0),
    ]  # fmt: skip
    assert blocks[3].header
    with pytest.raises(InputError):
        typed_text("办法", "  ")
