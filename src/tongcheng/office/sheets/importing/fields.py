"""What a row of a list holds now, by the identifiers of workbooks, as plain values that can be compared and kept."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from django.core.exceptions import ObjectDoesNotExist

from tongcheng.office.core.recorded import plain
from tongcheng.office.lists.models import FundingSource, Item, ItemUnit, List, Milestone, Permit, Project
from tongcheng.office.sheets.importing.units import Names

TEXTS = [
    "code",
    "title",
    "content",
    "group",
    "field",
    "function",
    "accountable_leader",
    "officer",
    "liaison_a",
    "liaison_b",
    "origin",
    "remark",
    "source",
]
CHOICES = {"kind": "kind", "stage": "stage", "project_class": "project_class", "word": "word"}
#: Identifier in workbooks to name in :func:`tongcheng.office.lists.actions.change_items`.
UNITS = {"lead": "leads", "support": "supporting", "guide": "guiding"}
PROJECT_TEXTS = ("national_code", "nature", "scale", "place")
PROJECT_NUMBERS = ("investment", "invested_before", "year_plan", "length_km")
PROJECT_YEARS = ("start_year", "end_year", "price_year")
PROJECT = (*PROJECT_TEXTS, *PROJECT_NUMBERS, *PROJECT_YEARS, "project_class", "in_statistics")
REPORT_TEXTS = ("progress", "fall_reason", "problem", "to_coordinate", "decides", "next_step", "remark")
REPORT = ("word", "percent", "invested_this_year", *REPORT_TEXTS)
_QUARTER = re.compile(r"^(milestone|reached):(\d{4}Q[1-4])$")


def is_item(identifier: str) -> bool:
    """Say whether an identifier is a field of the row itself."""
    return (
        identifier in TEXTS
        or identifier in UNITS
        or identifier in ("kind", "stage", "tags", "due", "cities", "reporting_unit")
    )


def is_project(identifier: str) -> bool:
    """Say whether an identifier is a field of the project behind a row."""
    return identifier in PROJECT or identifier.startswith(("funding:", "permit:"))


def quarter_of(identifier: str) -> str | None:
    """Give the quarter of an identifier: ``2022Q1`` of ``milestone:2022Q1``."""
    match = _QUARTER.match(identifier)
    return match[2] if match else None


class MilestoneRow(NamedTuple):
    """A milestone as far as it is compared."""

    pk: int
    quarter: str
    text: str
    revision: int


@dataclass
class Parts:
    """What belongs to the rows of a list, fetched as plain values: five queries, and no object for each of them."""

    units: dict[int, dict[str, list[int]]]
    cities: dict[int, list[int]]
    milestones: dict[int, list[MilestoneRow]]
    funding: dict[int, dict[str, Decimal]]
    permits: dict[int, dict[str, str]]

    @classmethod
    def of_list(cls, lst: List) -> Parts:
        """Fetch the parts of every row of a list."""
        parts = cls({}, {}, {}, {}, {})
        units = ItemUnit.objects.filter(item__list=lst).order_by("order", "pk")
        for item, role, unit in units.values_list("item_id", "role", "unit_id"):
            parts.units.setdefault(item, {}).setdefault(role, []).append(unit)
        cities = Item.cities.through.objects.filter(item__list=lst)
        for item, city in cities.values_list("item_id", "city_id"):
            parts.cities.setdefault(item, []).append(city)
        milestones = Milestone.objects.filter(item__list=lst).order_by("quarter", "order", "pk")
        for item, *rest in milestones.values_list("item_id", *MilestoneRow._fields):
            parts.milestones.setdefault(item, []).append(MilestoneRow(*rest))
        for project, kind, amount in FundingSource.objects.filter(
            project__item__list=lst, amount__isnull=False
        ).values_list("project_id", "kind", "amount"):
            sums = parts.funding.setdefault(project, {})
            sums[kind] = sums.get(kind, Decimal(0)) + amount
        permits = Permit.objects.filter(project__item__list=lst)
        for project, kind, state, granted in permits.values_list("project_id", "kind", "state", "granted"):
            parts.permits.setdefault(project, {})[kind] = state or plain(granted) or ""
        return parts


def project_of(item: Item) -> Project | None:
    """Give the project behind a row."""
    try:
        return item.project
    except ObjectDoesNotExist:
        return None


def current(item: Item, parts: Parts) -> dict[str, Any]:
    """Give what a row holds now."""
    held: dict[str, Any] = {name: getattr(item, name) for name in (*TEXTS, "kind", "stage")}
    units = parts.units.get(item.pk, {})
    held |= {name: units.get(name, []) for name in UNITS}
    held["tags"] = list(item.tags)
    held["due"] = plain(item.due)
    held["cities"] = sorted(parts.cities.get(item.pk, ()))
    held["reporting_unit"] = item.reporting_unit_id
    for one in parts.milestones.get(item.pk, ()):
        if one.quarter:
            name = f"milestone:{one.quarter}"
            held[name] = f"{held[name]}；{one.text}" if name in held else one.text
    project = project_of(item)
    return held | (project_held(project, parts) if project is not None else {})


def project_held(project: Project, parts: Parts) -> dict[str, Any]:
    """Give what the project behind a row holds now."""
    held: dict[str, Any] = {name: getattr(project, name) for name in (*PROJECT_TEXTS, *PROJECT_YEARS)}
    held |= {name: number(getattr(project, name)) for name in PROJECT_NUMBERS}
    held |= {"project_class": project.project_class, "in_statistics": project.in_statistics}
    held |= {f"permit:{kind}": state for kind, state in parts.permits.get(project.pk, {}).items()}
    return held | {f"funding:{kind}": number(one) for kind, one in parts.funding.get(project.pk, {}).items()}


def number(value: Decimal | None) -> str | None:
    """Write a number so that equal ones look equal."""
    return None if value is None else plain(value or Decimal(0))


def same(one: Any, other: Any) -> bool:
    """Say whether two plain values mean the same: nothing is nothing, however it is kept."""
    if one in (None, "", []) and other in (None, "", []):
        return True
    if isinstance(one, str) and isinstance(other, str):
        return one == other or _spaceless(one) == _spaceless(other)
    return bool(one == other)


def _spaceless(words: str) -> str:
    return "\n".join(line.rstrip() for line in words.replace("\r\n", "\n").strip().split("\n"))


def shown(identifier: str, value: Any, names: Names) -> str:
    """Write a plain value for people."""
    if value in (None, "", []):
        return ""
    if identifier in UNITS:
        return "、".join(names.label(pk) for pk in value)
    if identifier == "reporting_unit":
        return names.label(value)
    if identifier == "cities":
        return names.city_labels(value)
    if identifier == "in_statistics":
        return "是" if value else "否"
    if identifier in CHOICES:
        return _labels().get((identifier, str(value)), str(value))
    if isinstance(value, list):
        return "、".join(str(one) for one in value)
    return str(value)


def _labels() -> dict[tuple[str, str], str]:
    from tongcheng.office.lists.models import ItemKind, ProjectClass
    from tongcheng.office.lists.models.lists import Stage
    from tongcheng.office.progress.models import ReportWord

    sorts = {"kind": ItemKind, "stage": Stage, "project_class": ProjectClass, "word": ReportWord}
    return {(name, value): str(label) for name, sort in sorts.items() for value, label in sort.choices}
