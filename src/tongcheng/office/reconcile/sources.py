"""Ledgers from where they are kept: a list of the office, a version as issued, a workbook that came in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone

from tongcheng.errors import InputError, Problem
from tongcheng.language import Text
from tongcheng.office.lists.models import COUNTED_STATES, Item, List, Version
from tongcheng.office.people.models import City
from tongcheng.office.people.standing import Standing
from tongcheng.office.progress.models import Report
from tongcheng.office.reconcile.ledgers import Ledger, Row
from tongcheng.office.reconcile.names import key_of
from tongcheng.office.sheets.reading.book import open_book
from tongcheng.office.sheets.reading.table import ReadRow, ReadTable, best_table

_NO_TABLE = Text("含有名称列的清单表", "a table of rows with a column of names")
_SPLIT = re.compile(r"[、，,；;/\s]+")


def list_ledger(standing: Standing, lst: List) -> Ledger:
    """Give a list as it stands now, as far as the reader may see it; invested money from reports in force."""
    reports = Report.objects.in_force().visible_to(standing).order_by("ledger__period__last_day", "ledger__edition")
    items = (
        Item.objects.filter(list=lst, state__in=COUNTED_STATES)
        .visible_to(standing)
        .select_related("project")
        .prefetch_related("cities", Prefetch("reports", reports, to_attr="in_force"))
        .order_by("order", "pk")
    )
    rows = tuple(_of_item(item) for item in items)
    return Ledger(str(lst), rows, timezone.localdate(), synthetic=lst.synthetic, source=f"list:{lst.pk}")


def _of_item(item: Item) -> Row:
    project = getattr(item, "project", None)
    reports: list[Report] = getattr(item, "in_force", [])
    sums = [one.invested_this_year for one in reports if one.invested_this_year is not None]
    return Row(
        str(item.uid),
        item.title,
        item.code,
        project.national_code if project else "",
        tuple(city.name for city in sorted(item.cities.all(), key=lambda one: one.order)),
        str(project.get_project_class_display()) if project else "",
        project.investment if project else None,
        project.year_plan if project else None,
        sums[-1] if sums else None,
    )


def version_ledger(version: Version) -> Ledger:
    """Give a list as it was issued."""
    known = _city_names()
    rows = _keyed(_of_printed(row, known) for row in version.content)
    return Ledger(
        f"{version.list} {version.name or f'第{version.number}版'}",
        rows,
        version.as_of,
        synthetic=version.list.synthetic,
        source=f"version:{version.pk}",
    )


def _of_printed(row: Mapping[str, Any], known: Mapping[str, str]) -> Row:
    return Row(
        str(row.get("uid", "")) or key_of(str(row.get("title", ""))),
        str(row.get("title", "")),
        str(row.get("code", "")),
        str(row.get("national_code", "")),
        _cities(str(row.get("cities", "")), known),
        str(row.get("project_class", "")),
        _money(row.get("investment")),
        _money(row.get("year_plan")),
        _money(row.get("completed") or row.get("invested_this_year")),
    )


def workbook_ledger(path: Path, name: str, *, city: str = "", as_of: date | None = None) -> Ledger:
    """Read a workbook as a ledger.

    Raises
    ------
    InputError
        If it is no workbook, holds no table with names, or has cells that cannot be read: all of them.
    """
    table = best_table(open_book(path, name))
    if table is None or not table.rows or "title" not in table.layout.mapped:
        remedy = Text("检查表头是否含“项目名称”“任务名称”等列", "see that the header names a column such as 项目名称")
        raise InputError([Problem("no_table", name, _NO_TABLE, "—", remedy)])
    _refuse_unreadable(table)
    known = _city_names()
    rows = _keyed(_of_read(row, city, known) for row in table.rows if row.value("title"))
    return Ledger(name, rows, as_of, city, source=f"workbook:{name}")


def _refuse_unreadable(table: ReadTable) -> None:
    used = {
        "title",
        "code",
        "national_code",
        "cities",
        "project_class",
        "investment",
        "year_plan",
        "invested_this_year",
    }
    columns = {f"{table.layout.mapped[name].letters}" for name in used if name in table.layout.mapped}
    wrong = [one for one in table.problems if re.sub(r"\d.*", "", one.column or "") in columns]
    if wrong:
        raise InputError(wrong)


def _of_read(row: ReadRow, city: str, known: Mapping[str, str]) -> Row:
    national = str(row.value("national_code") or "")
    name = str(row.value("title")).strip()
    return Row(
        national or key_of(name)[:180],
        name,
        str(row.value("code") or ""),
        national,
        _cities(row.words.get("cities", ""), known) or ((city,) if city else ()),
        row.words.get("project_class", "").strip(),
        _money(row.value("investment")),
        _money(row.value("year_plan")),
        _money(row.value("invested_this_year")),
    )


def _keyed(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Give rows with keys of which none stands twice: a second one of the same name gets its place."""
    seen: dict[str, int] = {}
    found = []
    for row in rows:
        seen[row.key] = seen.get(row.key, 0) + 1
        key = row.key if seen[row.key] == 1 else f"{row.key}#{seen[row.key]}"
        found.append(row if key == row.key else Row(**{**row.__dict__, "key": key}))
    return tuple(found)


def _city_names() -> dict[str, str]:
    return {name.removesuffix("市"): name for name in City.objects.values_list("name", flat=True)}


def _cities(words: str, known: Mapping[str, str]) -> tuple[str, ...]:
    """Give the cities that words name, by their names on record: 成都 is 成都市."""
    named = [one for one in _SPLIT.split(words) if one]
    return tuple(dict.fromkeys(known.get(one.removesuffix("市"), one) for one in named))


def _money(value: object) -> Decimal | None:
    if value is None or value == "":
        return None
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None
