"""Pages of meetings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from tongcheng.language import Text
from tongcheng.office.core.acting import may
from tongcheng.office.core.pages import answer_refusals, form_page, page_of
from tongcheng.office.core.requests import OfficeRequest, act_of
from tongcheng.office.core.wording import say
from tongcheng.office.lists.actions import NewItem
from tongcheng.office.meetings import actions, checking, forms, queries, rules
from tongcheng.office.meetings.actions.steps import ACTION_OF, REASONED
from tongcheng.office.meetings.models import (
    AgendaItem,
    Attendance,
    Body,
    Instruction,
    Meeting,
    MeetingState,
    Resolution,
    Venue,
)
from tongcheng.office.people.standing import Standing

_FORM = "meetings/form.html"


@dataclass(frozen=True)
class Kind:
    """One sort of part: its table, its form, its action."""

    label: Text
    model: type[Any]
    form: type[forms.RowForm]
    save: Callable[..., Any]
    name: str


KINDS = {
    "venues": Kind(Text("会场", "Venue"), Venue, forms.VenueForm, actions.save_venue, "save_venue"),
    "people": Kind(
        Text("参会人员", "Who attends"), Attendance, forms.AttendanceForm, actions.save_attendance, "save_attendance"
    ),
    "agenda": Kind(
        Text("议题", "Agenda item"), AgendaItem, forms.AgendaForm, actions.save_agenda_item, "save_agenda_item"
    ),
    "resolutions": Kind(
        Text("议定事项", "Resolution"), Resolution, forms.ResolutionForm, actions.save_resolution, "save_resolution"
    ),
    "instructions": Kind(
        Text("批示要求", "Instruction"),
        Instruction,
        forms.InstructionForm,
        actions.save_instruction,
        "save_instruction",
    ),
}
_NUMBERED = {
    "agenda": "order",
    "venues": "order",
    "people": "order",
    "resolutions": "number",
    "instructions": "number",
}


def _reads(standing: Standing) -> bool:
    return standing.sees_everything or standing.has("filler", "unit_head", "city_office")


@login_required
def meetings(request: OfficeRequest) -> HttpResponse:
    """Show the meetings that the reader may see."""
    if not _reads(request.standing):
        raise Http404
    asked = request.GET
    found = queries.meetings(request.standing, body=asked.get("body", ""), state=asked.get("state", ""))
    said = {
        "page": page_of(request, found),
        "bodies": Body.objects.all(),
        "states": MeetingState.choices,
        "body": asked.get("body", ""),
        "state": asked.get("state", ""),
        "prepares": rules.prepares(request.standing),
    }
    return render(request, "meetings/meetings.html", said)


def _meeting(request: OfficeRequest, pk: int) -> Meeting:
    rows = Meeting.objects.visible_to(request.standing).select_related("body__pre_review_by", "body__adopted_by")
    found: Meeting = get_object_or_404(rows.select_related("decided_by"), pk=pk)
    return found


@login_required
def meeting(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show one meeting: venues and people, agenda, outcomes and their rows, what can be done."""
    one = _meeting(request, pk)
    steps = [
        (name, way.label, name in REASONED or name == "call", name == "call")
        for name, way in rules.WAYS.items()
        if may(ACTION_OF[name], request.standing, one)
    ]
    said = {"shown": queries.meeting_page(request.standing, one), "meeting": one, "steps": steps}
    return render(request, "meetings/meeting.html", said | _may_add(request.standing, one))


def _may_add(standing: Standing, one: Meeting) -> dict[str, bool]:
    return {f"adds_{name}": may(f"meetings.{kind.name}", standing, one) for name, kind in KINDS.items()}


@login_required
def check(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show the check before a meeting is called."""
    one = _meeting(request, pk)
    if not request.standing.sees_everything:
        raise Http404
    today = timezone.localdate()
    said = {"meeting": one, "findings": checking.findings(one, today), "overdue": checking.overdue_rows(one, today)}
    return render(request, "meetings/check.html", said | {"today": today})


@login_required
@require_POST
@answer_refusals
def step(request: OfficeRequest, pk: int, name: str) -> HttpResponse:
    """Take a step of a meeting."""
    if name not in actions.STEPS:
        raise Http404
    one = actions.STEPS[name](act_of(request), _meeting(request, pk))
    messages.success(request, say(Text("已办理", "Done")))
    return redirect("meetings:meeting", pk=one.pk)


def _for_preparing(request: OfficeRequest) -> None:
    if not rules.prepares(request.standing):
        raise Http404


@login_required
@answer_refusals
def plan(request: OfficeRequest) -> HttpResponse:
    """Plan a meeting."""
    _for_preparing(request)
    form = forms.MeetingForm(request.POST or None)

    def run(said: dict[str, Any]) -> str:
        one = actions.plan_meeting(act_of(request), said["body"], form.values())
        return reverse("meetings:meeting", args=[one.pk])

    return form_page(request, form, _FORM, run, title=Text("筹备会议", "Plan a meeting"))


@login_required
@answer_refusals
def change(request: OfficeRequest, pk: int) -> HttpResponse:
    """Change a meeting's day, time and title."""
    one = _meeting(request, pk)
    _for_preparing(request)
    form = forms.MeetingForm(request.POST or None, instance=_meeting(request, pk))

    def run(said: dict[str, Any]) -> str:
        actions.change_meeting(act_of(request), one, form.values(), said["revision"])
        return reverse("meetings:meeting", args=[pk])

    return form_page(request, form, _FORM, run, title=Text("修改会议", "Change the meeting"), meeting=one)


@login_required
def bodies(request: OfficeRequest) -> HttpResponse:
    """Show who meets."""
    if not _reads(request.standing):
        raise Http404
    rows = Body.objects.select_related("pre_review_by", "adopted_by", "unit")
    return render(request, "meetings/bodies.html", {"bodies": rows, "prepares": rules.prepares(request.standing)})


@login_required
@answer_refusals
def body(request: OfficeRequest, pk: int | None = None) -> HttpResponse:
    """Add or change a body."""
    _for_preparing(request)
    one = get_object_or_404(Body, pk=pk) if pk else Body()
    form = forms.BodyForm(request.POST or None, instance=get_object_or_404(Body, pk=pk) if pk else Body())

    def run(said: dict[str, Any]) -> str:
        actions.save_body(act_of(request), one, form.values(), said["revision"])
        return reverse("meetings:bodies")

    return form_page(request, form, _FORM, run, title=Text("会议机构", "Body"))


def _part(request: OfficeRequest, pk: int, kind: str, row: int) -> Any:
    if kind not in KINDS:
        raise Http404
    rows = KINDS[kind].model.objects.visible_to(request.standing).select_related("meeting__body")
    return get_object_or_404(rows, pk=row, meeting=pk)


@login_required
@answer_refusals
def part(request: OfficeRequest, pk: int, kind: str, row: int | None = None) -> HttpResponse:
    """Add or change a venue, a person, an item of the agenda or an outcome."""
    one = _meeting(request, pk)
    if kind not in KINDS or not (rules.prepares(request.standing) or request.standing.has("leader")):
        raise Http404
    sort = KINDS[kind]
    instance = _part(request, pk, kind, row) if row else sort.model(meeting=one)
    # Once the agenda is settled, documents and pre-review go on.
    ready = kind == "agenda" and row is not None and not may(f"meetings.{sort.name}", request.standing, one)
    initial = {} if row else {_NUMBERED[kind]: sort.model.objects.filter(meeting=one).count() + 1}
    shape = forms.ReadyForm if ready else sort.form
    form = shape(request.POST or None, instance=instance, initial=initial, meeting=one)

    def run(said: dict[str, Any]) -> str:
        subject = _part(request, pk, kind, row) if row else sort.model()
        if ready:
            actions.ready_item(act_of(request), subject, form.values(), said["revision"])
        else:
            sort.save(act_of(request), one, subject, form.values(), said["revision"])
        return reverse("meetings:meeting", args=[pk])

    removable = row is not None and may("meetings.remove_part", request.standing, instance)
    said = {"title": sort.label, "meeting": one, "kind": kind, "row": row, "removable": removable}
    return form_page(request, form, _FORM, run, **said)


@login_required
@require_POST
@answer_refusals
def remove(request: OfficeRequest, pk: int, kind: str, row: int) -> HttpResponse:
    """Remove a part that nothing cites."""
    _meeting(request, pk)
    actions.remove_part(act_of(request), _part(request, pk, kind, row))
    messages.success(request, say(Text("已删除", "Removed")))
    return redirect("meetings:meeting", pk=pk)


@login_required
@answer_refusals
def rows(request: OfficeRequest, pk: int, kind: str, row: int) -> HttpResponse:
    """Make rows of a resolution or an instruction."""
    one = _meeting(request, pk)
    if kind not in ("resolutions", "instructions") or not request.standing.has("joint_office"):
        raise Http404
    outcome = _part(request, pk, kind, row)
    initial = {"titles": outcome.text[:300].replace("\n", " "), "unit": getattr(outcome, "unit", None)}
    form = forms.RowsForm(request.POST or None, initial=initial | {"due": getattr(outcome, "due", None)})

    def run(said: dict[str, Any]) -> str:
        titles = [line.strip() for line in said["titles"].splitlines() if line.strip()]
        common = {"kind": said["kind"], "reporting_unit": said["unit"], "leads": [said["unit"]], "due": said["due"]}
        drafts = [NewItem({**common, "title": title}, row=n) for n, title in enumerate(titles, start=1)]
        made = actions.make_rows(act_of(request), outcome, said["list"], drafts)
        messages.success(request, say(Text("已列入{n}条", "{n} rows were added").fill(n=len(made))))
        return reverse("meetings:meeting", args=[pk])

    return form_page(request, form, _FORM, run, title=Text("列入清单", "Make rows"), meeting=one, outcome=outcome)
