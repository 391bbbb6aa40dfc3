"""Pages of those who publish and review: enter, change, every step, batches."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from tongcheng.language import Text
from tongcheng.office.core.acting import ACTIONS, check, may
from tongcheng.office.core.pages import answer_refusals, form_page
from tongcheng.office.core.requests import OfficeRequest, act_of
from tongcheng.office.lists.models import List, ListKind
from tongcheng.office.opportunities import actions, forms, rules
from tongcheng.office.opportunities.models import Opportunity
from tongcheng.office.opportunities.queries import board
from tongcheng.office.opportunities.queries import one as ones
from tongcheng.office.opportunities.steps import STEPS

_FORM = "opportunities/form.html"


@login_required
@answer_refusals
def enter(request: OfficeRequest) -> HttpResponse:
    """Enter an opportunity as a draft."""
    lists = board.lists_for(request.standing)
    if not lists:
        raise Http404
    units = forms.units_for(request.standing)
    first = units[0].pk if len(units) == 1 else None
    form = forms.OpportunityForm(request.POST or None, request.standing, lists, initial={"unit": first})

    def run(said: dict[str, object]) -> str:
        lst = next(one for one in lists if str(one.pk) == said["list"])
        [made] = actions.add_opportunities(act_of(request), [actions.NewOpportunity(form.values())], lst)
        return reverse("opportunities:opportunity", args=[made.item.uid])

    return form_page(request, form, _FORM, run, title=Text("录入机会", "Enter an opportunity"), secrecy=True)


@login_required
@answer_refusals
def edit(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Change a draft."""
    one = ones.opportunity(request.standing, uid)
    if rules.may_change(request.standing, one) is not None:
        raise Http404
    form = forms.OpportunityForm(request.POST or None, request.standing, one=one)

    def run(said: dict[str, object]) -> str:
        revision = said["revision"]
        bases = {one.pk: revision} if isinstance(revision, int) else None
        actions.change_opportunities(act_of(request), [one], {one.pk: form.values()}, bases)
        return reverse("opportunities:opportunity", args=[uid])

    return form_page(request, form, _FORM, run, title=Text("修改机会", "Change"), one=one, secrecy=True)


@login_required
@answer_refusals
def step(request: OfficeRequest, uid: UUID, name: str) -> HttpResponse:
    """Take a step; one that asks for more than a reason shows its form first."""
    one = ones.opportunity(request.standing, uid)
    what = STEPS.get(name)
    if what is None or (request.method != "POST" and not what.form):
        raise Http404
    if request.method != "POST" and not may(what.action, request.standing, one):
        raise Http404
    back = reverse("opportunities:opportunity", args=[uid])
    if not what.form:
        ACTIONS[what.action].run(act_of(request), [one] if name != "release" else one)
        return redirect(back)
    if request.method == "POST":
        check(ACTIONS[what.action].rule, request.standing, one)
    today = timezone.localdate()
    data = request.POST or None
    made: dict[str, Callable[[], Form]] = {
        "publish": lambda: forms.PublishForm(data, one),
        "match": lambda: forms.MatchForm(data, initial={"on": today}),
        "land": lambda: forms.LandForm(data, initial={"on": today}),
        "follow": lambda: forms.FollowForm(data, one, initial={"on": today}),
    }
    form = made[name]()

    def run(said: dict[str, object]) -> str:
        subject: Opportunity | list[Opportunity] = [one] if name == "publish" else one
        ACTIONS[what.action].run(act_of(request), subject, **said)
        return back

    return form_page(request, form, _FORM, run, title=what.label, one=one)


@login_required
@answer_refusals
def open_batch(request: OfficeRequest) -> HttpResponse:
    """Open a batch."""
    if rules.may_keep_batches(request.standing, None) is not None:
        raise Http404
    lists = list(List.objects.filter(kind=ListKind.OPPORTUNITY, closed=False))
    form = forms.BatchForm(request.POST or None, lists)

    def run(said: dict[str, object]) -> str:
        chosen = said.pop("list")
        lst = next(one for one in lists if str(one.pk) == chosen)
        actions.open_batch(act_of(request), lst, **said)  # type: ignore[arg-type]
        return reverse("opportunities:batches")

    return form_page(request, form, _FORM, run, title=Text("新建批次", "Open a batch"))
