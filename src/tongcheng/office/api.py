"""The JSON API: the routers of all apps in one place, the same actions and the same rights as the pages."""

from __future__ import annotations

from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.security import SessionAuth

from tongcheng import __version__
from tongcheng.errors import InputError
from tongcheng.office.audit.api import router as audit
from tongcheng.office.core.acting import ConflictError, RefusedError
from tongcheng.office.figures.api import router as figures
from tongcheng.office.lists.api import router as lists
from tongcheng.office.papers.api import router as papers
from tongcheng.office.people.api import router as people
from tongcheng.office.progress.api import router as progress
from tongcheng.office.reconcile.api import router as reconcile
from tongcheng.office.search.api import router as search
from tongcheng.office.sheets.api import router as sheets
from tongcheng.office.supervision.api import router as supervision

api = NinjaAPI(title="Tongcheng 同城", version=__version__, auth=SessionAuth(csrf=True))
for name, router in (
    ("people", people),
    ("lists", lists),
    ("progress", progress),
    ("sheets", sheets),
    ("figures", figures),
    ("reconcile", reconcile),
    ("search", search),
    ("papers", papers),
    ("supervision", supervision),
    ("audit", audit),
):
    api.add_router(f"/{name}/", router, tags=[name])


@api.exception_handler(RefusedError)
def refused(request: HttpRequest, error: RefusedError) -> HttpResponse:
    """Answer 403 with the rule's sentence, or 409 with the fields that changed in between."""
    if isinstance(error, ConflictError):
        return api.create_response(request, {"why": error.why._asdict(), "fields": list(error.fields)}, status=409)
    return api.create_response(request, {"why": error.why._asdict()}, status=403)


@api.exception_handler(InputError)
def bad_input(request: HttpRequest, error: InputError) -> HttpResponse:
    """Answer 422 with every problem."""
    return api.create_response(request, {"problems": [one.as_record() for one in error.problems]}, status=422)


@api.exception_handler(ObjectDoesNotExist)
def missing(request: HttpRequest, error: ObjectDoesNotExist) -> HttpResponse:  # noqa: ARG001
    """Answer 404: it does not exist, or this reader may not know that it does."""
    return api.create_response(request, {"why": {"zh": "没有此记录", "en": "no such record"}}, status=404)
