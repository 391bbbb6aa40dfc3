"""The page on which work is handed over when somebody leaves."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.urls import reverse

from tongcheng.language import Text
from tongcheng.office.core.acting import may
from tongcheng.office.core.pages import answer_refusals, form_page
from tongcheng.office.core.requests import OfficeRequest, act_of
from tongcheng.office.core.wording import say
from tongcheng.office.people import actions, queries
from tongcheng.office.people.forms import HandOverForm
from tongcheng.office.people.models import Person
from tongcheng.office.people.views.accounts import someone


@login_required
@answer_refusals
def hand_over(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show what will be handed over, and hand it over."""
    one = someone(request, pk)
    if request.method != "POST" and not may("people.hand_over", request.standing, one):
        raise Http404
    people = Person.objects.visible_to(request.standing).filter(is_active=True).exclude(pk=pk).order_by("username")
    shown = queries.leaving_page(request.standing, one)
    form = HandOverForm(request.POST or None, people=people)
    form.fields["successor"].required = shown.needs_successor

    def run(said: dict[str, Any]) -> str:
        act = act_of(request, said.pop("reason"))
        done = actions.hand_over(act, one, said.pop("successor"), said.pop("last_day"), **said)
        words = Text(
            f"已移交：结束任职 {done.posts_ended} 项，接任 {done.posts_given} 项，转交工作 {done.rows_passed} 件",
            f"Handed over: {done.posts_ended} posts ended, {done.posts_given} given, {done.rows_passed} pieces passed on",
        )
        messages.success(request, say(words))
        return reverse("people:person", args=[pk])

    return form_page(request, form, "people/hand_over.html", run, shown=shown, someone=one)
