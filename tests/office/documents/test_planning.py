"""From plan to rows: rows of paragraphs, coverage both ways, the tree, areas."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.office.world import ROLES, World
from tongcheng.errors import InputError
from tongcheng.office.core.acting import RefusedError
from tongcheng.office.documents import actions, maps, queries
from tongcheng.office.documents.actions import NodeDraft
from tongcheng.office.documents.geometry import read_areas
from tongcheng.office.documents.models import Paragraph, PlanNode, Version
from tongcheng.office.lists.actions import NewItem
from tongcheng.office.lists.models import Item


def _paragraph(version: Version, order: int = 6) -> Paragraph:
    found: Paragraph = version.paragraphs.get(order=order)
    return found


def _make(world: World, version: Version, who: str = "joint_office", order: int = 6) -> list[Item]:
    unit = world.units["roads_a"]
    values = {"kind": "matter", "title": "打通断头路", "reporting_unit": unit, "leads": [unit]}
    assert world.list is not None
    return actions.make_rows(world.act(who), _paragraph(version, order), world.list, [NewItem(values, row=1)])


def test_rows_keep_where_they_came_from(world: World, version: Version, revised: Version) -> None:
    (item,) = _make(world, version)
    assert item.origin_kind == "paragraph"
    assert item.origin.startswith("《甲乙同城化发展三年行动计划》（征求意见稿）第6段：打通甲乙大道等3条断头路")
    assert item.synthetic
    key = _paragraph(version).key
    found = queries.rows_of_paragraphs(world.standing("joint_office"), revised.dossier, [key])
    assert found == {key: [item]}
    (tie,) = item.paragraph_rows.all()
    with pytest.raises(RefusedError, match="来源不能取消"):
        actions.untie_row(world.act("joint_office"), tie)


@pytest.mark.parametrize("who", ROLES)
def test_who_plans(world: World, version: Version, who: str) -> None:
    keeps, joint = who in ("joint_office", "secretary"), who == "joint_office"
    act, paragraph = world.act(who, "总则"), _paragraph(version)
    area = read_areas(json.dumps(_areas()).encode())
    (node,) = actions.add_nodes(world.act("joint_office"), version, [NodeDraft("task", "先登记")])
    for run, allowed in (
        (lambda: _make(world, version, who), joint),
        (lambda: actions.tie_rows(act, paragraph, [world.items["1"]]), joint),
        (lambda: actions.need_no_row(act, [paragraph]), joint),
        (lambda: actions.need_rows(act, [paragraph]), joint),
        (lambda: actions.add_nodes(act, version, [NodeDraft("task", "任务")]), keeps),
        (lambda: actions.save_node(act, version, PlanNode(), {"kind": "task", "title": "任务"}), keeps),
        (lambda: actions.remove_node(act, node), keeps),
        (lambda: actions.draw_areas(act, version, area), keeps),
    ):
        if allowed:
            run()
        else:
            with pytest.raises(RefusedError):
                run()


def test_coverage_both_ways(world: World, version: Version) -> None:
    standing = world.standing("joint_office")
    assert len(queries.coverage_of(standing, version).open) == 5
    (item,) = _make(world, version)
    actions.tie_rows(world.act("joint_office"), _paragraph(version, 9), [world.items["1"]])
    actions.need_no_row(world.act("joint_office", "总体要求"), [_paragraph(version, 3)])
    found = queries.coverage_of(standing, version)
    assert [one.paragraph.order for one in found.covered] == [6, 9]
    assert [one.paragraph.order for one in found.open] == [7, 10]
    assert [(one.paragraph.order, one.excused) for one in found.excused] == [(3, "总体要求")]
    assert [one.code for one in found.loose] == ["2", "3", "4"]
    assert item not in found.loose
    assert found.share == 50
    actions.need_rows(world.act("joint_office"), [_paragraph(version, 3)])
    (tie,) = world.items["1"].paragraph_rows.all()
    actions.untie_row(world.act("joint_office"), tie)
    found = queries.coverage_of(standing, version)
    assert [one.paragraph.order for one in found.open] == [3, 7, 9, 10]


def test_the_tree_and_targets(world: World, version: Version) -> None:
    act = world.act("joint_office")
    drafts = [
        NodeDraft("stage", "成长期", values={"stage": "growing"}),
        NodeDraft("field", "交通", 0),
        NodeDraft("task", "打通断头路", 1, {"paragraph": _paragraph(version)}),
        NodeDraft("target", "断头路打通", 2, {"indicator": "打通条数", "value": 3, "unit": "条", "by_year": 2022}),
        NodeDraft("target", "出行更便捷", 1),
    ]
    made = actions.add_nodes(act, version, drafts)
    _make(world, version)
    tree = queries.tree_of(world.standing("joint_office"), version)
    assert [(one.node.title, one.depth) for one in tree] == [
        ("成长期", 0), ("交通", 1), ("打通断头路", 2), ("断头路打通", 3), ("出行更便捷", 2),
    ]  # fmt: skip
    assert len(tree[2].rows) == 1
    found = queries.coverage_of(world.standing("joint_office"), version)
    assert ([one.title for one in found.unmeasured], found.targets) == (["出行更便捷"], 2)
    with pytest.raises(RefusedError, match="下面还有节点"):
        actions.remove_node(act, made[1])
    with pytest.raises(InputError):
        actions.save_node(act, version, made[0], {"parent": made[2]})
    actions.remove_node(act, made[4])


def test_a_node_cites_its_own_version(world: World, version: Version, revised: Version) -> None:
    values = {"kind": "task", "title": "任务", "paragraph": _paragraph(version)}
    with pytest.raises(InputError):
        actions.save_node(world.act("joint_office"), revised, PlanNode(), values)


def test_coverage_asks_a_constant_number_of_queries(world: World, version: Version) -> None:
    counts = []
    for rows in (1, 4):
        for _ in range(rows):
            _make(world, version)
        with CaptureQueriesContext(connection) as asked:
            queries.coverage_of(world.standing("joint_office"), version)
            queries.tree_of(world.standing("joint_office"), version)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def _areas(*more: dict[str, Any]) -> dict[str, Any]:
    square = {"type": "Polygon", "coordinates": [[[104, 30], [104.5, 30], [104.5, 30.4], [104, 30.4], [104, 30]]]}
    properties = {"name": "甲乙临港产业带", "kind": "belt", "counties": "甲县、乙县"}
    return {"type": "FeatureCollection", "features": [{"properties": properties, "geometry": square}, *more]}


def test_areas_come_with_a_version_once(world: World, version: Version) -> None:
    act = world.act("secretary")
    (area,) = actions.draw_areas(act, version, read_areas(json.dumps(_areas()).encode()), source="自绘示意")
    assert [one["name"] for one in area.counties] == ["甲县", "乙县"]
    with pytest.raises(RefusedError, match="不再改动"):
        actions.draw_areas(act, version, read_areas(json.dumps(_areas()).encode()))
    picture = maps.areas_svg(version, [area])
    assert "甲乙临港产业带" in picture
    assert "不作为划界依据" in picture
    assert maps.collection(version, [area])["features"][0]["properties"]["kind"] == "belt"


@pytest.mark.parametrize(
    "content",
    [
        b"no json",
        b"[]",
        b'{"features": []}',
        json.dumps(_areas({"properties": {}, "geometry": None})).encode(),
        json.dumps(_areas(_areas()["features"][0])).encode(),
        json.dumps(_areas({"properties": {"name": "x"}, "geometry": {"type": "Polygon", "coordinates": [[[500000, 30], [1, 1], [2, 3], [500000, 30]]]}})).encode(),
    ],
)  # fmt: skip
def test_bad_geometry_is_told(content: bytes) -> None:
    with pytest.raises(InputError):
        read_areas(content)
