"""What pages, the API and other apps read about imports."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from tongcheng.language import Language, Text
from tongcheng.office.core.waiting import Waiting
from tongcheng.office.core.wording import language as spoken
from tongcheng.office.lists.models import List
from tongcheng.office.lists.queries import visible_lists
from tongcheng.office.lists.rules import may_create_list
from tongcheng.office.people.models import Unit
from tongcheng.office.people.standing import Standing
from tongcheng.office.progress import rules as progress
from tongcheng.office.progress.models import Period
from tongcheng.office.sheets.importing import fields
from tongcheng.office.sheets.importing.for_ledger import ledgers_for, units_to_enter
from tongcheng.office.sheets.importing.previewed import ROW_STATES
from tongcheng.office.sheets.models import Import, ImportState
from tongcheng.office.sheets.reading.columns import READ_ONLY, label_of
from tongcheng.office.sheets.reading.columns import known as known_column
from tongcheng.render.ledger import BadCell

#: What the sender is told, by state of a row: kind for the answer workbook, and words before the cells.
_ANSWERS: dict[str, tuple[str, Text]] = {
    "unchanged": ("unchanged", Text("", "")),
    "changed": ("changed", Text("已更新", "changed")),
    "new": ("new", Text("已新增（拟列入）", "added as a draft")),
    "conflict": ("conflict", Text("与系统中的修改冲突", "changed on both sides")),
    "error": ("error", Text("有误，未导入", "in error, not imported")),
    "refused": ("refused", Text("无权修改，未导入", "not allowed")),
    "doubtful": ("skipped", Text("无法确定对应条目，未导入", "no row could be told; not imported")),
    "twice": ("error", Text("重复，未导入", "twice; not imported")),
    "skipped": ("skipped", Text("按选择未导入", "left out by choice")),
}


def imports_seen(standing: Standing) -> QuerySet[Import]:
    """Give the imports of a page, newest first, without their previews."""
    rows = Import.objects.visible_to(standing).select_related("workbook", "list", "period", "unit", "maker")
    found: QuerySet[Import] = rows.defer("preview", "choices")
    return found


def import_seen(standing: Standing, pk: int) -> Import:
    """Give one import with everything.

    Raises
    ------
    Import.DoesNotExist
        If there is none, or this reader may not know that there is.
    """
    rows = Import.objects.visible_to(standing).select_related("workbook", "list", "period", "unit", "maker")
    found: Import = rows.get(pk=pk)
    return found


def lists_to_import(standing: Standing) -> list[List]:
    """Give the open lists that somebody sees."""
    return list(visible_lists(standing).filter(closed=False).order_by("-year", "code"))


def periods_to_import() -> list[Period]:
    """Give the periods that can be filled."""
    return [period for period in Period.objects.order_by("-last_day", "kind") if period.is_open()]


def units_to_import(standing: Standing) -> list[Unit]:
    """Give the units for which somebody may fill a ledger."""
    return units_to_enter(standing)


def keepers(standing: Standing) -> list[Unit]:
    """Give the units for which somebody may make a list, the own one first."""
    own = {standing.main_unit or 0, *standing.units("joint_office", "city_office")}
    rows = [row for row in Unit.objects.filter(pk__in=own) if may_create_list(standing, row) is None]
    return sorted(rows, key=lambda row: row.pk != standing.main_unit)


def likely_kind(one: Import) -> str:
    """Say which kind of list a file most likely holds, by its title and columns."""
    sheet = one.preview.get("sheet", {})
    title = str(sheet.get("title", ""))
    for word, kind in (("问题", "problem"), ("机会", "opportunity"), ("通办", "service"), ("项目", "project")):
        if word in title:
            return kind
    found = {column["i"] for column in sheet.get("columns", ())}
    return "project" if found & {"national_code", "scale", "investment"} else "task"


def values_of_new_list(data: Mapping[str, Any]) -> dict[str, Any]:
    """Give the fields of a list as a form names them; its code is made from kind and year."""
    year = str(data.get("year", "")).strip()
    kind = str(data.get("kind", ""))
    values: dict[str, Any] = {"name": str(data.get("name", "")).strip(), "kind": kind, "year": None}
    if year.isascii() and year.isdigit() and len(year) == 4:
        values["year"] = int(year)
    stem = "-".join(part for part in (kind, str(values["year"] or "")) if part)[:30]
    used = set(List.objects.filter(code__startswith=stem).values_list("code", flat=True))
    number = 2
    values["code"] = stem
    while values["code"] in used:
        values["code"], number = f"{stem}-{number}", number + 1
    return values


def same_file(one: Import) -> list[Import]:
    """Give earlier imports of the very same file that were applied."""
    rows = Import.objects.filter(workbook__sha256=one.workbook.sha256, state=ImportState.APPLIED).exclude(pk=one.pk)
    return list(rows.select_related("workbook", "list", "period", "maker").defer("preview")[:5])


def past_the_city(standing: Standing, one: Import) -> list[Unit]:
    """Give the units whose ledgers the city will not review if this person applies the import; two queries."""
    if one.period is None:
        return []
    units = {
        row["unit"] for row in one.preview.get("rows", ()) if any(cell["s"] == "changed" for cell in row["cells"])
    }
    ledgers = ledgers_for(one.period, units - {None})
    return [ledger.unit for ledger in ledgers if ledger.unit.city_id and not progress.through_city(standing, ledger)]


def what_waits(standing: Standing) -> list[Waiting]:
    """Say which previews somebody made and has not applied; one query."""
    if standing.person is None:
        return []
    count = Import.objects.filter(maker=standing.person, state=ImportState.PREVIEWED).count()
    title = Text("确认或放弃待导入的表格", "Apply or discard imported workbooks")
    return [Waiting(title, count, reverse("sheets:imports"))] if count else []


def results_of(one: Import, language: Language | None = None) -> list[tuple[str, int, str, str]]:
    """Give what became of every row for the answer workbook: sheet, row, kind, words."""
    language = language or spoken()
    preview: dict[str, Any] = one.preview
    sheet = preview.get("sheet", {}).get("sheet", "")
    done = one.state == ImportState.APPLIED
    bad: dict[int, list[dict[str, Any]]] = {}
    for problem in preview.get("problems", ()):
        if problem["row"] is not None and _place_of(problem):
            bad.setdefault(problem["row"], []).append(problem)
    told = [
        (sheet, row["row"], *_answer(row, bad.get(row["row"], []), language, done=done))
        for row in preview.get("rows", ())
    ]
    if not done:
        told.insert(
            0, ("", 0, "skipped", Text("尚未导入，以下为预览结果", "not applied yet: a preview").say(language))
        )
    told += [
        (sheet, 0, "error", _sentence(problem, language))
        for problem in preview.get("problems", ())
        if problem["row"] is None
    ]
    words = Text("表中未列出，系统中保留不变", "not in the file; it stays").say(language)
    told += [("", 0, "missing", f"{label}：{words}") for _, label in preview.get("missing", ())]
    return told


def bad_cells(one: Import, language: Language | None = None) -> list[BadCell]:
    """Give the cells that could not be taken, with what was expected, found, and is to be done."""
    language = language or spoken()
    sheet = one.preview.get("sheet", {}).get("sheet", "")
    found = []
    for problem in one.preview.get("problems", ()):
        if place := _place_of(problem):
            expected, remedy = problem["expected"][language], problem["remedy"][language]
            words = Text(
                f"应为：{expected}\n实为：{problem['found']}\n处理：{remedy}",
                f"expected: {expected}\nfound: {problem['found']}\nremedy: {remedy}",
            )
            found.append(BadCell(sheet, place, words.say(language)))
    return found


def how_read(one: Import, language: Language | None = None) -> list[str]:
    """Say in which unit amounts were read and which columns were not, for the answer workbook."""
    sheet = one.preview.get("sheet", {})
    money = [
        (column, column["u"] or "亿元")
        for column in sheet.get("columns", ())
        if (kind := known_column(column["i"])) is not None and kind.type == "money"
    ]
    said = [
        Text(f"{column['l']} 列“{column['h']}”按{unit}读入", f"column {column['l']} is read in {unit}")
        for column, unit in money
    ]
    if left := sheet.get("left_out"):
        words = "、".join(left)
        said.append(Text(f"以下列未导入：{words}", f"columns not imported: {words}"))
    return [text.say(language or spoken()) for text in said]


def header_rows(one: Import) -> dict[str, tuple[int, int]]:
    """Give the rows of the header by sheet."""
    sheet = one.preview.get("sheet", {})
    return {sheet["sheet"]: (sheet["header"][0], sheet["header"][1])} if sheet.get("header") else {}


def _place_of(problem: Mapping[str, Any]) -> str:
    """Give the cell of a problem: ``E9`` of ``E9 总投资``; empty if it names none."""
    match = re.match(r"[A-Z]{1,3}[1-9]\d*(?=\s|$)", problem["column"] or "")
    return match[0] if match else ""


def _answer(row: dict[str, Any], bad: list[dict[str, Any]], language: Language, *, done: bool) -> tuple[str, str]:
    kind, words = _ANSWERS[row["state"]]
    said = [
        words.say(language)
        if done or row["state"] not in ("changed", "new")
        else ROW_STATES[row["state"]].say(language)
    ]
    if row.get("why"):
        said.append(Text(*row["why"]).say(language))
    if bad and row["state"] in ("changed", "new"):
        cells = "；".join(
            f"{problem['column']}：{problem['found']}（{problem['remedy'][language]}）" for problem in bad
        )
        begin = Text("新增（拟列入）", "added as a draft").say(language) if row["state"] == "new" else said[0]
        said[0] = Text(f"{begin}，但未写入 {cells}", f"{begin}, but not written: {cells}").say(language)
    told = [[problem["remedy"]["zh"], problem["remedy"]["en"]] for problem in bad]
    said += [
        line
        for cell in row["cells"]
        if not (cell["s"] == "error" and cell.get("w") in told)
        if (line := _cell_words(cell, row["state"], language))
    ]
    said += [Text(*note).say(language) for note in row.get("notes", ())]
    return kind, "；".join(part for part in dict.fromkeys(said) if part)


def _cell_words(cell: dict[str, Any], state: str, language: Language) -> str:
    label = label_of(cell["c"]).say(language)
    why = Text(*cell["w"]).say(language) if cell.get("w") else ""
    if cell["s"] == "changed":
        doubts = "".join(f"（{Text(*one).say(language)}）" for one in cell.get("d", ()))
        return f"{label}：{_short(cell['o'])} → {_short(cell['n'])}{doubts}"
    if cell["s"] == "conflict":
        return f"{label}：系统“{_short(cell['o'])}”，表中“{_short(cell['n'])}”"
    if cell["s"] in ("error", "refused", "kept"):
        return f"{label}：{_short(cell['n'])} {why}".strip()
    if state == "new" and cell["c"] == "code":
        return f"{label} {_short(cell['n'])}" + (f"（{why}）" if why else "")
    return "" if state == "new" else f"{label}：{why}" if cell["s"] == "theirs" else ""


def _short(words: str) -> str:
    words = " ".join(words.split())
    return (words if len(words) <= 40 else words[:39] + "…") or "空"


def _sentence(problem: dict[str, Any], language: Language) -> str:
    return "，".join(
        part for part in (problem["expected"][language], problem["found"], problem["remedy"][language]) if part
    )


def identifiers_shown(rows: Sequence[dict[str, Any]], sheet: dict[str, Any]) -> list[str]:
    """Give the columns in which anything differs on a page of rows, as they stand in the file."""
    places = {column["i"].partition(":")[0]: number for number, column in enumerate(sheet.get("columns", ()))}
    found = list(dict.fromkeys(cell["c"] for row in rows for cell in row["cells"]))
    kinds = {"lead": "lead_support", "support": "lead_support", "start_year": "years", "end_year": "years"}

    def place(name: str) -> tuple[int, str]:
        kind = name.partition(":")[0]
        return places.get(kind, places.get(kinds.get(kind, ""), len(places))), name

    return sorted(found, key=place)


def of_the_other_sort(one: Import) -> list[str]:
    """Name the columns that a list does not take because they are reports, or a ledger because they are of its list."""
    if one.list_id is None and one.period_id is None:
        return []
    silent = not_written(one)
    reports = {name for name in silent if name in fields.REPORT or name.startswith("reached:")}
    wanted = set(silent) - READ_ONLY - {"code", "title", "content", "group"} if one.period_id else reports
    return [
        f"{column['l']} {column['h']}" for column in one.preview["sheet"].get("columns", ()) if column["i"] in wanted
    ]


def not_written(one: Import) -> list[str]:
    """Name the columns of the file that an import of this sort reads and never writes."""
    found = []
    for column in one.preview.get("sheet", {}).get("columns", ()):
        name = column["i"]
        if one.period_id is not None:
            known = name in (*fields.REPORT, "report_remark") or name.startswith("reached:")
        else:
            known = fields.is_item(name) or fields.is_project(name) or name in ("years", "lead_support")
            known = known or name.startswith("milestone:")
        if name and (not known or name in READ_ONLY):
            found.append(name)
    return found
