"""Between the API's shapes and the actions': units and cities by code, rows as plain values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models
from ninja import Schema

from tongcheng.errors import Problems
from tongcheng.language import Text
from tongcheng.office.lists import rules, schemas
from tongcheng.office.lists.actions import NewItem
from tongcheng.office.lists.checks import Finding
from tongcheng.office.lists.models import Item, Milestone
from tongcheng.office.lists.queries import ItemPage
from tongcheng.office.people.models import City, Unit
from tongcheng.office.people.standing import Standing

_UNITS = ("leads", "supporting", "guiding")
_CONTACTS = ("accountable_leader", "officer", "liaison_a", "liaison_b")


def given(body: Schema, keep_null: Iterable[str] = ()) -> dict[str, Any]:
    """Give the fields that were sent; null empties only what can be empty."""
    said = body.dict(exclude_unset=True)
    return {name: value for name, value in said.items() if value is not None or name in keep_null}


def coded(values: Mapping[str, Any]) -> dict[str, Any]:
    """Put units and cities in the place of their codes.

    Raises
    ------
    InputError
        Naming every code that is not known.
    """
    problems = Problems("")
    found = dict(values)
    for name in (*_UNITS, "cities"):
        if name in values:
            model = City if name == "cities" else Unit
            found[name] = _by_code(model, values[name], problems, name)
    if values.get("reporting_unit") is not None:
        units = _by_code(Unit, [values["reporting_unit"]], problems, "reporting_unit")
        found["reporting_unit"] = units[0] if units else None
    problems.raise_if_any()
    return found


def _by_code(model: type[models.Model], codes: Iterable[str], problems: Problems, column: str) -> list[Any]:
    wanted = [code for code in codes if "\x00" not in code]
    rows = {row.code: row for row in model._default_manager.filter(code__in=wanted)}  # type: ignore[attr-defined]  # noqa: SLF001
    for code in codes:
        if code not in rows:
            problems.add(
                "unknown_code",
                expected=Text("已登记的编号", "a code on record"),
                found=code.replace("\x00", "�"),
                remedy=Text("核对编号", "check the code"),
                column=column,
            )
    return [rows[code] for code in wanted if code in rows]


def as_new(row: schemas.NewRow, number: int) -> NewItem:
    """Give a row to be added as the actions take it."""
    said = given(row)
    said.pop("milestones", None)
    said.pop("project", None)
    project = None if row.project is None else row.project.dict(exclude_unset=True)
    steps = [{name: value for name, value in milestone_values(one).items() if name != "pk"} for one in row.milestones]
    return NewItem(coded(said), project, steps, number)


def milestone_values(one: schemas.MilestoneValues) -> dict[str, Any]:
    """Give the fields of a milestone as the actions take them."""
    said = given(one, keep_null=("due", "target", "reached"))
    said.pop("revision", None)
    pk = said.pop("id", None)
    return said if pk is None else {"pk": pk, **said}


def as_item(item: Item, standing: Standing) -> dict[str, Any]:
    """Give a row fetched by ``printed.whole`` as the API gives it; names of people only to those with a post."""
    contacts = rules.sees_contacts(standing)
    said: dict[str, Any] = {
        field.attname: getattr(item, field.attname)
        for field in item._meta.concrete_fields  # noqa: SLF001
        if contacts or field.name not in _CONTACTS
    }
    for name, role in (("leads", "lead"), ("supporting", "support"), ("guiding", "guide")):
        said[name] = [one.unit.code for one in item.item_units.all() if one.role == role]
    project = getattr(item, "project", None)
    return {
        **dict.fromkeys(_CONTACTS, ""),
        **said,
        "reporting_unit": item.reporting_unit.code if item.reporting_unit else None,
        "cities": [city.code for city in item.cities.all()],
        "project": project and schemas.ProjectOut.model_validate(project).model_dump(),
    }


def as_whole(page: ItemPage, standing: Standing) -> dict[str, Any]:
    """Give a row with everything that belongs to it."""
    funding = page.project.funding.all() if page.project else ()
    permits = page.project.permits.all() if page.project else ()
    return as_item(page.item, standing) | {
        "funding": [{"kind": one.kind, "name": one.name, "amount": one.amount} for one in funding],
        "permits": {one.kind: {"state": one.state, "granted": one.granted} for one in permits},
        "milestones": [_milestone(one) for one in page.milestones],
        "part_of": page.whole.uid if page.whole else None,
        "parts": [one.uid for one in page.parts],
        "successor": page.successor.uid if page.successor else None,
        "predecessors": [one.uid for one in page.predecessors],
    }


def _milestone(one: Milestone) -> dict[str, Any]:
    return schemas.MilestoneOut.model_validate(one).model_dump()


def as_finding(one: Finding) -> dict[str, Any]:
    """Give what looks wrong."""
    return {
        "uid": one.item.uid,
        "code": one.code,
        "label": one.label._asdict(),
        "found": one.found._asdict(),
        "remedy": one.remedy._asdict(),
    }
