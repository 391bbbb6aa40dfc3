"""From a plan to rows: its tree, rows made of paragraphs, paragraphs that need none, and areas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from tongcheng.errors import Problems
from tongcheng.language import Text
from tongcheng.office.audit.chain import record
from tongcheng.office.core.acting import Act, RefusedError, action, check
from tongcheng.office.core.recorded import new, removed
from tongcheng.office.documents import rules
from tongcheng.office.documents.actions.held import MEND, clean, hold_version, save_row
from tongcheng.office.documents.geometry import AreaDraft
from tongcheng.office.documents.models import Area, NoRow, Paragraph, ParagraphRow, PlanNode, Version
from tongcheng.office.documents.words import origin_of
from tongcheng.office.lists.actions import NewItem, add_items
from tongcheng.office.lists.models import Item, List, OriginKind

HAS_CHILDREN = Text("下面还有节点，请先删除下级", "It has nodes below it; remove those first")
DRAWN = Text(
    "该版本已有区带范围，不再改动；调整范围请随新版本上传",
    "This version has its areas; others come with a new version",
)


@dataclass(frozen=True)
class NodeDraft:
    """A node to be added with others; ``parent`` is the place of its parent in the sequence, if it has one."""

    kind: str
    title: str
    parent: int | None = None
    values: Mapping[str, Any] = field(default_factory=dict)


@action("documents.save_node", Text("登记规划树节点", "save a node of the plan"), rule=rules.may_read_out)
def save_node(
    act: Act, version: Version, node: PlanNode, values: Mapping[str, Any], base: int | None = None
) -> PlanNode:
    """Write a node of a version's tree, new or changed; what it hangs on and cites is of the same version."""
    version = hold_version(version)
    check(rules.may_read_out, act.standing, version)
    if node.pk is None:
        node.version = version
    elif node.version_id != version.pk:
        raise ValueError("a node of another version")
    problems = Problems(version.dossier.title)
    for name in ("parent", "paragraph"):
        other = values.get(name)
        if other is not None and other.version_id != version.pk:
            expected = Text("同一版本的内容", "something of the same version")
            problems.add("foreign", expected=expected, found=other, remedy=MEND, column=name)
    if _below(node, values.get("parent")):
        expected = Text("不在其下级中的节点", "a node that is not below it")
        problems.add("circle", expected=expected, found=values["parent"], remedy=MEND, column="parent")
    problems.raise_if_any()
    return save_row(act, node, values, base)


def _below(node: PlanNode, parent: PlanNode | None) -> bool:
    if node.pk is None or parent is None:
        return False
    above = dict(PlanNode.objects.filter(version=node.version_id).values_list("pk", "parent_id"))
    at: int | None = parent.pk
    while at is not None and at != node.pk:
        at = above.get(at)
    return at == node.pk


@action("documents.add_nodes", Text("登记规划树", "add the plan's tree"), rule=rules.may_read_out)
def add_nodes(act: Act, version: Version, drafts: Sequence[NodeDraft]) -> list[PlanNode]:
    """Add many nodes at once, parents before their children; a number of queries that grows with depth alone."""
    version = hold_version(version)
    check(rules.may_read_out, act.standing, version)
    last = version.nodes.order_by("-order").values_list("order", flat=True).first() or 0
    made: list[PlanNode] = []
    depths: list[int] = []
    for order, draft in enumerate(drafts, start=1):
        if draft.parent is not None and not 0 <= draft.parent < order - 1:
            raise ValueError("a parent comes before its children")
        depths.append(0 if draft.parent is None else depths[draft.parent] + 1)
        made.append(PlanNode(version=version, kind=draft.kind, title=draft.title, order=last + order, **draft.values))
    for depth in range(max(depths, default=-1) + 1):
        level = [(node, draft) for node, draft, at in zip(made, drafts, depths, strict=True) if at == depth]
        for node, draft in level:
            node.parent = made[draft.parent] if draft.parent is not None else None
            node.clean_fields(exclude=["parent", "version", "paragraph"])
        PlanNode.objects.bulk_create([node for node, _ in level], batch_size=200)
    record(act, map(new, made))
    return made


@action("documents.remove_node", Text("删除规划树节点", "remove a node"), rule=rules.may_change_node)
def remove_node(act: Act, node: PlanNode) -> None:
    """Remove a node that has none below it."""
    if node.children.exists():
        raise RefusedError(HAS_CHILDREN)
    change = removed(node)
    node.delete()
    record(act, [change])


@action("documents.make_rows", Text("段落列入清单", "make rows of a paragraph"), rule=rules.may_make_rows)
def make_rows(act: Act, paragraph: Paragraph, lst: List, rows: Sequence[NewItem]) -> list[Item]:
    """Add rows to a list that say of which paragraph they came, and keep that tie for ever."""
    paragraph = Paragraph.objects.select_related("version__dossier", "version__issue").get(pk=paragraph.pk)
    origin = {
        "origin_kind": OriginKind.PARAGRAPH,
        "origin": origin_of(paragraph),
        "synthetic": paragraph.version.dossier.synthetic,
    }
    items = add_items(act, lst, [replace(row, values={**row.values, **origin}) for row in rows])
    ties = [ParagraphRow(item=item, paragraph=paragraph) for item in items]
    ParagraphRow.objects.bulk_create(ties)
    record(act, map(new, ties))
    return items


@action("documents.tie_rows", Text("关联已有条目", "tie rows to a paragraph"), rule=rules.may_make_rows)
def tie_rows(act: Act, paragraph: Paragraph, items: Sequence[Item]) -> list[ParagraphRow]:
    """Tie rows that are in a list already to the paragraph that asks for them; their own origin stays."""
    there = set(ParagraphRow.objects.filter(paragraph=paragraph).values_list("item", flat=True))
    wanted = {item.pk: item for item in items if item.pk not in there}
    ties = [ParagraphRow(item=item, paragraph=paragraph, made=False) for item in wanted.values()]
    ParagraphRow.objects.bulk_create(ties)
    record(act, map(new, ties))
    return ties


@action("documents.untie_row", Text("取消条目关联", "untie a row"), rule=rules.may_untie)
def untie_row(act: Act, tie: ParagraphRow) -> None:
    """Take away a tie that was made by hand."""
    change = removed(tie)
    tie.delete()
    record(act, [change])


@action(
    "documents.need_no_row",
    Text("标记不列条目", "say that no row is needed"),
    rule=rules.may_make_rows,
    reason_needed=True,
)
def need_no_row(act: Act, paragraphs: Sequence[Paragraph]) -> list[NoRow]:
    """Say of paragraphs that they need no row (a principle, a preamble); it holds for later versions too."""
    found = Paragraph.objects.filter(pk__in=[one.pk for one in paragraphs]).select_related("version")
    wanted = {(one.version.dossier_id, one.key) for one in found}
    there = set(NoRow.objects.filter(dossier__in={one for one, _ in wanted}).values_list("dossier", "key"))
    rows = [NoRow(dossier_id=one, key=key, reason=act.reason.strip()[:200]) for one, key in sorted(wanted - there)]
    NoRow.objects.bulk_create(rows)
    record(act, map(new, rows))
    return rows


@action("documents.need_rows", Text("取消不列条目标记", "say that rows are needed"), rule=rules.may_make_rows)
def need_rows(act: Act, paragraphs: Sequence[Paragraph]) -> None:
    """Take the mark away from paragraphs that need rows after all."""
    found = Paragraph.objects.filter(pk__in=[one.pk for one in paragraphs]).select_related("version")
    changes = []
    for one in found:
        for row in NoRow.objects.filter(dossier=one.version.dossier_id, key=one.key):
            changes.append(removed(row))
            row.delete()
    record(act, changes)


@action("documents.draw_areas", Text("登记区带范围", "add areas and belts"), rule=rules.may_draw)
def draw_areas(act: Act, version: Version, drafts: Sequence[AreaDraft], *, source: str = "") -> list[Area]:
    """Add the areas and belts that a version draws, once and all together; they change with the text alone."""
    version = hold_version(version)
    check(rules.may_draw, act.standing, version)
    if version.areas.exists():
        raise RefusedError(DRAWN)
    rows = [
        Area(
            version=version, order=order, kind=one.kind, name=one.name, counties=[dict(c) for c in one.counties],
            geometry=one.geometry, source=source or one.source,
        )
        for order, one in enumerate(drafts, start=1)
    ]  # fmt: skip
    for row in rows:
        clean(row)
    Area.objects.bulk_create(rows)
    record(act, map(new, rows))
    return rows
