"""Pages of the log; they only read."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone

from tongcheng.office.audit import queries
from tongcheng.office.audit.chain import examine, head
from tongcheng.office.audit.forms import filter_of, number_of
from tongcheng.office.audit.models import Event
from tongcheng.office.core.requests import OfficeRequest


def _readers_only(request: OfficeRequest) -> None:
    if not request.standing.reads_log:
        raise Http404


@login_required
def events(request: OfficeRequest) -> HttpResponse:
    """Show the log, newest first, as far as this reader may see it."""
    _readers_only(request)
    wanted = filter_of(request.GET)
    page = queries.page_of_events(
        request.standing, wanted, number_of(request.GET.get("before")), number_of(request.GET.get("after"))
    )
    said = {"page": page, "wanted": wanted, "head": head(), "choices": queries.choices(request.standing)}
    return render(request, "audit/events.html", said)


@login_required
def event(request: OfficeRequest, number: int) -> HttpResponse:
    """Show one event, before and after side by side."""
    _readers_only(request)
    try:
        told, beside = queries.one_event(request.standing, number)
    except (Event.DoesNotExist, OverflowError) as error:
        raise Http404 from error
    return render(request, "audit/event.html", {"told": told, "beside": beside})


@login_required
def prove(request: OfficeRequest) -> HttpResponse:
    """Walk the whole chain and say whether it holds."""
    _readers_only(request)
    said = {"proof": examine(), "head": head(), "at": timezone.now()}
    return render(request, "audit/proof.html", said)


@login_required
def export(request: OfficeRequest) -> StreamingHttpResponse:
    """Hand out the events that match as a table that spreadsheets open as it is."""
    _readers_only(request)
    rows = queries.exported(request.standing, filter_of(request.GET))
    response = StreamingHttpResponse(_lines(rows), content_type="text/csv; charset=utf-8")
    name = f"audit-{timezone.localdate():%Y%m%d}-{head().short}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


class _Echo:
    def write(self, line: str) -> str:
        return line


def _lines(rows: Iterator[list[str]]) -> Iterator[str]:
    yield "\ufeff"
    writer = csv.writer(_Echo())
    for row in rows:
        yield writer.writerow(row)
