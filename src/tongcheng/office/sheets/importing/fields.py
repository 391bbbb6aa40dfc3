"""What a row of a list holds now, by the identifiers of workbooks, as plain values that can be compared and kept."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Prefetch, QuerySet

from tongcheng.office.core.recorded import plain
from tongcheng.office.lists.models import Item, ItemUnit, Milestone, Project
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


def with_parts(items: QuerySet[Item]) -> QuerySet[Item]:
    """Fetch with rows everything that is compared; eight queries."""
    return items.select_related("list", "reporting_unit", "project").prefetch_related(
        "cities",
        Prefetch("item_units", ItemUnit.objects.order_by("order", "pk")),
        Prefetch("milestones", Milestone.objects.order_by("quarter", "order", "pk")),
        "project__funding",
        "project__permits",
    )


def project_of(item: Item) -> Project | None:
    """Give the project behind a row."""
    try:
        return item.project  # type: ignore[no-any-return,attr-defined]
    except ObjectDoesNotExist:
        return None


def current(item: Item) -> dict[str, Any]:
    """Give what a row holds now."""
    held: dict[str, Any] = {name: getattr(item, name) for name in (*TEXTS, "kind", "stage")}
    held |= {name: [] for name in UNITS}
    for one in item.item_units.all():
        held[one.role].append(one.unit_id)
    held["tags"] = list(item.tags)
    held["due"] = plain(item.due)
    held["cities"] = sorted(city.pk for city in item.cities.all())
    held["reporting_unit"] = item.reporting_unit_id
    for milestone in item.milestones.all():
        if milestone.quarter:
            name = f"milestone:{milestone.quarter}"
            held[name] = f"{held[name]}；{milestone.text}" if name in held else milestone.text
    project = project_of(item)
    return held | (project_held(project) if project is not None else {})


def project_held(project: Project) -> dict[str, Any]:
    """Give what the project behind a row holds now."""
    held: dict[str, Any] = {name: getattr(project, name) for name in (*PROJECT_TEXTS, *PROJECT_YEARS)}
    held |= {name: number(getattr(project, name)) for name in PROJECT_NUMBERS}
    held |= {"project_class": project.project_class, "in_statistics": project.in_statistics}
    for permit in project.permits.all():
        held[f"permit:{permit.kind}"] = permit.state or plain(permit.granted) or ""
    sums: dict[str, Decimal] = {}
    for source in project.funding.all():
        if source.amount is not None:
            sums[source.kind] = sums.get(source.kind, Decimal(0)) + source.amount
    return held | {f"funding:{kind}": number(amount) for kind, amount in sums.items()}


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


def texts_of(rows: Iterable[str]) -> str:
    """Join texts of several milestones of a quarter as lists print them."""
    return "；".join(rows)
