"""The page of cities and functional areas."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from tongcheng.language import Text
from tongcheng.office.core.acting import may
from tongcheng.office.core.pages import answer_refusals, form_page
from tongcheng.office.core.requests import OfficeRequest, act_of
from tongcheng.office.core.wording import say
from tongcheng.office.people import actions
from tongcheng.office.people.forms import AreaForm, CityForm
from tongcheng.office.people.models import City, FunctionalArea


@login_required
def places(request: OfficeRequest) -> HttpResponse:
    """Show cities with their functional areas."""
    areas = Prefetch("functional_areas", queryset=FunctionalArea.objects.order_by("code"))
    return render(request, "people/places.html", {"cities": City.objects.prefetch_related(areas)})


@login_required
@answer_refusals
def add_city(request: OfficeRequest) -> HttpResponse:
    """Add a city."""
    form = CityForm(request.POST or None)
    return _form(
        request, form, Text("新增城市", "Add a city"), lambda: actions.add_cities(act_of(request), [form.draft()])
    )


@login_required
@answer_refusals
def change_city(request: OfficeRequest, pk: int) -> HttpResponse:
    """Change a city."""
    city = get_object_or_404(City, pk=pk)
    form = CityForm(request.POST or None, instance=city)
    form.fields["code"].disabled = True
    return _form(
        request,
        form,
        Text("修改城市", "Change the city"),
        lambda: actions.change_city(act_of(request), city, form.cleaned_data),
    )


@login_required
@answer_refusals
def add_area(request: OfficeRequest) -> HttpResponse:
    """Add a functional area."""
    form = AreaForm(request.POST or None)
    title = Text("新增功能区", "Add a functional area")
    return _form(request, form, title, lambda: actions.add_areas(act_of(request), [form.draft()]))


@login_required
@answer_refusals
def change_area(request: OfficeRequest, pk: int) -> HttpResponse:
    """Change a functional area."""
    area = get_object_or_404(FunctionalArea, pk=pk)
    form = AreaForm(request.POST or None, instance=area)
    form.fields["code"].disabled = form.fields["city"].disabled = True
    title = Text("修改功能区", "Change the functional area")
    return _form(request, form, title, lambda: actions.change_area(act_of(request), area, form.cleaned_data))


def _form(request: OfficeRequest, form: Any, title: Text, act: Any) -> HttpResponse:
    if request.method != "POST" and not may("people.add_cities", request.standing, None):
        raise Http404

    def run(said: dict[str, Any]) -> str:  # noqa: ARG001
        act()
        messages.success(request, say(Text("已保存", "Saved")))
        return reverse("people:places")

    return form_page(request, form, "people/place_form.html", run, title=title)
