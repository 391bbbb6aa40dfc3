"""What changes about plans: one is kept; one is sent to a list of projects as drafts of rows."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tongcheng.errors import InputError, Problem
from tongcheng.language import Text
from tongcheng.office.audit.chain import record
from tongcheng.office.core.acting import Act, RefusedError, action
from tongcheng.office.core.recorded import new
from tongcheng.office.figures.models import Run
from tongcheng.office.lists.actions import add_items
from tongcheng.office.lists.actions.fields import NewItem
from tongcheng.office.lists.models import Item, List
from tongcheng.office.people.models import City
from tongcheng.office.workbench.plans import rules
from tongcheng.office.workbench.plans.asked import Wishes
from tongcheng.office.workbench.plans.computing import Solved, solved
from tongcheng.office.workbench.plans.models import PlanDraft
from tongcheng.office.workbench.plans.showing import known

ALL_THERE = Text("方案中的项目都已在这份清单里", "Every project of the plan is in this list already")


@action("workbench.save_plan", Text("保存方案", "save a plan"), rule=rules.may_save)
def save_plan(act: Act, run: Run, name: str, wishes: Wishes) -> PlanDraft:
    """Keep a plan under a name: its wishes, and what came of them with the run's id.

    Raises
    ------
    InputError
        If it has no name, or the wishes give no plan.
    """
    if not name.strip():
        expected, remedy = Text("方案名称", "a name"), Text("填写名称", "give it a name")
        raise InputError([Problem("no_name", "", expected, "", remedy, column="name")])
    found = solved(run, wishes)
    refuse_none(found)
    person = act.standing.person
    row = PlanDraft(
        name=name.strip()[:120],
        run=run,
        options=wishes.said(),
        result=result_of(run, found),
        saved=act.at,
        person=person.name if person else "",
        unit_id=act.standing.main_unit,
    )
    row.save()
    record(act, [new(row)])
    return row


def refuse_none(found: Solved) -> None:
    """Refuse wishes that give no plan.

    Raises
    ------
    InputError
        With what stands in the way.
    """
    if found.plan is None:
        raise InputError(found.problems)
    if found.plan.choice is None:
        expected = Text("可以编制的方案", "a plan that can be made")
        remedy = Text(
            "；".join(one.zh for one in found.plan.taken.locked), "; ".join(one.en for one in found.plan.taken.locked)
        )
        raise InputError([Problem("locked", "", expected, "", remedy)])


def result_of(run: Run, found: Solved) -> dict[str, Any]:
    """Write what came of wishes as plain values, so that it can be read without computing again."""
    assert found.plan is not None
    assert found.plan.choice is not None
    rows = found.plan.projects
    names = ("project", "name", "decision", "stage", "start", "finish", "cities", "why_zh", "why_en")
    projects = [
        {name: str(row[name]) for name in names}
        | {name: known(row[name]) for name in ("order", "cost", "rank", "score")}
        for row in rows[rows["decision"] != "done"].to_dict("records")
    ]
    cities = [
        {"city": str(row["city"]), "cost": known(row["cost"]), "net": known(row["net"]) if row["appraised"] else None}
        for row in found.plan.cities.to_dict("records")
    ]
    choice = found.plan.choice
    return {
        "run": run.run_id,
        "status": choice.status,
        "objective": float(choice.objective),
        "bound": float(choice.bound),
        "projects": projects,
        "cities": cities,
    }


@action("workbench.send_plan", Text("方案送入清单", "send a plan to a list"), rule=rules.may_send, reason_needed=True)
def send_plan(act: Act, lst: List, draft: PlanDraft) -> list[Item]:
    """Add the projects of a saved plan to a list as drafts (拟列入) for the next meeting; those there already stay.

    Raises
    ------
    RefusedError
        If the plan rests on an invented circle and the list is real (or the other way round), or all are there.
    """
    refused = rules.may_hold(draft.run, lst)
    if refused is not None:
        raise RefusedError(refused)
    there = set(Item.objects.filter(list=lst).exclude(project_id="").values_list("project_id", flat=True))
    chosen = [one for one in draft.result["projects"] if one["decision"] == "in" and one["project"] not in there]
    if not chosen:
        raise RefusedError(ALL_THERE)
    cities = {city.code: city for city in City.objects.filter(circle=draft.run.circle)}
    return add_items(act, lst, [_row(draft, one, cities) for one in chosen])


def _row(draft: PlanDraft, one: dict[str, Any], cities: dict[str, City]) -> NewItem:
    origin = f"方案“{draft.name}” 测度 {draft.run.run_id}"
    values = {
        "kind": "project",
        "title": one["name"],
        "content": one["why_zh"],
        "project_id": one["project"],
        "stage": one["stage"],
        "origin": origin[:300],
        "synthetic": draft.run.synthetic,
        "cities": [cities[code] for code in one["cities"].split(";") if code in cities],
    }
    project: dict[str, Any] = {} if one["cost"] is None else {"investment": Decimal(str(round(one["cost"], 4)))}
    for name, period in (("start_year", one["start"]), ("end_year", one["finish"])):
        if period[:4].isdigit():
            project[name] = int(period[:4])
    return NewItem(values, project=project)
