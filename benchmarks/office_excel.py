"""Workbooks of the office: a naked table in, the list out, the edited list back in; see :mod:`benchmarks.office`."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.harness import Measured, Row, compare, measure, missing, version_of

_HEAD = ["序号", "项目名称", "总投资", "年度计划投资", "一季度", "二季度", "三季度", "四季度",
         "牵头单位", "配合单位", "涉及市", "完成时限", "备注"]  # fmt: skip
_PEER = "django-import-export"
#: Number of the first person of the joint office.
_FIRST = 42


def rows(folder: str, count: int) -> list[Row]:
    """Measure preview, applying, export, and an edited export coming back."""
    peer = version_of(_PEER)
    if peer is None:
        missing(_PEER)
    found = []
    for what in ("preview", "apply"):
        ours = measure(_ours, folder, count, what)
        theirs = measure(_theirs, folder, count, what) if peer else None
        _tell(what, "ours", ours, count)
        if theirs is not None:
            _tell(what, _PEER, theirs, count)
        found.append(compare(f"workbook: {what} of new rows", ours, count, peer=peer, theirs=theirs))
    out, table = measure(_export, folder, count), measure(_their_export, folder, count) if peer else None
    _tell("export", "ours", out, count)
    found.append(compare("workbook: export as printed", out, count, peer=peer, theirs=table))
    for what in ("preview", "apply"):
        back = measure(_back, folder, count, what)
        _tell(f"{what} of changes", "ours", back, count)
        found.append(compare(f"workbook: {what} of an edited export", back, count))
    return found


def _tell(what: str, whose: str, measured: Measured, count: int) -> None:
    queries, cpu = measured.value
    print(
        f"  {what} {whose}: {queries} queries, {1000 * queries / count:.1f} for 1,000 rows, {cpu:.1f} s of processor",
        file=sys.stderr,
    )


def _office(folder: str) -> Any:
    """Make an office of a few units in a home of its own; give who imports."""
    os.environ["TONGCHENG_HOME"] = tempfile.mkdtemp(dir=folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "tongcheng.office.settings"
    import django

    django.setup()
    from benchmarks import office_data

    return office_data.make(10)


def _act(reason: str = "") -> Any:
    from tongcheng.office.core.acting import Act
    from tongcheng.office.people.models import Person
    from tongcheng.office.people.standing import standing_of

    return Act(standing_of(Person.objects.get(username=f"joint_office{_FIRST}")), reason)


def _table(count: int) -> list[list[Any]]:
    return [
        [f"P{n}", f"第{n}号{'道桥医校'[n % 4]}工程", n / 7, n / 70, "开工", "完成30%", "完成60%", "完成",
         f"{'甲乙丙丁'[n % 4]}市{n % 12 + 1}部门", f"{'甲乙丙丁'[(n + 1) % 4]}市{n % 12 + 1}部门",
         "甲市、乙市", "2022.11.30", "无"]
        for n in range(count)
    ]  # fmt: skip


def _workbook(rows: list[list[Any]]) -> bytes:
    import io

    import openpyxl

    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _counted(work: Callable[[], object]) -> Callable[[], tuple[int, float]]:
    """Count queries and processor time; the log of queries itself is not kept."""
    import time

    from django.db import connection

    def counted() -> tuple[int, float]:
        seen = 0

        def one(execute: Any, *arguments: Any) -> Any:
            nonlocal seen
            seen += 1
            return execute(*arguments)

        start = time.process_time()
        with connection.execute_wrapper(one):
            work()
        return seen, time.process_time() - start

    return counted


def _taken(content: bytes, target: Any = None) -> Callable[[], Any]:
    """Take a workbook in up to its preview, as the page does."""
    from tongcheng.office.sheets import actions
    from tongcheng.office.sheets.importing.choices import Choices
    from tongcheng.office.sheets.importing.files import checked_upload
    from tongcheng.office.sheets.importing.preview import guess_target, make_preview

    def take() -> Any:
        act = _act()
        upload, book = checked_upload("表.xlsx", content)
        kept = actions.upload_workbook(act, upload)
        aim = target or guess_target(book, act.standing)
        preview = make_preview(Path(kept.file.path), kept.name, aim, Choices(), act.standing, book)
        return actions.begin_import(act, kept, aim, Choices(), preview)

    return take


def _step(take: Callable[[], Any], what: str, expected: str, count: int) -> Callable[[], tuple[int, float]]:
    from tongcheng.office.sheets import actions

    if what == "preview":
        return _counted(take)
    one = take()
    assert one.preview["counts"][expected] >= count * 0.99, one.preview["counts"]
    return _counted(lambda: actions.apply_import(_act("批量导入"), one))


def _ours(folder: str, count: int, what: str) -> Callable[[], tuple[int, float]]:
    made = _office(folder)
    from tongcheng.office.lists.models import List
    from tongcheng.office.sheets.importing.preview import Target

    take = _taken(_workbook([["单位：亿元"], _HEAD, *_table(count)]), Target(list=List.objects.get(pk=made["list"])))
    return _step(take, what, "rows_new", count)


def _export(folder: str, count: int) -> Callable[[], tuple[int, float]]:
    return _counted(_written(folder, count))


def _written(folder: str, count: int) -> Callable[[], Any]:
    made = _filled(folder, count)
    from tongcheng.office.lists.models import List
    from tongcheng.office.sheets.export.lists import list_workbook

    lst = List.objects.get(pk=made["list"])
    return lambda: list_workbook(lst, _act().standing).data


def _filled(folder: str, count: int) -> Any:
    os.environ["TONGCHENG_HOME"] = tempfile.mkdtemp(dir=folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "tongcheng.office.settings"
    import django

    django.setup()
    from benchmarks import office_data

    return office_data.make(count)


def _back(folder: str, count: int, what: str) -> Callable[[], tuple[int, float]]:
    import io

    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(_written(folder, count)()))
    sheet = next(
        one for one in book.worksheets if any(cell.value == "_uid" for row in one.iter_rows() for cell in row)
    )
    headers = {
        cell.value: (cell.row, cell.column) for row in sheet.iter_rows(max_row=8) for cell in row if cell.value
    }
    quarter = headers["一季度"]
    for row in range(quarter[0] + 1, sheet.max_row + 1):
        cell = sheet.cell(row, quarter[1])
        if cell.value and "工程量" in str(cell.value):
            cell.value = f"改为{row}"
    out = io.BytesIO()
    book.save(out)
    return _step(_taken(out.getvalue()), what, "rows_changed", count)


def _resource() -> Any:
    from import_export import fields, resources, widgets

    from tongcheng.office.lists.models import Item, List
    from tongcheng.office.people.models import City, Unit

    class Items(resources.ModelResource):
        code = fields.Field("code", "序号")
        title = fields.Field("title", "项目名称")
        list = fields.Field("list", "清单", widgets.ForeignKeyWidget(List, "code"))
        kind = fields.Field("kind", "类型")
        state = fields.Field("state", "状态")
        unit = fields.Field("reporting_unit", "牵头单位", widgets.ForeignKeyWidget(Unit, "short_name"))
        cities = fields.Field("cities", "涉及市", widgets.ManyToManyWidget(City, "、", "name"))
        due = fields.Field("due", "完成时限", widgets.DateWidget("%Y.%m.%d"))
        remark = fields.Field("remark", "备注")

        class Meta:
            model = Item
            import_id_fields = ("list", "code")
            fields = ("code", "title", "list", "kind", "state", "unit", "cities", "due", "remark")

    return Items()


def _theirs(folder: str, count: int, what: str) -> Callable[[], tuple[int, float]]:
    """Read the same rows with the columns that are the row's own; with a dry run first, as its admin page does."""
    _office_with_peer(folder)
    import tablib

    from tongcheng.office.core.acting import _named

    head = ["清单", "类型", "状态", *_HEAD]
    content = _workbook([head, *(["tasks", "project", "active", *row] for row in _table(count))])

    def run() -> None:
        data = tablib.Dataset().load(content, format="xlsx")
        with _named("benchmark"):
            result = _resource().import_data(data, dry_run=what == "preview", use_transactions=True)
        assert result.totals["new"] == count, (result.totals, result.row_errors()[:1], result.invalid_rows[:1])

    return _counted(run)


def _their_export(folder: str, count: int) -> Callable[[], tuple[int, float]]:
    _filled_with_peer(folder, count)
    from tongcheng.office.lists.models import Item

    rows = Item.objects.select_related("list", "reporting_unit").prefetch_related("cities")
    return _counted(lambda: _resource().export(rows).export("xlsx"))


def _office_with_peer(folder: str) -> Any:
    return _filled_with_peer(folder, 10)


def _filled_with_peer(folder: str, count: int) -> Any:
    os.environ["TONGCHENG_HOME"] = tempfile.mkdtemp(dir=folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.office_admin"
    import django

    django.setup()
    from benchmarks import office_data

    return office_data.make(count)
