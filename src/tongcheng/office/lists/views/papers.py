"""Lists as papers: the print view, versions as issued and what changed between them, the responsibility list."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from tongcheng.language import Text
from tongcheng.office.core.pages import answer_refusals, form_page, page_of
from tongcheng.office.core.requests import OfficeRequest, act_of
from tongcheng.office.lists import actions, queries
from tongcheng.office.lists.forms.acting import IssueForm
from tongcheng.office.lists.models import Item, List, Version
from tongcheng.office.lists.printed import QUARTERS
from tongcheng.office.lists.queries.table import ROWS
from tongcheng.office.lists.views.common import list_of, wanted
from tongcheng.office.people.models import Unit

Row = dict[str, str]


def _groups(rows: list[Row]) -> list[tuple[str, list[Row]]]:
    groups: list[tuple[str, list[Row]]] = []
    for row in rows:
        if not groups or groups[-1][0] != row["group"]:
            groups.append((row["group"], []))
        groups[-1][1].append(row)
    return groups


def _paper(rows: list[Row]) -> dict[str, Any]:
    """Give what the printed table needs; columns that are empty throughout are left out."""
    return {
        "groups": _groups(rows),
        "quarters": QUARTERS if any(row[name] for row in rows for name in QUARTERS) else (),
        "other": any(row["schedule"] for row in rows),
        "guiding": any(row["guiding"] for row in rows),
        "money": any(row["investment"] for row in rows),
        "count": len(rows),
    }


def paper(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show a list as it would be printed now, as far as the reader may see it."""
    lst = list_of(request, pk)
    rows = queries.rows_now(request.standing, lst)
    said = {
        "list": lst,
        "as_of": timezone.localdate(),
        **_paper(rows),
    }
    return render(request, "lists/paper.html", said)


@login_required
def versions(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show the versions of a list."""
    lst = _staff_list(request, pk)
    return render(request, "lists/versions.html", {"list": lst, "versions": queries.versions_of(lst)})


def _staff_list(request: OfficeRequest, pk: int) -> List:
    if not queries.works_with_lists(request.standing):
        raise Http404
    return list_of(request, pk)


def _version(request: OfficeRequest, pk: int, number: int) -> Version:
    try:
        return queries.one_version(request.standing, pk, number)
    except Version.DoesNotExist as error:
        raise Http404 from error


@login_required
def version(request: OfficeRequest, pk: int, number: int) -> HttpResponse:
    """Show a version exactly as it was issued."""
    shown = _version(request, pk, number)
    rows = queries.seen_rows(request.standing, shown)
    whole_ = actions.content_hash(shown.content) == shown.sha256
    said: dict[str, Any] = {
        "list": shown.list,
        "version": shown,
        "as_of": shown.as_of,
        "intact": whole_,
        **_paper(rows),
    }
    said["part"] = len(rows) < len(shown.content)
    return render(request, "lists/paper.html", said)


@login_required
def difference(request: OfficeRequest, pk: int, number: int) -> HttpResponse:
    """Show what changed since a version: until another one, or until today."""
    shown = _version(request, pk, number)
    with_ = request.GET.get("with", "")
    other = _version(request, pk, int(with_)) if with_.isdecimal() else None
    found = queries.difference_of(request.standing, shown, other)
    if other is not None:
        shown, other = sorted((shown, other), key=lambda one: one.number)
    said = {
        "list": shown.list,
        "version": shown,
        "other": other,
        "found": found,
        "counts": [
            (Text("新增", "new"), found.count("new")),
            (Text("移出", "gone"), found.count("gone")),
            (Text("改动", "changed"), found.count("changed")),
            (Text("未变", "the same"), found.count("same")),
        ],
        "versions": queries.versions_of(shown.list),
    }
    return render(request, "lists/difference.html", said)


@login_required
@answer_refusals
def issue(request: OfficeRequest, pk: int) -> HttpResponse:
    """Issue a version of a list."""
    lst = list_of(request, pk)
    wanted(request, "lists.issue_version", lst)
    form = IssueForm(request.POST or None)

    def run(said: dict[str, Any]) -> str:
        made = actions.issue_version(
            act_of(request, said["reason"]),
            lst,
            said["issued"],
            said["as_of"],
            name=said["name"],
            document=said["document"],
            resolution=said["resolution"],
        )
        return reverse("lists:version", args=[pk, made.number])

    drafts = Item.objects.filter(list=lst, state="draft").count()
    return form_page(request, form, "lists/issue.html", run, list=lst, drafts=drafts)


@login_required
def responsibility(request: OfficeRequest) -> HttpResponse:
    """Show every unit with what it answers for, or one unit with its rows."""
    if not queries.works_with_lists(request.standing):
        raise Http404
    typed = request.GET.get("list", "")
    lst = list_of(request, int(typed)) if typed.isdecimal() else None
    said: dict[str, Any] = {"list": lst, "lists": queries.visible_lists(request.standing).filter(closed=False)}
    if (unit := request.GET.get("unit", "")).isdecimal():
        one = get_object_or_404(Unit, pk=unit)
        page = page_of(request, queries.rows_of_unit(request.standing, one, lst), ROWS)
        return render(request, "lists/responsibility_unit.html", {**said, "unit": one, "page": page})
    said["units"] = queries.answering_units(request.standing, lst)
    return render(request, "lists/responsibility.html", said)
