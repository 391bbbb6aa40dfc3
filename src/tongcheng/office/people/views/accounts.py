"""Pages of people, their accounts and posts."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST

from tongcheng.errors import InputError, Problem
from tongcheng.language import Text
from tongcheng.office.core.acting import may
from tongcheng.office.core.pages import answer_refusals, day_typed, form_page, page_of, problems_of
from tongcheng.office.core.requests import OfficeRequest, act_of
from tongcheng.office.core.wording import say
from tongcheng.office.people import actions, queries
from tongcheng.office.people.forms import AccountForm, PersonForm, PostForm
from tongcheng.office.people.models import Appointment, Person, Role
from tongcheng.office.people.queries import PeopleFilter


@login_required
def accounts(request: OfficeRequest) -> HttpResponse:
    """Show the people whom this reader may see, with their posts."""
    asked = request.GET
    unit = asked.get("unit", "")
    wanted = PeopleFilter(
        asked.get("q", "").strip(),
        asked.get("role", ""),
        int(unit) if unit.isdecimal() else None,
        asked.get("inactive") == "1",
        asked.get("ending") == "1",
    )
    page = page_of(request, queries.people_list(request.standing, wanted))
    return render(request, "people/accounts.html", {"page": page, "wanted": wanted, "roles": Role.choices})


def someone(request: OfficeRequest, pk: int) -> Person:
    """Give a person whom the reader may see, or answer 404."""
    person: Person = get_object_or_404(Person.objects.visible_to(request.standing), pk=pk)
    return person


@login_required
def person(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show a person with the posts held now and before."""
    shown = queries.person_page(request.standing, someone(request, pk))
    return render(request, "people/person.html", {"shown": shown, "someone": shown.person})


@never_cache
@sensitive_variables()
@login_required
@answer_refusals
def add_account(request: OfficeRequest) -> HttpResponse:
    """Make an account; its password is shown once, in the answer."""
    if not may("people.create_account", request.standing, None):
        raise Http404
    form = AccountForm(request.POST or None)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.create_account(act_of(request), form.draft())
            return render(request, "people/new_password.html", {"made": made})
        except InputError as error:
            problems = error.problems
    elif request.method == "POST":
        problems = problems_of(form)
    said = {"form": form, "problems": problems}
    return render(request, "people/account_form.html", said, status=422 if problems else 200)


@login_required
@answer_refusals
def change_account(request: OfficeRequest, pk: int) -> HttpResponse:
    """Correct somebody's name, telephone and e-mail."""
    one = someone(request, pk)
    if request.method != "POST" and not may("people.change_account", request.standing, one):
        raise Http404
    form = PersonForm(request.POST or None, initial={"name": one.name, "phone": one.phone, "email": one.email})
    form.fields["name"].disabled = not request.standing.manages_accounts

    def run(said: dict[str, Any]) -> str:
        actions.change_account(act_of(request), one, said)
        messages.success(request, say(Text("已修改", "Changed")))
        return reverse("people:person", args=[pk])

    return form_page(request, form, "people/person_form.html", run, someone=one)


@login_required
@answer_refusals
def appoint(request: OfficeRequest, pk: int) -> HttpResponse:
    """Give somebody a post."""
    one = someone(request, pk)
    if request.method != "POST" and not may("people.appoint", request.standing, one):
        raise Http404
    form = PostForm(request.POST or None)

    def run(said: dict[str, Any]) -> str:  # noqa: ARG001
        actions.appoint(act_of(request), one, form.post())
        messages.success(request, say(Text("已任职", "Appointed")))
        return reverse("people:person", args=[pk])

    return form_page(request, form, "people/post_form.html", run, someone=one)


@login_required
@require_POST
@answer_refusals
def end_post(request: OfficeRequest, pk: int) -> HttpResponse:
    """End a post."""
    people = Person.objects.visible_to(request.standing)
    post = get_object_or_404(Appointment.objects.filter(person__in=people).select_related("person", "unit"), pk=pk)
    actions.end_appointment(act_of(request), post, day_typed(request, "last_day"))
    messages.success(request, say(Text("任职已结束", "The post is ended")))
    return redirect("people:person", pk=post.person_id)


@never_cache
@sensitive_variables()
@login_required
@require_POST
@answer_refusals
def reset_password(request: OfficeRequest, pk: int) -> HttpResponse:
    """Give somebody a new password, shown once, in the answer."""
    made = actions.reset_password(act_of(request), someone(request, pk))
    return render(request, "people/new_password.html", {"made": made})


@login_required
@require_POST
@answer_refusals
def deactivate(request: OfficeRequest, pk: int) -> HttpResponse:
    """Close an account."""
    actions.deactivate_account(act_of(request), someone(request, pk))
    messages.success(request, say(Text("账号已停用", "The account is closed")))
    return redirect("people:person", pk=pk)


@login_required
@require_POST
@answer_refusals
def reactivate(request: OfficeRequest, pk: int) -> HttpResponse:
    """Open a closed account again."""
    actions.reactivate_account(act_of(request), someone(request, pk))
    messages.success(request, say(Text("账号已启用", "The account is open again")))
    return redirect("people:person", pk=pk)
