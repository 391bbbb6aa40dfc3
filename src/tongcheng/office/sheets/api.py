"""The JSON API of imports: the same actions and the same rights as the pages."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import File, Router, Schema
from ninja.files import UploadedFile

from tongcheng.office.core.acting import Act, check
from tongcheng.office.core.requests import act_of
from tongcheng.office.sheets import actions, queries, rules
from tongcheng.office.sheets.importing.choices import choices_of
from tongcheng.office.sheets.importing.preview import Target
from tongcheng.office.sheets.importing.previewed import ROW_STATES
from tongcheng.office.sheets.models import Import
from tongcheng.office.sheets.views import answer_of, previewed, taken_in

router = Router()
_MOST_ROWS = 500


class ImportOut(Schema):
    """An import with the counts of its preview."""

    id: int
    file: str
    sha256: str
    kind: str
    list: str | None
    period: str | None
    unit: str | None
    state: str
    made: datetime
    revision: int
    counts: dict[str, int]


class PreviewOut(Schema):
    """Rows of a preview, and what could not be read."""

    counts: dict[str, int]
    rows: list[dict[str, Any]]
    problems: list[dict[str, Any]]
    missing: list[list[str]]
    sheet: dict[str, Any]


class ChoicesIn(Schema):
    """What somebody decides; what is not named keeps its default."""

    list: str | None = None
    period: str | None = None
    unit: str | None = None
    choices: dict[str, Any] = {}
    revision: int | None = None


class ApplyIn(Schema):
    """Why the import is applied, and the revision that was looked at."""

    reason: str
    revision: int | None = None


class AppliedOut(Schema):
    """How much was written."""

    changed: int
    added: int
    cells: int


def _act(request: HttpRequest, reason: str = "") -> Act:
    return replace(act_of(request), reason=reason, channel="api")


def _one(request: HttpRequest, pk: int) -> Import:
    if pk >= 2**63:
        raise Import.DoesNotExist
    return queries.import_seen(_act(request).standing, pk)


def _out(one: Import, *, counted: bool = True) -> ImportOut:
    return ImportOut(
        id=one.pk,
        file=one.workbook.name,
        sha256=one.workbook.sha256,
        kind=one.kind,
        list=one.list.code if one.list else None,
        period=one.period.code if one.period else None,
        unit=one.unit.code if one.unit else None,
        state=one.state,
        made=one.made,
        revision=one.revision,
        counts=one.preview.get("counts", {}) if counted else {},
    )


@router.get("imports", response=list[ImportOut])
def imports(request: HttpRequest) -> Any:
    """Give the imports that the reader may see, newest first, at most 100; without their counts."""
    return [_out(one, counted=False) for one in queries.imports_seen(_act(request).standing)[:100]]


@router.post("imports", response=ImportOut)
def upload(request: HttpRequest, workbook: File[UploadedFile]) -> Any:
    """Take a workbook in and preview it."""
    return _out(taken_in(request, workbook))


@router.get("imports/{pk}", response=ImportOut)
def one_import(request: HttpRequest, pk: int) -> Any:
    """Give one import."""
    return _out(_one(request, pk))


@router.get("imports/{pk}/preview", response=PreviewOut)
def preview(request: HttpRequest, pk: int, state: str = "", start: int = 0) -> Any:
    """Give rows of the preview, 500 at a time; ``state`` keeps the rows in one state."""
    found = _one(request, pk).preview
    rows = [row for row in found.get("rows", []) if state not in ROW_STATES or row["state"] == state]
    start = max(0, min(start, len(rows)))
    return {
        "counts": found.get("counts", {}),
        "rows": rows[start : start + _MOST_ROWS],
        "problems": found.get("problems", []),
        "missing": found.get("missing", []),
        "sheet": found.get("sheet", {}),
    }


@router.post("imports/{pk}/choices", response=ImportOut)
def choose(request: HttpRequest, pk: int, body: ChoicesIn) -> Any:
    """Decide what the workbook is and what is to become of rows and cells; preview again."""
    from pathlib import Path

    one, act = _one(request, pk), _act(request)
    check(rules.may_handle, act.standing, one)
    target = _target(one, act, body)
    choices = choices_of(body.choices)
    found = previewed(Path(one.workbook.file.path), one.workbook.name, target, choices, act)
    return _out(actions.preview_import(act, one, target, choices, found, body.revision))


def _target(one: Import, act: Act, body: ChoicesIn) -> Target:
    if body.list is not None:
        lists = {row.code: row for row in queries.lists_to_import(act.standing)}
        return Target("naked" if one.kind == "ledger" else one.kind, lists.get(body.list))
    if body.period is not None:
        periods = {row.code: row for row in queries.periods_to_import()}
        units = {row.code: row for row in queries.units_to_import(act.standing)}
        kind = "naked" if one.kind == "list" else one.kind
        return Target(kind, None, periods.get(body.period), units.get(body.unit or ""))
    return Target(one.kind, one.list, one.period, one.unit)


@router.post("imports/{pk}/apply", response=AppliedOut)
def apply(request: HttpRequest, pk: int, body: ApplyIn) -> Any:
    """Write what the preview says, all or nothing."""
    done = actions.apply_import(_act(request, body.reason), _one(request, pk), body.revision)
    return {"changed": done.changed, "added": done.added, "cells": done.cells}


@router.post("imports/{pk}/discard", response=ImportOut)
def discard(request: HttpRequest, pk: int) -> Any:
    """Put an import aside."""
    return _out(actions.discard_import(_act(request), _one(request, pk)))


@router.get("imports/{pk}/answer", include_in_schema=False)
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the file back with a column that says what became of every row."""
    return answer_of(_one(request, pk)).response()
