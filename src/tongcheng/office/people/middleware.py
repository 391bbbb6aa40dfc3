"""Guards of a session: it ends when nobody is there, and a password given out once is changed first."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve

from tongcheng.language import Text
from tongcheng.office.core.wording import say

_SEEN = "seen"
#: A session notes at most this often (seconds) that somebody is there.
_NOTED_EVERY = 60
_OPEN_PAGES = ("people:login", "people:logout", "people:password", "set_language")
TOO_LONG = Text("长时间未操作，请重新登录", "You were away for long; please log in again")
CHANGE_FIRST = Text("请先修改初始密码", "Change the password you were given first")


def note_login(request: HttpRequest, **_: Any) -> None:
    """Note that somebody is there, when he logs in."""
    request.session[_SEEN] = int(time.time())


Respond = Callable[[HttpRequest], HttpResponse]


class SessionGuard:
    """End sessions that were idle for too long; let nobody work with a password that somebody else has seen."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        if "_auth_user_id" in request.session and not request.path.startswith(settings.STATIC_URL):
            refused = _ended(request) or _must_change(request)
            if refused is not None:
                return refused
        return self.respond(request)


def _ended(request: HttpRequest) -> HttpResponse | None:
    now = int(time.time())
    seen = request.session.get(_SEEN, now)
    if now - seen > settings.SESSION_IDLE_MINUTES * 60:
        logout(request)
        if _wants_data(request):
            return JsonResponse({"why": TOO_LONG._asdict()}, status=401)
        messages.warning(request, say(TOO_LONG))
        answer = redirect_to_login(request.get_full_path() if request.method == "GET" else "/")
        return _whole_page(request, answer)
    if _SEEN not in request.session or now - seen >= _NOTED_EVERY:
        request.session[_SEEN] = now
    return None


def _must_change(request: HttpRequest) -> HttpResponse | None:
    if not getattr(request.user, "must_change_password", False) or _name(request) in _OPEN_PAGES:
        return None
    if _wants_data(request):
        return JsonResponse({"why": CHANGE_FIRST._asdict()}, status=403)
    return _whole_page(request, redirect("people:password"))


def _whole_page(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """Let HTMX load the page as a whole instead of putting it into a part of the present one."""
    if request.headers.get("HX-Request") != "true":
        return answer
    whole = HttpResponse(status=204)
    whole.headers["HX-Redirect"] = answer.headers["Location"]
    return whole


def _wants_data(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")


def _name(request: HttpRequest) -> str:
    try:
        return resolve(request.path_info).view_name
    except Resolver404:
        return ""
