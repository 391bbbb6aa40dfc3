"""Forms of bodies and of the meeting itself."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from tongcheng.language import Text
from tongcheng.office.core.pages import answer_refusals, form_page
from tongcheng.office.core.requests import OfficeRequest, act_of
from tongcheng.office.meetings import actions, forms, rules
from tongcheng.office.meetings.models import Body
from tongcheng.office.meetings.views.common import FORM, for_preparing, meeting_of, reads


@login_required
@answer_refusals
def plan(request: OfficeRequest) -> HttpResponse:
    """Plan a meeting."""
    for_preparing(request)
    form = forms.MeetingForm(request.POST or None)

    def run(said: dict[str, Any]) -> str:
        one = actions.plan_meeting(act_of(request), said["body"], form.values())
        return reverse("meetings:meeting", args=[one.pk])

    return form_page(request, form, FORM, run, title=Text("筹备会议", "Plan a meeting"))


@login_required
@answer_refusals
def change(request: OfficeRequest, pk: int) -> HttpResponse:
    """Change a meeting's day, time and title."""
    one = meeting_of(request, pk)
    for_preparing(request)
    form = forms.MeetingForm(request.POST or None, instance=meeting_of(request, pk))

    def run(said: dict[str, Any]) -> str:
        actions.change_meeting(act_of(request), one, form.values(), said["revision"])
        return reverse("meetings:meeting", args=[pk])

    return form_page(request, form, FORM, run, title=Text("修改会议", "Change the meeting"), meeting=one)


@login_required
def bodies(request: OfficeRequest) -> HttpResponse:
    """Show who meets."""
    if not reads(request.standing):
        raise Http404
    rows = Body.objects.select_related("pre_review_by", "adopted_by", "unit")
    return render(request, "meetings/bodies.html", {"bodies": rows, "prepares": rules.prepares(request.standing)})


@login_required
@answer_refusals
def body(request: OfficeRequest, pk: int | None = None) -> HttpResponse:
    """Add or change a body."""
    for_preparing(request)
    one = get_object_or_404(Body, pk=pk) if pk else Body()
    form = forms.BodyForm(request.POST or None, instance=get_object_or_404(Body, pk=pk) if pk else Body())

    def run(said: dict[str, Any]) -> str:
        actions.save_body(act_of(request), one, form.values(), said["revision"])
        return reverse("meetings:bodies")

    return form_page(request, form, FORM, run, title=Text("会议机构", "Body"))
