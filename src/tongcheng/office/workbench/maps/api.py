"""The map by API: what a run can show, values with their classes, layers, what is told of a place, candidates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, overload

from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.pagination import paginate

from tongcheng.errors import InputError, Problem
from tongcheng.language import Text, same
from tongcheng.office.core.acting import Act
from tongcheng.office.core.paging import Pages
from tongcheng.office.figures.actions import judge_candidate
from tongcheng.office.figures.models import Run
from tongcheng.office.figures.queries.candidates import candidates_of
from tongcheng.office.people.standing import Standing
from tongcheng.office.workbench import schemas
from tongcheng.office.workbench.maps import serving
from tongcheng.office.workbench.maps.access import map_run, number_of
from tongcheng.office.workbench.maps.actions import number_map
from tongcheng.office.workbench.maps.asked import LEVELS, Asked
from tongcheng.office.workbench.maps.details import details_of
from tongcheng.office.workbench.maps.overlays import frame_of, overlays_of
from tongcheng.office.workbench.maps.shapes import outlines_of, place_words
from tongcheng.office.workbench.maps.values import Coloured, coloured, legend
from tongcheng.office.workbench.reading import Measure, measures_of, states_of, title_of, values_at

if TYPE_CHECKING:
    from tongcheng.office.workbench.maps.details import Details

router = Router()


def _standing(request: HttpRequest) -> Standing:
    standing: Standing = request.standing  # type: ignore[attr-defined]
    return standing


def _run(request: HttpRequest, run_id: str) -> Run:
    run = map_run(_standing(request), run_id)
    if run is None:
        raise Run.DoesNotExist
    return run


def _asked(run: Run, level: str, measure: str, state: str) -> Asked:
    """Take a view; what the run does not have is said, not replaced."""
    known = {one.key: one for one in measures_of(run, level)} if level in LEVELS else {}
    if measure not in known:
        raise InputError([_unknown("measure", measure, list(known) or list(LEVELS))])
    states = [name for name, _ in states_of(known[measure])] or [""]
    state = state or ("today" if "today" in states else states[0])
    if state not in states:
        raise InputError([_unknown("state", state, states)])
    return Asked(run, level, known[measure], state, ())


def _unknown(what: str, found: str, known: list[str]) -> Problem:
    remedy = Text("见此次测度的地图目录", "see what the map of this run can show")
    return Problem(f"unknown_{what}", "", same(", ".join(known[:40])), found, remedy, column=what)


def _measure(one: Measure) -> dict[str, Any]:
    names = ("key", "sector", "indicator", "label", "unit", "unit_label", "better")
    return {name: getattr(one, name) for name in names} | {"states": [name for name, _ in states_of(one)]}


@router.get("/{run_id}", response=schemas.MapOut)
def contents(request: HttpRequest, run_id: str) -> Any:
    """Give what the map of a run can show: measures by level, layers, the approval number."""
    run = _run(request, run_id)
    return {
        "run_id": run.run_id,
        "circle": run.circle,
        "title": title_of(run),
        "synthetic": run.synthetic,
        "number": number_of(run.circle),
        "levels": {level: [_measure(one) for one in measures_of(run, level)] for level in LEVELS},
        "layers": list(overlays_of(run, _standing(request)).values()),
    }


@router.get("/{run_id}/legend", response=schemas.LegendOut)
def legend_of(request: HttpRequest, run_id: str, level: str, measure: str, state: str = "") -> Any:
    """Give unit, years, classes and counts of a view."""
    asked = _asked(_run(request, run_id), level, measure, state)
    found = coloured(asked)
    assert found is not None
    return legend(asked, found)


class _Values(Sequence[dict[str, Any]]):
    """The places of a view, written when they are asked for."""

    def __init__(self, asked: Asked, found: Coloured) -> None:
        self.asked, self.found = asked, found
        self.places = list(outlines_of(asked.run, asked.level).index)

    def __len__(self) -> int:
        return len(self.places)

    @overload
    def __getitem__(self, which: int) -> dict[str, Any]: ...
    @overload
    def __getitem__(self, which: slice) -> list[dict[str, Any]]: ...
    def __getitem__(self, which: int | slice) -> dict[str, Any] | list[dict[str, Any]]:
        if isinstance(which, slice):
            return [self[one] for one in range(*which.indices(len(self)))]
        value, index = float(self.found.values[which]), int(self.found.classes.index[which])
        place = str(self.places[which])
        return {
            "place": place,
            "name": place_words(self.asked.run, self.asked.level, place),
            "value": value if value == value else None,
            "color": self.found.classes.classes[index].color if index >= 0 else None,
        }


@router.get("/{run_id}/values", response=list[schemas.ValueOut])
@paginate(Pages)
def values(request: HttpRequest, run_id: str, level: str, measure: str, state: str = "") -> Any:
    """Give the values of a view with the colours of their classes, in the order of the outlines."""
    asked = _asked(_run(request, run_id), level, measure, state)
    found = coloured(asked)
    assert found is not None
    return _Values(asked, found)


@router.get("/{run_id}/layers/{name}", response={200: dict[str, Any]})
def layer(request: HttpRequest, run_id: str, name: str) -> HttpResponse:
    """Give a layer as GeoJSON: id (``p``), names (``z``, ``e``) and class (``m``) of each feature."""
    run = _run(request, run_id)
    overlay = overlays_of(run, _standing(request)).get(name)
    if overlay is None:
        raise Run.DoesNotExist
    content = serving.features_of(frame_of(run, _standing(request), overlay))
    return serving.send_features(request, content, "application/json")


@router.get("/{run_id}/places/{layer}/{place}", response=schemas.PlaceOut)
def told(request: HttpRequest, run_id: str, layer: str, place: str) -> Any:
    """Tell what is known of a place of a level (zone, county, city) or of a thing in a layer."""
    run = _run(request, run_id)
    found = details_of(Asked(run, layer, None, "", (), layer, place), _standing(request))
    if found is None:
        raise Run.DoesNotExist
    return _details(found) | {"figures": _figures(run, layer, place) if layer in LEVELS else []}


def _details(found: Details) -> dict[str, Any]:
    return {
        "title": found.title,
        "under": found.under,
        "facts": [{"label": label, "value": value} for label, value in found.facts],
        "item": str(found.item.uid) if found.item else None,
        "light": found.colour,
    }


def _figures(run: Run, level: str, place: str) -> list[dict[str, Any]]:
    return [
        {"key": one.key, "label": one.label, "unit": one.unit, "values": values}
        for one, values in values_at(run, level, place)
    ]


@router.get("/{run_id}/candidates", response=list[schemas.CandidateOut])
@paginate(Pages)
def candidates(request: HttpRequest, run_id: str) -> Any:
    """Give the possible dead ends and bottlenecks with the latest verdicts."""
    return candidates_of(_run(request, run_id))


@router.post("/{run_id}/candidates/{candidate}/verdict", response=schemas.VerdictOut)
def judge(request: HttpRequest, run_id: str, candidate: str, body: schemas.VerdictIn) -> Any:
    """Confirm or reject a candidate, with the reason."""
    act = Act(_standing(request), body.reason, channel="api")
    return judge_candidate(act, _run(request, run_id), candidate, body.verdict)


@router.post("/{run_id}/number", response=schemas.NumberOut)
def number(request: HttpRequest, run_id: str, body: schemas.NumberIn) -> Any:
    """Enter or withdraw the approval number of the circle's map."""
    return number_map(Act(_standing(request), body.reason, channel="api"), _run(request, run_id).circle, body.number)
