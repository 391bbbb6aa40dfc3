"""Pages: the matrix, one service, use by period, gaps."""

from __future__ import annotations

import copy

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from tongcheng.language import Text
from tongcheng.office.core.acting import may
from tongcheng.office.core.pages import answer_refusals, form_page
from tongcheng.office.core.requests import OfficeRequest, act_of
from tongcheng.office.core.wording import say
from tongcheng.office.cross_services import actions, forms, rules
from tongcheng.office.cross_services.actions.offers import OfferValues
from tongcheng.office.cross_services.models import Offer, Service, Use
from tongcheng.office.cross_services.queries import gaps as gap_queries
from tongcheng.office.cross_services.queries import matrix
from tongcheng.office.cross_services.queries.use import readings_of, use_table, years_of
from tongcheng.office.lists.models import List, ListKind
from tongcheng.office.lists.rules import may_add_items
from tongcheng.office.people.models import City

_FORM = "cross_services/form.html"


def _service(request: OfficeRequest, pk: int) -> Service:
    found: Service = get_object_or_404(Service.objects.visible_to(request.standing).select_related("unit"), pk=pk)
    return found


def services(request: OfficeRequest) -> HttpResponse:
    """Show the matrix, whole or of one field."""
    field, words = request.GET.get("field", "")[:40], request.GET.get("q", "").strip()[:80]
    rows = matrix.rows_of(request.standing, field, words)
    said = {
        "rows": rows,
        "cities": list(City.objects.all()),
        "fields": matrix.fields_of(request.standing),
        "field": field,
        "words": words,
        "unsaid": gap_queries.unsaid(rows),
        "synthetic": any(row.service.synthetic for row in rows),
        "keeps": rules.may_keep(request.standing, None) is None,
    }
    return render(request, "cross_services/services.html", said)


def service(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show one service: what each city offers, and every reading of its use."""
    one = _service(request, pk)
    [row] = matrix.filled([one])
    cells = [
        (
            cell,
            may("cross_services.change_offers", request.standing, cell.offer or Offer(service=one, city=cell.city)),
        )
        for cell in row.cells
    ]
    uses = [(use, may("cross_services.correct_use", request.standing, use)) for use in readings_of(one)]
    said = {
        "service": one,
        "cells": cells,
        "uses": uses,
        "keeps": rules.may_keep(request.standing, one) is None,
        "reports": _reports(request),
    }
    return render(request, "cross_services/service.html", said)


def _reports(request: OfficeRequest) -> bool:
    return rules.may_keep(request.standing, None) is None or bool(request.standing.cities("city_office"))


@login_required
@answer_refusals
def edit(request: OfficeRequest, pk: int | None = None) -> HttpResponse:
    """Add or change a service."""
    if rules.may_keep(request.standing, None) is not None:
        raise Http404
    one = _service(request, pk) if pk else None
    form = forms.ServiceForm(request.POST or None, instance=copy.copy(one) if one else None)

    def run(said: dict[str, object]) -> str:
        if one is None:
            [made] = actions.add_services(act_of(request), [Service(**form.values())])
            return reverse("cross_services:service", args=[made.pk])
        revision = said["revision"]
        actions.change_service(act_of(request), one, form.values(), revision if isinstance(revision, int) else None)
        return reverse("cross_services:service", args=[one.pk])

    title = Text("修改事项", "Change a service") if one else Text("新增跨市通办事项", "Add a service")
    return form_page(request, form, _FORM, run, title=title, service=one)


@login_required
@answer_refusals
def offer(request: OfficeRequest, pk: int, city: int) -> HttpResponse:
    """Say what one city offers."""
    one, where = _service(request, pk), get_object_or_404(City, pk=city)
    held = Offer.objects.filter(service=one, city=where).select_related("service", "city").first()
    cell = held or Offer(service=one, city=where)
    if not may("cross_services.change_offers", request.standing, cell):
        raise Http404
    form = forms.OfferForm(request.POST or None, instance=copy.copy(cell))

    def run(said: dict[str, object]) -> str:
        revision = said["revision"]
        given = OfferValues(form.values(), revision if isinstance(revision, int) else None)
        actions.change_offers(act_of(request), [cell], [given])
        return reverse("cross_services:service", args=[one.pk])

    title = Text(f"{where}：{one}", f"{where.name_en or where}: {one}")
    return form_page(request, form, _FORM, run, title=title, service=one)


@login_required
@answer_refusals
def report(request: OfficeRequest, pk: int) -> HttpResponse:
    """Report use of a service in a period."""
    one = _service(request, pk)
    if not _reports(request):
        raise Http404
    own = request.standing.cities("city_office")
    initial = {"city": next(iter(own), None), "basis": "official"}
    form = forms.UseForm(request.POST or None, initial=initial)

    def run(said: dict[str, object]) -> str:
        actions.report_use(act_of(request), [Use(service=one, **said)])
        messages.success(request, say(Text("已记入，原数不覆盖", "Entered; earlier readings stay")))
        return reverse("cross_services:service", args=[one.pk])

    return form_page(request, form, _FORM, run, title=Text("填报办件量", "Report use"), service=one)


@login_required
@answer_refusals
def correct(request: OfficeRequest, pk: int, use: int) -> HttpResponse:
    """Replace a reading."""
    one = _service(request, pk)
    wrong = get_object_or_404(Use.objects.select_related("service", "city"), pk=use, service=one)
    if not may("cross_services.correct_use", request.standing, wrong):
        raise Http404
    form = forms.CorrectForm(request.POST or None, initial={"value": wrong.value, "words": wrong.words})

    def run(said: dict[str, object]) -> str:
        value = said["value"]
        act = act_of(request).because(str(said["reason"]))
        actions.correct_use(act, wrong, value if isinstance(value, int) else None, str(said["words"]))
        return reverse("cross_services:service", args=[one.pk])

    title = Text(f"更正 {wrong.begins or ''}—{wrong.ends} 的办件量", f"Correct the reading of {wrong.ends}")
    return form_page(request, form, _FORM, run, title=title, service=one)


def use(request: OfficeRequest) -> HttpResponse:
    """Show use by quarter."""
    years = years_of(request.standing)
    asked = request.GET.get("year", "")
    year = (
        int(asked) if asked.isascii() and asked.isdigit() and int(asked) in years else (years[0] if years else None)
    )
    table = use_table(request.standing, year) if year else None
    return render(
        request,
        "cross_services/use.html",
        {
            "years": years,
            "year": year,
            "table": table,
            "synthetic": bool(table) and any(row.service.synthetic for row in table.rows) if table else False,
        },
    )


@login_required
def gaps(request: OfficeRequest) -> HttpResponse:
    """Show what is missing, and offer to make rows of it."""
    if rules.may_keep(request.standing, None) is not None and not request.standing.sees_everything:
        raise Http404
    found = gap_queries.gaps_of(request.standing)
    lists = [
        one for one in List.objects.filter(kind=ListKind.PROBLEM) if may_add_items(request.standing, one) is None
    ]
    keeps = rules.may_keep(request.standing, None) is None
    said = {"gaps": found, "lists": lists if keeps else [], "keeps": keeps}
    return render(request, "cross_services/gaps.html", said)


@login_required
@require_POST
@answer_refusals
def adopt(request: OfficeRequest) -> HttpResponse:
    """Make problem rows of the ticked gaps."""
    asked = request.POST.get("list", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else 0
    lst: List = get_object_or_404(List, pk=number, kind=ListKind.PROBLEM)
    made = actions.adopt_service_gaps(act_of(request), lst, request.POST.getlist("gap"))
    messages.success(request, say(Text(f"已转入 {len(made)} 条", f"Rows made: {len(made)}")))
    return redirect("lists:list", pk=lst.pk)
