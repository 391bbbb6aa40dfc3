"""Which run a map shows to whom, and the approval number that stands on it."""

from __future__ import annotations

from tongcheng.office.figures.models import Run
from tongcheng.office.figures.querysets import reads_content
from tongcheng.office.people.standing import Standing
from tongcheng.office.workbench.maps.models import MapNumber
from tongcheng.office.workbench.reading import choose_run


def number_of(circle: str) -> str:
    """Give the approval number of a circle's map, empty if none was entered; one query."""
    row = MapNumber.objects.filter(circle=circle).first()
    return row.number if row else ""


def numbered_circles() -> list[str]:
    """Give the circles whose maps the public may see; one query."""
    latest = dict(MapNumber.objects.order_by("pk").values_list("circle", "number"))
    return [circle for circle, number in latest.items() if number]


def map_run(standing: Standing, run_id: str = "") -> Run | None:
    """Give the run that a reader's map shows: any for the office, the latest of approved circles for the public."""
    if reads_content(standing):
        return choose_run(standing, run_id)
    latest: dict[str, Run] = {}
    for run in Run.objects.filter(circle__in=numbered_circles()).order_by("attached", "pk"):
        latest[run.circle] = run
    open_runs = {run.run_id: run for run in latest.values()}
    return open_runs.get(run_id) if run_id else next(iter(open_runs.values()), None)
