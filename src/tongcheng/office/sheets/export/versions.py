"""A version as issued as a workbook: from its frozen rows, whatever the list says today."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation

from tongcheng.language import NOTHING, SYNTHETIC_MARK, Language, Text
from tongcheng.office.core.wording import language as spoken
from tongcheng.office.lists.models import List, Version
from tongcheng.office.lists.printed import COLUMNS, QUARTERS
from tongcheng.office.sheets.export.files import XLSX, File, day, safe_name
from tongcheng.office.sheets.export.lists import UNIT, facts
from tongcheng.render.ledger import Column, Line, Sheet, Value, ledger_workbook

#: What is printed although every row is empty there.
_ALWAYS = ("code", "title", *QUARTERS, "leads", "supporting")
_WIDE = {"content": 42.0, "title": 28.0, "group": 14.0, "remark": 22.0}
_SHORT = frozenset({"code", "state", "project_class"})
_DATES = frozenset({"due", "original_due"})
_MONEY = frozenset({"investment", "year_plan"})
#: Carried with a row, not printed.
_UNSEEN = frozenset({"uid", "kind"})
_OVER = {name: Text("进度安排", "Milestones") for name in QUARTERS} | {
    name: Text("投资", "Investment") for name in _MONEY
}
_MONEY_LABELS = {"investment": Text("总投资", "Total"), "year_plan": Text("年度计划", "Plan of the year")}


def version_workbook(version: Version, seen: Collection[str] | None = None) -> File:
    """Write a version from its frozen content. It carries no ids: what was issued is not read back.

    ``seen`` are the permanent ids of the rows that the reader may see; all if None.
    """
    rows = [row for row in version.content if seen is None or row.get("uid") in seen]
    language = spoken()
    words = version.name or Text(f"第{version.number}版", f"version {version.number}").say(language)
    titles = [version.list.name]
    if version.document or version.name:
        titles.append("　".join(part for part in (version.name, version.document) if part))
    issued = Text("{x}印发", "issued {x}").fill(x=day(version.issued, language)).say(language)
    return _workbook(
        version.list,
        rows,
        titles=titles,
        said=facts(day(version.as_of, language), f"{words}（{issued}）", version.chain_head, language),
        name=safe_name(version.list.name, words, ending="xlsx"),
        language=language,
    )


def printed_workbook(lst: List, rows: Sequence[Mapping[str, str]], as_of: date, chain: str) -> File:
    """Write rows as the next version would print them: every bundled row as one."""
    language = spoken()
    version = Text("拟印发稿", "draft of the next version").say(language)
    return _workbook(
        lst,
        rows,
        titles=[lst.name],
        said=facts(day(as_of, language), version, chain, language),
        name=safe_name(lst.name, version, as_of.isoformat(), ending="xlsx"),
        language=language,
    )


def _workbook(
    lst: List,
    rows: Sequence[Mapping[str, str]],
    *,
    titles: Sequence[str],
    said: Sequence[str],
    name: str,
    language: Language,
) -> File:
    columns = _columns(rows, language)
    sheet = Sheet(
        name=lst.name,
        titles=titles,
        columns=columns,
        lines=[Line({column.key: _value(column, row.get(column.key, "")) for column in columns}) for row in rows],
        merged="group",
        facts=said,
        unit=UNIT.say(language) if any(column.kind == "number" for column in columns) else "",
        mark=SYNTHETIC_MARK.say(language) if lst.synthetic else "",
    )
    return File(name, ledger_workbook([sheet], title=lst.name), XLSX)


def _columns(rows: Sequence[Mapping[str, str]], language: Language) -> list[Column]:
    filled = {key for row in rows for key, value in row.items() if value}
    keys = [key for key in COLUMNS if key in filled or key in _ALWAYS]
    keys += sorted(key for key in filled if key not in COLUMNS and key not in _UNSEEN)
    if filled.isdisjoint(QUARTERS):
        keys = [key for key in keys if key not in QUARTERS]
    return [_column(key, language) for key in keys]


def _column(key: str, language: Language) -> Column:
    label = _MONEY_LABELS.get(key) or COLUMNS.get(key) or Text(key, key)
    kind = "number" if key in _MONEY else "date" if key in _DATES else "short" if key in _SHORT else "text"
    return Column(
        key,
        label.say(language),
        _OVER.get(key, NOTHING).say(language),
        kind=kind,  # type: ignore[arg-type]
        widest=_WIDE.get(key, 24.0),
    )


def _value(column: Column, words: str) -> Value:
    """Give a frozen text as the number or date it is; what is neither stays as it was printed."""
    try:
        if words and column.kind == "number":
            return Decimal(words)
        if words and column.kind == "date":
            return date.fromisoformat(words)
    except (InvalidOperation, ValueError):
        return words
    return int(words) if column.key == "code" and words.isdecimal() and not words.startswith("0") else words
