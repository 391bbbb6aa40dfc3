"""Pages of units."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from tongcheng.language import Text
from tongcheng.office.core.acting import may
from tongcheng.office.core.pages import answer_refusals, day_typed, form_page, page_of
from tongcheng.office.core.requests import OfficeRequest, act_of
from tongcheng.office.core.wording import say
from tongcheng.office.people import actions, queries
from tongcheng.office.people.forms import UnitForm
from tongcheng.office.people.models import City, Unit, UnitKind
from tongcheng.office.people.queries import UnitFilter

#: A circle has a few hundred units; they are read as one tree.
_ROWS = 300


@login_required
def units(request: OfficeRequest) -> HttpResponse:
    """Show the tree of units, or those that match."""
    asked = request.GET
    wanted = UnitFilter(
        asked.get("q", "").strip(), asked.get("kind", ""), asked.get("city", ""), asked.get("dissolved") == "1"
    )
    page = page_of(request, queries.unit_list(request.standing, wanted), _ROWS)
    said = {"page": page, "wanted": wanted, "kinds": UnitKind.choices, "cities": City.objects.all()}
    return render(request, "people/units.html", said)


def _unit(request: OfficeRequest, pk: int) -> Unit:
    rows = Unit.objects.visible_to(request.standing).select_related("city", "functional_area", "parent")
    unit: Unit = get_object_or_404(rows, pk=pk)
    return unit


@login_required
def unit(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show a unit."""
    one = _unit(request, pk)
    return render(request, "people/unit.html", {"shown": queries.unit_page(request.standing, one), "unit": one})


@login_required
@answer_refusals
def add_unit(request: OfficeRequest) -> HttpResponse:
    """Add a unit."""
    if not may("people.add_units", request.standing, None):
        raise Http404
    form = UnitForm(request.POST or None, initial={"parent": request.GET.get("parent"), "order": 0})

    def run(said: dict[str, Any]) -> str:  # noqa: ARG001
        (made,) = actions.add_units(act_of(request), [form.draft()])
        messages.success(request, say(Text("已新增", "Added")))
        return reverse("people:unit", args=[made.pk])

    return form_page(request, form, "people/unit_form.html", run, title=Text("新增单位", "Add a unit"))


@login_required
@answer_refusals
def change_unit(request: OfficeRequest, pk: int) -> HttpResponse:
    """Change a unit and its other names."""
    one = _unit(request, pk)
    if request.method != "POST" and not may("people.change_unit", request.standing, one):
        raise Http404
    form = UnitForm(request.POST or None, instance=one)

    def run(said: dict[str, Any]) -> str:  # noqa: ARG001
        act = act_of(request)
        changed = actions.change_unit(act, one, form.changed())
        if "aliases" in form.changed_data:
            kept = [one.name for one in changed.aliases.all() if one.name not in form.initial["aliases"].splitlines()]
            actions.set_aliases(act, changed, [*form.names(), *kept])
        messages.success(request, say(Text("已修改", "Changed")))
        return reverse("people:unit", args=[one.pk])

    title = Text("修改单位", "Change the unit")
    return form_page(request, form, "people/unit_form.html", run, title=title, unit=one)


@login_required
@require_POST
@answer_refusals
def dissolve_unit(request: OfficeRequest, pk: int) -> HttpResponse:
    """Dissolve a unit."""
    one = _unit(request, pk)
    actions.dissolve_unit(act_of(request), one, day_typed(request, "on"))
    messages.success(request, say(Text("已撤销", "Dissolved")))
    return redirect("people:unit", pk=pk)
