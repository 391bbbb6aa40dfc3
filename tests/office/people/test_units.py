"""Units: a tree without circles, names that mean one unit, dissolution only when nothing hangs on them."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test.utils import CaptureQueriesContext

from tests.office.world import World
from tongcheng.errors import InputError
from tongcheng.office.audit.models import Event
from tongcheng.office.core.acting import RefusedError
from tongcheng.office.people import actions
from tongcheng.office.people.drafts import AreaDraft, CityDraft, UnitDraft
from tongcheng.office.people.models import City, FunctionalArea, Unit
from tongcheng.office.people.names import resolve_unit
from tongcheng.office.people.rules import is_dissolved
from tongcheng.office.people.tree import above, makes_circle


def _codes(error: pytest.ExceptionInfo[InputError]) -> list[tuple[int | None, str | None, str]]:
    return [(one.row, one.column, one.code) for one in error.value.problems]


@pytest.mark.parametrize("who", ["joint_office", "administrator"])
def test_units_are_added_with_aliases_below_each_other(world: World, who: str) -> None:
    drafts = [
        UnitDraft("丙县交通局", "county_body", code="c2", parent="c1", city="990100"),
        UnitDraft("丙县", "county_body", code="c1", city="990100", aliases=("丙县政府", "丙县", "丙 县 政 府")),
    ]
    child, county = actions.add_units(world.act(who), drafts)
    child.refresh_from_db()
    assert child.parent == county
    assert [one.name for one in county.aliases.all()] == ["丙 县 政 府"]
    assert resolve_unit("丙县政府").unit == county
    assert Event.objects.filter(action="people.add_units").count() == 3


def test_a_unit_without_code_gets_one(world: World) -> None:
    (made,) = actions.add_units(world.act("joint_office"), [UnitDraft("某公司", "firm")])
    assert made.code == "unit-10"


@pytest.mark.parametrize("who", ["filler", "unit_head", "city_office", "secretary", "auditor", "leader", "public"])
def test_others_do_not_keep_units(world: World, who: str) -> None:
    act, unit = world.act(who, "理由"), world.units["roads_a"]
    for attempt in (
        lambda: actions.add_units(act, [UnitDraft("某公司", "firm")]),
        lambda: actions.change_unit(act, unit, {"name": "x"}),
        lambda: actions.set_aliases(act, unit, ["x"]),
        lambda: actions.dissolve_unit(act, unit),
        lambda: actions.add_cities(act, [CityDraft("1", "丙市")]),
        lambda: actions.change_city(act, world.cities["甲"], {"name": "x"}),
        lambda: actions.add_areas(act, [AreaDraft("1", "新区", "990100")]),
    ):
        with pytest.raises(RefusedError, match="单位由"):
            attempt()


def test_every_problem_of_every_draft_is_said_at_once(world: World) -> None:
    with pytest.raises(InputError) as error:
        actions.add_units(
            world.act("joint_office"),
            [
                UnitDraft("甲市交通委", "city_body", code="roads_a", city="990100"),
                UnitDraft(" ", "club", city="nowhere", parent="nobody"),
                UnitDraft("丙局", "city_body"),
                UnitDraft("丁局", "firm", code="d1", parent="d2"),
                UnitDraft("戊局", "firm", code="d2", parent="d1", aliases=("丁局",)),
            ],
        )
    assert _codes(error) == [
        (1, "code", "taken"),
        (1, "name", "taken"),
        (2, "name", "empty"),
        (2, "kind", "unknown_kind"),
        (2, "city", "unknown_city"),
        (2, "parent", "unknown_parent"),
        (3, "city", "no_city"),
        (5, "aliases", "taken"),
        (4, "parent", "circle"),
        (5, "parent", "circle"),
    ]
    assert Unit.objects.count() == 9


def test_a_renamed_unit_is_still_found_by_its_old_name(world: World) -> None:
    unit = world.units["roads_a"]
    actions.change_unit(world.act("joint_office"), unit, {"name": "甲市交通委", "short_name": "甲市交委"})
    assert resolve_unit("甲市交通运输局").unit == unit
    assert [one.name for one in unit.aliases.all()] == ["甲市交通运输局"]
    assert Event.objects.get(subject_type="people.unit").before == {
        "name": "甲市交通运输局",
        "short_name": "甲市交通局",
    }


def test_a_name_of_another_unit_and_a_circle_are_refused(world: World) -> None:
    act, group, roads = world.act("joint_office"), world.units["transport"], world.units["roads_a"]
    actions.change_unit(act, roads, {"parent": group})
    with pytest.raises(InputError) as error:
        actions.change_unit(act, group, {"parent": roads, "short_name": "甲市交通委"})
    assert _codes(error) == [(None, "short_name", "taken"), (None, "parent", "circle")]
    with pytest.raises(InputError) as error:
        actions.change_unit(act, group, {"parent": group, "name": ""})
    assert _codes(error) == [(None, "name", "empty"), (None, "parent", "circle")]


def test_aliases_are_replaced_and_belong_to_one_unit(world: World) -> None:
    act, roads = world.act("administrator"), world.units["roads_a"]
    actions.set_aliases(act, roads, ["甲交委", "甲 交 委", "甲市交通局"])
    assert [one.name for one in roads.aliases.all()] == ["甲 交 委"]
    with pytest.raises(InputError) as error:
        actions.set_aliases(act, world.units["roads_b"], ["甲交委"])
    assert _codes(error) == [(None, "aliases", "taken")]


def test_a_unit_is_dissolved_only_when_nothing_hangs_on_it(world: World) -> None:
    act, transport = world.act("joint_office", "机构改革"), world.units["transport"]
    with pytest.raises(RefusedError, match="填报或牵头的条目 1 件"):
        actions.dissolve_unit(act, world.units["roads_a"])
    actions.change_unit(act, world.units["firm"], {"parent": transport})
    with pytest.raises(RefusedError, match="轨道公司"):
        actions.dissolve_unit(act, transport)
    with pytest.raises(RefusedError, match="理由"):
        actions.dissolve_unit(world.act("joint_office"), world.units["firm"])
    actions.dissolve_unit(act, world.units["firm"], dt.date(2022, 1, 1))
    assert is_dissolved(world.units["firm"], dt.date(2022, 1, 1))
    assert not is_dissolved(world.units["firm"], dt.date(2021, 12, 31))
    actions.dissolve_unit(act, transport)
    with pytest.raises(RefusedError, match="已撤销"):
        actions.change_unit(act, transport, {"name": "x"})


def test_posts_in_a_dissolved_unit_end_the_day_before(world: World) -> None:
    actions.dissolve_unit(world.act("joint_office", "撤并"), world.units["office_b"], dt.date(2022, 1, 1))
    post = world.people["city_office_b"].appointments.get()
    assert post.end == dt.date(2021, 12, 31)
    assert not world.standing("city_office_b").roles


def test_cities_and_areas(world: World) -> None:
    act = world.act("joint_office")
    actions.add_cities(act, [CityDraft("990300", "丙市", order=2)])
    actions.add_areas(act, [AreaDraft("new", "东部新区", "990300")])
    actions.change_city(act, City.objects.get(code="990300"), {"name_en": "C", "code": "ignored"})
    actions.change_area(act, FunctionalArea.objects.get(), {"name": "西部新区"})
    assert (City.objects.get(code="990300").name_en, FunctionalArea.objects.get().name) == ("C", "西部新区")
    with pytest.raises(InputError) as error:
        actions.add_cities(act, [CityDraft("990300", ""), CityDraft("5", "甲市")])
    assert _codes(error) == [(1, "code", "taken"), (1, "name", "empty"), (2, "name", "taken")]
    with pytest.raises(InputError) as error:
        actions.add_areas(act, [AreaDraft("x", "北区", "nowhere")])
    assert _codes(error) == [(1, "city", "unknown_city")]


def test_adding_many_units_is_a_constant_number_of_queries(world: World) -> None:
    from django.db import connection

    counts = []
    for number, size in ((0, 3), (1, 60)):
        drafts = [
            UnitDraft(f"{number}局{n}", "firm", code=f"f{number}-{n}", parent="office", aliases=(f"别{number}名{n}",))
            for n in range(size)
        ]
        act = world.act("joint_office")
        with CaptureQueriesContext(connection) as queries:
            actions.add_units(act, drafts)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_tree_ends_even_in_a_circle() -> None:
    assert above(1, {1: 2, 2: 3, 3: 1}) == [2, 3]
    assert makes_circle(1, 1, {1: None})
    assert not makes_circle(1, None, {1: None})
