"""Names of units as lists write them: which are understood, which are asked about."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test.utils import CaptureQueriesContext

from tests.office.world import World
from tongcheng.errors import InputError
from tongcheng.office.core.acting import _named as acting_as
from tongcheng.office.people.models import Unit, UnitAlias
from tongcheng.office.people.names import UnitNames, needed_unit, resolve_unit


@pytest.mark.parametrize(
    ("name", "code", "how"),
    [
        ("甲市交通运输局", "roads_a", "name"),
        ("  甲市　交通 运输局 ", "roads_a", "name"),
        ("甲市交通局", "roads_a", "name"),
        ("甲市交通委", "roads_a", "name"),
        ("roads_a", "roads_a", "name"),
        ("甲市交通运输局〔市铁路办〕", "roads_a", "form"),
        ("甲市卫生健康委", "health_a", "form"),
        ("甲市卫健委（牵头）", "health_a", "form"),
        ("某某省交通运输厅", "province", "form"),
        ("甲乙轨道交通有限责任公司", "firm", "form"),
        ("甲乙轨道交通公司", "firm", "form"),
        ("市交通运输局", None, "nothing"),
        ("交通局", None, "nothing"),
        ("丙县林业站", None, "nothing"),
        ("", None, "nothing"),
    ],
)
def test_a_name_is_understood_or_asked_about(world: World, name: str, code: str | None, how: str) -> None:
    found = resolve_unit(name)
    assert (found.unit.code if found.unit else None, found.how) == (code, how)


def test_the_city_of_the_list_decides_between_cities(world: World) -> None:
    names = UnitNames.load()
    assert names.resolve("市交通局").ambiguous
    for city, code in (("甲", "roads_a"), ("乙", "roads_b")):
        assert names.resolve("市交通局", world.cities[city].pk).unit == world.units[code]


def test_a_body_of_another_city_is_never_guessed(world: World) -> None:
    found = resolve_unit("市卫健委", world.cities["乙"].pk)
    assert found.unit is None
    assert found.suggestions == (world.units["health_a"],)


def test_a_city_in_the_name_is_stronger_than_the_city_of_the_list(world: World) -> None:
    with acting_as("test"):
        world.cities["甲"].name = "安宁市"
        world.cities["甲"].save()
        Unit.objects.filter(code="health_a").update(name="安宁市卫生健康委员会", short_name="")
    assert resolve_unit("安宁卫健委", world.cities["乙"].pk).unit == world.units["health_a"]
    assert resolve_unit("卫健委", world.cities["甲"].pk).unit == world.units["health_a"]


def test_an_unknown_name_comes_back_with_the_nearest(world: World) -> None:
    found = resolve_unit("甲市交通运输管理局")
    assert found.suggestions[0] == world.units["roads_a"]
    problem = found.problem("清单.xlsx", 7, "牵头单位")
    assert (problem.code, problem.found, problem.row) == ("unknown_unit", "甲市交通运输管理局", 7)
    assert "甲市交通运输局" in problem.remedy.zh
    assert "甲市交通运输局" in problem.remedy.en
    with pytest.raises(InputError, match="先登记"):
        needed_unit("zzz")


def test_a_dissolved_unit_answers_only_if_no_other_does(world: World) -> None:
    old = world.units["roads_a"]
    with acting_as("test"):
        Unit.objects.filter(pk=old.pk).update(dissolved=dt.date(2021, 1, 1))
        new = Unit.objects.create(code="new", name="甲市交通委员会", kind="city_body", city=world.cities["甲"])
        assert resolve_unit("甲市交通运输局").unit == old
        UnitAlias.objects.create(unit=new, name="甲市交通运输局")
    assert resolve_unit("甲市交通运输局").unit == new


def test_any_number_of_names_is_one_query(world: World, django_assert_num_queries: CaptureQueriesContext) -> None:
    with django_assert_num_queries(1):
        found = UnitNames.load().resolve_all([unit.name for unit in world.units.values()] * 100)
        assert all(found[unit.name].unit == unit for unit in world.units.values())
        assert all(one.unit.city is None or one.unit.city.name for one in found.values())
