"""The 意见采纳情况表 as Word, PDF and workbook, written by ``render`` from plain rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import quote

from tongcheng.language import SYNTHETIC_MARK
from tongcheng.office.documents.models import Version
from tongcheng.office.documents.queries.consulting import AdoptionLine
from tongcheng.office.supervision.words import day
from tongcheng.render.ledger import Column, Line, Sheet, ledger_workbook
from tongcheng.render.papers import Note, Paper, Paragraph, Table, write_docx, write_pdf

TITLE = "意见采纳情况表"
KINDS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_COLUMNS = (
    ("number", "序号", 8, 0.5),
    ("unit", "提出单位", 20, 1.2),
    ("place", "对应内容", 30, 1.6),
    ("words", "意见内容", 50, 3.0),
    ("disposition", "采纳情况", 12, 0.9),
    ("reason", "处理说明", 40, 2.0),
)


def adoption_file(version: Version, lines: Sequence[AdoptionLine], kind: str, as_of: date) -> bytes:
    """Write the table as ``docx``, ``pdf`` or ``xlsx``."""
    if kind == "xlsx":
        return adoption_workbook(version, lines, as_of)
    paper = adoption_paper(version, lines, as_of)
    return write_docx(paper) if kind == "docx" else write_pdf(paper)


def summary(lines: Sequence[AdoptionLine]) -> str:
    """Say in one sentence what became of the opinions."""
    count = {word: sum(one.disposition == word for one in lines) for word in ("采纳", "部分采纳", "不采纳", "待处理")}
    left = f"，待处理{count['待处理']}条" if count["待处理"] else ""
    return f"共收到意见{len(lines)}条，采纳{count['采纳']}条，部分采纳{count['部分采纳']}条，不采纳{count['不采纳']}条{left}。"


def adoption_table(lines: Sequence[AdoptionLine]) -> Table:
    """Give the table as a block of a paper, for packs and annexes."""
    rows = [[str(getattr(one, key)) for key, *_ in _COLUMNS] for one in lines]
    rows = rows or [["—", "—", "—", "未收到意见", "—", "—"]]
    aligns: list[Any] = ["center", "left", "left", "left", "center", "left"]
    return Table([name for _, name, *_ in _COLUMNS], rows, widths=[share for *_, share in _COLUMNS], aligns=aligns)


def adoption_paper(version: Version, lines: Sequence[AdoptionLine], as_of: date) -> Paper:
    """Give the table as a paper, on landscape pages."""
    dossier = version.dossier
    note = Note(f"截至{day(as_of).zh}。{version.label or f'第{version.number}版'}，SHA-256 {version.sha256[:16]}。")
    return Paper(
        f"《{dossier.title}》\n{TITLE}",
        [Paragraph(summary(lines)), adoption_table(lines), note],
        landscape=True,
        mark=SYNTHETIC_MARK.zh if dossier.synthetic else "",
    )


def adoption_workbook(version: Version, lines: Sequence[AdoptionLine], as_of: date) -> bytes:
    """Write the table as a workbook."""
    dossier = version.dossier
    columns = [
        Column(key, name, kind="short" if key in ("number", "disposition") else "text", widest=width)
        for key, name, width, _ in _COLUMNS
    ]
    sheet = Sheet(
        TITLE,
        [f"《{dossier.title}》{TITLE}"],
        columns,
        [Line({key: getattr(one, key) for key, *_ in _COLUMNS}) for one in lines],
        facts=[summary(lines), f"截至{day(as_of).zh}"],
        mark=SYNTHETIC_MARK.zh if dossier.synthetic else "",
    )
    return ledger_workbook([sheet], title=f"{dossier.title}{TITLE}")


def disposition(name: str) -> str:
    """Give the header with which a file is handed out under a Chinese name."""
    return f"attachment; filename*=UTF-8''{quote(name)}"
