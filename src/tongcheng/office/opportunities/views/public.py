"""Pages that the public reads as well: the list, one opportunity, matching, batches; and the way to ask."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from tongcheng.language import Text
from tongcheng.office.core.pages import answer_refusals, page_of, problems_of
from tongcheng.office.core.requests import OfficeRequest, act_of
from tongcheng.office.core.wording import say
from tongcheng.office.lists.models import Item
from tongcheng.office.opportunities import actions, forms, rules, throttle
from tongcheng.office.opportunities.actions.asking import Question
from tongcheng.office.opportunities.models import State
from tongcheng.office.opportunities.queries import board
from tongcheng.office.opportunities.queries import one as ones
from tongcheng.office.opportunities.queries.faces import face_of, sum_in_words
from tongcheng.office.opportunities.queries.matching import matches
from tongcheng.office.opportunities.steps import steps_for


@require_GET
def opportunities(request: OfficeRequest) -> HttpResponse:
    """Show the list with its filters."""
    standing, today = request.standing, timezone.localdate()
    inside = standing.person is not None
    filters = board.Filters.typed(request.GET.dict())
    rows = board.rows_of(standing, filters, today)
    page = page_of(request, board.with_counts(rows) if inside else rows)
    lists = board.lists_for(standing) if inside else []
    said = {
        "page": page,
        "rows": [(face_of(one, standing), one) for one in page],
        "filters": filters,
        "inside": inside,
        "enters": bool(lists),
        "keeps": rules.may_keep_batches(standing, None) is None,
        "tally": board.tally_of(standing) if inside else None,
        **board.choices_of(standing),
    }
    said["synthetic"] = any(face.synthetic for face, _ in said["rows"])
    return render(request, "opportunities/opportunities.html", said)


def opportunity(
    request: OfficeRequest, uid: UUID, form: forms.EnquiryForm | None = None, status: int = 200
) -> HttpResponse:
    """Show one opportunity; inside also who asked and what was done."""
    standing = request.standing
    one = ones.opportunity(standing, uid)
    answers = standing.person is not None and rules.answers_for(standing, one)
    enquiries, followups = ones.trail(standing, one) if answers else ([], [])
    said = {
        "face": face_of(one, standing),
        "one": one if standing.person is not None else None,
        "answers": answers,
        "steps": steps_for(standing, one),
        "landed": sum_in_words(one.landed_money, "yi") if standing.person is not None else None,
        "enquiries": enquiries,
        "followups": followups,
        "fitting": [(match, face_of(match.one, standing)) for match in ones.fitting(standing, one)],
        "form": form or (forms.EnquiryForm() if one.state == State.PUBLISHED else None),
        "problems": problems_of(form) if form is not None else (),
        "row": standing.person is not None and Item.objects.visible_to(standing).filter(pk=one.item_id).exists(),
        "edits": rules.may_change(standing, one) is None,
    }
    return render(request, "opportunities/opportunity.html", said, status=status)


@require_POST
@answer_refusals
def enquire(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Take an enquiry, not too many at once."""
    one = ones.opportunity(request.standing, uid)
    form = forms.EnquiryForm(request.POST)
    if not form.is_valid():
        return opportunity(request, uid, form, 422)
    if throttle.too_many(request):
        messages.warning(request, say(throttle.TOO_MANY))
        return opportunity(request, uid, form, 429)
    actions.enquire(act_of(request), one, Question(**form.cleaned_data))
    messages.success(request, say(Text("已提交，发布单位将与您联系", "Sent; the publisher will be in touch")))
    return redirect("opportunities:opportunity", uid=uid)


@require_GET
def match(request: OfficeRequest) -> HttpResponse:
    """Find what fits words and industries."""
    asked = request.GET if "about" in request.GET else None
    form = forms.MatchingForm(asked)
    found = None
    if asked is not None and form.is_valid():
        codes = forms.codes_typed(form.cleaned_data["industries"])
        rows = ones.published(request.standing)
        found = [
            (one, face_of(one.one, request.standing)) for one in matches(form.cleaned_data["about"], codes, rows, 20)
        ]
    return render(request, "opportunities/match.html", {"form": form, "found": found})


@require_GET
def batches(request: OfficeRequest) -> HttpResponse:
    """Show the batches."""
    said = {
        "batches": board.batches_of(request.standing),
        "keeps": rules.may_keep_batches(request.standing, None) is None,
    }
    return render(request, "opportunities/batches.html", said)
