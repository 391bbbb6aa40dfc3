"""The page of a ledger and what is done with it: sign, accept, return, correct, add files."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from tongcheng.errors import InputError, Problem
from tongcheng.language import Text
from tongcheng.office.audit.models import Event
from tongcheng.office.core.acting import ACTIONS, may
from tongcheng.office.core.pages import answer_refusals
from tongcheng.office.core.requests import OfficeRequest, act_of
from tongcheng.office.core.wording import say
from tongcheng.office.lists.models import Milestone
from tongcheng.office.progress import actions, queries, rules
from tongcheng.office.progress.actions.evidence import same_files
from tongcheng.office.progress.files import MOST_BYTES, Upload
from tongcheng.office.progress.forms import revision_of
from tongcheng.office.progress.models import Evidence, EvidenceKind, Ledger, LedgerState, Report
from tongcheng.office.progress.views.shown import ShownRow, ledger_seen, shown_rows


@never_cache
@login_required
def ledger(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show a ledger: its rows against last time, its files, its history, and what may be done now."""
    found = ledger_seen(request, pk)
    shown = shown_rows(found, queries.rows_of(found))
    editions = Ledger.objects.filter(period=found.period, unit=found.unit).order_by("edition")
    said = {
        "ledger": found,
        "period": found.period,
        "rows": shown,
        "files": _files(found),
        "targets": list(_targets(shown)),
        "kinds": [one for one in EvidenceKind.choices if one[0] != EvidenceKind.SIGNED_SCAN],
        "editions": list(editions),
        "history": _history(found),
        "megabytes": MOST_BYTES >> 20,
        "own_work": rules.is_own_work(request.standing, found) and found.state != LedgerState.ACCEPTED,
        "may_accept": _accepting(request, found),
    }
    return render(request, "progress/ledger.html", said)


def _accepting(request: OfficeRequest, found: Ledger) -> str:
    """Name the acceptance that this reader may give now: the city's, the joint office's, or none."""
    for name in ("accept_city", "accept"):
        if may(f"progress.{name}", request.standing, found):
            return name
    return ""


def _files(found: Ledger) -> list[tuple[Evidence, int]]:
    """Give the files with the number of other ledgers in which the same content stands."""
    rows = list(found.evidence.select_related("uploader", "report__item", "milestone"))
    twins = Evidence.objects.filter(sha256__in=[one.sha256 for one in rows]).exclude(ledger=found)
    seen: dict[str, int] = {}
    for content in twins.values_list("sha256", flat=True):
        seen[content] = seen.get(content, 0) + 1
    return [(one, seen.get(one.sha256, 0)) for one in rows]


def _targets(shown: list[ShownRow]) -> Iterator[tuple[str, str]]:
    """Give what a file can be evidence of: the ledger's rows that were filled, and their milestones."""
    for row in shown:
        if row.row.report is not None:
            yield f"{row.row.report.pk}", str(row.row.item)
            for step in row.steps:
                yield f"{row.row.report.pk}:{step.line.milestone.pk}", f"　{step.line.milestone}"


def _history(found: Ledger) -> list[tuple[Event, Text]]:
    events = Event.objects.filter(subject_type="progress.ledger", subject_id=str(found.pk)).order_by("-number")
    return [
        (one, ACTIONS[one.action].label if one.action in ACTIONS else Text(one.action, one.action)) for one in events
    ]


@require_POST
@login_required
@answer_refusals
def sign(request: OfficeRequest, pk: int) -> HttpResponse:
    """Sign the ledger as a whole."""
    actions.sign(act_of(request), ledger_seen(request, pk), revision_of(request.POST))
    return _done(request, pk, Text("已签报。", "Signed."))


@require_POST
@login_required
@answer_refusals
def sign_by_scan(request: OfficeRequest, pk: int) -> HttpResponse:
    """Take the stamped scan as signature."""
    found = ledger_seen(request, pk)
    signer = request.POST.get("signed_by", "")
    actions.sign_by_scan(act_of(request), found, _upload(request), signer, revision_of(request.POST))
    return _done(request, pk, Text("签字盖章件已收，视同签报。", "The stamped scan counts as the signature."))


@require_POST
@login_required
@answer_refusals
def accept_city(request: OfficeRequest, pk: int) -> HttpResponse:
    """Accept for the city."""
    actions.accept_city(act_of(request), [ledger_seen(request, pk)], _bases(request, pk))
    return _done(request, pk, Text("市级审核通过。", "Accepted for the city."))


@require_POST
@login_required
@answer_refusals
def accept(request: OfficeRequest, pk: int) -> HttpResponse:
    """Accept for good."""
    actions.accept(act_of(request), [ledger_seen(request, pk)], _bases(request, pk))
    return _done(request, pk, Text("已采纳，内容不再改动。", "Accepted; it does not change any more."))


@require_POST
@login_required
@answer_refusals
def return_ledger(request: OfficeRequest, pk: int) -> HttpResponse:
    """Send it back with a comment."""
    actions.return_ledger(act_of(request), [ledger_seen(request, pk)], _bases(request, pk))
    return _done(request, pk, Text("已退回。", "Returned."))


@require_POST
@login_required
@answer_refusals
def correct(request: OfficeRequest, pk: int) -> HttpResponse:
    """Open a further edition."""
    edition = actions.correct(act_of(request), ledger_seen(request, pk))
    return redirect("progress:fill", edition.period.code, edition.unit_id)


@require_POST
@login_required
@answer_refusals
def add_evidence(request: OfficeRequest, pk: int) -> HttpResponse:
    """Keep a file with the ledger, a row, or a milestone."""
    found = ledger_seen(request, pk)
    report, milestone = _target(request, found)
    kind = request.POST.get("kind", EvidenceKind.PAPER)
    file = actions.add_evidence(act_of(request), found, _upload(request), kind, report=report, milestone=milestone)
    said = Text("已上传 {name}，SHA-256 {sha}…", "{name} is kept, SHA-256 {sha}…").fill(
        name=file.name, sha=file.sha256[:12]
    )
    if others := same_files(file):
        twin = Text("　注意：相同文件也用于 {ledger}。", " Note: the same file stands in {ledger}.")
        said = Text(said.zh + twin.zh, said.en + twin.en).fill(ledger=others[0].ledger)
    return _done(request, pk, said)


@login_required
def evidence(request: OfficeRequest, pk: int) -> HttpResponse | FileResponse:
    """Hand out a file to those who see its ledger, never as a page."""
    file: Evidence = get_object_or_404(Evidence.objects.visible_to(request.standing), pk=pk)
    response = FileResponse(
        file.file.open("rb"), as_attachment=True, filename=file.name, content_type=file.content_type
    )
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _target(request: OfficeRequest, found: Ledger) -> tuple[Report | None, Milestone | None]:
    row, _, step = request.POST.get("of", "").partition(":")
    if not row.isdecimal():
        return None, None
    report: Report = get_object_or_404(found.reports, pk=int(row))
    milestone = get_object_or_404(Milestone, pk=int(step), item=report.item_id) if step.isdecimal() else None
    return report, milestone


def _upload(request: OfficeRequest) -> Upload:
    file = request.FILES.get("file")
    if file is None:
        expected, remedy = Text("一个文件", "a file"), Text("选择文件后重新提交", "choose a file and send again")
        raise InputError([Problem("no_file", "", expected, "", remedy)])
    size = file.size or 0
    # What is far too large is not read into memory: one byte more than is taken is enough to refuse it.
    return Upload(file.name or "", file.read(min(size, MOST_BYTES + 1)))


def _bases(request: OfficeRequest, pk: int) -> dict[int, int] | None:
    seen = revision_of(request.POST)
    return {pk: seen} if seen is not None else None


def _done(request: OfficeRequest, pk: int, said: Text) -> HttpResponse:
    messages.success(request, say(said))
    return redirect("progress:ledger", pk)
