"""A list as a printed table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

from tongcheng.render.official.words import day, marks
from tongcheng.render.papers import Block, Heading, Note, Paper, Paragraph, Table
from tongcheng.render.papers.model import Align


@dataclass(frozen=True)
class ListRow:
    """A row of a list. Money is 亿元."""

    code: str
    title: str
    content: str
    leads: str
    supports: str
    due: date | None
    state: str
    group: str = ""
    investment: Decimal | None = None
    year_plan: Decimal | None = None


@dataclass(frozen=True)
class ListShown:
    """A list and its rows as the reader sees them."""

    name: str
    rows: Sequence[ListRow]
    synthetic: bool = False
    source: str = ""


def listing(shown: ListShown, as_of: date) -> Paper:
    """Write a list as tables under its groups."""
    money = any(one.investment is not None or one.year_plan is not None for one in shown.rows)
    blocks: list[Block] = [Paragraph(f"共{len(shown.rows)}条，截至{day(as_of)}。")]
    for group, rows in groupby(shown.rows, key=lambda one: one.group):
        if group:
            blocks.append(Heading(group, 1, numbered=False))
        blocks.append(_table(list(rows), money=money))
    if shown.source:
        blocks.append(Note(f"资料出处：{shown.source}"))
    return Paper(shown.name, blocks, landscape=True, mark=marks(synthetic=shown.synthetic))


def _table(rows: Sequence[ListRow], *, money: bool) -> Table:
    header = ["序号", "名称", "主要内容", "牵头单位", "配合单位", "完成时限", "状态"]
    header += ["总投资（亿元）", "年度计划投资（亿元）"] if money else []
    aligns: list[Align] = ["center", "left", "left", "left", "left", "center", "center"]
    aligns += ["right", "right"] if money else []
    widths = [1.4, 4, 5.4, 3, 3, 4.4, 2, *([2.1, 2.3] if money else [])]
    said = [
        [
            one.code, one.title, one.content or "—", one.leads or "—", one.supports or "—", day(one.due, "—"), one.state,
            *([_amount(one.investment), _amount(one.year_plan)] if money else []),
        ]
        for one in rows
    ]  # fmt: skip
    return Table(header, said, widths=widths, aligns=aligns)


def _amount(value: Decimal | None) -> str:
    return "—" if value is None else f"{value:,.2f}"
