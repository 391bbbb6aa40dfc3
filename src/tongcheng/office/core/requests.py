"""The request as our views see it."""

from __future__ import annotations

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from tongcheng.office.core.acting import Act
from tongcheng.office.people.standing import Standing


class OfficeRequest(HttpRequest):
    """A request with who acts; :class:`~tongcheng.office.core.middleware.ActMiddleware` adds it."""

    standing: Standing
    act: Act
    htmx: HtmxDetails


def act_of(request: HttpRequest, reason: str = "") -> Act:
    """Give the act of a request, with the reason typed into its form."""
    act: Act = request.act  # type: ignore[attr-defined]
    return act.because(reason or request.POST.get("reason", ""))
