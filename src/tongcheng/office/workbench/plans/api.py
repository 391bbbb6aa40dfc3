"""Plans by API: computed for wishes, saved, compared, sent to a list."""

from __future__ import annotations

from math import isfinite
from typing import Any

from django.http import HttpRequest
from ninja import Router
from ninja.pagination import paginate

from tongcheng.office.core.acting import Act
from tongcheng.office.core.paging import Pages
from tongcheng.office.figures.models import Run
from tongcheng.office.lists.models import List
from tongcheng.office.lists.queries.lists import visible_lists
from tongcheng.office.people.standing import Standing
from tongcheng.office.workbench import schemas
from tongcheng.office.workbench.plans.actions import refuse_none, result_of, save_plan, send_plan
from tongcheng.office.workbench.plans.asked import Wishes, read_wishes
from tongcheng.office.workbench.plans.comparing import city_pairs_of, pairs_of
from tongcheng.office.workbench.plans.computing import budgets_of, measured_of, solved
from tongcheng.office.workbench.plans.models import PlanDraft
from tongcheng.office.workbench.plans.showing import known
from tongcheng.office.workbench.reading import choose_run

router = Router()


def _standing(request: HttpRequest) -> Standing:
    standing: Standing = request.standing  # type: ignore[attr-defined]
    return standing


def _run(request: HttpRequest, run_id: str) -> Run:
    """Give a run that holds a plan."""
    run = choose_run(_standing(request), run_id)
    if run is None or measured_of(run) is None:
        raise Run.DoesNotExist
    return run


def _wishes(run: Run, body: schemas.WishesIn) -> Wishes:
    asked = Wishes(
        weights={name: value for name, value in body.weights.items() if isfinite(value)},
        objective=body.objective,
        easy_first=body.easy_first,
        livelihood_first=body.livelihood_first,
        factor=body.factor,
        budgets={(one.stage, one.city): one.value for one in body.budgets},
        must=tuple(body.must),
        never=tuple(body.never),
    )
    return read_wishes(asked.said(), budgets_of(run))


def _draft(request: HttpRequest, pk: int) -> PlanDraft:
    row: PlanDraft = PlanDraft.objects.visible_to(_standing(request)).select_related("run").get(pk=pk)
    return row


def _saved(row: PlanDraft) -> dict[str, Any]:
    return {"id": row.pk, "run_id": row.run.run_id} | {
        name: getattr(row, name) for name in ("name", "saved", "person")
    }


@router.get("/saved", response=list[schemas.PlanSavedOut])
@paginate(Pages)
def saved(request: HttpRequest) -> Any:
    """Give the saved plans that the reader sees."""
    return [_saved(row) for row in PlanDraft.objects.visible_to(_standing(request)).select_related("run")]


@router.get("/saved/{int:pk}", response=schemas.SavedPlanOut)
def saved_plan(request: HttpRequest, pk: int) -> Any:
    """Give a saved plan."""
    row = _draft(request, pk)
    return _saved(row) | {"options": row.options, "result": row.result}


@router.get("/saved/{int:pk}/beside/{int:other}", response=schemas.ComparedOut)
def compared(request: HttpRequest, pk: int, other: int) -> Any:
    """Put two saved plans side by side."""
    first, second = _draft(request, pk), _draft(request, other)
    return {"projects": pairs_of(first, second), "cities": city_pairs_of(first, second)}


@router.post("/saved/{int:pk}/send", response=schemas.SentOut)
def send(request: HttpRequest, pk: int, body: schemas.SendIn) -> Any:
    """Send a saved plan to a list of projects as drafts of rows."""
    row = _draft(request, pk)
    lst = visible_lists(_standing(request)).filter(code=body.list).first()
    if lst is None:
        raise List.DoesNotExist
    items = send_plan(Act(_standing(request), body.reason, channel="api"), lst, row)
    return {"made": [str(one.uid) for one in items]}


@router.post("/{run_id}", response=schemas.PlanOut)
def plan(request: HttpRequest, run_id: str, body: schemas.WishesIn) -> Any:
    """Compute the plan for wishes; nothing is kept."""
    run = _run(request, run_id)
    found = solved(run, _wishes(run, body))
    refuse_none(found)
    result = result_of(run, found)
    return result | {name: known(result[name]) for name in ("objective", "bound")}


@router.post("/{run_id}/saved", response=schemas.PlanSavedOut)
def save(request: HttpRequest, run_id: str, body: schemas.SaveIn) -> Any:
    """Keep the plan for wishes under a name."""
    run = _run(request, run_id)
    return _saved(save_plan(Act(_standing(request), channel="api"), run, body.name, _wishes(run, body)))
