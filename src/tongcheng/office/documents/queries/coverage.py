"""From plan to rows and back: the tree, paragraphs without a row, rows without a paragraph, targets not measurable."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from tongcheng.office.documents.models import (
    NodeKind,
    NoRow,
    Paragraph,
    ParagraphKind,
    ParagraphRow,
    PlanNode,
    Version,
)
from tongcheng.office.documents.queries.dossiers import rows_of_paragraphs
from tongcheng.office.lists.models import COUNTED_STATES, Item, List
from tongcheng.office.people.standing import Standing


@dataclass(frozen=True)
class RowShown:
    """A paragraph with its rows, or the reason why it needs none."""

    paragraph: Paragraph
    rows: list[Item]
    excused: str = ""


@dataclass(frozen=True)
class NodeShown:
    """A node of the tree with its depth and the rows of its paragraph."""

    node: PlanNode
    depth: int
    rows: list[Item] = field(default_factory=list)


@dataclass(frozen=True)
class Coverage:
    """What a version asks for and what the lists hold.

    ``covered``, ``excused`` and ``open`` share out the paragraphs that are asked: paragraphs and table rows, without
    titles, headings and header rows. ``loose`` are rows of the lists that this dossier feeds and that no paragraph of
    it asks for.
    """

    version: Version
    covered: list[RowShown]
    excused: list[RowShown]
    open: list[RowShown]
    loose: list[Item]
    lists: list[List]
    unmeasured: list[PlanNode]
    targets: int

    @property
    def asked(self) -> int:
        """Count the paragraphs that are asked."""
        return len(self.covered) + len(self.excused) + len(self.open)

    @property
    def share(self) -> float | None:
        """Give the share of paragraphs needing rows that have some, in percent."""
        needing = len(self.covered) + len(self.open)
        return 100 * len(self.covered) / needing if needing else None


def coverage_of(standing: Standing, version: Version) -> Coverage:
    """Compare a version with the lists that its dossier feeds: a constant number of queries."""
    paragraphs = list(version.paragraphs.exclude(kind__in=(ParagraphKind.TITLE, ParagraphKind.HEADING)))
    asked = [one for one in paragraphs if not one.header]
    rows = rows_of_paragraphs(standing, version.dossier, [one.key for one in asked])
    excused = dict(NoRow.objects.filter(dossier=version.dossier_id).values_list("key", "reason"))
    shown = [RowShown(one, rows.get(one.key, []), excused.get(one.key, "")) for one in asked]
    covered = [one for one in shown if one.rows]
    ties = ParagraphRow.objects.filter(paragraph__version__dossier=version.dossier_id)
    lists = List.objects.filter(items__paragraph_rows__in=ties).distinct()
    keys = {one.key for one in asked}
    tied = {item for item, key in ties.values_list("item", "paragraph__key") if key in keys}
    loose = Item.objects.visible_to(standing).filter(list__in=lists, state__in=(*COUNTED_STATES, "draft"))
    targets = list(version.nodes.filter(kind=NodeKind.TARGET).select_related("paragraph"))
    return Coverage(
        version,
        covered,
        [one for one in shown if not one.rows and one.excused],
        [one for one in shown if not one.rows and not one.excused],
        list(loose.exclude(pk__in=tied).select_related("list", "reporting_unit").order_by("list", "order", "pk")),
        list(lists),
        [one for one in targets if not one.measurable],
        len(targets),
    )


def tree_of(standing: Standing, version: Version) -> list[NodeShown]:
    """Give the plan's tree in order, each node with its depth and the rows of its paragraph."""
    nodes = list(version.nodes.select_related("paragraph"))
    rows = rows_of_paragraphs(standing, version.dossier, [one.paragraph.key for one in nodes if one.paragraph])
    below: dict[int | None, list[PlanNode]] = {}
    for one in nodes:
        below.setdefault(one.parent_id, []).append(one)
    return list(_walk(below, None, 0, rows))


def _walk(
    below: dict[int | None, list[PlanNode]], parent: int | None, depth: int, rows: dict[str, list[Item]]
) -> Iterable[NodeShown]:
    for node in below.get(parent, []):
        yield NodeShown(node, depth, rows.get(node.paragraph.key, []) if node.paragraph else [])
        yield from _walk(below, node.pk, depth + 1, rows)
