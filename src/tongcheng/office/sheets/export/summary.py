"""A period in one workbook: who has reported, who has not, and what was reported."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from tongcheng.language import SYNTHETIC_MARK, Language, Text
from tongcheng.office.audit.chain import head
from tongcheng.office.core.wording import language as spoken
from tongcheng.office.people.standing import Standing
from tongcheng.office.progress.models import DeadlineLevel, Period
from tongcheng.office.progress.queries import PeriodPage, UnitLine, not_reported, period_page
from tongcheng.office.progress.queries.rows import rows_of_ledgers
from tongcheng.office.progress.queries.unreported import cities_of, days_words
from tongcheng.office.sheets.export.files import XLSX, File, day, safe_name
from tongcheng.office.sheets.export.lists import UNIT, facts
from tongcheng.office.sheets.export.rows import whole
from tongcheng.render.ledger import Column, Line, Sheet, Value, ledger_workbook

_NOT_BEGUN = Text("未填报", "not begun")
_NONE = Text("不属地", "of no city")
_YES_NO = (Text("否", "no"), Text("是", "yes"))


def period_workbook(period: Period, standing: Standing) -> File:
    """Write the period as far as this reader may see it: 报送情况、未报送名单、进展汇总."""
    language = spoken()
    page = period_page(period, standing)
    chain = head().short
    version = Text("填报汇总", "summary").say(language)
    said = facts(day(timezone.localdate(), language), version, chain, language)
    mark = SYNTHETIC_MARK.say(language) if period.lists.filter(synthetic=True).exists() else ""
    sheets = [
        _reported(period, page, said, mark, language),
        _missing(period, standing, said, mark, language),
        _progress(period, page, said, mark, language),
    ]
    title = Text("{period}填报汇总", "Summary of {period}").fill(period=period.name).say(language)
    return File(safe_name(title, ending="xlsx"), ledger_workbook(sheets, title=title), XLSX)


def _columns(rows: Sequence[tuple[str, Text, str, float]], language: Language) -> list[Column]:
    return [
        Column(key, label.say(language), kind=kind, widest=widest)  # type: ignore[arg-type]
        for key, label, kind, widest in rows
    ]


_REPORTED = (
    ("city", Text("所属市", "City"), "text", 12.0),
    ("number", Text("序号", "No."), "short", 8.0),
    ("unit", Text("填报单位", "Reporting unit"), "text", 34.0),
    ("items", Text("应报条目", "Rows owed"), "year", 10.0),
    ("filled", Text("已填条目", "Rows filled"), "year", 10.0),
    ("reported", Text("是否报送", "Handed in"), "short", 10.0),
    ("state", Text("台账状态", "State of the ledger"), "short", 14.0),
    ("signed_by", Text("签报人", "Signed by"), "short", 16.0),
    ("signed", Text("签报日期", "Signed on"), "date", 18.0),
    ("entered_for", Text("是否代填", "Entered for the unit"), "short", 10.0),
    ("late", Text("逾期情况", "Late"), "short", 14.0),
    ("comment", Text("审核意见", "Comment"), "text", 34.0),
)


def _reported(period: Period, page: PeriodPage, said: Sequence[str], mark: str, language: Language) -> Sheet:
    lines, number = [], 0
    for block in page.blocks:
        city = block.city.name if block.city else _NONE.say(language)
        for one in block.lines:
            number += 1
            lines.append(Line(_unit_line(one, language) | {"city": city, "number": number}))
    words = Text(f"应报{page.expected}家，已报{page.reported}家", f"{page.reported} of {page.expected} units")
    title = Text("{period}报送情况", "Who has reported for {period}").fill(period=period.name).say(language)
    name = Text("报送情况", "Reported").say(language)
    return Sheet(
        name,
        [title, words.say(language)],
        _columns(_REPORTED, language),
        lines,
        merged="city",
        facts=said,
        mark=mark,
        indent="unit",
    )


def _unit_line(one: UnitLine, language: Language) -> dict[str, Value]:
    ledger = one.ledger
    values: dict[str, Value] = {
        "unit": one.unit.name,
        "items": one.items,
        "filled": one.filled,
        "reported": _YES_NO[one.reported].say(language),
        "state": str(ledger.get_state_display()) if ledger else _NOT_BEGUN.say(language),
        "late": one.late.say(language) if one.late else "",
    }
    if ledger is not None:
        signed = timezone.localtime(ledger.signed).date() if ledger.signed else None
        values |= {"signed_by": ledger.signed_by, "signed": signed, "comment": ledger.comment}
        values["entered_for"] = _YES_NO[True].say(language) if ledger.entered_for else ""
    return values


_MISSING = (
    ("city", Text("所属市", "City"), "text", 12.0),
    ("number", Text("序号", "No."), "short", 8.0),
    ("unit", Text("未报送单位", "Unit that has not reported"), "text", 40.0),
    ("items", Text("应报条目", "Rows owed"), "year", 10.0),
    ("late", Text("逾期情况", "Late"), "short", 14.0),
    ("liaisons", Text("联络员", "Liaison"), "text", 40.0),
)


def _missing(period: Period, standing: Standing, said: Sequence[str], mark: str, language: Language) -> Sheet:
    found = not_reported(period, DeadlineLevel.UNIT, cities=cities_of(standing))
    lines, number = [], 0
    for city, units in found.by_city:
        for one in units:
            number += 1
            late = days_words(one.days_late)
            cells: dict[str, Value] = {
                "city": city.name if city else _NONE.say(language),
                "number": number,
                "unit": one.unit.name,
                "items": one.items,
                "late": late.say(language) if late else "",
                "liaisons": "、".join(one.liaisons),
            }
            lines.append(Line(cells))
    title = Text("{period}未报送名单", "Not reported for {period}").fill(period=period.name).say(language)
    name = Text("未报送名单", "Not reported").say(language)
    return Sheet(
        name, [title], _columns(_MISSING, language), lines, merged="city", facts=said, mark=mark, indent="unit"
    )


_PROGRESS = (
    ("unit", Text("填报单位", "Reporting unit"), "text", 16.0),
    ("list", Text("清单", "List"), "text", 16.0),
    ("code", Text("序号", "No."), "short", 10.0),
    ("title", Text("名称", "Title"), "text", 28.0),
    ("year_plan", Text("年度计划投资", "Plan of the year"), "number", 13.0),
    ("invested_this_year", Text("1—{month}月完成投资", "Invested January to {month}"), "number", 13.0),
    ("share", Text("占年度计划", "Share of the plan"), "share", 10.0),
    ("word", Text("推进情况", "Progress word"), "short", 12.0),
    ("progress", Text("形象进度", "Progress in words"), "text", 40.0),
    ("problem", Text("要素保障等问题", "Problem"), "text", 28.0),
    ("to_coordinate", Text("需协调事项", "To be coordinated"), "text", 28.0),
    ("next_step", Text("下步打算", "Next step"), "text", 26.0),
    ("state", Text("台账状态", "State of the ledger"), "short", 12.0),
)


def _progress(period: Period, page: PeriodPage, said: Sequence[str], mark: str, language: Language) -> Sheet:
    units = [one for block in page.blocks for one in block.lines]
    ledgers = [one.ledger for one in units if one.ledger is not None]
    rows = rows_of_ledgers(ledgers)
    lines = []
    for one in units:
        for row in rows.get(one.unit.pk, ()):
            if row.report is None or one.ledger is None:
                continue
            report = row.report
            cells: dict[str, Value] = {
                name: getattr(report, name)
                for name in ("invested_this_year", "progress", "problem", "to_coordinate", "next_step")
            }
            cells |= {
                "unit": str(one.unit),
                "list": row.item.list.name,
                "code": whole(row.item.code),
                "title": row.item.title,
                "year_plan": row.plan,
                "share": float(row.share / 100) if row.share is not None else None,
                "word": str(report.get_word_display()),
                "state": str(one.ledger.get_state_display()),
            }
            lines.append(Line(cells))
    columns = [(key, label.fill(month=period.last_day.month), kind, wide) for key, label, kind, wide in _PROGRESS]
    title = Text("{period}进展汇总", "What was reported for {period}").fill(period=period.name).say(language)
    name = Text("进展汇总", "Progress").say(language)
    return Sheet(
        name,
        [title],
        _columns(columns, language),
        lines,
        merged="unit",
        facts=said,
        unit=UNIT.say(language),
        mark=mark,
    )
