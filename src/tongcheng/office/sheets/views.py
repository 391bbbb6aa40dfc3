"""The pages of an import: hand in a workbook, say what it is, look at what it would change, apply it, take the answer."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from tongcheng.errors import InputError
from tongcheng.language import Text
from tongcheng.office.core.acting import Act, check
from tongcheng.office.core.pages import answer_refusals, page_of
from tongcheng.office.core.requests import OfficeRequest, act_of
from tongcheng.office.core.wording import say
from tongcheng.office.lists.actions import create_list
from tongcheng.office.lists.models import ListKind
from tongcheng.office.sheets import actions, queries, rules
from tongcheng.office.sheets.export.files import XLSX, File, safe_name
from tongcheng.office.sheets.forms import (
    BLANKS,
    UNITS,
    UploadForm,
    decisions_from,
    mapping_from,
    target_from,
)
from tongcheng.office.sheets.importing.choices import Choices, choices_of
from tongcheng.office.sheets.importing.files import checked_upload
from tongcheng.office.sheets.importing.preview import Target, guess_target, make_preview, unreadable
from tongcheng.office.sheets.importing.previewed import ROW_STATES, TO_CHECK
from tongcheng.office.sheets.models import Import, ImportKind
from tongcheng.office.sheets.reading.book import MOST_BYTES, Book
from tongcheng.office.sheets.reading.columns import HIDDEN, columns, label_of
from tongcheng.office.sheets.reading.columns import known as known_column
from tongcheng.render.ledger import answer_workbook

#: Files handed in at once.
MOST_AT_ONCE = 40
TOO_MANY_AT_ONCE = Text(f"一次最多上传 {MOST_AT_ONCE} 个文件", f"at most {MOST_AT_ONCE} files at once")
NO_FILE = Text("请选择文件", "choose a file")


@never_cache
@login_required
@require_safe
def imports(request: OfficeRequest) -> HttpResponse:
    """Show the reader's imports and the way to hand in a workbook."""
    rows = page_of(request, queries.imports_seen(request.standing))
    may = rules.may_upload(request.standing, None) is None
    return render(request, "sheets/imports.html", {"page": rows, "form": UploadForm(), "may_upload": may})


@login_required
@require_POST
@answer_refusals
def upload(request: OfficeRequest) -> HttpResponse:
    """Take a workbook in and show its preview."""
    check(rules.may_upload, request.standing, None)
    files = request.FILES.getlist("workbook")
    if not files:
        messages.error(request, say(NO_FILE))
        return redirect("sheets:imports")
    if len(files) == 1:
        return redirect("sheets:import", taken_in(request, files[0]).pk)
    _all_taken_in(request, files)
    return redirect("sheets:imports")


def _all_taken_in(request: OfficeRequest, files: list[Any]) -> None:
    """Keep and preview several files; one that is no workbook does not keep the others back."""
    if len(files) > MOST_AT_ONCE:
        messages.error(request, say(TOO_MANY_AT_ONCE))
        return
    taken = 0
    for file in files:
        try:
            taken_in(request, file)
            taken += 1
        except InputError as error:
            first = error.problems[0]
            messages.error(request, f"{file.name}：{say(first.expected)}；{say(first.remedy)}")
    if taken:
        words = Text("已上传 {n} 个文件，请逐个打开核对后确认导入。", "{n} files taken; look at each and apply it.")
        messages.success(request, say(words.fill(n=taken)))


def taken_in(request: HttpRequest, file: Any, target: Target | None = None) -> Import:
    """Keep an uploaded file and preview it; used by the pages and the API."""
    act = act_of(request)
    check(rules.may_upload, act.standing, None)
    content = file.read(MOST_BYTES + 1)
    given, book = checked_upload(file.name or "", content)
    kept = actions.upload_workbook(act, given)
    target = target or guess_target(book, act.standing)
    preview = previewed(Path(kept.file.path), kept.name, target, Choices(), act, book)
    return actions.begin_import(act, kept, target, Choices(), preview)


def previewed(
    path: Path, name: str, target: Target, choices: Choices, act: Act, book: Book | None = None
) -> dict[str, Any]:
    """Preview a file; what cannot be read is a preview that says so."""
    try:
        return make_preview(path, name, target, choices, act.standing, book)
    except InputError as error:
        return unreadable(error)


def _seen(request: OfficeRequest, pk: int) -> Import:
    try:
        return queries.import_seen(request.standing, pk)
    except Import.DoesNotExist:
        raise Http404 from None


@never_cache
@login_required
@require_safe
def one_import(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show an import: what the file is, what it would change, what is wrong in it."""
    one = _seen(request, pk)
    counts: dict[str, int] = one.preview.get("counts", {})
    show = request.GET.get("show", "")
    state = request.GET.get("state", "")
    rows = [row for row in one.preview.get("rows", ()) if _wanted(row, state)]
    page = page_of(request, rows)
    said = {
        "one": one,
        "counts": counts,
        "states": [
            (key, words, counts.get(f"rows_{key}", 0)) for key, words in [*ROW_STATES.items(), ("check", TO_CHECK)]
        ],
        "state": state,
        "show": show,
        "page": page,
        "rows": [_shown(row) for row in page.object_list],
        "columns": [
            (name, label_of(name), known.unit if (known := known_column(name)) and known.type == "money" else "")
            for name in queries.identifiers_shown(list(page.object_list), one.preview.get("sheet", {}))
        ],
        "problems": Paginator(one.preview.get("problems", []), 200).get_page(request.GET.get("page")),
        "sheet": one.preview.get("sheet", {}),
        "choices": choices_of(one.choices),
        "undecided": sum(row["state"] == "doubtful" or row["how"] == "other" for row in one.preview.get("rows", ())),
        "may": rules.may_handle(request.standing, one) is None,
        "same": queries.same_file(one),
        "writes": sum(counts.get(f"cells_{key}", 0) for key in ("changed", "new")),
        "synthetic": bool(one.list and one.list.synthetic),
    }
    if one.is_open:
        said |= {
            "lists": queries.lists_to_import(request.standing),
            "periods": queries.periods_to_import(),
            "units": queries.units_to_import(request.standing),
            "known": [(name, column.label) for name, column in columns().items() if name not in HIDDEN],
            "money_units": UNITS,
            "money": {name for name, column in columns().items() if column.type == "money"},
            "read_only": queries.not_written(one),
            "blanks": BLANKS,
            "other_sort": queries.of_the_other_sort(one) if one.kind == ImportKind.NAKED else [],
            "keepers": queries.keepers(request.standing),
            "list_kinds": ListKind.choices,
            "likely_kind": queries.likely_kind(one),
            "past_city": queries.past_the_city(request.standing, one),
        }
    return render(request, "sheets/import.html", said)


def _wanted(row: dict[str, Any], state: str) -> bool:
    if state == "all":
        return True
    if state == "check":
        return any(cell.get("d") for cell in row["cells"])
    return row["state"] == state if state in ROW_STATES else row["state"] not in ("unchanged", "skipped")


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    """Give a row with its cells by column and its texts as texts."""
    return row | {
        "by_column": {cell["c"]: _shown_cell(cell) for cell in row["cells"]},
        "words": ROW_STATES[row["state"]],
        "why": Text(*row["why"]) if row.get("why") else None,
        "notes": [Text(*note) for note in row.get("notes", ())],
    }


def _shown_cell(cell: dict[str, Any]) -> dict[str, Any]:
    why = Text(*cell["w"]) if cell.get("w") else None
    return cell | {"why": why, "doubts": [Text(*one) for one in cell.get("d", ())]}


@login_required
@require_POST
@answer_refusals
def choose(request: OfficeRequest, pk: int) -> HttpResponse:
    """Take what the person says the file is: list or period, sheet, header, columns, year."""
    one = _seen(request, pk)
    _again(request, one, target_from(request.POST, one, request.standing), mapping_from(request.POST, one))
    return redirect("sheets:import", pk)


@login_required
@require_POST
@answer_refusals
def new_list(request: OfficeRequest, pk: int) -> HttpResponse:
    """Make a list for what the file holds, and preview the file into it."""
    one = _seen(request, pk)
    act = act_of(request)
    check(rules.may_handle, act.standing, one)
    keeper = {str(row.pk): row for row in queries.keepers(act.standing)}.get(request.POST.get("keeper", ""))
    if keeper is None:
        raise Http404
    made = create_list(act, keeper, queries.values_of_new_list(request.POST))
    kind = one.kind if one.kind == ImportKind.LIST else ImportKind.NAKED
    _again(request, one, Target(kind, made), replace(choices_of(one.choices), rows={}, cells={}))
    return redirect("sheets:import", pk)


@login_required
@require_POST
@answer_refusals
def decide(request: OfficeRequest, pk: int) -> HttpResponse:
    """Take decisions about rows and about cells in conflict."""
    one = _seen(request, pk)
    _again(request, one, Target(one.kind, one.list, one.period, one.unit), decisions_from(request.POST, one))
    response = redirect("sheets:import", pk)
    if back := request.POST.get("back", ""):
        response["Location"] += "?" + back.lstrip("?").replace("\n", "").replace("\r", "")[:200]
    return response


def _again(request: HttpRequest, one: Import, target: Target, choices: Choices) -> Import:
    act = act_of(request)
    check(rules.may_handle, act.standing, one)
    preview = previewed(Path(one.workbook.file.path), one.workbook.name, target, choices, act)
    return actions.preview_import(act, one, target, choices, preview, _revision(request))


def _revision(request: HttpRequest) -> int | None:
    given = request.POST.get("revision", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else None


@login_required
@require_POST
@answer_refusals
def apply(request: OfficeRequest, pk: int) -> HttpResponse:
    """Write what the preview says."""
    one = _seen(request, pk)
    done = actions.apply_import(act_of(request), one, _revision(request))
    words = Text(
        f"已导入：修改 {done.changed} 行，新增 {done.added} 行", f"{done.changed} rows changed, {done.added} added"
    )
    messages.success(request, say(words))
    return redirect("sheets:import", pk)


@login_required
@require_POST
@answer_refusals
def discard(request: OfficeRequest, pk: int) -> HttpResponse:
    """Put an import aside."""
    actions.discard_import(act_of(request), _seen(request, pk))
    return redirect("sheets:imports")


@login_required
@require_safe
def original(request: OfficeRequest, pk: int) -> FileResponse:
    """Give the file as it came."""
    one = _seen(request, pk)
    return FileResponse(
        one.workbook.file.open("rb"),
        as_attachment=True,
        filename=one.workbook.name,
        content_type="application/octet-stream",
    )


@login_required
@require_safe
@answer_refusals
def answer(request: OfficeRequest, pk: int) -> HttpResponse:
    """Give the file back with a column that says what became of every row."""
    return answer_of(_seen(request, pk)).response()


def answer_of(one: Import) -> File:
    """Make the answer workbook."""
    data = answer_workbook(
        Path(one.workbook.file.path),
        queries.results_of(one),
        headers=queries.header_rows(one),
        bad=queries.bad_cells(one),
        remarks=queries.how_read(one),
    )
    stem = one.workbook.name.rpartition(".")[0] or one.workbook.name
    return File(safe_name(stem, say(Text("处理结果", "results")), ending="xlsx"), data, XLSX)
