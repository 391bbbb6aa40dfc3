"""From a plan to rows: coverage, the tree, rows of paragraphs, areas."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from tongcheng.language import Text
from tongcheng.office.core.acting import may
from tongcheng.office.core.pages import answer_refusals, form_page
from tongcheng.office.core.requests import OfficeRequest, act_of
from tongcheng.office.core.wording import say
from tongcheng.office.documents import actions, forms, maps, queries
from tongcheng.office.documents.geometry import read_areas
from tongcheng.office.documents.models import PlanNode
from tongcheng.office.documents.outlines import county_outlines
from tongcheng.office.documents.views.common import FORM, allowed, paragraph_seen, version_seen
from tongcheng.office.lists.actions import NewItem
from tongcheng.office.lists.models import Item, List


def _makes_rows(request: OfficeRequest) -> bool:
    return may("documents.make_rows", request.standing, None)


@login_required
def coverage(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show which paragraphs have rows, which rows have no paragraph, which targets cannot be measured."""
    one = version_seen(request, pk)
    said = {"version": one, "dossier": one.dossier, "shown": queries.coverage_of(request.standing, one)}
    return render(request, "documents/coverage.html", said | {"makes_rows": _makes_rows(request)})


@login_required
def tree(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show the plan's tree with the rows of its paragraphs."""
    one = version_seen(request, pk)
    said = {"version": one, "dossier": one.dossier, "nodes": queries.tree_of(request.standing, one)}
    return render(request, "documents/tree.html", said)


@login_required
@answer_refusals
def node(request: OfficeRequest, pk: int, node: int | None = None) -> HttpResponse:
    """Add or change a node of the tree."""
    one = version_seen(request, pk)
    allowed(may("documents.save_node", request.standing, one))
    instance = get_object_or_404(PlanNode, pk=node, version=pk) if node else PlanNode(version=one)
    order = request.GET.get("paragraph", "")
    start = one.paragraphs.filter(order=int(order)).first() if order.isdecimal() and len(order) < 7 else None
    initial = (
        {}
        if node
        else {"order": one.nodes.count() + 1, "paragraph": start, "title": start.text[:300] if start else ""}
    )
    form = forms.NodeForm(request.POST or None, instance=instance, version=one, initial=initial)

    def run(said: dict[str, Any]) -> str:
        subject = get_object_or_404(PlanNode, pk=node, version=pk) if node else PlanNode()
        actions.save_node(act_of(request), one, subject, form.values(), said["revision"])
        return reverse("documents:tree", args=[pk])

    remove = reverse("documents:remove_node", args=[pk, node]) if node else ""
    said = {"title": Text("规划树节点", "Node of the plan"), "dossier": one.dossier, "version": one, "remove": remove}
    return form_page(request, form, FORM, run, **said)


@login_required
@require_POST
@answer_refusals
def remove_node(request: OfficeRequest, pk: int, node: int) -> HttpResponse:
    """Remove a node."""
    version_seen(request, pk)
    found = get_object_or_404(PlanNode.objects.select_related("version__dossier"), pk=node, version=pk)
    actions.remove_node(act_of(request), found)
    messages.success(request, say(Text("已删除", "Removed")))
    return redirect("documents:tree", pk=pk)


@login_required
@answer_refusals
def rows(request: OfficeRequest, pk: int, order: int) -> HttpResponse:
    """Make rows of a paragraph."""
    one = version_seen(request, pk)
    allowed(_makes_rows(request))
    paragraph = paragraph_seen(one, order)
    words = paragraph.text.replace("\t", " ").replace("\n", " ")[:300]
    form = forms.RowsForm(request.POST or None, initial={"titles": words})

    def run(said: dict[str, Any]) -> str:
        titles = [line.strip() for line in said["titles"].splitlines() if line.strip()]
        common = {"kind": said["kind"], "reporting_unit": said["unit"], "leads": [said["unit"]], "due": said["due"]}
        common["content"] = paragraph.text
        drafts = [NewItem({**common, "title": title}, row=n) for n, title in enumerate(titles, start=1)]
        made = actions.make_rows(act_of(request), paragraph, said["list"], drafts)
        messages.success(request, say(Text("已列入{n}条", "{n} rows were added").fill(n=len(made))))
        return f"{reverse('documents:version', args=[pk])}#p{order}"

    said = {"title": Text("列入清单", "Make rows"), "dossier": one.dossier, "version": one, "paragraph": paragraph}
    return form_page(request, form, FORM, run, **said)


@login_required
@answer_refusals
def tie(request: OfficeRequest, pk: int, order: int) -> HttpResponse:
    """Tie rows of a list to the paragraph that asks for them."""
    one = version_seen(request, pk)
    allowed(_makes_rows(request))
    paragraph = paragraph_seen(one, order)
    asked = request.GET.get("list", "")
    lst = List.objects.filter(pk=int(asked)).first() if asked.isdecimal() and len(asked) < 10 else None
    items = Item.objects.visible_to(request.standing).filter(list=lst).exclude(paragraph_rows__paragraph=paragraph)
    form = forms.TieForm(request.POST or None, items=items)

    def run(said: dict[str, Any]) -> str:
        actions.tie_rows(act_of(request), paragraph, list(said["items"]))
        return f"{reverse('documents:version', args=[pk])}#p{order}"

    said = {"title": Text("关联已有条目", "Tie rows"), "dossier": one.dossier, "version": one, "paragraph": paragraph}
    lists = List.objects.filter(closed=False)
    return form_page(request, form, "documents/tie.html", run, lists=lists, list=lst, **said)


@login_required
@require_POST
@answer_refusals
def no_row(request: OfficeRequest, pk: int, order: int) -> HttpResponse:
    """Say that a paragraph needs no row."""
    actions.need_no_row(act_of(request), [paragraph_seen(version_seen(request, pk), order)])
    return redirect("documents:coverage", pk=pk)


@login_required
@require_POST
@answer_refusals
def row_wanted(request: OfficeRequest, pk: int, order: int) -> HttpResponse:
    """Say that a paragraph needs rows after all."""
    actions.need_rows(act_of(request), [paragraph_seen(version_seen(request, pk), order)])
    return redirect("documents:coverage", pk=pk)


@login_required
def areas(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show the areas and belts of a version on a map and as a table."""
    one = version_seen(request, pk)
    found = list(one.areas.all())
    picture = maps.areas_svg(one, found, county_outlines(request.standing)) if found else ""
    said = {"version": one, "dossier": one.dossier, "areas": found, "picture": picture}
    return render(request, "documents/areas.html", said)


@login_required
@answer_refusals
def draw(request: OfficeRequest, pk: int) -> HttpResponse:
    """Add areas and belts to a version."""
    one = version_seen(request, pk)
    allowed(may("documents.draw_areas", request.standing, one))
    form = forms.AreasForm(request.POST or None, request.FILES or None)

    def run(said: dict[str, Any]) -> str:
        drafts = read_areas(said["file"].read(), said["file"].name or "GeoJSON")
        actions.draw_areas(act_of(request), one, drafts, source=said["source"])
        return reverse("documents:areas", args=[pk])

    said = {
        "title": Text("登记区带范围", "Add areas and belts"),
        "dossier": one.dossier,
        "version": one,
        "upload": True,
    }
    return form_page(request, form, FORM, run, **said)


@login_required
def areas_file(request: OfficeRequest, pk: int) -> HttpResponse:
    """Hand out the areas as GeoJSON."""
    one = version_seen(request, pk)
    whole = json.dumps(maps.collection(one, list(one.areas.all())), ensure_ascii=False)
    return HttpResponse(whole, content_type="application/geo+json")
