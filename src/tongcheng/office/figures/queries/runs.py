"""What the page of a run shows beside its gaps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tongcheng.office.figures.models import Measurement, MeasurementKind, Run
from tongcheng.office.figures.queries.gaps import Gap
from tongcheng.office.figures.rules import fits
from tongcheng.office.lists.models import Item, ItemState, List
from tongcheng.office.lists.rules import keeps
from tongcheng.office.people.standing import Standing


@dataclass(frozen=True)
class GapLine:
    """A gap with the row that stands for it, and whether that row cites this run already."""

    gap: Gap
    item: Item | None = None
    cited: bool = False


_GONE = (ItemState.CANCELLED, ItemState.SWAPPED, ItemState.SPLIT, ItemState.MERGED, ItemState.TRANSFERRED)


def gap_lines(run: Run, gaps: Sequence[Gap]) -> list[GapLine]:
    """Give gaps with their rows; two queries."""
    rows = Item.objects.filter(
        gap_key__in=[gap.key for gap in gaps], synthetic=run.synthetic, list__circle=run.circle
    ).exclude(state__in=_GONE)
    by_key = {item.gap_key: item for item in rows.select_related("list")}
    cited = set(
        Measurement.objects.filter(run=run, kind=MeasurementKind.GAP, item__in=by_key.values()).values_list(
            "item_id", flat=True
        )
    )
    found = []
    for gap in gaps:
        item = by_key.get(gap.key)
        found.append(GapLine(gap, item, item is not None and item.pk in cited))
    return found


def lists_for(run: Run, standing: Standing, kind: str | None = None) -> list[List]:
    """Give the lists that the reader keeps and this run's figures may stand in."""
    rows = List.objects.filter(closed=False, synthetic=run.synthetic)
    if kind is not None:
        rows = rows.filter(kind=kind)
    return [lst for lst in rows if keeps(standing, lst) and fits(run, lst) is None]


def other_runs(run: Run) -> list[Run]:
    """Give the other runs of the same circle, the latest first."""
    return list(Run.objects.filter(circle=run.circle).exclude(pk=run.pk))


def rows_with_projects(lst: List) -> list[Item]:
    """Give the rows of a list that name a project of the circle's tables."""
    return list(Item.objects.filter(list=lst).exclude(project_id="").select_related("list", "reporting_unit"))
