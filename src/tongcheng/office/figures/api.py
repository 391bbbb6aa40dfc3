"""The JSON API of this app: the same actions and the same rights as the pages."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema
from ninja.pagination import paginate
from pydantic import Field

from tongcheng.office.core.acting import Act
from tongcheng.office.core.paging import Pages
from tongcheng.office.figures import actions
from tongcheng.office.figures.models import Figure, Measurement, Run
from tongcheng.office.figures.queries.gaps import gaps_of
from tongcheng.office.figures.queries.runs import lists_for
from tongcheng.office.lists.models import Item, List
from tongcheng.office.people.standing import Standing

router = Router()


class FigureOut(Schema):
    """A published value."""

    id: int
    subject: str
    subject_name: str
    attribute: str
    value: Decimal | None
    value_text: str
    qualifier: str
    unit: str
    as_of: str
    published: str
    scope: str
    basis: str
    source: str
    note: str


class FigureIn(Schema):
    """A value to be recorded; ``item`` is a row's permanent id."""

    subject: str = Field(max_length=120)
    attribute: str = Field(max_length=80)
    as_of: str = Field(max_length=20)
    basis: str = Field(max_length=10)
    source: str = Field(max_length=400)
    value: Decimal | None = Field(None, max_digits=24, decimal_places=6)
    value_text: str = Field("", max_length=400)
    qualifier: str = Field("exact", max_length=12)
    unit: str = Field("", max_length=30)
    published: str = Field("", max_length=20)
    scope: str = Field("", max_length=200)
    subject_name: str = Field("", max_length=160)
    note: str = Field("", max_length=2000)
    item: str | None = Field(None, max_length=40)


class RunOut(Schema):
    """An attached run."""

    run_id: str
    circle: str
    name: str
    synthetic: bool
    attached: datetime


class GapOut(Schema):
    """A gap of a run."""

    key: str
    indicator: str
    place: str
    today: float | None
    reference: float | None
    shortfall: float
    residents: float | None
    unit: str
    figure_id: str


class Adopt(Schema):
    """Gaps to be adopted; ``into`` is the code of a problem list."""

    gaps: list[str] = Field(max_length=500)
    into: str = Field(max_length=40)


class AdoptedOut(Schema):
    """What became of them: permanent ids of rows made and of rows measured again."""

    made: list[str]
    measured_again: list[str]
    known: int


class MeasurementOut(Schema):
    """A figure of a run that a row cites."""

    kind: str
    run_id: str = Field(alias="run.run_id")
    figure_id: str
    indicator: str
    value: float | None
    low: float | None
    high: float | None
    before: float | None
    after: float | None
    unit: str


def _standing(request: HttpRequest) -> Standing:
    standing: Standing = request.standing  # type: ignore[attr-defined]
    return standing


def _act(request: HttpRequest) -> Act:
    return Act(_standing(request), channel="api")


def _run(request: HttpRequest, run_id: str) -> Run:
    run: Run = Run.objects.visible_to(_standing(request)).get(run_id=run_id)
    return run


def _item(request: HttpRequest, uid: str) -> Item:
    from uuid import UUID

    try:
        wanted = UUID(uid)
    except ValueError as error:
        raise Item.DoesNotExist from error
    item: Item = Item.objects.visible_to(_standing(request)).select_related("list", "reporting_unit").get(uid=wanted)
    return item


@router.get("/", response=list[FigureOut])
@paginate(Pages)
def figures(request: HttpRequest, subject: str = "", attribute: str = "") -> Any:
    """Give published values, of a subject or an attribute if asked."""
    rows = Figure.objects.visible_to(_standing(request))
    if subject:
        rows = rows.filter(subject=subject)
    return rows.filter(attribute=attribute) if attribute else rows


@router.post("/", response=list[FigureOut])
def record(request: HttpRequest, body: list[FigureIn]) -> Any:
    """Record values, all or none."""
    drafts = []
    for one in body[:2000]:
        values = one.dict()
        uid = values.pop("item")
        drafts.append(actions.FigureDraft(**values, item=_item(request, uid) if uid else None))
    return actions.record_figures(_act(request), drafts)


@router.get("/runs", response=list[RunOut])
@paginate(Pages)
def runs(request: HttpRequest) -> Any:
    """Give the attached runs."""
    return Run.objects.visible_to(_standing(request))


@router.get("/runs/{run_id}/gaps", response=list[GapOut])
@paginate(Pages)
def gaps(request: HttpRequest, run_id: str) -> Any:
    """Give the gaps of a run."""
    return gaps_of(_run(request, run_id))


@router.post("/runs/{run_id}/adopt", response=AdoptedOut)
def adopt(request: HttpRequest, run_id: str, body: Adopt) -> Any:
    """Adopt gaps into a problem list that the reader keeps."""
    run = _run(request, run_id)
    lst = next((one for one in lists_for(run, _standing(request)) if one.code == body.into), None)
    if lst is None:
        raise List.DoesNotExist
    done = actions.adopt_gaps(_act(request), run, body.gaps, lst)
    return {
        "made": [str(one.uid) for one in done.made],
        "measured_again": [str(one.uid) for one in done.measured_again],
        "known": done.known,
    }


@router.get("/items/{uid}/measurements", response=list[MeasurementOut])
def measurements(request: HttpRequest, uid: str) -> Any:
    """Give what a row cites of runs."""
    return Measurement.objects.filter(item=_item(request, uid)).select_related("run")
