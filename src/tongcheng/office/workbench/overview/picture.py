"""The small map of the overview: what integration still offers, or the cities alone."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from django.http import QueryDict

from tongcheng.language import Language
from tongcheng.office.figures.models import Run
from tongcheng.office.people.standing import PUBLIC
from tongcheng.office.workbench.maps.access import number_of
from tongcheng.office.workbench.maps.asked import LEVELS, Asked, read_view
from tongcheng.office.workbench.maps.picture import picture
from tongcheng.office.workbench.overview.measured import headlines_of
from tongcheng.office.workbench.reading import measures_of
from tongcheng.office.workbench.reading.runs import folder_of
from tongcheng.render.svg_map import map_svg

_OFFERED = "together-today"


def view_of(run: Run) -> Asked:
    """Give the view of the map that the overview shows; the map's page shows the same at its address."""
    for level in LEVELS:
        if found := headlines_of(run, level):
            return Asked(run, level, found[0], _OFFERED, ())
    if any(measures_of(run, level) for level in LEVELS):
        return read_view(QueryDict(""), run)
    return Asked(run, "city", None, "", ())


def draw_small(run: Run, language: Language) -> str:
    """Draw the map without its legend, which the page says in words; it is the same for every reader, and kept."""
    return _drawn(str(folder_of(run)), run.pk, language, number_of(run.circle))


@lru_cache(maxsize=16)
def _drawn(folder: str, pk: int, language: Language, number: str) -> str:  # noqa: ARG001 - what the picture hangs on
    run = Run.objects.get(pk=pk)
    shown = picture(view_of(run), PUBLIC)
    layers = [replace(one, labels=()) if len(one.labels) > 12 else one for one in shown.layers]
    return map_svg(replace(shown, layers=layers), language=language, key="small", legend=False)
