"""Logging in, and changing one's password."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters

from tongcheng.language import Text
from tongcheng.office.core.pages import answer_refusals, form_page
from tongcheng.office.core.requests import OfficeRequest, act_of
from tongcheng.office.core.wording import say
from tongcheng.office.people import actions
from tongcheng.office.people.forms import LoginForm, OwnPasswordForm


class Login(LoginView):
    """The page on which one logs in; whoever is logged in is sent on."""

    template_name = "people/login.html"
    authentication_form = LoginForm
    redirect_authenticated_user = True

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        """Answer 429 while one has to wait, else 422."""
        wait = getattr(form, "wait", 0)
        response = self.render_to_response(self.get_context_data(form=form), status=429 if wait else 422)
        if wait:
            response.headers["Retry-After"] = str(wait)
        return response


@sensitive_post_parameters()
@login_required
@answer_refusals
def password(request: OfficeRequest) -> HttpResponse:
    """Change one's own password; this login stays, all others end."""
    person = request.standing.person
    assert person is not None
    form = OwnPasswordForm(person, request.POST or None)

    def run(said: dict[str, Any]) -> str:
        actions.change_password(act_of(request), person, said["new_password1"])
        update_session_auth_hash(request, person)
        messages.success(request, say(Text("密码已修改", "The password is changed")))
        return reverse("home")

    return form_page(request, form, "people/password.html", run, must=person.must_change_password)
