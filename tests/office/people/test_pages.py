"""The pages of units and people: who sees what, in both languages, with a constant number of queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.office.world import World
from tongcheng.office.audit.models import Event
from tongcheng.office.core.acting import _named as acting_as
from tongcheng.office.people import actions
from tongcheng.office.people.drafts import UnitDraft
from tongcheng.office.people.models import Appointment, City, FunctionalArea, Person, Unit, UnitAlias

Browse = Callable[[str], Client]
KEEPERS = ("administrator", "joint_office")


def _urls(world: World) -> dict[str, tuple[str, tuple[str, ...] | None]]:
    """Give each page with who sees it (everybody logged in for ``None``)."""
    unit, person, city = world.units["roads_a"].pk, world.people["filler"].pk, world.cities["甲"].pk
    return {
        "/people/units/": None,
        f"/people/units/{unit}/": None,
        "/people/units/new/": KEEPERS,
        f"/people/units/{unit}/change/": KEEPERS,
        "/people/places/": None,
        "/people/places/cities/new/": KEEPERS,
        f"/people/places/cities/{city}/": KEEPERS,
        "/people/places/areas/new/": KEEPERS,
        "/people/accounts/": None,
        "/people/accounts/new/": ("administrator",),
        f"/people/accounts/{person}/": (*KEEPERS, "unit_head", "filler", "city_office"),
        f"/people/accounts/{person}/change/": ("administrator", "filler"),
        f"/people/accounts/{person}/appoint/": ("administrator",),
        f"/people/accounts/{person}/hand-over/": KEEPERS,
        "/people/password/": None,
    }


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("who", ["administrator", "joint_office", "filler", "unit_head", "city_office", "filler_b"])
def test_a_page_that_one_may_not_see_is_not_there(world: World, browse: Browse, who: str, language: str) -> None:
    client = browse(who)
    client.cookies["language"] = language
    for url, sees in _urls(world).items():
        assert client.get(url).status_code == (200 if sees is None or who in sees else 404), url


def test_nobody_sees_them_without_login(world: World, browse: Browse) -> None:
    for url in _urls(world):
        assert browse("public").get(url).status_code == 302


def test_units_are_found_by_any_of_their_names(world: World, browse: Browse) -> None:
    client = browse("filler")
    for query, found, left in (
        ("q=交通委", "甲市交通运输局", "乙市交通运输局"),
        ("q=卫健委", "甲市卫生健康委员会", "甲市交通运输局"),
        ("kind=firm", "轨道交通有限公司", "卫生健康"),
        ("city=990200", "乙市交通运输局", "甲市交通运输局"),
    ):
        page = client.get(f"/people/units/?{query}").content.decode()
        assert found in page
        assert left not in page
    assert "没有符合条件的单位" in client.get("/people/units/?q=zzz").content.decode()


def test_a_unit_is_added_changed_and_dissolved_by_page(world: World, browse: Browse) -> None:
    client = browse("joint_office")
    form = {"name": "甲市水务局", "kind": "city_body", "city": world.cities["甲"].pk, "aliases": "水务局\n甲水务"}
    assert client.post("/people/units/new/", form).status_code == 302
    unit = Unit.objects.get(name="甲市水务局")
    assert set(unit.aliases.values_list("name", flat=True)) == {"水务局", "甲水务"}
    url = f"/people/units/{unit.pk}/"
    assert client.post(url + "change/", form | {"name": "甲市水利局", "aliases": "水务局"}).status_code == 302
    assert set(unit.aliases.values_list("name", flat=True)) == {"水务局", "甲市水务局"}
    refused = client.post(url + "change/", form | {"name": "甲市交通委"})
    assert refused.status_code == 422
    assert "该名称已指“甲市交通运输局”" in refused.content.decode()
    assert "水务局" in client.get(url).content.decode()
    assert client.post(url + "dissolve/", {"on": "2022-13-01", "reason": "x"}).status_code == 422
    assert client.post(url + "dissolve/", {"on": "2022-03-01"}).status_code == 403
    assert client.post(url + "dissolve/", {"on": "2022-03-01", "reason": "合并"}).status_code == 302
    assert Unit.objects.get(pk=unit.pk).dissolved == dt.date(2022, 3, 1)


def test_pages_change_nothing_for_those_who_may_not(world: World, browse: Browse) -> None:
    client, unit, person = browse("filler_b"), world.units["roads_a"].pk, world.people["filler_b"].pk
    post = world.people["filler_b"].appointments.get().pk
    for url, data, status in (
        (f"/people/units/{unit}/dissolve/", {"reason": "x"}, 403),
        (f"/people/units/{unit}/change/", {"name": "x", "kind": "firm"}, 403),
        (f"/people/accounts/{person}/reset/", {}, 403),
        (f"/people/accounts/{person}/deactivate/", {"reason": "x"}, 403),
        (f"/people/posts/{post}/end/", {"reason": "x"}, 403),
        (f"/people/accounts/{world.people['filler'].pk}/reset/", {}, 404),
    ):
        assert client.post(url, data).status_code == status, url
    assert not Event.objects.exists()


def test_places_are_kept_by_page(world: World, browse: Browse) -> None:
    client = browse("joint_office")
    city = {"code": "990300", "name": "丙市", "order": "3"}
    assert client.post("/people/places/cities/new/", city).status_code == 302
    kept = City.objects.get(code="990300")
    changed = {"code": "1", "name": "丁市", "order": "3"}
    assert client.post(f"/people/places/cities/{kept.pk}/", changed).status_code == 302
    area = {"code": "east", "name": "东部新区", "city": kept.pk}
    assert client.post("/people/places/areas/new/", area).status_code == 302
    assert client.post("/people/places/areas/new/", area).status_code == 422
    made = FunctionalArea.objects.get()
    assert client.post(f"/people/places/areas/{made.pk}/", {"name": "西部新区"}).status_code == 302
    assert City.objects.values_list("code", "name").get(pk=kept.pk) == ("990300", "丁市")
    assert "西部新区" in client.get("/people/places/").content.decode()


def test_an_account_is_kept_by_page(world: World, browse: Browse) -> None:
    client = browse("administrator")
    unit = world.units["roads_a"].pk
    form = {
        "username": "zhao",
        "name": "赵六",
        "unit": unit,
        "role": "filler",
        "kind": "regular",
        "start": "2022-01-01",
    }
    assert client.post("/people/accounts/new/", form | {"start": ""}).status_code == 422
    assert client.post("/people/accounts/new/", form | {"username": "filler"}).status_code == 422
    made = client.post("/people/accounts/new/", form)
    assert made.status_code == 200
    assert "no-store" in made.headers["Cache-Control"]
    person = Person.objects.get(username="zhao")
    url = f"/people/accounts/{person.pk}/"
    post = {"unit": unit, "role": "unit_head", "kind": "regular", "start": "2022-01-01", "end": "2021-01-01"}
    assert client.post(url + "appoint/", post).status_code == 422
    assert client.post(url + "appoint/", post | {"end": ""}).status_code == 302
    head = Appointment.objects.get(person=person, role="unit_head")
    assert client.post(f"/people/posts/{head.pk}/end/", {"last_day": "2022-06-30"}).status_code == 302
    assert client.post(url + "change/", {"name": "赵七"}).status_code == 302
    assert "一次性密码" in client.post(url + "reset/").content.decode()
    assert client.post(url + "deactivate/").status_code == 403
    assert client.post(url + "deactivate/", {"reason": "停薪"}).status_code == 302
    assert client.post(url + "reactivate/").status_code == 302
    page = client.get(url).content.decode()
    assert "赵七" in page
    assert "历任" not in page
    assert "曾任（1）" in page


def test_people_are_found(world: World, browse: Browse) -> None:
    client = browse("administrator")
    for query, found, left in (
        ("q=filler_b", "filler_b同志", "leader同志"),
        ("role=leader", "leader同志", "filler同志"),
        (f"unit={world.units['office_b'].pk}", "city_office_b同志", "filler同志"),
        ("unit=x&inactive=1", "没有符合条件", "filler同志"),
        ("ending=1", "没有符合条件", "filler同志"),
    ):
        page = client.get(f"/people/accounts/?{query}").content.decode()
        assert found in page
        assert left not in page


def test_who_works_in_a_unit_is_for_those_who_may_see_them(world: World, browse: Browse) -> None:
    url = f"/people/units/{world.units['roads_a'].pk}/"
    for who, sees in (("filler", True), ("city_office", True), ("administrator", True), ("filler_b", False)):
        assert ("filler同志" in browse(who).get(url).content.decode().split("<main")[1]) is (sees), who


def test_a_unit_s_page_shows_its_rows_as_far_as_one_may_see_them(world: World, browse: Browse) -> None:
    for who, unit, row, sees in (
        ("filler", "roads_a", "打通甲乙大道断头路", True),
        ("filler_b", "health_a", "异地就医直接结算", False),
        ("administrator", "roads_a", "打通甲乙大道断头路", False),
        ("joint_office", "office", "办内研究事项", True),
    ):
        page = browse(who).get(f"/people/units/{world.units[unit].pk}/").content.decode()
        assert (row in page) is sees, who


@pytest.mark.parametrize("url", ["/people/units/", "/people/accounts/"])
def test_a_page_has_a_constant_number_of_queries(world: World, browse: Browse, url: str) -> None:
    client, counts = browse("joint_office"), []
    client.get(url)
    for size in (2, 30):
        with acting_as("test.setup"):
            for n in range(size):
                unit = Unit.objects.create(code=f"x{size}-{n}", name=f"第{size}-{n}局", kind="firm")
                UnitAlias.objects.create(unit=unit, name=f"别名{size}-{n}")
                person = Person.objects.create(username=f"p{size}-{n}", name="某")
                Appointment.objects.create(person=person, unit=unit, role="filler", start=dt.date(2020, 1, 1))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_unit_page_has_a_constant_number_of_queries(world: World, browse: Browse) -> None:
    client, counts = browse("joint_office"), []
    (unit,) = actions.add_units(world.act("joint_office"), [UnitDraft("总公司", "firm")])
    url = f"/people/units/{unit.pk}/"
    client.get(url)
    for size in (2, 30):
        drafts = [UnitDraft(f"{size}-{n}公司", "firm", parent=unit.code) for n in range(size)]
        actions.add_units(world.act("joint_office"), drafts)
        actions.set_aliases(world.act("joint_office"), unit, [f"总{size}{n}" for n in range(size)])
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        counts.append(len(queries))
    assert counts[0] == counts[1]
