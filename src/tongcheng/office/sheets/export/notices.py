"""《关于报送…的通知》 as a paper, and in one archive with every unit's template."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from tongcheng.language import SYNTHETIC_MARK
from tongcheng.office.audit.chain import head
from tongcheng.office.people.models import Unit
from tongcheng.office.progress.models import Period
from tongcheng.office.progress.queries import Notice, notice, units_owing
from tongcheng.office.sheets.export.files import DOCX, PDF, ZIP, File, day, safe_name
from tongcheng.office.sheets.export.templates import templates
from tongcheng.render.packed import packed
from tongcheng.render.papers import Attachment, Heading, Paper, Paragraph, Table, write_docx, write_pdf


def notice_paper(said: Notice, chain: str) -> Paper:
    """Lay the notice out as an official paper; it is written in Chinese, as it is sent."""
    blocks: list[Heading | Paragraph] = [Paragraph(said.opening)]
    for heading, text in said.paragraphs:
        blocks += [Heading(heading), Paragraph(text)]
    return Paper(
        said.title,
        blocks,
        to="、".join(said.addressees),
        signature=said.office,
        date=day(timezone.localdate(), "zh"),
        attachments=[
            Attachment("填报单位及条目", [_units(said)]),
            Attachment("填报表（电子表，每个填报单位一份）"),
        ],
        mark=SYNTHETIC_MARK.zh if said.synthetic else "",
        foot=f"数据截至{day(said.as_of, 'zh')}；记录链 {chain}",
    )


def _units(said: Notice) -> Table:
    rows = [
        [
            str(number),
            unit.name,
            unit.city or "—",
            str(len(unit.items)),
            str(sum(item.is_project for item in unit.items)),
            str(sum(not item.is_project for item in unit.items)),
        ]
        for number, unit in enumerate(said.units, 1)
    ]
    total = ["", "合计", "", *(str(sum(int(row[column]) for row in rows)) for column in (3, 4, 5))]
    return Table(
        ["序号", "填报单位", "所属市", "条目", "项目", "事项等"],
        [*rows, total],
        widths=(1, 5, 2, 1.2, 1.2, 1.3),
        aligns=("center", "left", "center", "right", "right", "right"),
        total=True,
    )


def notice_docx(period: Period) -> File:
    """Write the notice as Word."""
    said = notice(period)
    return File(safe_name(said.title, ending="docx"), write_docx(notice_paper(said, head().short)), DOCX)


def notice_pdf(period: Period) -> File:
    """Write the notice as PDF."""
    said = notice(period)
    return File(safe_name(said.title, ending="pdf"), write_pdf(notice_paper(said, head().short)), PDF)


def notice_zip(period: Period, units: Sequence[Unit] | None = None) -> File:
    """Pack the notice and the template of every unit that reports: what is sent out at the start of a period."""
    said = notice(period)
    paper = notice_paper(said, head().short)
    chosen = list(units) if units is not None else [one.unit for one in units_owing(period)]
    parts = [
        (safe_name(said.title, ending="docx"), write_docx(paper)),
        (safe_name(said.title, ending="pdf"), write_pdf(paper)),
    ]
    parts += [(f"附件2 填报表/{one.name}", one.data) for one in templates(period, chosen)]
    return File(safe_name(said.title, ending="zip"), packed(parts), ZIP)
