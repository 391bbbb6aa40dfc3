"""What the pages of comparisons read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tongcheng.office.figures.models import Figure
from tongcheng.office.figures.words import attribute_label, subject_label
from tongcheng.office.lists.models import List, Version
from tongcheng.office.people.models import City
from tongcheng.office.people.standing import Standing
from tongcheng.office.reconcile.aggregates import Finding, Published, explain
from tongcheng.office.reconcile.ledgers import Ledger
from tongcheng.office.reconcile.matching import Reconciliation, reconcile
from tongcheng.office.reconcile.models import Comparison
from tongcheng.runs.report.words import unit


def comparisons(standing: Standing) -> Any:
    """Give the comparisons that a reader may see, the newest first, without their rows."""
    return Comparison.objects.visible_to(standing).select_related("maker").defer("left", "right")


def result_of(comparison: Comparison) -> Reconciliation:
    """Work out a comparison from its two ledgers and what people decided: one query."""
    choices = {(one.left_key, one.right_key): one.same for one in comparison.choices.all()}
    return reconcile(Ledger.from_record(comparison.left), Ledger.from_record(comparison.right), choices)


@dataclass(frozen=True)
class Offered:
    """What can be compared: lists as they stand, versions as issued."""

    lists: list[List]
    versions: list[Version]

    @property
    def choices(self) -> list[tuple[str, str]]:
        """Give values and labels for a menu."""
        now = [(f"list:{one.pk}", f"{one.name}（当前）") for one in self.lists]
        issued = [
            (f"version:{one.pk}", f"{one.list.name} {one.name or f'第{one.number}版'}（{one.as_of.isoformat()}）")
            for one in self.versions
        ]
        return now + issued


def offered(standing: Standing) -> Offered:
    """Give what a reader can compare; versions for those who see every row: they hold all of them."""
    versions = Version.objects.select_related("list").defer("content").order_by("-as_of", "-number")
    return Offered(list(List.objects.order_by("-year", "code")), list(versions) if standing.sees_everything else [])


def findings(standing: Standing) -> list[Finding]:
    """Give published numbers that speak of one thing and differ, with what explains it: two queries."""
    rows = Figure.objects.all()
    if hasattr(rows, "visible_to"):
        rows = rows.visible_to(standing)
    order = {name.removesuffix("市"): place for place, name in enumerate(City.objects.values_list("name", flat=True))}
    kept = [row for row in rows.order_by("pk") if row.value is not None]
    kept.sort(key=lambda row: order.get(row.subject.split(".")[2], 0) if row.subject.count(".") > 1 else 0)
    names = {row.subject: row.subject_name for row in reversed(kept) if row.subject_name}
    return explain(
        Published(
            row.subject,
            row.subject_name or names.get(row.subject) or subject_label(row.subject_table, row.subject).zh,
            row.attribute,
            row.value,
            row.unit,
            row.as_of,
            row.source,
            row.scope,
            row.note,
            row.value_text,
            row.qualifier,
            attribute_label(row.attribute),
            unit(row.unit),
        )
        for row in kept
    )
