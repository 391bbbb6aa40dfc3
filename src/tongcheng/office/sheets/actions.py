"""Take a workbook in, preview it, apply it, discard it.

Reading and comparing happen before an action, so that nobody waits for a large file with the database locked; the
action writes what was read, and the revisions kept in the preview tell if somebody was faster.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.core.files.base import ContentFile

from tongcheng.language import Text
from tongcheng.office.audit.chain import record
from tongcheng.office.core.acting import Act, Change, RefusedError, action, check
from tongcheng.office.core.memory import uncollected
from tongcheng.office.core.recorded import new, state_of
from tongcheng.office.sheets import rules
from tongcheng.office.sheets.importing.applying import Applied, apply_ledger, apply_list
from tongcheng.office.sheets.importing.choices import Choices
from tongcheng.office.sheets.importing.preview import Target
from tongcheng.office.sheets.models import Import, ImportState, Workbook

NOTHING_CHOSEN = Text("请先选择导入到哪个清单或填报期", "Choose the list or the period first")
NOTHING_TO_DO = Text("没有可导入的内容", "There is nothing to import")
CHANGED_SINCE = Text("预览已更新，请重新核对后导入", "The preview was made again; look at it before you apply it")


@dataclass(frozen=True)
class Upload:
    """A file as it came, and the suffix that its content deserves."""

    name: str
    content: bytes
    suffix: str


@action("sheets.upload_workbook", Text("上传表格", "upload a workbook"), rule=rules.may_upload)
def upload_workbook(act: Act, upload: Upload) -> Workbook:
    """Keep a file with its hash; the stored name never comes from the uploader."""
    row = Workbook(
        name=upload.name[-200:],
        size=len(upload.content),
        sha256=hashlib.sha256(upload.content).hexdigest(),
        uploaded=act.at,
        uploader=act.standing.person,
    )
    row.file.save(f"{uuid.uuid4().hex}{upload.suffix}", ContentFile(upload.content), save=False)
    row.save()
    record(act, [new(row)])
    return row


@action("sheets.begin_import", Text("预览导入", "preview an import"), rule=rules.may_take_up)
def begin_import(
    act: Act, workbook: Workbook, target: Target, choices: Choices, preview: Mapping[str, Any]
) -> Import:
    """Keep the first preview of a workbook."""
    row = Import(
        workbook=workbook,
        kind=target.kind,
        list=target.list,
        period=target.period,
        unit=target.unit,
        choices=choices.as_record(),
        preview=dict(preview),
        made=act.at,
        maker=act.standing.person,
    )
    row.save()
    record(act, [Change(row, None, _told(row))])
    return row


@action("sheets.preview_import", Text("重新预览", "preview again"), rule=rules.may_handle)
def preview_import(
    act: Act, one: Import, target: Target, choices: Choices, preview: Mapping[str, Any], base: int | None = None
) -> Import:
    """Keep what a person decided and the preview made with it; ``base`` is the revision they looked at."""
    one = _held(act, one)
    before = _told(one)
    values = {"kind": target.kind, "list": target.list, "period": target.period, "unit": target.unit}
    one.revise(values | {"choices": choices.as_record(), "preview": dict(preview)}, base)
    one.save()
    record(act, [_change(one, before)])
    return one


@uncollected()
@action("sheets.apply_import", Text("导入", "import"), rule=rules.may_handle, reason_needed=True)
def apply_import(act: Act, one: Import, base: int | None = None) -> Applied:
    """Write everything that the preview said, all or nothing, through the actions of lists and ledgers.

    Cells in error, in conflict or not allowed are left as they are; ``base`` is the revision of the import that the
    person looked at.

    Raises
    ------
    RefusedError
        If there is nothing to write, or the preview is not the one that was looked at.
    ConflictError
        If a cell changed since the preview.
    InputError
        With everything that cannot be kept.
    """
    one = _held(act, one)
    if base is not None and one.revision != base:
        raise RefusedError(CHANGED_SINCE)
    if one.list is None and one.period is None:
        raise RefusedError(NOTHING_CHOSEN)
    inner = replace(act, channel="sheet")
    if one.period is not None:
        done = apply_ledger(inner, one.period, one.preview, one.workbook.name)
    else:
        assert one.list is not None
        done = apply_list(inner, one.list, one.preview, one.workbook.name)
    if not done.cells:
        raise RefusedError(NOTHING_TO_DO)
    before = _told(one)
    counts = {"changed": done.changed, "added": done.added, "cells": done.cells}
    one.revise({"state": ImportState.APPLIED, "applied": act.at, "preview": one.preview | {"done": counts}})
    one.save()
    record(act, [_change(one, before)])
    return done


@action("sheets.discard_import", Text("放弃导入", "discard an import"), rule=rules.may_handle)
def discard_import(act: Act, one: Import) -> Import:
    """Put an import aside; the file stays."""
    one = _held(act, one)
    change = one.revise({"state": ImportState.DISCARDED})
    one.save()
    record(act, [change])
    return one


def _held(act: Act, one: Import) -> Import:
    """Read the import anew, hold it until the action ends, and ask the rule again."""
    rows = Import.objects.select_for_update(of=("self",)).select_related("workbook", "list", "period", "unit")
    held: Import = rows.get(pk=one.pk)
    check(rules.may_handle, act.standing, held)
    return held


def _told(one: Import) -> dict[str, Any]:
    """Give an import as the log holds it: of its preview the counts, not its thousands of cells."""
    told = state_of(one)
    preview = told.pop("preview") or {}
    return told | {"counts": preview.get("counts", {}), "done": preview.get("done")}


def _change(one: Import, before: Mapping[str, Any]) -> Change:
    after = _told(one)
    names = [name for name in after if after[name] != before.get(name)]
    return Change(one, {name: before.get(name) for name in names}, {name: after[name] for name in names})
