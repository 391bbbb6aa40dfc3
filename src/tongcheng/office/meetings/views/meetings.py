"""The list of meetings, the page of one, the check before it is called, and its steps."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from tongcheng.language import Text
from tongcheng.office.core.acting import may
from tongcheng.office.core.pages import answer_refusals, page_of
from tongcheng.office.core.requests import OfficeRequest, act_of
from tongcheng.office.core.wording import say
from tongcheng.office.meetings import actions, checking, queries, rules
from tongcheng.office.meetings.actions.steps import ACTION_OF, REASONED
from tongcheng.office.meetings.models import Body, Meeting, MeetingState
from tongcheng.office.meetings.views.common import KINDS, meeting_of, reads
from tongcheng.office.people.standing import Standing

_DONE = Text("已办理：{step}", "Done: {step}")


@login_required
def meetings(request: OfficeRequest) -> HttpResponse:
    """Show the meetings that the reader may see."""
    if not reads(request.standing):
        raise Http404
    asked = request.GET
    found = queries.meetings(request.standing, body=asked.get("body", ""), state=asked.get("state", ""))
    page = page_of(request, found)
    said = {
        "page": page,
        "lines": [(one, queries.next_step(one)) for one in page],
        "bodies": Body.objects.all(),
        "states": MeetingState.choices,
        "body": asked.get("body", ""),
        "state": asked.get("state", ""),
        "prepares": rules.prepares(request.standing),
    }
    return render(request, "meetings/meetings.html", said)


@login_required
def meeting(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show one meeting: where it stands, what is next, agenda, people, outcomes and their rows."""
    one = meeting_of(request, pk)
    said = {
        "shown": queries.meeting_page(request.standing, one),
        "meeting": one,
        "steps": _steps(request.standing, one),
        "track": queries.track(one),
        "next": queries.next_step(one),
        "has_outcomes": one.state in (*rules.RECORDING, MeetingState.ISSUED),
    }
    if one.state in rules.BEFORE_SESSION and one.state != MeetingState.CALLED and request.standing.sees_everything:
        said["findings"] = checking.findings(one, timezone.localdate())
    return render(request, "meetings/meeting.html", said | _may_add(request.standing, one))


def _steps(standing: Standing, one: Meeting) -> list[dict[str, Any]]:
    """Give the steps that the reader may take now; the way forward comes first."""
    found = []
    for name, way in rules.WAYS.items():
        if may(ACTION_OF[name], standing, one):
            asks = name in REASONED or name == "call"
            danger = name in ("cancel", "return")
            found.append(
                {"name": name, "label": way.label, "asks": asks, "optional": name == "call", "danger": danger}
            )
    return found


def _may_add(standing: Standing, one: Meeting) -> dict[str, bool]:
    return {f"adds_{name}": may(f"meetings.{kind.name}", standing, one) for name, kind in KINDS.items()}


@login_required
def check(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show the check before a meeting is called."""
    one = meeting_of(request, pk)
    if not request.standing.sees_everything:
        raise Http404
    today = timezone.localdate()
    said = {
        "meeting": one,
        "shown": queries.meeting_page(request.standing, one),
        "findings": checking.findings(one, today),
        "overdue": checking.overdue_rows(one, today),
        "today": today,
        "left": (one.on - today).days if one.on else None,
    }
    return render(request, "meetings/check.html", said)


@login_required
@require_POST
@answer_refusals
def step(request: OfficeRequest, pk: int, name: str) -> HttpResponse:
    """Take a step of a meeting."""
    if name not in actions.STEPS:
        raise Http404
    one = actions.STEPS[name](act_of(request), meeting_of(request, pk))
    messages.success(request, say(_DONE.fill(step=rules.WAYS[name].label)))
    return redirect("meetings:meeting", pk=one.pk)
