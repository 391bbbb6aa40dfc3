"""What comes of a meeting: rows of lists, its record sentence by sentence, what became of its decisions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from tongcheng.errors import Problems
from tongcheng.language import Text
from tongcheng.office.core.acting import may
from tongcheng.office.core.pages import answer_refusals, form_page
from tongcheng.office.core.requests import OfficeRequest, act_of
from tongcheng.office.core.wording import say
from tongcheng.office.lists.actions import NewItem
from tongcheng.office.lists.models import Item, List
from tongcheng.office.meetings import actions, forms, queries
from tongcheng.office.meetings.models import MeetingState
from tongcheng.office.meetings.rules import RECORDING
from tongcheng.office.meetings.views.common import FORM, meeting_of, part_of
from tongcheng.office.meetings.words import counted_from
from tongcheng.office.supervision.deadlines import remark_on, settled


def _outcome(request: OfficeRequest, pk: int, kind: str, row: int) -> Any:
    if kind not in ("resolutions", "instructions") or not request.standing.has("joint_office"):
        raise Http404
    return part_of(request, pk, kind, row)


@login_required
@answer_refusals
def rows(request: OfficeRequest, pk: int, kind: str, row: int) -> HttpResponse:
    """Make rows of a resolution or an instruction."""
    one = meeting_of(request, pk)
    outcome = _outcome(request, pk, kind, row)
    initial = {"titles": outcome.text[:300].replace("\n", " "), "unit": outcome.unit_id, "due": outcome.due}
    form = forms.RowsForm(request.POST or None, initial=initial)

    def run(said: dict[str, Any]) -> str:
        titles = [line.strip() for line in said["titles"].splitlines() if line.strip()]
        due = settled(counted_from(one), {"due": said["due"], "workdays": said["workdays"]})["due"]
        common = {"kind": said["kind"], "reporting_unit": said["unit"], "leads": [said["unit"]], "due": due}
        drafts = [NewItem({**common, "title": title}, row=n) for n, title in enumerate(titles, start=1)]
        made = actions.make_rows(act_of(request), outcome, said["list"], drafts)
        messages.success(request, say(Text("已列入{n}条", "{n} rows were added").fill(n=len(made))))
        if remark := remark_on(due):
            messages.warning(request, say(remark))
        return reverse("meetings:meeting", args=[pk])

    return form_page(request, form, FORM, run, title=Text("列入清单", "Make rows"), meeting=one, outcome=outcome)


@login_required
@answer_refusals
def tie(request: OfficeRequest, pk: int, kind: str, row: int) -> HttpResponse:
    """Tie rows that stand in a list to a resolution or an instruction."""
    one = meeting_of(request, pk)
    outcome = _outcome(request, pk, kind, row)
    form = forms.TieForm(request.POST or None)

    def run(said: dict[str, Any]) -> str:
        items = _rows_of(request, said["list"], form.numbers())
        actions.tie_rows(act_of(request), outcome, items)
        messages.success(request, say(Text("已对应{n}条", "{n} rows were tied").fill(n=len(items))))
        return reverse("meetings:meeting", args=[pk])

    title = Text("对应已有条目", "Tie rows that are there")
    return form_page(request, form, FORM, run, title=title, meeting=one, outcome=outcome)


def _rows_of(request: OfficeRequest, lst: List, numbers: Sequence[str]) -> list[Item]:
    found = {one.code: one for one in Item.objects.visible_to(request.standing).filter(list=lst, code__in=numbers)}
    problems = Problems(lst.name)
    for number in numbers:
        if number not in found:
            problems.add(
                "unknown_row",
                expected=Text("清单中的序号", "a number of the list"),
                found=number,
                remedy=Text("改正序号，或先列入清单", "correct it, or add the row first"),
                column="codes",
            )
    problems.raise_if_any()
    return [found[number] for number in numbers]


@login_required
@answer_refusals
def record(request: OfficeRequest, pk: int) -> HttpResponse:
    """Name the document that records a meeting."""
    one = meeting_of(request, pk)
    if not may("meetings.keep_record", request.standing, one):
        raise Http404
    form = forms.RecordForm(request.POST or None, initial={"version": one.record_id})

    def run(said: dict[str, Any]) -> str:
        actions.keep_record(act_of(request), one, said["version"])
        return reverse("meetings:meeting", args=[pk])

    return form_page(request, form, FORM, run, title=Text("会议记录", "Record of the meeting"), meeting=one)


@login_required
def sentences(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show a meeting's record sentence by sentence, each with what came of it."""
    one = meeting_of(request, pk)
    shown = queries.sentences(request.standing, one)
    if shown is None:
        raise Http404
    return render(request, "meetings/sentences.html", {"meeting": one, "shown": shown})


@login_required
def followup(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show what became of the decisions of a meeting."""
    one = meeting_of(request, pk)
    if one.state not in (*RECORDING, MeetingState.ISSUED):
        raise Http404
    shown = queries.followup(request.standing, one, _as_of(request))
    return render(request, "meetings/followup.html", {"meeting": one, "shown": shown})


def _as_of(request: OfficeRequest) -> date:
    """Give the day that was asked for, today if none or none that is a day."""
    try:
        return min(date.fromisoformat(request.GET.get("as_of", "")), timezone.localdate())
    except ValueError:
        return timezone.localdate()
