"""What every request carries: who acts, and a policy that lets the browser load nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
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

    def process_view(self, request: HttpRequest, view: object, args: object, words: dict[str, Any]) -> None:  # noqa: ARG002
        """Refuse at the door what no database can look up: numbers beyond 64 bits, text with NUL.

        Raises
        ------
        Http404
            If the address names a thing by a number that no row can have.
        BadRequest
            If there is NUL in the address or in a form.
        """
        if any(isinstance(one, int) and one >= 2**63 for one in words.values()):
            raise Http404
        forms = [request.GET] if request.path.startswith("/api/") else [request.GET, request.POST]
        typed = (one for form in forms for name, values in form.lists() for one in (name, *values))
        if "\0" in request.path or any("\0" in one for one in typed):
            raise BadRequest


class PolicyMiddleware:
    """Say what the browser may load: this site only, and no script in the page."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        response = self.respond(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        return response
