"""Pages of lists: which there are, one of them as a table, what is said about it, its checks."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from tongcheng.language import Text
from tongcheng.office.core.acting import may
from tongcheng.office.core.pages import answer_refusals, page_of
from tongcheng.office.core.requests import OfficeRequest, act_of
from tongcheng.office.core.wording import say
from tongcheng.office.lists import actions, queries, rules
from tongcheng.office.lists.checks import CODES
from tongcheng.office.lists.forms.filters import FilterForm
from tongcheng.office.lists.forms.rows import ListForm
from tongcheng.office.lists.models import Item, ItemState, List, SavedView
from tongcheng.office.lists.queries.columns import chosen, lines
from tongcheng.office.lists.queries.table import ROWS
from tongcheng.office.lists.views import cells
from tongcheng.office.lists.views.common import edit_page, list_of, wanted
from tongcheng.office.people.models import Unit

#: Findings shown above a table; the page of checks shows all.
_FINDINGS = 8
#: Findings of one kind on the page of checks.
_CHECKED = 200


def lists(request: OfficeRequest) -> HttpResponse:
    """Show the lists, or the archive."""
    archived = request.GET.get("archived") == "1"
    rows = queries.lists_for(request.standing, archived=archived)
    versions = queries.last_versions(rows)
    for row in rows:
        row.last_version = versions.get(row.pk)
    said = {"lists": rows, "archived": archived, "may_create": _may_create(request)}
    return render(request, "lists/lists.html", said)


def _drafts(request: OfficeRequest, lst: List, asked: Any) -> int:
    """Count the drafts among the rows shown, which the sums leave out."""
    return queries.filtered(request.standing, lst, asked).filter(state=ItemState.DRAFT).order_by().count()


def _may_create(request: OfficeRequest) -> bool:
    return request.standing.has("joint_office", "city_office")


def one(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show a list as a table: filtered, sorted, grouped, with its sums."""
    lst = list_of(request, pk)
    contacts = rules.sees_contacts(request.standing)
    form = FilterForm(request.GET, request.standing, lst, contacts=contacts)
    asked = form.wanted()
    page = page_of(request, queries.found_rows(request.standing, lst, asked), ROWS)
    items = queries.fetched(page.object_list)
    columns = chosen(asked.columns, contacts=contacts)
    staff = queries.works_with_lists(request.standing)
    findings = queries.check_rows(items, lst) if staff else []
    suspect = {finding.item.pk for finding in findings}
    said = {
        "list": lst,
        "form": form,
        "page": page,
        "columns": columns,
        "groups": [
            (group.name, [cells.row(line, suspect) for line in lines(group.rows, columns)])
            for group in queries.grouped(items, asked.by)
        ],
        "width": len(columns) + 2,
        "drafts": 0 if asked.state == "draft" else _drafts(request, lst, asked),
        "totals": queries.totals(queries.filtered(request.standing, lst, asked), drafts=asked.state == "draft"),
        "findings": findings[:_FINDINGS],
        "finding_count": len(findings),
        "views": _views(request, lst),
        "query": _query(request),
        "staff": staff,
        "more": any(request.GET.get(name) for name in ("kind", "city", "group", "project_class", "by", "sort")),
        "filtered": any(value for name, value in request.GET.items() if name not in ("page", "c", "sort", "by")),
    }
    return render(request, "lists/list.html", said)


def _query(request: OfficeRequest) -> str:
    query: QueryDict = request.GET.copy()
    query.pop("page", None)
    return urlencode([(name, value) for name, values in query.lists() for value in values if value])


def _views(request: OfficeRequest, lst: List) -> list[SavedView]:
    if request.standing.person is None:
        return []
    views = SavedView.objects.filter(list=lst).select_related("person", "list")
    person = request.standing.person
    return [view for view in views if view.shared or view.person == person]


@login_required
@answer_refusals
def add(request: OfficeRequest) -> HttpResponse:
    """Make a list."""
    if not _may_create(request):
        raise Http404
    keeper = Unit.objects.filter(pk=request.standing.main_unit or 0).first()
    form = ListForm(request.POST or None, initial={"keeper": keeper})

    def run(said: dict[str, Any]) -> str:
        made = actions.create_list(act_of(request), said["keeper"], form.values())
        return reverse("lists:list", args=[made.pk])

    title = Text("新建清单", "New list")
    return edit_page(request, form, "lists/form.html", run, title=title, back=reverse("lists:lists"))


@login_required
@answer_refusals
def change(request: OfficeRequest, pk: int) -> HttpResponse:
    """Change what is said about a list."""
    lst = list_of(request, pk)
    wanted(request, "lists.change_list", lst)
    form = ListForm(request.POST or None, instance=lst)
    back = reverse("lists:list", args=[pk])

    def run(said: dict[str, Any]) -> str:
        actions.change_list(act_of(request, said["reason"]), lst, form.values(), said["revision"])
        messages.success(request, say(Text("已保存", "Saved")))
        return back

    title = Text("修改清单信息", "Change the list")
    return edit_page(request, form, "lists/form.html", run, title=title, back=back, back_name=lst.name)


@require_POST
@login_required
@answer_refusals
def archive(request: OfficeRequest, pk: int) -> HttpResponse:
    """Archive a list."""
    actions.archive_list(act_of(request), list_of(request, pk))
    return redirect("lists:list", pk)


@require_POST
@login_required
@answer_refusals
def reopen(request: OfficeRequest, pk: int) -> HttpResponse:
    """Take a list back from the archive."""
    actions.reopen_list(act_of(request), list_of(request, pk))
    return redirect("lists:list", pk)


@login_required
@answer_refusals
def reorder(request: OfficeRequest, pk: int) -> HttpResponse:
    """Put the rows in another order: their numbers, one a line."""
    lst = list_of(request, pk)
    wanted(request, "lists.reorder", lst)
    codes = dict(Item.objects.filter(list=lst).order_by("order", "pk").values_list("code", "pk"))
    if request.method == "POST":
        typed = [line.split()[0] for line in request.POST.get("order", "").splitlines() if line.strip()]
        unknown = [code for code in typed if code not in codes]
        if not unknown:
            actions.reorder(act_of(request), lst, [codes[code] for code in typed])
            return redirect("lists:list", pk)
        messages.error(request, say(Text(f"没有序号 {unknown[0]}", f"No row numbered {unknown[0]}")))
    rows = Item.objects.filter(list=lst).order_by("order", "pk").values_list("code", "title")
    return render(request, "lists/reorder.html", {"list": lst, "rows": rows})


@login_required
def checks(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show everything that looks wrong in a list."""
    lst = list_of(request, pk)
    if not queries.works_with_lists(request.standing):
        raise Http404
    findings = queries.check_list(request.standing, lst)
    kinds = [(label, [one for one in findings if one.code == code]) for code, label in CODES.items()]
    shown = [(label, len(rows), rows[:_CHECKED]) for label, rows in kinds if rows]
    said = {"list": lst, "kinds": shown, "count": len(findings), "most": _CHECKED}
    return render(request, "lists/checks.html", said)


@require_POST
@login_required
@answer_refusals
def save_view(request: OfficeRequest, pk: int) -> HttpResponse:
    """Save the filter, sorting and columns under a name."""
    lst = list_of(request, pk)
    query = request.POST.get("query", "")
    shared = request.POST.get("shared") == "1"
    actions.save_view(act_of(request), lst, request.POST.get("name", ""), query, shared=shared)
    return redirect(f"{reverse('lists:list', args=[pk])}?{query}")


@require_POST
@login_required
@answer_refusals
def delete_view(request: OfficeRequest, pk: int, view: int) -> HttpResponse:
    """Take a saved view away."""
    saved = get_object_or_404(SavedView.objects.select_related("list"), pk=view, list=list_of(request, pk))
    if not (saved.shared or may("lists.delete_view", request.standing, saved)):
        raise Http404
    actions.delete_view(act_of(request), saved)
    return redirect("lists:list", pk)
