"""What the office does: describe, look at what would leave, make, approve, withdraw."""

from __future__ import annotations

import copy

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from tongcheng.language import Text
from tongcheng.office.core.pages import answer_refusals, form_page
from tongcheng.office.core.requests import OfficeRequest, act_of
from tongcheng.office.core.wording import language, say
from tongcheng.office.publication import actions, forms, rules
from tongcheng.office.publication.content import field_words
from tongcheng.office.publication.fields import FIELDS, LEFT_OUT
from tongcheng.office.publication.formats.tables import cell
from tongcheng.office.publication.gathering import gather
from tongcheng.office.publication.models import Publication
from tongcheng.office.publication.views.public import _snapshot, in_reading_order

#: Rows shown before a snapshot is made; the rest is counted.
_SHOWN = 20


@login_required
@answer_refusals
def edit(request: OfficeRequest, slug: str = "") -> HttpResponse:
    """Add or change a publication."""
    if rules.may_prepare(request.standing, None) is not None:
        raise Http404
    one = get_object_or_404(Publication.objects.select_related("list"), slug=slug) if slug else None
    form = forms.PublicationForm(request.POST or None, instance=copy.copy(one) if one else None)

    def run(said: dict[str, object]) -> str:
        if one is None:
            made = actions.add_publication(act_of(request), Publication(**form.values()))
            return reverse("publication:publication", args=[made.slug])
        revision = said["revision"]
        base = revision if isinstance(revision, int) else None
        actions.change_publication(act_of(request), one, form.values(), base)
        return reverse("publication:publication", args=[one.slug])

    title = Text("修改公开数据说明", "Change how it is described") if one else Text("新增公开数据", "Add open data")
    return form_page(request, form, "publication/form.html", run, title=title, publication=one)


@login_required
@answer_refusals
def make(request: OfficeRequest, slug: str) -> HttpResponse:
    """Show exactly what would leave and what stays, and make the snapshot."""
    one = get_object_or_404(Publication.objects.select_related("list"), slug=slug)
    if rules.may_prepare(request.standing, one) is not None:
        raise Http404
    form = forms.MakeForm(request.POST or None)

    def run(said: dict[str, object]) -> str:
        made = actions.make_snapshot(act_of(request), one, said["as_of"])  # type: ignore[arg-type]
        messages.success(
            request, say(Text("已制作，待他人审定后公开", "Made; it leaves when somebody else approves"))
        )
        return reverse("publication:snapshot", args=[one.slug, made.number])

    found = gather(one, most=_SHOWN)
    fields = FIELDS[one.kind]
    words = in_reading_order([field_words(field) for field in fields])
    said = {
        "publication": one,
        "found": found,
        "fields": fields,
        "heads": [one["label"][language()] for one in words],
        "rows": [[cell(row[f["name"]], f, language()) for f in words] for row in found.rows],
        "more": max(found.total - len(found.rows), 0),
        "kept_back": [(words, count) for words, count in found.kept_back if count],
        "left_out": LEFT_OUT[one.kind],
    }
    return form_page(request, form, "publication/make.html", run, **said)


@login_required
@require_POST
@answer_refusals
def approve(request: OfficeRequest, slug: str, number: int) -> HttpResponse:
    """Let it out."""
    actions.approve_snapshot(act_of(request), _snapshot(request, slug, number))
    messages.success(request, say(Text("已审定，现已公开", "Approved: it is public now")))
    return redirect("publication:snapshot", slug=slug, number=number)


@login_required
@require_POST
@answer_refusals
def withdraw(request: OfficeRequest, slug: str, number: int) -> HttpResponse:
    """Take it back."""
    actions.withdraw_snapshot(act_of(request), _snapshot(request, slug, number))
    messages.success(request, say(Text("已撤回，原地址显示理由", "Withdrawn; its address gives the reason")))
    return redirect("publication:snapshot", slug=slug, number=number)
