"""What every request carries: who acts, and a policy that lets the browser load nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from tongcheng.office.core.acting import Act
from tongcheng.office.people.standing import standing_of

Respond = Callable[[HttpRequest], HttpResponse]

POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; script-src 'self'; "
    "worker-src 'self' blob:; connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; "
    "frame-ancestors 'none'"
)


class ActMiddleware:
    """Give every request its ``standing`` (who they are in the office) and ``act``, worked out when first asked."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        standing = SimpleLazyObject(lambda: standing_of(request.user))
        request.standing = standing  # type: ignore[attr-defined]
        request.act = SimpleLazyObject(lambda: Act(standing))  # type: ignore[attr-defined,arg-type]
        return self.respond(request)


class PolicyMiddleware:
    """Say what the browser may load: this site only, and no script in the page."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        response = self.respond(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        return response
