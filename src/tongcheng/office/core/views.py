"""The home page and the pages for what went wrong."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from tongcheng.office.core.requests import OfficeRequest
from tongcheng.office.core.waiting import waiting_for
from tongcheng.office.people.models import Appointment


@login_required
def home(request: OfficeRequest) -> HttpResponse:
    """Show what waits for the reader."""
    today = timezone.localdate()
    posts = Appointment.objects.filter(person=request.standing.person).held_on(today).select_related("unit")
    said = {
        "waiting": waiting_for(request.standing),
        "today": today,
        "posts": [f"{post.unit} · {post.get_role_display()}" for post in posts],
    }
    return render(request, "home.html", said)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """Say that the request could not be read."""
    return render(request, "wrong.html", {"code": 400}, status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """Say that this reader may not see or do this."""
    return render(request, "wrong.html", {"code": 403}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """Say that nothing is here."""
    return render(request, "wrong.html", {"code": 404}, status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """Say that the fault is ours."""
    return render(request, "wrong.html", {"code": 500}, status=500)
