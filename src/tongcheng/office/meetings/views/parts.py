"""Forms of a meeting's parts: venues, people, agenda, outcomes."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from tongcheng.language import Text
from tongcheng.office.core.acting import may
from tongcheng.office.core.pages import answer_refusals, form_page
from tongcheng.office.core.requests import OfficeRequest, act_of
from tongcheng.office.core.wording import say
from tongcheng.office.meetings import actions, forms, rules
from tongcheng.office.meetings.models import Meeting
from tongcheng.office.meetings.views.common import FORM, KINDS, Kind, meeting_of, part_of
from tongcheng.office.meetings.words import counted_from
from tongcheng.office.supervision.deadlines import remark_on, settled


def _initial(sort: Kind, meeting: Meeting) -> dict[str, Any]:
    """Give what a new part begins with: the next number, and the next item of the agenda that has no outcome."""
    initial: dict[str, Any] = {sort.numbered: sort.model.objects.filter(meeting=meeting).count() + 1}
    if sort.name == "save_resolution":
        item = meeting.agenda.filter(resolutions__isnull=True).first()
        if item is not None:
            initial |= {"agenda_item": item, "unit": item.presenter_id}
    return initial


@login_required
@answer_refusals
def part(request: OfficeRequest, pk: int, kind: str, row: int | None = None) -> HttpResponse:
    """Add or change a venue, a person, an item of the agenda or an outcome."""
    one = meeting_of(request, pk)
    if kind not in KINDS or not (rules.prepares(request.standing) or request.standing.has("leader")):
        raise Http404
    sort = KINDS[kind]
    instance = part_of(request, pk, kind, row) if row else sort.model(meeting=one)
    # Once the agenda is settled, documents and pre-review go on.
    ready = kind == "agenda" and row is not None and not may(f"meetings.{sort.name}", request.standing, one)
    shape = forms.ReadyForm if ready else sort.form
    form = shape(request.POST or None, instance=instance, initial={} if row else _initial(sort, one), meeting=one)

    def run(said: dict[str, Any]) -> str:
        subject = part_of(request, pk, kind, row) if row else sort.model()
        values = settled(counted_from(one), form.values())
        if ready:
            actions.ready_item(act_of(request), subject, values, said["revision"])
        else:
            sort.save(act_of(request), one, subject, values, said["revision"])
        if remark := remark_on(values.get("due")):
            messages.warning(request, say(remark))
        return reverse("meetings:meeting", args=[pk])

    removable = row is not None and may("meetings.remove_part", request.standing, instance)
    said = {"title": sort.label, "meeting": one, "kind": kind, "row": row, "removable": removable}
    return form_page(request, form, FORM, run, **said)


@login_required
@require_POST
@answer_refusals
def remove(request: OfficeRequest, pk: int, kind: str, row: int) -> HttpResponse:
    """Remove a part that nothing cites."""
    meeting_of(request, pk)
    actions.remove_part(act_of(request), part_of(request, pk, kind, row))
    messages.success(request, say(Text("已删除", "Removed")))
    return redirect("meetings:meeting", pk=pk)
