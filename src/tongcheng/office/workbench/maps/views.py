"""Pages and data of the map."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_POST

from tongcheng.language import SCHEMATIC_MARK, SYNTHETIC_MARK, Text
from tongcheng.office.core.pages import answer_refusals
from tongcheng.office.core.requests import OfficeRequest, act_of
from tongcheng.office.core.wording import language, say
from tongcheng.office.figures.actions import judge_candidate
from tongcheng.office.figures.models import Run, VerdictWord
from tongcheng.office.figures.querysets import reads_content
from tongcheng.office.workbench.maps import serving
from tongcheng.office.workbench.maps.access import map_run, number_of
from tongcheng.office.workbench.maps.actions import number_map
from tongcheng.office.workbench.maps.asked import LEVELS, Asked, asked_of, read_view
from tongcheng.office.workbench.maps.details import border_of, details_of
from tongcheng.office.workbench.maps.network import may_have_roads
from tongcheng.office.workbench.maps.overlays import Overlay, frame_of, overlays_of
from tongcheng.office.workbench.maps.packing import packed
from tongcheng.office.workbench.maps.picture import draw
from tongcheng.office.workbench.maps.shapes import outlines_of, packed_outlines, place_name
from tongcheng.office.workbench.maps.tables import rows_of
from tongcheng.office.workbench.maps.values import coloured, legend, packed_values
from tongcheng.office.workbench.reading import closed_results, measures_of, runs_for, states_of, title_of

_SECTORS = {
    "transport": Text("交通", "Transport"),
    "services": Text("公共服务", "Services"),
    "industry": Text("产业", "Industry"),
    "ecology": Text("生态", "Ecology"),
    "health": Text("卫生应急", "Health"),
    "platforms": Text("平台", "Platforms"),
    "monitor": Text("监测", "Monitoring"),
}
#: Overlays that no reader colours: packed once and kept.
_LASTING = ("roads", "roads_minor", "crossings", "barriers", "rail", "stations")


@answer_refusals
def map_page(request: OfficeRequest) -> HttpResponse:
    """Show the map; with ``still=1`` as a picture drawn by the server."""
    run = map_run(request.standing, request.GET.get("run", ""))
    if run is None:
        if request.standing.person is None:
            return redirect_to_login(request.get_full_path())
        if request.GET.get("run") or not reads_content(request.standing):
            raise Http404
        return render(request, "workbench/map_none.html")
    asked = asked_of(request, run)
    return render(request, "workbench/map.html", _said(request, asked))


@answer_refusals
def side(request: OfficeRequest) -> HttpResponse:
    """Give the words beside and under the map for another view: legend, table, links."""
    return render(request, "workbench/map_side.html", _beside(request, _asked(request)))


def _run(request: OfficeRequest, run_id: str = "") -> Run:
    run = map_run(request.standing, run_id or request.GET.get("run", ""))
    if run is None:
        raise Http404
    return run


def _asked(request: OfficeRequest) -> Asked:
    return asked_of(request, _run(request))


def _said(request: OfficeRequest, asked: Asked) -> dict[str, Any]:
    """Give what the whole page needs."""
    overlays = overlays_of(asked.run, request.standing)
    return {
        **_beside(request, asked),
        **_said_of_place(request, asked),
        "run_title": title_of(asked.run),
        "runs": [(one, title_of(one)) for one in runs_for(request.standing)],
        "levels": [(name, words) for name, words in LEVELS.items() if len(outlines_of(asked.run, name))],
        "overlays": [one for one in overlays.values() if not one.name.startswith("facility-")],
        "facilities": [one for one in overlays.values() if one.name.startswith("facility-")],
        "closed": closed_results(asked.run),
        "roads_missing": not may_have_roads(asked.run),
        "number": number_of(asked.run.circle),
        "config": json.dumps(_config(asked, overlays), ensure_ascii=False),
        "schematic": SCHEMATIC_MARK,
        "synthetic": SYNTHETIC_MARK,
    }


def _beside(request: OfficeRequest, asked: Asked) -> dict[str, Any]:
    """Give what changes with the view: choices, legend, table."""
    found = coloured(asked)
    rows, count = rows_of(asked, found) if found else ([], 0)
    return {
        "asked": asked,
        "run": asked.run,
        "sectors": _by_sector(asked),
        "states": states_of(asked.measure) if asked.measure else [],
        "legend": _legend(asked),
        "rows": rows,
        "count": count,
        "query": asked.query(),
        "still": request.GET.get("still") == "1",
    }


def _legend(asked: Asked) -> dict[str, Any] | None:
    found = coloured(asked)
    if found is None:
        return None
    said = legend(asked, found)
    said["classes"] = [one | {"label": Text(**one["label"])} for one in said["classes"]]
    return said | {name: Text(**said[name]) for name in ("title", "unit", "note")}


def _by_sector(asked: Asked) -> list[tuple[Text, list[Any]]]:
    groups: dict[str, list[Any]] = {}
    for one in measures_of(asked.run, asked.level):
        groups.setdefault(one.sector, []).append(one)
    return [(_SECTORS.get(name, Text(name, name)), rows) for name, rows in groups.items()]


def _config(asked: Asked, overlays: dict[str, Overlay]) -> dict[str, Any]:
    shapes = outlines_of(asked.run, "city")
    shapes = shapes if len(shapes) else outlines_of(asked.run, asked.level)
    names = [
        {
            "at": list(shape.representative_point().coords[0]),
            "name": say(Text(*place_name(asked.run, level, str(place)))),
            "level": level,
        }
        for level in ("city", "county")
        for place, shape in outlines_of(asked.run, level).items()
    ]
    return {
        "run": asked.run.run_id,
        "bounds": [float(one) for one in shapes.total_bounds] if len(shapes) else [0, 0, 1, 1],
        "worker": static("vendor/maplibre-gl/maplibre-gl-csp-worker.js"),
        "base": reverse("workbench:map"),
        "language": language(),
        "outlines": {name: _outlines_url(asked.run, name) for name in LEVELS if len(outlines_of(asked.run, name))},
        "names": names,
        "overlays": {
            one.name: {
                "kind": one.kind,
                "url": reverse("workbench:map_layer", args=[asked.run.run_id, one.name]),
                "marks": [{"word": mark.word, "color": mark.color, "size": mark.size} for mark in one.marks],
            }
            for one in overlays.values()
        },
    }


def _outlines_url(run: Run, level: str) -> str:
    return reverse("workbench:map_outlines", args=[run.run_id, level])


def outlines(request: OfficeRequest, run_id: str, level: str) -> HttpResponse:
    """Send the outlines of a level."""
    run = _run(request, run_id)
    if level not in LEVELS:
        raise Http404
    return serving.send_packed(request, packed_outlines(run, level))


def values(request: OfficeRequest) -> HttpResponse:
    """Send the values and classes of a view, packed."""
    asked = _asked(request)
    found = coloured(asked)
    if found is None:
        raise Http404
    return serving.send(request, packed_values(asked, found), "application/octet-stream")


def layer(request: OfficeRequest, run_id: str, name: str) -> HttpResponse:
    """Send an overlay."""
    run = _run(request, run_id)
    overlay = _overlay(run, request, name)
    if name in _LASTING:
        path = packed(
            run.run_id, f"layer-{name}", lambda: serving.features_of(frame_of(run, request.standing, overlay))
        )
        return serving.send_packed(request, path)
    return serving.send_features(request, serving.features_of(frame_of(run, request.standing, overlay)))


def _overlay(run: Run, request: OfficeRequest, name: str) -> Overlay:
    overlay = overlays_of(run, request.standing).get(name)
    if overlay is None:
        raise Http404
    return overlay


def picture(request: OfficeRequest) -> HttpResponse:
    """Send the view as SVG."""
    asked = _asked(request)
    return serving.send(request, draw(asked, request.standing, language()).encode(), "image/svg+xml")


def geojson(request: OfficeRequest) -> HttpResponse:
    """Send the coloured layer with its values as GeoJSON, to take away."""
    asked = _asked(request)
    response = serving.send_features(request, _taken(asked))
    response.headers["Content-Disposition"] = f'attachment; filename="{asked.run.circle}-{asked.level}.geojson"'
    return response


def _taken(asked: Asked) -> dict[str, Any]:
    import shapely

    found, shapes = coloured(asked), outlines_of(asked.run, asked.level)
    texts = shapely.to_geojson(shapely.set_precision(shapes.to_numpy(), 1e-6, mode="pointwise"))
    numbers = found.values.tolist() if found else [None] * len(texts)
    marks = [SCHEMATIC_MARK, *([SYNTHETIC_MARK] if asked.run.synthetic else [])]
    head: dict[str, Any] = {"run": asked.run.run_id, "level": asked.level, "note": [mark.zh for mark in marks]}
    if asked.measure and found:
        head |= {"indicator": asked.measure.indicator, "label": asked.title._asdict(), "unit": asked.measure.unit}
        head |= {"state": asked.state, "year": list(found.years), "basis": list(found.bases)}
    mark = {"mark": SYNTHETIC_MARK.zh} if asked.run.synthetic else {}
    features = [
        {
            "type": "Feature",
            "properties": {
                "place": place,
                "name": place_name(asked.run, asked.level, str(place))[0],
                "value": None if value is None or value != value else value,
            }
            | mark,
            "geometry": json.loads(text),
        }
        for place, value, text, seen in zip(shapes.index, numbers, texts, _seen(asked, shapes), strict=True)
        if seen
    ]
    return {"type": "FeatureCollection", **head, "features": features}


def _seen(asked: Asked, shapes: Any) -> list[bool]:
    """Say of each shape whether the view's window shows any of it."""
    import shapely

    if asked.window is None:
        return [True] * len(shapes)
    return list(shapely.intersects(shapes.to_numpy(), shapely.box(*asked.window)))


def place(request: OfficeRequest) -> HttpResponse:
    """Tell what is known of the thing that was clicked."""
    asked = _asked(request)
    said = _said_of_place(request, asked)
    return render(request, "workbench/map_place.html", said)


def _said_of_place(request: OfficeRequest, asked: Asked) -> dict[str, Any]:
    details = details_of(asked, request.standing)
    return {
        "asked": asked,
        "run": asked.run,
        "details": details,
        "border": border_of(asked.run, details) if details and details.border else None,
        "verdicts": VerdictWord.choices,
        "query": asked.query(),
    }


@login_required
@require_POST
@answer_refusals
def judge(request: OfficeRequest, run_id: str) -> HttpResponse:
    """Confirm or reject a candidate, with the reason."""
    run = _run(request, run_id)
    judge_candidate(act_of(request), run, request.POST.get("subject", ""), request.POST.get("verdict", ""))
    messages.success(request, say(Text("已核定", "Judged")))
    asked = read_view(request.GET, run)
    return redirect(f"{reverse('workbench:map')}?{asked.query()}")


@login_required
@require_POST
@answer_refusals
def number(request: OfficeRequest, run_id: str) -> HttpResponse:
    """Enter the approval number of a circle's map."""
    run = _run(request, run_id)
    row = number_map(act_of(request), run.circle, request.POST.get("number", ""))
    done = Text("已登记审图号，地图可公开查看", "Entered: the map is public now")
    closed = Text("已撤回，地图不再公开", "Withdrawn: the map is not public any more")
    messages.success(request, say(done if row.number else closed))
    return redirect(f"{reverse('workbench:map')}?run={run.run_id}")
