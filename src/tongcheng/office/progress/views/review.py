"""What waits for review: accept several at once, or open one and return it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from tongcheng.language import Text
from tongcheng.office.core.acting import may
from tongcheng.office.core.pages import answer_refusals, page_of
from tongcheng.office.core.requests import OfficeRequest, act_of
from tongcheng.office.core.wording import say
from tongcheng.office.progress import actions, queries
from tongcheng.office.progress.forms import chosen
from tongcheng.office.progress.models import Ledger


@never_cache
@login_required
@answer_refusals
def review(request: OfficeRequest) -> HttpResponse:
    """Show the ledgers that wait for this reader's office with the rows that changed; accept those ticked."""
    if not request.standing.has("city_office", "joint_office"):
        raise Http404
    if request.method == "POST":
        return _accept(request)
    page = page_of(request, queries.to_review(request.standing), 30)
    lines = [(line, _acceptable(request, line.ledger)) for line in queries.review_lines(list(page.object_list))]
    return render(
        request, "progress/review.html", {"page": page, "lines": lines, "ready": any(ok for _, ok in lines)}
    )


def _acceptable(request: OfficeRequest, ledger: Ledger) -> bool:
    return any(may(f"progress.{name}", request.standing, ledger) for name in ("accept_city", "accept"))


def _accept(request: OfficeRequest) -> HttpResponse:
    bases = chosen(request.POST)
    visible = Ledger.objects.visible_to(request.standing).select_related("unit", "period")
    ledgers = list(visible.filter(pk__in=list(bases)))
    city = [one for one in ledgers if may("progress.accept_city", request.standing, one)]
    # What the city's office may not accept is asked of the joint office's rule, whose sentence is then shown.
    joint = [one for one in ledgers if one not in city]
    with transaction.atomic():
        actions.accept_city(act_of(request), city, bases)
        actions.accept(act_of(request), joint, bases)
    messages.success(request, say(Text("已审核通过 {n} 份台账。", "{n} ledgers accepted.").fill(n=len(ledgers))))
    return redirect("progress:review")
