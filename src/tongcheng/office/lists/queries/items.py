"""The page of one row: everything about it, in a constant number of queries."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from tongcheng.office.figures.models import Figure, Measurement
from tongcheng.office.lists.checks import Finding
from tongcheng.office.lists.models import Item, Milestone, Project
from tongcheng.office.lists.origins import Origin, origins_of
from tongcheng.office.lists.printed import whole
from tongcheng.office.lists.queries.checking import check_rows
from tongcheng.office.people.models import Unit
from tongcheng.office.people.standing import Standing
from tongcheng.office.progress.models import Report


@dataclass(frozen=True)
class ItemPage:
    """What is shown of a row."""

    item: Item
    project: Project | None
    milestones: list[Milestone]
    parts: list[Item]
    predecessors: list[Item]
    successor: Item | None
    whole: Item | None
    reports: list[Any]
    figures: list[Figure]
    measurements: list[Measurement]
    findings: list[Finding]
    origins: list[Origin]

    @property
    def units(self) -> dict[str, list[Unit]]:
        """Give the units on the row by what they do, in printed order."""
        found: dict[str, list[Unit]] = {"lead": [], "support": [], "guide": []}
        for one in self.item.item_units.all():
            found[one.role].append(one.unit)
        return found

    @property
    def subjects(self) -> list[Any]:
        """Give what the trail tells about: the row, its project and its milestones."""
        return [self.item, *([self.project] if self.project else []), *self.milestones]


def one_item(standing: Standing, uid: uuid.UUID | str) -> Item:
    """Give a row with its list and reporting unit, as rules and actions want it.

    Raises
    ------
    Item.DoesNotExist
        If there is none, or the reader may not see it.
    """
    item: Item = Item.objects.visible_to(standing).select_related("list__keeper", "reporting_unit").get(uid=uid)
    return item


def visible_row(standing: Standing, pk: int | None) -> Item | None:
    """Give a row by its key if the reader may see it."""
    if pk is None:
        return None
    row: Item | None = Item.objects.visible_to(standing).select_related("list").filter(pk=pk).first()
    return row


def item_page(standing: Standing, uid: uuid.UUID | str, reports: int = 24) -> ItemPage:
    """Give everything about a row that the reader may see.

    Raises
    ------
    Item.DoesNotExist
        If there is none, or the reader may not see it.
    """
    item = whole(Item.objects.visible_to(standing)).get(uid=uid)
    project = Project.objects.filter(item=item).prefetch_related("funding", "permits").first()
    seen: QuerySet[Item] = Item.objects.visible_to(standing).select_related("list", "reporting_unit")
    return ItemPage(
        item=item,
        project=project,
        milestones=list(item.milestones.all()),
        parts=list(seen.filter(part_of=item).order_by("order", "pk")),
        predecessors=list(seen.filter(successor=item)),
        successor=visible_row(standing, item.successor_id),
        whole=visible_row(standing, item.part_of_id),
        reports=list(
            Report.objects.visible_to(standing)
            .filter(item=item)
            .select_related("ledger__period", "ledger__unit")
            .order_by("-ledger__period__last_day", "-ledger__edition")[:reports]
        ),
        figures=list(Figure.objects.filter(item=item)),
        measurements=list(Measurement.objects.filter(item=item).select_related("run")),
        findings=check_rows([item], item.list) if standing.posts else [],
        origins=origins_of(standing, item),
    )


def by_quarter(milestones: list[Milestone]) -> list[tuple[str, list[Milestone]]]:
    """Gather milestones by quarter, those without one last."""
    quarters: dict[str, list[Milestone]] = {}
    for one in sorted(milestones, key=lambda row: (row.quarter or "9999", row.order, row.pk)):
        quarters.setdefault(one.quarter, []).append(one)
    return list(quarters.items())
