"""Pages of a row: all about it, and the forms in which it, its project and its milestones are written."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from tongcheng.language import Text
from tongcheng.office.core.pages import answer_refusals
from tongcheng.office.core.requests import OfficeRequest, act_of
from tongcheng.office.core.wording import say
from tongcheng.office.lists import actions, queries, rules
from tongcheng.office.lists.actions import NewItem
from tongcheng.office.lists.forms.rows import (
    FundingForms,
    ItemForm,
    MilestoneForms,
    PermitForms,
    ProjectForm,
    funding_of,
    funding_typed,
    permits_of,
    permits_typed,
)
from tongcheng.office.lists.models import Item, Milestone, Project
from tongcheng.office.lists.queries.items import by_quarter
from tongcheng.office.lists.views.acting import offered
from tongcheng.office.lists.views.common import edit_page, item_of, list_of, wanted

_SAVED = Text("已保存", "Saved")
_NOTHING = Text("没有改动", "Nothing was changed")


def item(request: OfficeRequest, uid: uuid.UUID) -> HttpResponse:
    """Show everything about a row."""
    try:
        page = queries.item_page(request.standing, uid)
    except Item.DoesNotExist as error:
        raise Http404 from error
    said = {
        "shown": page,
        "item": page.item,
        "quarters": by_quarter(page.milestones),
        "contacts": rules.sees_contacts(request.standing),
        "offered": offered(request.standing, page.item),
    }
    return render(request, "lists/item.html", said)


def _back(item: Item) -> str:
    return reverse("lists:item", args=[item.uid])


@login_required
@answer_refusals
def add(request: OfficeRequest, pk: int) -> HttpResponse:
    """Add a row to a list."""
    lst = list_of(request, pk)
    wanted(request, "lists.add_items", lst)
    kinds = {"project": "project", "problem": "problem", "opportunity": "opportunity", "service": "service"}
    first = {"kind": kinds.get(lst.kind, "matter"), "group": request.GET.get("group", "")}
    form = ItemForm(request.POST or None, initial=first)

    def run(said: dict[str, Any]) -> str:  # noqa: ARG001
        (made,) = actions.add_items(act_of(request), lst, [NewItem({**form.values(), "synthetic": lst.synthetic})])
        messages.success(request, say(Text("已新增，状态为“拟列入”", "Added as a draft")))
        return _back(made)

    back = reverse("lists:list", args=[pk])
    title = Text("新增条目", "Add a row")
    return edit_page(request, form, "lists/form.html", run, title=title, back=back, back_name=lst.name)


@login_required
@answer_refusals
def change(request: OfficeRequest, uid: uuid.UUID) -> HttpResponse:
    """Change the fields and participants of a row."""
    row = item_of(request, uid)
    wanted(request, "lists.change_items", row)
    form = ItemForm(request.POST or None, instance=row)
    if not rules.keeps(request.standing, row.list) and row.state != "draft":
        for name in [name for name in form.fields if name not in {*rules.CONTACT_FIELDS, "reason", "revision"}]:
            del form.fields[name]

    def run(said: dict[str, Any]) -> str:
        act = act_of(request, said["reason"])
        base = {row.pk: said["revision"]} if said["revision"] else None
        done = actions.change_items(act, [row], {row.pk: form.values()}, base)
        messages.success(request, say(_SAVED if done else _NOTHING))
        return _back(row)

    title = Text("修改条目", "Change the row")
    return edit_page(request, form, "lists/form.html", run, title=title, back=_back(row), back_name=str(row))


@login_required
@answer_refusals
def project(request: OfficeRequest, uid: uuid.UUID) -> HttpResponse:
    """Change the project behind a row, its funding and its gates."""
    row = item_of(request, uid)
    wanted(request, "lists.change_projects", row)
    known = Project.objects.filter(item=row).first()
    form = ProjectForm(request.POST or None, instance=known)
    form.fields["reason"].required = row.state != "draft"
    funding = FundingForms(request.POST or None, initial=funding_of(known), prefix="funding")
    permits = PermitForms(request.POST or None, initial=permits_of(known), prefix="permits")
    valid = request.method != "POST" or (funding.is_valid() and permits.is_valid())
    if not valid:
        form.is_valid()
        form.add_error(None, say(Text("资金来源或前期手续填写有误", "Funding or permits need correction")))

    def run(said: dict[str, Any]) -> str:
        values = form.values()
        if funding.has_changed():
            values["funding"] = funding_typed(funding)
        if permits.has_changed():
            values["permits"] = permits_typed(permits)
        base = {row.pk: said["revision"]} if said["revision"] else None
        done = actions.change_projects(act_of(request, said["reason"]), [row], {row.pk: values}, base)
        messages.success(request, say(_SAVED if done else _NOTHING))
        return _back(row)

    said = {"item": row, "funding": funding, "permits": permits, "back": _back(row)}
    return edit_page(request, form, "lists/project.html", run, **said)


@login_required
@answer_refusals
def milestones(request: OfficeRequest, uid: uuid.UUID) -> HttpResponse:
    """Change the milestones of a row."""
    row = item_of(request, uid)
    wanted(request, "lists.change_milestones", row)
    known = Milestone.objects.filter(item=row).order_by("order", "pk")
    forms = MilestoneForms(request.POST or None, queryset=known, prefix="m")
    if request.method == "POST" and forms.is_valid():
        values = [said for form in forms if (said := form.values())]
        bases = {
            form.instance.pk: form.cleaned_data["revision"]
            for form in forms
            if form.instance.pk and form.cleaned_data.get("revision")
        }
        remove = [int(pk) for pk in request.POST.getlist("remove") if pk.isdecimal()]
        values = [said for said in values if said.get("pk") not in remove]
        done = actions.change_milestones(act_of(request), [row], {row.pk: values}, bases, remove)
        messages.success(request, say(_SAVED if done or remove else _NOTHING))
        return redirect(_back(row))
    status = 422 if request.method == "POST" else 200
    said = {"item": row, "forms": forms, "draft": row.state == "draft"}
    return render(request, "lists/milestones.html", said, status=status)
