"""The JSON API: the routers of all apps in one place, the same actions and the same rights as the pages."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.security import SessionAuth

from tongcheng import __version__
from tongcheng.errors import InputError
from tongcheng.office.audit.api import router as audit
from tongcheng.office.core.acting import ConflictError, RefusedError
from tongcheng.office.core.reading import StorableParser
from tongcheng.office.cross_services.api import router as cross_services
from tongcheng.office.documents.api import router as documents
from tongcheng.office.figures.api import router as figures
from tongcheng.office.lists.api import router as lists
from tongcheng.office.meetings.api import router as meetings
from tongcheng.office.opportunities.api import router as opportunities
from tongcheng.office.papers.api import router as papers
from tongcheng.office.people.api import router as people
from tongcheng.office.progress.api import router as progress
from tongcheng.office.publication.api import router as publication
from tongcheng.office.reconcile.api import router as reconcile
from tongcheng.office.search.api import router as search
from tongcheng.office.sheets.api import router as sheets
from tongcheng.office.supervision.api import router as supervision
from tongcheng.office.workbench.api import router as workbench

_WORDS = {"type": "object", "properties": {"zh": {"type": "string"}, "en": {"type": "string"}}}
_WHY = {"type": "object", "properties": {"why": _WORDS, "fields": {"type": "array", "items": {"type": "string"}}}}
_DETAIL = {"type": "object", "properties": {"detail": {}, "why": _WORDS}}
_PROBLEMS = {"type": "object", "properties": {"problems": {"type": "array"}, "detail": {"type": "array"}}}
#: What every operation may answer besides what it is for.
ERRORS: dict[int, tuple[str, dict[str, Any]]] = {
    400: ("The request could not be read", _DETAIL),
    401: ("Nobody is logged in", _DETAIL),
    403: ("A rule forbids it; `why` is its sentence", {"anyOf": [_WHY, _DETAIL]}),
    404: ("There is no such record, or this reader may not know of it", {"anyOf": [_WHY, _DETAIL]}),
    409: ("Somebody else changed the same fields; `fields` names them", _WHY),
    422: ("Every problem of what was sent", _PROBLEMS),
}


class OfficeAPI(NinjaAPI):
    """The API, whose schema says of every operation how it refuses."""

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """Give the schema with the errors that all operations share."""
        schema = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        for methods in schema["paths"].values():
            for operation in methods.values():
                for status, (words, body) in ERRORS.items():
                    content = {"application/json": {"schema": body}}
                    operation["responses"].setdefault(status, {"description": words, "content": content})
        return schema


api = OfficeAPI(title="Tongcheng 同城", version=__version__, auth=SessionAuth(csrf=True), parser=StorableParser())
for name, router in (
    ("people", people),
    ("lists", lists),
    ("progress", progress),
    ("sheets", sheets),
    ("figures", figures),
    ("reconcile", reconcile),
    ("search", search),
    ("meetings", meetings),
    ("papers", papers),
    ("supervision", supervision),
    ("documents", documents),
    ("workbench", workbench),
    ("opportunities", opportunities),
    ("cross_services", cross_services),
    ("publication", publication),
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
