"""The home page and the pages for what went wrong."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone

from tongcheng.language import Text
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


_WHY = {
    400: Text("请求无法识别", "the request could not be read"),
    403: Text("无权办理", "this is not allowed"),
    404: Text("没有此记录", "no such record"),
    500: Text("系统出错", "the fault is ours"),
}


def _wrong(request: HttpRequest, status: int) -> HttpResponse:
    """Answer a program in JSON and a person by a page."""
    if request.path.startswith("/api/"):
        return JsonResponse({"why": _WHY[status]._asdict()}, status=status)
    return render(request, "wrong.html", {"code": status}, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """Say that the request could not be read."""
    return _wrong(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """Say that this reader may not see or do this."""
    return _wrong(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """Say that nothing is here."""
    return _wrong(request, 404)


def broken(request: HttpRequest) -> HttpResponse:
    """Say that the fault is ours."""
    return _wrong(request, 500)
