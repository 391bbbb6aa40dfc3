"""The board of lights, the steps to publication, and what is known about one item."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from tongcheng.errors import InputError, Problem
from tongcheng.language import Text
from tongcheng.office.core.pages import answer_refusals, form_page, page_of, problems_of
from tongcheng.office.core.requests import OfficeRequest, act_of
from tongcheng.office.core.wording import say
from tongcheng.office.lists.models import Item
from tongcheng.office.supervision import actions, queries, rules
from tongcheng.office.supervision.forms import DueChangeForm, JudgementForm, PauseForm
from tongcheng.office.supervision.models import WAY, AspectName, Colour, StepName
from tongcheng.office.supervision.queries import BoardFilter

_TAKE: dict[str, Any] = {
    StepName.VERIFIED: actions.verify_lights,
    StepName.CONFERRED: actions.confer_lights,
    StepName.DECIDED: actions.decide_lights,
    StepName.PUBLISHED: actions.publish_lights,
}
_VERBS = {
    StepName.VERIFIED: Text("核实", "Verify"),
    StepName.CONFERRED: Text("会商", "Confer"),
    StepName.DECIDED: Text("审定", "Decide"),
    StepName.PUBLISHED: Text("发布", "Publish"),
}


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 10 else None


@login_required
def board(request: OfficeRequest) -> HttpResponse:
    """Show the lights of all rows under supervision that the reader may see."""
    asked = request.GET
    wanted = BoardFilter(
        _number(asked.get("list", "")),
        asked.get("city", ""),
        asked.get("function", ""),
        asked.get("colour", ""),
        asked.get("aspect", ""),
        asked.get("pending") == "1",
    )
    shown = queries.board(request.standing, wanted)
    page = page_of(request, shown.items)
    said = {
        "board": shown,
        "page": page,
        "rows": queries.rows_of(request.standing, list(page.object_list)),
        "wanted": wanted,
        "aspects": AspectName.choices,
        "colours": Colour.choices,
        "steps": [(step, _VERBS[step]) for step in WAY if _takes(request, step)],
    }
    return render(request, "supervision/board.html", said)


def _takes(request: OfficeRequest, step: str) -> bool:
    standing = request.standing
    return standing.has(*rules.STEP_ROLES[step]) or (step == StepName.VERIFIED and standing.has("city_office"))


@login_required
@answer_refusals
def steps(request: OfficeRequest, step: str) -> HttpResponse:
    """Show the lights that wait for a step, and take it for those that are ticked."""
    if step not in _TAKE or not _takes(request, step):
        raise Http404
    if request.method == "POST":
        return _take(request, step)
    said = {
        "page": page_of(request, queries.pending_for(request.standing, step), 100),
        "step": step,
        "verb": _VERBS[StepName(step)],
        "steps": [(one, _VERBS[one]) for one in WAY if _takes(request, one)],
        "colours": Colour.choices,
        "published": step == StepName.PUBLISHED,
    }
    return render(request, "supervision/steps.html", said)


def _take(request: OfficeRequest, step: str) -> HttpResponse:
    """Take the step; each row says which light and which number of steps the person saw."""
    seen = dict(one.split(":", 1) for one in request.POST.getlist("signal") if ":" in one)
    signals = queries.signals_named(request.standing, [int(pk) for pk in seen if pk.isdecimal()])
    if not signals:
        nothing = Text("至少一项", "at least one")
        raise InputError([Problem("nothing", "", nothing, "0", Text("先勾选预警灯", "tick some lights"))])
    for one in signals:
        light, _, taken = seen[str(one.pk)].partition(":")
        one.light_id, one.steps = _number(light) or 0, _number(taken) or 0
    act = act_of(request)
    if request.POST.get("return"):
        done = actions.return_lights(act, signals)
        words = Text("已退回{n}项", "{n} sent back")
    else:
        chosen = {one.pk: request.POST.get(f"colour-{one.pk}", one.colour) or one.colour for one in signals}
        changed = {one.pk: chosen[one.pk] for one in signals if chosen[one.pk] != one.colour}
        done = _TAKE[step](act, signals) if step == StepName.PUBLISHED else _TAKE[step](act, signals, changed)
        words = Text("已{verb}{n}项", "{verb}: {n} done")
    messages.success(request, say(words.fill(n=len(done), verb=_VERBS[StepName(step)])))
    return redirect("supervision:steps", step=step)


def issues(request: OfficeRequest) -> bool:
    """Say whether the reader issues papers of any kind."""
    return request.standing.has("city_office", *(role for roles in rules.ISSUERS.values() for role in roles))


def item_of(request: HttpRequest, uid: object) -> Item:
    """Give an item that the reader may see, or answer 404."""
    standing = request.standing  # type: ignore[attr-defined]
    rows = Item.objects.visible_to(standing).select_related("list", "reporting_unit__city")
    item: Item = get_object_or_404(rows, uid=uid)
    return item


@login_required
def item(request: OfficeRequest, uid: object) -> HttpResponse:
    """Show the lights of one item with their reasons, and all that was asked and ordered about it."""
    one = item_of(request, uid)
    said = {
        "item": one,
        "shown": queries.watched(request.standing, one),
        "judge_form": JudgementForm(),
        "issues": issues(request),
    }
    return render(request, "supervision/item.html", said)


@login_required
@require_POST
@answer_refusals
def judge(request: OfficeRequest, uid: object) -> HttpResponse:
    """Judge whether the item will be done in time."""
    one, form = item_of(request, uid), JudgementForm(request.POST)
    if not form.is_valid():
        raise InputError(problems_of(form))
    actions.judge_item(act_of(request), one, form.cleaned_data["level"], form.cleaned_data["commentary"])
    messages.success(request, say(Text("已记录完成预判", "Noted")))
    return redirect("supervision:item", uid=one.uid)


@login_required
@answer_refusals
def ask_pause(request: OfficeRequest, uid: object) -> HttpResponse:
    """Ask to pause the item."""
    one = item_of(request, uid)

    def run(said: dict[str, Any]) -> str:
        actions.ask_pause(act_of(request), one, said["next_step"], said["until"])
        messages.success(request, say(Text("已提出暂缓申请，待审批", "Asked; it waits for decision")))
        return reverse("supervision:item", args=[one.uid])

    title = Text("申请暂缓", "Ask to pause")
    return form_page(request, PauseForm(request.POST or None), "supervision/form.html", run, title=title, item=one)


@login_required
@answer_refusals
def ask_due_change(request: OfficeRequest, uid: object) -> HttpResponse:
    """Ask for another date."""
    one = item_of(request, uid)

    def run(said: dict[str, Any]) -> str:
        actions.ask_due_change(act_of(request), one, said["new_due"], said["milestone"])
        messages.success(request, say(Text("已提出改期申请，待审批", "Asked; it waits for decision")))
        return reverse("supervision:item", args=[one.uid])

    title = Text("申请改期", "Ask for another date")
    form = DueChangeForm(one, request.POST or None)
    return form_page(request, form, "supervision/form.html", run, title=title, item=one)
