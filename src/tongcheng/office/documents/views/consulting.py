"""Rounds of consultation: asking, answering, deciding, the table of what became of the opinions."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from tongcheng.language import Text
from tongcheng.office.core.acting import may
from tongcheng.office.core.pages import answer_refusals, form_page, page_of
from tongcheng.office.core.requests import OfficeRequest, act_of
from tongcheng.office.core.wording import say
from tongcheng.office.documents import actions, exporting, forms, queries, rules
from tongcheng.office.documents.models import ConsultedUnit, Opinion
from tongcheng.office.documents.views.common import FORM, allowed, consultation_seen, version_seen
from tongcheng.office.supervision.deadlines import remark_on, settled

STATES = (
    ("waiting", Text("待我单位反馈", "to be answered by us")),
    ("open", Text("征求意见中", "open")),
    ("undecided", Text("意见待处理", "opinions to decide on")),
    ("closed", Text("已截止", "closed")),
)


@login_required
def consultations(request: OfficeRequest) -> HttpResponse:
    """Show the rounds that the reader may see."""
    state = request.GET.get("state", "")
    rows = queries.consultations(request.standing)
    mine = ConsultedUnit.objects.visible_to(request.standing).filter(answer="waiting").values("consultation")
    waiting = Opinion.objects.visible_to(request.standing).filter(disposition="waiting")
    undecided = waiting.values("asked__consultation")
    wanted = {
        "open": Q(state="open"),
        "closed": Q(state="closed"),
        "waiting": Q(state="open", pk__in=mine),
        "undecided": Q(pk__in=undecided),
    }
    rows = rows.filter(wanted[state]) if state in wanted else rows
    rows = rows.annotate(
        asked_count=Count("asked", distinct=True),
        answered_count=Count("asked", distinct=True, filter=~Q(asked__answer="waiting")),
    ).order_by("-due", "-pk")
    said = {"page": page_of(request, rows), "states": STATES, "state": state, "today": timezone.localdate()}
    return render(request, "documents/consultations.html", said)


@login_required
def consultation(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show one round: who has answered, the opinions, what became of them."""
    one = consultation_seen(request, pk)
    shown = queries.consultation_page(request.standing, one)
    today = timezone.localdate()
    said = {"consultation": one, "shown": shown, "today": today, "late": shown.late(today)}
    return render(request, "documents/consultation.html", said | {"dossier": one.version.dossier})


@login_required
@answer_refusals
def open_round(request: OfficeRequest, pk: int) -> HttpResponse:
    """Ask units about a version."""
    one = version_seen(request, pk)
    allowed(may("documents.open_consultation", request.standing, one))
    form = forms.ConsultationForm(request.POST or None)

    def run(said: dict[str, Any]) -> str:
        due = settled(timezone.localdate(), said)["due"]
        made = actions.open_consultation(act_of(request), one, list(said["units"]), due, words=said["words"])
        if remark := remark_on(due):
            messages.warning(request, say(remark))
        return reverse("documents:consultation", args=[made.pk])

    title = Text("征求意见", "Ask for opinions")
    return form_page(request, form, FORM, run, title=title, dossier=one.dossier, version=one)


@login_required
@answer_refusals
def change(request: OfficeRequest, pk: int) -> HttpResponse:
    """Change a round's day and words, ask more units."""
    one = consultation_seen(request, pk)
    allowed(may("documents.change_consultation", request.standing, one))
    form = forms.ChangeConsultationForm(request.POST or None, consultation=one)

    def run(said: dict[str, Any]) -> str:
        values = {"due": said["due"], "words": said["words"]}
        actions.change_consultation(
            act_of(request, said["reason"]), one, values, list(said["units"]), said["revision"]
        )
        return reverse("documents:consultation", args=[pk])

    title = Text("调整征求意见", "Change the round")
    return form_page(request, form, FORM, run, title=title, dossier=one.version.dossier, consultation=one)


@login_required
@require_POST
@answer_refusals
def close(request: OfficeRequest, pk: int) -> HttpResponse:
    """Close a round."""
    actions.close_consultation(act_of(request), consultation_seen(request, pk))
    messages.success(request, say(Text("已截止", "Closed")))
    return redirect("documents:consultation", pk=pk)


def _asked(request: OfficeRequest, pk: int, asked: int) -> ConsultedUnit:
    try:
        return queries.asked_of(request.standing, pk, asked)
    except ConsultedUnit.DoesNotExist as error:
        raise Http404 from error


@login_required
@answer_refusals
def answer(request: OfficeRequest, pk: int, asked: int) -> HttpResponse:
    """Let a unit give an opinion, or the office enter it for the unit."""
    one = _asked(request, pk, asked)
    allowed(may("documents.save_opinion", request.standing, one))
    version = one.consultation.version
    order = request.GET.get("paragraph", "")
    start = version.paragraphs.filter(order=int(order)).first() if order.isdecimal() and len(order) < 7 else None
    form = forms.OpinionForm(request.POST or None, version=version, initial={"paragraph": start})

    def run(_: dict[str, Any]) -> str:
        actions.save_opinion(act_of(request), one, None, form.values())
        messages.success(
            request, say(Text("意见已登记，可继续填写下一条", "The opinion is entered; the next may follow"))
        )
        return reverse("documents:answer", args=[pk, asked])

    said = {
        "title": Text("反馈意见", "Give an opinion"),
        "dossier": version.dossier,
        "consultation": one.consultation,
        "asked": one,
        "opinions": one.opinions.select_related("paragraph", "asked__unit", "asked__consultation"),
        "for_unit": not rules.is_of(request.standing, one.unit),
    }
    return form_page(request, form, "documents/answer.html", run, **said)


@login_required
@require_POST
@answer_refusals
def no_opinion(request: OfficeRequest, pk: int, asked: int) -> HttpResponse:
    """Answer that there is no opinion."""
    actions.say_no_opinion(act_of(request), _asked(request, pk, asked))
    messages.success(request, say(Text("已反馈无意见", "Answered: no opinion")))
    return redirect("documents:consultation", pk=pk)


def _opinion(request: OfficeRequest, pk: int, opinion: int) -> Opinion:
    rows = Opinion.objects.visible_to(request.standing).select_related(
        "asked__unit", "asked__consultation__version__dossier", "asked__consultation__version__issue", "paragraph"
    )
    found: Opinion = get_object_or_404(rows, pk=opinion, asked__consultation=pk)
    return found


@login_required
@answer_refusals
def opinion(request: OfficeRequest, pk: int, opinion: int) -> HttpResponse:
    """Change an opinion that is not decided."""
    one = _opinion(request, pk, opinion)
    allowed(may("documents.withdraw_opinion", request.standing, one))
    version = one.asked.consultation.version
    form = forms.OpinionForm(request.POST or None, instance=_opinion(request, pk, opinion), version=version)

    def run(said: dict[str, Any]) -> str:
        actions.save_opinion(act_of(request), one.asked, one, form.values(), said["revision"])
        return reverse("documents:consultation", args=[pk])

    said = {"title": Text("修改意见", "Change the opinion"), "dossier": version.dossier, "opinion": one}
    return form_page(request, form, FORM, run, consultation=one.asked.consultation, **said)


@login_required
@require_POST
@answer_refusals
def withdraw(request: OfficeRequest, pk: int, opinion: int) -> HttpResponse:
    """Take an opinion back."""
    actions.withdraw_opinion(act_of(request), _opinion(request, pk, opinion))
    messages.success(request, say(Text("意见已撤回", "The opinion is withdrawn")))
    return redirect("documents:consultation", pk=pk)


@login_required
@answer_refusals
def dispose(request: OfficeRequest, pk: int, opinion: int) -> HttpResponse:
    """Decide what becomes of an opinion."""
    one = _opinion(request, pk, opinion)
    allowed(may("documents.dispose_opinions", request.standing, one))
    initial = {"disposition": one.disposition, "reason": one.reason, "revision": one.revision}
    form = forms.DispositionForm(request.POST or None, initial=initial)

    def run(said: dict[str, Any]) -> str:
        act = act_of(request, said["reason"])
        actions.dispose_opinions(act, [one], said["disposition"], said["revision"])
        return f"{reverse('documents:consultation', args=[pk])}#opinion-{one.pk}"

    said = {"title": Text("处理意见", "Decide on the opinion"), "dossier": one.asked.consultation.version.dossier}
    return form_page(request, form, FORM, run, consultation=one.asked.consultation, subject=one, **said)


@login_required
def adoption(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show the 意见采纳情况表 of a version, of all its rounds."""
    one = version_seen(request, pk)
    opinions = list(queries.opinions_of(request.standing, one))
    said = {"version": one, "dossier": one.dossier, "lines": queries.adoption_table(opinions)}
    return render(request, "documents/adoption.html", said | {"as_of": timezone.localdate()})


@login_required
def adoption_file(request: OfficeRequest, pk: int, kind: str) -> HttpResponse:
    """Hand out the 意见采纳情况表 as Word, PDF or workbook."""
    one = version_seen(request, pk)
    if kind not in exporting.KINDS:
        raise Http404
    lines = queries.adoption_table(list(queries.opinions_of(request.standing, one)))
    content = exporting.adoption_file(one, lines, kind, timezone.localdate())
    response = HttpResponse(content, content_type=exporting.KINDS[kind])
    response.headers["Content-Disposition"] = exporting.disposition(f"意见采纳情况表-{one.dossier.title[:40]}.{kind}")
    return response
