"""The actions on a row: what each will do, what it asks, and what it runs."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from tongcheng.language import Text
from tongcheng.office.core.acting import ACTIONS, Act, may
from tongcheng.office.core.pages import answer_refusals, form_page
from tongcheng.office.core.requests import OfficeRequest, act_of
from tongcheng.office.core.wording import say
from tongcheng.office.lists import actions
from tongcheng.office.lists.actions import wants_resolution
from tongcheng.office.lists.forms.acting import AssignForm, MergeForm, PartForms, SwapForm, TransferForm
from tongcheng.office.lists.forms.fields import ReasonForm
from tongcheng.office.lists.models import Item
from tongcheng.office.lists.views.common import item_of, wanted
from tongcheng.office.people.standing import Standing

Run = Callable[[Act, Item, Any], Item | None]


@dataclass(frozen=True)
class Step:
    """One action on a row: its address, what it does in a sentence, its form, and how it is run.

    ``run`` gives the row to show afterwards, or ``None`` for the same row; what changes an issued list must have been
    ``decided`` by a resolution.
    """

    name: str
    action: str
    does: Text
    form: Callable[[Any, Item], Any]
    run: Run
    danger: bool = False
    decided: bool = False

    @property
    def label(self) -> Text:
        """Give the words of the button."""
        return ACTIONS[self.action].label


def _reason(data: Any, item: Item) -> ReasonForm:  # noqa: ARG001
    return ReasonForm(data)


def _on_items(run: Callable[..., Any], *, resolution: bool = False) -> Run:
    def done(act: Act, item: Item, form: Any) -> None:
        run(act, [item], form.cleaned_data["resolution"]) if resolution else run(act, [item])

    return done


def _swap(act: Act, item: Item, form: Any) -> Item:
    return actions.swap_item(act, item, form.by(), form.cleaned_data["resolution"])


def _merge(act: Act, item: Item, form: Any) -> Item:  # noqa: ARG001
    return actions.merge_items(act, form.items(), form.into_row(), form.cleaned_data["resolution"])


def _transfer(act: Act, item: Item, form: Any) -> Item:
    said = form.cleaned_data
    return actions.transfer_item(act, item, said["to"], said["resolution"], said["code"])


def _assign(act: Act, item: Item, form: Any) -> None:
    actions.assign_unit(act, [item], form.cleaned_data["unit"], form.cleaned_data["resolution"])


_STEPS = (
    Step(
        "activate",
        "lists.activate_items",
        Text(
            "列入清单后开始填报，此刻的时限记为原定时限，今后不变。",
            "Once entered, units report on it; the due dates of today stay as the original ones.",
        ),
        _reason,
        _on_items(actions.activate_items),
    ),
    Step(
        "complete",
        "lists.complete_items",
        Text("标为已完成，核实后再销号。", "It is marked as done; after verification it is closed."),
        _reason,
        _on_items(actions.complete_items),
    ),
    Step(
        "resume",
        "lists.resume_items",
        Text("退回推进中，继续填报。", "It goes back under way and is reported on."),
        _reason,
        _on_items(actions.resume_items),
    ),
    Step(
        "close",
        "lists.close_items",
        Text(
            "核实完成情况后销号，此后不再改动；理由写明核实方式。",
            "It is closed after verification and changes no more; say how it was verified.",
        ),
        _reason,
        _on_items(actions.close_items, resolution=True),
    ),
    Step(
        "swap",
        "lists.swap_item",
        Text(
            "由另一条目顶替本条目的位置；本条目保留，状态为已替换。",
            "Another row takes its place; this one stays, as swapped.",
        ),
        SwapForm,
        _swap,
        decided=True,
    ),
    Step(
        "merge",
        "lists.merge_items",
        Text("与其他条目合并；原条目保留，状态为已合并。", "It is merged with others, which stay, as merged."),
        MergeForm,
        _merge,
        decided=True,
    ),
    Step(
        "transfer",
        "lists.transfer_item",
        Text(
            "连同单位、项目信息、节点和原定时限移到另一清单。",
            "It goes to another list with its units, project, milestones and original dates.",
        ),
        TransferForm,
        _transfer,
        decided=True,
    ),
    Step(
        "assign",
        "lists.assign_unit",
        Text(
            "改由另一单位填报，原填报单位牵头的一并接替；联系人清空。",
            "Another unit reports on it, and leads where the former one led; contacts are emptied.",
        ),
        AssignForm,
        _assign,
        decided=True,
    ),
    Step(
        "cancel",
        "lists.cancel_items",
        Text("不再实施，此后不再改动；条目保留可查。", "It is not carried out; the row stays to be read."),
        _reason,
        _on_items(actions.cancel_items, resolution=True),
        danger=True,
        decided=True,
    ),
)
STEPS = {step.name: step for step in _STEPS}


def offered(standing: Standing, item: Item) -> list[tuple[Text, str, bool]]:
    """Give label, address and danger of every action that this person may do to the row."""
    found = []
    for step in _STEPS:
        if may(step.action, standing, item):
            found.append((step.label, reverse("lists:act", args=[item.uid, step.name]), step.danger))
        if step.name == "swap" and may("lists.split_item", standing, item):
            found.append((ACTIONS["lists.split_item"].label, reverse("lists:split", args=[item.uid]), False))
    return found


@login_required
@answer_refusals
def act(request: OfficeRequest, uid: uuid.UUID, name: str) -> HttpResponse:
    """Show what an action on a row will do and what it asks; do it when it is sent."""
    item = item_of(request, uid)
    step = STEPS.get(name)
    if step is None:
        raise Http404
    wanted(request, step.action, item)
    form = step.form(request.POST or None, item)
    if step.decided:
        form.fields["resolution"].required = wants_resolution(item)
    elif name != "close":
        del form.fields["resolution"]

    def run(said: dict[str, Any]) -> str:
        done = step.run(act_of(request, said["reason"]), item, form) or item
        messages.success(request, say(Text("已办理，已留痕", "Done and recorded")))
        return reverse("lists:item", args=[done.uid])

    return form_page(request, form, "lists/act.html", run, item=item, step=step)


@login_required
@answer_refusals
def split(request: OfficeRequest, uid: uuid.UUID) -> HttpResponse:
    """Split a bundled row into parts, each with its milestones."""
    item = item_of(request, uid)
    wanted(request, "lists.split_item", item)
    form = ReasonForm(request.POST or None)
    form.fields["resolution"].required = wants_resolution(item)
    parts = PartForms(request.POST or None, prefix="parts")
    if request.method == "POST" and parts.is_valid() and form.is_valid():
        numbered = [(at, part.row()) for at, part in enumerate(parts) if part.cleaned_data.get("title")]
        place = {at: number for number, (at, _) in enumerate(numbered)}
        moves = {
            pk: place[int(at)]
            for pk in item.milestones.values_list("pk", flat=True)
            if (at := request.POST.get(f"milestone-{pk}", "")).isdecimal() and int(at) in place
        }
        said = form.cleaned_data
        rows = [row for _, row in numbered]
        actions.split_item(act_of(request, said["reason"]), item, rows, said["resolution"], moves)
        messages.success(request, say(Text("已拆分，清单仍印为一条", "Split; the list still prints one row")))
        return redirect("lists:item", item.uid)
    said_here = {"item": item, "form": form, "parts": parts, "milestones": item.milestones.order_by("order", "pk")}
    return render(request, "lists/split.html", said_here, status=422 if request.method == "POST" else 200)
