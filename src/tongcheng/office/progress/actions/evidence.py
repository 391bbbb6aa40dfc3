"""Files beside a ledger: evidence, photos, the stamped scan. Kept for ever, with their SHA-256."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.files.base import ContentFile
from django.db import transaction

from tongcheng.errors import InputError, Problem
from tongcheng.language import Text
from tongcheng.office.audit.chain import record
from tongcheng.office.core.acting import Act, action
from tongcheng.office.core.recorded import new
from tongcheng.office.lists.models import Milestone
from tongcheng.office.progress import rules
from tongcheng.office.progress.actions.holding import hold
from tongcheng.office.progress.actions.reports import entered
from tongcheng.office.progress.files import SCANS, Checked, Upload, checked
from tongcheng.office.progress.models import Evidence, EvidenceKind, Ledger, Report

__all__ = ["Upload", "add_evidence", "keep_file", "same_files"]


@action("progress.add_evidence", Text("上传佐证材料", "add evidence"), rule=rules.may_enter)
def add_evidence(
    act: Act,
    ledger: Ledger,
    upload: Upload,
    kind: str = EvidenceKind.PAPER,
    *,
    report: Report | None = None,
    milestone: Milestone | None = None,
) -> Evidence:
    """Keep a file with a ledger, one of its rows, or a milestone; the same content twice in a ledger is refused.

    Raises
    ------
    InputError
        If the content is not of a kind that is taken, too large, or there already; or the row is another ledger's.
    """
    (ledger,) = hold(act, rules.may_enter, [ledger])
    if kind not in EvidenceKind.values or (report is not None and report.ledger_id != ledger.pk):
        raise InputError([_elsewhere(upload)])
    if milestone is not None and (report is None or milestone.item_id != report.item_id):
        raise InputError([_elsewhere(upload)])
    file = checked(upload, SCANS if kind == EvidenceKind.SIGNED_SCAN else SCANS | {"docx", "xlsx"})
    change = entered(act, ledger)
    evidence = keep_file(act, ledger, file, kind, report, milestone)
    record(act, [change, new(evidence)])
    return evidence


def keep_file(
    act: Act,
    ledger: Ledger,
    file: Checked,
    kind: str,
    report: Report | None = None,
    milestone: Milestone | None = None,
) -> Evidence:
    """Store a checked file and make its row, inside an action; a file that was stored in vain is removed again."""
    if Evidence.objects.filter(ledger=ledger, sha256=file.sha256, report=report, milestone=milestone).exists():
        raise InputError([_twice(file, ledger)])
    evidence = Evidence(
        ledger=ledger,
        report=report,
        milestone=milestone,
        kind=kind,
        name=file.name,
        content_type=file.content_type,
        size=len(file.content),
        sha256=file.sha256,
        uploaded=act.at,
        uploader=act.standing.person,
    )
    evidence.file.save(file.stored_name(), ContentFile(file.content), save=False)
    try:
        with transaction.atomic():
            evidence.save()
    except BaseException:
        evidence.file.delete(save=False)
        raise
    return evidence


def same_files(evidence: Evidence) -> Sequence[Evidence]:
    """Give the other files with the same content, so that a photo used twice is seen."""
    return list(
        Evidence.objects.filter(sha256=evidence.sha256)
        .exclude(pk=evidence.pk)
        .select_related("ledger__unit", "ledger__period")
    )


def _elsewhere(upload: Upload) -> Problem:
    return Problem(
        "evidence_elsewhere",
        upload.name[:200],
        Text("本台账的条目及其节点", "a row of this ledger and its milestone"),
        "?",
        Text("刷新页面后重新上传", "load the page again and upload once more"),
    )


def _twice(file: Checked, ledger: Ledger) -> Problem:
    return Problem(
        "file_twice",
        file.name,
        Text("未上传过的文件", "a file that is not there yet"),
        f"SHA-256 {file.sha256[:12]} · {ledger}",
        Text("该文件已在本台账中，无需重复上传", "the file is in this ledger already"),
    )
