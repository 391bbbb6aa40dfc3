"""The page of the overview and its picture."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from tongcheng.language import SYNTHETIC_MARK, Text
from tongcheng.office.core.requests import OfficeRequest
from tongcheng.office.core.wording import language
from tongcheng.office.figures.models import Run
from tongcheng.office.figures.querysets import reads_content
from tongcheng.office.workbench.maps import serving
from tongcheng.office.workbench.maps.values import coloured, legend
from tongcheng.office.workbench.overview import ledger, measured
from tongcheng.office.workbench.overview.picture import draw_small, view_of
from tongcheng.office.workbench.reading import BORDERS, choose_run, closed_results, runs_for, title_of


@login_required
def overview(request: OfficeRequest) -> HttpResponse:
    """Show the state of the circle on one page."""
    if not reads_content(request.standing):
        raise Http404
    run = _run(request)
    said = _said_of_ledger(request, run) | {"synthetic": SYNTHETIC_MARK, "run": run}
    if run is not None:
        said |= _said_of_run(run) | {"runs": [(one, title_of(one)) for one in runs_for(request.standing)]}
    return render(request, "workbench/overview.html", said)


@login_required
def small_map(request: OfficeRequest) -> HttpResponse:
    """Send the map of the overview."""
    run = _run(request)
    if run is None:
        raise Http404
    content = draw_small(run, language())
    return serving.send(request, content.encode(), "image/svg+xml")


def _run(request: OfficeRequest) -> Run | None:
    """Give the run that is asked for, or the latest; one that is named and not there is a page that is not there."""
    named = request.GET.get("run", "")
    run = choose_run(request.standing, named)
    if run is None and named:
        raise Http404
    return run


def _said_of_ledger(request: OfficeRequest, run: Run | None) -> dict[str, Any]:
    standing, today = request.standing, timezone.localdate()
    circle = run.circle if run is not None else ""
    lights, coming = ledger.lights(standing, circle), ledger.coming(standing, today)
    last = ledger.last_meeting(standing, today, coming.meeting.body_id if coming else None)
    measures = measured.city_table(run) if run is not None else None
    by_place = {row.place: row for row in measures.rows} if measures else {}
    rows = [
        (city, by_place.get(city.code), list(lights.cities.get(city.code, {}).items()))
        for city in ledger.cities_of(circle)
    ]
    return {
        "today": today,
        "lights": lights,
        "coming": coming,
        "since": ledger.since(standing, last, today) if last else None,
        "cities": rows,
        "measured": measures,
        "made_up": (run is not None and run.synthetic) or any(line.lst.synthetic for line in lights.lists),
    }


def _said_of_run(run: Run) -> dict[str, Any]:
    view = view_of(run)
    found = coloured(view)
    openers, more = measured.openers(run)
    return {
        "run_title": title_of(run),
        "view": view,
        "legend": _legend(legend(view, found)) if found is not None else None,
        "states": list(BORDERS.values()),
        "rows": measured.state_rows(run),
        "indices": measured.indices(run),
        "openers": openers,
        "more_openers": more,
        "closed": len(closed_results(run)),
    }


def _legend(said: dict[str, Any]) -> dict[str, Any]:
    """Give the legend in words instead of plain values."""
    classes = [one | {"label": Text(**one["label"])} for one in said["classes"]]
    return said | {"classes": classes} | {name: Text(**said[name]) for name in ("title", "unit", "note")}
