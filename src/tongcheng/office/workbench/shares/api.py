"""Shares by API: joint projects of the reader, the rules side by side, the agreed rule."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router

from tongcheng.office.core.acting import Act
from tongcheng.office.figures.models import Run
from tongcheng.office.meetings.models import Meeting
from tongcheng.office.people.standing import Standing
from tongcheng.office.workbench import schemas
from tongcheng.office.workbench.reading import choose_run
from tongcheng.office.workbench.shares.actions import agree_rule
from tongcheng.office.workbench.shares.models import AgreedRule
from tongcheng.office.workbench.shares.queries import agreed_of, lines_of, projects_for, stake_for

router = Router()


def _standing(request: HttpRequest) -> Standing:
    standing: Standing = request.standing  # type: ignore[attr-defined]
    return standing


def _run(request: HttpRequest, run_id: str) -> Run:
    run = choose_run(_standing(request), run_id)
    if run is None:
        raise Run.DoesNotExist
    return run


def _party(request: HttpRequest, run_id: str, project: str) -> Run:
    """Give the run, if this reader is a party to the project."""
    run = _run(request, run_id)
    if project not in dict(projects_for(_standing(request), run)):
        raise Run.DoesNotExist
    return run


def _agreed(row: AgreedRule) -> dict[str, Any]:
    names = ("rule", "amounts", "reason", "recorded", "person")
    return {name: getattr(row, name) for name in names} | {"meeting": row.meeting_id}


@router.get("/{run_id}", response=list[schemas.JointOut])
def projects(request: HttpRequest, run_id: str) -> Any:
    """Give the joint projects whose shares the reader sees."""
    found = projects_for(_standing(request), _run(request, run_id))
    return [{"project": project, "name": name} for project, name in found]


@router.get("/{run_id}/{project}", response=schemas.SharesOut)
def shares(request: HttpRequest, run_id: str, project: str) -> Any:
    """Give the rules side by side for one joint project, and what was agreed."""
    run = _party(request, run_id, project)
    stake = stake_for(run, project)
    names = ("name", "label", "explanation", "core", "as_of", "agreed")
    rules = [
        {name: getattr(line, name) for name in names}
        | {"parts": [{"city": city} | vars(part) for city, part in zip(stake.cities, line.parts, strict=False)]}
        for line in lines_of(run, project)
    ]
    return {
        "project": project,
        "name": stake.name,
        "cost": stake.cost.value,
        "as_of": stake.cost.as_of,
        "rules": rules,
        "agreed": [_agreed(row) for row in agreed_of(run, project)],
    }


@router.post("/{run_id}/{project}/agreed", response=schemas.AgreedOut)
def agree(request: HttpRequest, run_id: str, project: str, body: schemas.AgreeIn) -> Any:
    """Record the rule that the parties agreed on."""
    run = _party(request, run_id, project)
    meeting = Meeting.objects.visible_to(_standing(request)).get(pk=body.meeting)
    act = Act(_standing(request), body.reason, channel="api")
    return _agreed(agree_rule(act, run, project, body.rule, meeting))
