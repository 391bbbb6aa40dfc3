"""Pages of published values: what there is, one subject's versions side by side, a new value."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from tongcheng.language import Text
from tongcheng.office.core.acting import check
from tongcheng.office.core.pages import answer_refusals, form_page, page_of
from tongcheng.office.core.requests import OfficeRequest, act_of
from tongcheng.office.core.wording import say
from tongcheng.office.figures import rules
from tongcheng.office.figures.actions import FigureDraft, record_figures
from tongcheng.office.figures.forms import FigureForm
from tongcheng.office.figures.models import Basis, Figure
from tongcheng.office.figures.queries.versions import figures_of, subjects, versions
from tongcheng.office.figures.querysets import reads_content
from tongcheng.office.lists.models import Item


@login_required
def figures(request: OfficeRequest) -> HttpResponse:
    """Show what there are published values about."""
    if not reads_content(request.standing):
        raise Http404
    words = request.GET.get("q", "").strip()[:80]
    said = {"page": page_of(request, subjects(request.standing, words)), "words": words}
    return render(request, "figures/figures.html", said)


@login_required
def subject(request: OfficeRequest) -> HttpResponse:
    """Show every published value of one subject, versions side by side."""
    wanted = request.GET.get("subject", "")
    rows = figures_of(request.standing, wanted)
    if not rows:
        raise Http404
    items = {one.item_id: one.item for one in rows if one.item_id}
    said = {
        "subject": wanted,
        "name": next((one.subject_name for one in rows if one.subject_name), wanted),
        "groups": versions(rows),
        "items": list(items.values()),
        "synthetic": any(one.basis == Basis.SYNTHETIC for one in rows),
        "allowed": rules.may_record_figure(request.standing, next(iter(items.values()), None)) is None,
    }
    return render(request, "figures/subject.html", said)


def subject_url(subject: str) -> str:
    """Give the address of a subject's page."""
    return f"{reverse('figures:subject')}?{urlencode({'subject': subject})}"


@login_required
@answer_refusals
def record(request: OfficeRequest) -> HttpResponse:
    """Record a published value of a row (``?item=``) or of anything else (``?subject=``)."""
    item = _item(request)
    check(rules.may_record_figure, request.standing, item)
    wanted, name = _about(request, item)
    basis = Basis.SYNTHETIC if item is not None and item.synthetic else Basis.OFFICIAL
    form = FigureForm(request.POST or None, initial={"qualifier": "exact", "basis": basis})

    def run(values: dict[str, Any]) -> str:
        draft = FigureDraft(subject=wanted, subject_name=name, item=item, **values)
        record_figures(act_of(request), [draft])
        messages.success(request, say(Text("已登记，原有数值保留", "Recorded; the earlier values stay")))
        return subject_url(wanted)

    return form_page(request, form, "figures/record.html", run, subject=wanted, name=name, item=item)


def _item(request: OfficeRequest) -> Item | None:
    uid = request.GET.get("item", "")
    if not uid:
        return None
    rows = Item.objects.visible_to(request.standing).select_related("list", "reporting_unit")
    try:
        item: Item = get_object_or_404(rows, uid=uid)
    except (ValueError, TypeError) as error:
        raise Http404 from error
    return item


def _about(request: OfficeRequest, item: Item | None) -> tuple[str, str]:
    if item is not None:
        held = Figure.objects.filter(item=item).values_list("subject", flat=True).first()
        return held or item.project_id or str(item.uid), item.title[:160]
    wanted = request.GET.get("subject", "").strip()
    if not wanted or len(wanted) > 120:
        raise Http404
    names = [one.subject_name for one in figures_of(request.standing, wanted) if one.subject_name]
    return wanted, names[0] if names else ""
