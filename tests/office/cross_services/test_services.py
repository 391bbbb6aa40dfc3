"""Services across cities: who may say what, what is a gap, and that use is never overwritten."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.office.world import World
from tongcheng.errors import InputError
from tongcheng.office.audit.models import Event
from tongcheng.office.core.acting import ConflictError, RefusedError
from tongcheng.office.core.acting import _named as acting_as
from tongcheng.office.core.recorded import OutsideActionError
from tongcheng.office.cross_services.actions import (
    add_services,
    adopt_service_gaps,
    change_offers,
    change_service,
    correct_use,
    report_use,
)
from tongcheng.office.cross_services.actions.offers import OfferValues
from tongcheng.office.cross_services.models import Offer, Service, Use
from tongcheng.office.cross_services.queries.gaps import gaps_of
from tongcheng.office.cross_services.queries.matrix import latest_of
from tongcheng.office.cross_services.queries.use import use_table
from tongcheng.office.lists.models import Item, List, OriginKind

Q1 = (dt.date(2022, 1, 1), dt.date(2022, 3, 31))


@pytest.fixture
def service(world: World) -> Service:
    one = Service(code="S1", name="异地就医备案", field="医疗", synthetic=True)
    [made] = add_services(world.act("joint_office"), [one])
    return made


def say(world: World, who: str, service: Service, city: str, **values: Any) -> Offer:
    held = Offer.objects.filter(service=service, city=world.cities[city]).first()
    offer = held or Offer(service=service, city=world.cities[city])
    return change_offers(world.act(who), [offer], [OfferValues(values)])[0]


def use(service: Service, city: Any = None, value: int | None = 12, **values: Any) -> Use:
    common = {"begins": Q1[0], "ends": Q1[1], "source": "甲市政务局季报"}
    return Use(service=service, city=city, value=value, **(common | values))


def test_a_city_speaks_for_itself_only(world: World, service: Service) -> None:
    say(world, "city_office", service, "甲", offered=True, online=True)
    with pytest.raises(RefusedError, match="只填报本市"):
        say(world, "city_office", service, "乙", offered=True)
    with pytest.raises(RefusedError, match="同城化办公室"):
        change_service(world.act("city_office"), service, {"name": "别的"})
    for who in ("filler", "unit_head", "leader", "auditor", "administrator", "public"):
        with pytest.raises(RefusedError):
            say(world, who, service, "甲", offered=False)
        with pytest.raises(RefusedError):
            report_use(world.act(who), [use(service, world.cities["甲"])])
    with pytest.raises(RefusedError, match="汇总数"):
        report_use(world.act("city_office"), [use(service)])
    with pytest.raises(RefusedError, match="只填报本市"):
        report_use(world.act("city_office"), [use(service, world.cities["乙"])])


def test_what_is_not_offered_has_no_way(world: World, service: Service) -> None:
    with pytest.raises(InputError) as error:
        say(world, "joint_office", service, "甲", offered=False, online=True, agent=True)
    assert [one.column for one in error.value.problems] == ["online", "agent"]
    assert not Offer.objects.exists()


def test_codes_are_taken_once(world: World, service: Service) -> None:
    rows = [Service(code="S1", name="一", field="医疗"), *(Service(code="S2", name="二", field="医疗") for _ in "ab")]
    with pytest.raises(InputError) as error:
        add_services(world.act("joint_office"), rows)
    assert [one.found for one in error.value.problems] == ["S1", "S2"]
    assert list(Service.objects.all()) == [service]


def test_the_same_cell_changed_by_two_is_a_conflict(world: World, service: Service) -> None:
    offer = say(world, "city_office", service, "甲", offered=True)
    act, seen = world.act("joint_office"), offer.revision
    change_offers(act, [Offer.objects.get(pk=offer.pk)], [OfferValues({"days": Decimal(3)}, seen)])
    change_offers(act, [Offer.objects.get(pk=offer.pk)], [OfferValues({"online": True}, seen)])
    with pytest.raises(ConflictError):
        change_offers(act, [Offer.objects.get(pk=offer.pk)], [OfferValues({"days": Decimal(5)}, seen)])


def test_use_is_written_once_and_corrected_beside(world: World, service: Service) -> None:
    jia = world.cities["甲"]
    [first] = report_use(world.act("city_office"), [use(service, jia)])
    with pytest.raises(InputError, match="更正"):
        report_use(world.act("city_office"), [use(service, jia, value=13)])
    with pytest.raises(RefusedError, match="理由"):
        correct_use(world.act("city_office"), first, 15)
    second = correct_use(world.act("city_office", "漏报三件"), first, 15)
    with pytest.raises(RefusedError, match="最新"):
        correct_use(world.act("city_office", "再改"), first, 16)
    assert [one.value for one in Use.objects.order_by("pk")] == [12, 15]
    [row] = use_table(world.standing("leader"), 2022).rows
    assert row.counts == (15, None, None, None)
    assert row.reported == (1, 0, 0, 0)
    assert row.total == 15
    second.value = 1
    with acting_as("test"), pytest.raises(OutsideActionError):
        second.save()


@pytest.mark.parametrize(
    ("values", "column"),
    [
        ({"value": None}, "value"),
        ({"ends": dt.date(2999, 1, 1)}, "ends"),
        ({"begins": dt.date(2022, 4, 1)}, "begins"),
    ],
)
def test_bad_readings_are_named(world: World, service: Service, values: dict[str, Any], column: str) -> None:
    with pytest.raises(InputError) as error:
        report_use(world.act("joint_office"), [use(service, **values)])
    assert [one.column for one in error.value.problems] == [column]
    assert not Use.objects.exists()


def test_gaps_are_what_was_said_and_differs(world: World, service: Service) -> None:
    reader = world.standing("joint_office")
    assert gaps_of(reader) == []
    say(world, "city_office", service, "甲", offered=True, same_standard=True, days=Decimal(3))
    assert gaps_of(reader) == []  # the other city has not said
    say(world, "city_office_b", service, "乙", offered=False)
    assert [gap.kind for gap in gaps_of(reader)] == ["not_offered"]
    say(world, "city_office_b", service, "乙", offered=True, days=Decimal(10))
    assert [gap.kind for gap in gaps_of(reader)] == ["no_standard", "days_differ"]
    report_use(world.act("city_office_b"), [use(service, world.cities["乙"], value=0)])
    found = gaps_of(reader)
    assert [gap.kind for gap in found] == ["no_standard", "days_differ", "not_used"]
    assert all(gap.cities == (world.cities["乙"],) for gap in found)
    assert "10" in found[1].sentence.zh
    assert "3" in found[1].sentence.en


def test_a_gap_becomes_one_row(world: World, service: Service) -> None:
    say(world, "joint_office", service, "甲", offered=True)
    say(world, "joint_office", service, "乙", offered=False)
    [gap] = gaps_of(world.standing("joint_office"))
    tasks = world.list
    assert tasks is not None
    with pytest.raises(RefusedError, match="问题清单"):
        adopt_service_gaps(world.act("joint_office"), tasks, [gap.key])
    with acting_as("test"):
        problems = List.objects.create(
            code="problems",
            name="问题清单",
            kind="problem",
            keeper=world.units["office"],
            circle="demo",
            synthetic=True,
        )
        real = List.objects.create(code="real", name="真实", kind="problem", keeper=world.units["office"])
    with pytest.raises(RefusedError, match="示意数据"):
        adopt_service_gaps(world.act("joint_office"), real, [gap.key])
    with pytest.raises(RefusedError):
        adopt_service_gaps(world.act("city_office"), problems, [gap.key])
    [item] = adopt_service_gaps(world.act("joint_office"), problems, [gap.key])
    assert (item.origin_kind, item.synthetic) == (OriginKind.GAP, True)
    assert list(item.cities.all()) == [world.cities["乙"]]
    assert gaps_of(world.standing("joint_office"))[0].item == item
    with pytest.raises(InputError):
        adopt_service_gaps(world.act("joint_office"), problems, [gap.key])
    assert Item.objects.filter(list=problems).count() == 1


def test_pages_fill_a_service_from_nothing(world: World, browse: Callable[[str], Client]) -> None:
    office, city = browse("joint_office"), browse("city_office")
    sent = {"code": "S9", "name": "公积金互认", "field": "公积金", "parties": "甲市、乙市", "mutual": "缴存证明"}
    answer = office.post(reverse("cross_services:new"), sent)
    one = Service.objects.get(code="S9")
    assert answer.headers["Location"] == reverse("cross_services:service", args=[one.pk])
    assert one.parties == ["甲市", "乙市"]
    cell = reverse("cross_services:offer", args=[one.pk, world.cities["甲"].pk])
    assert city.post(cell, {"offered": "on", "online": "on", "days": "3"}).status_code == 302
    other = reverse("cross_services:offer", args=[one.pk, world.cities["乙"].pk])
    assert city.get(other).status_code == 404
    report = reverse("cross_services:report", args=[one.pk])
    sent = {"city": world.cities["甲"].pk, "begins": "2022-01-01", "ends": "2022-03-31", "value": "7",
            "basis": "official", "source": "季报"}  # fmt: skip
    assert city.post(report, sent).status_code == 302
    wrong = city.post(report, sent | {"begins": "2022-05-01"})
    assert wrong.status_code == 422
    page = city.get(reverse("cross_services:service", args=[one.pk])).content.decode()
    assert "网上办" in page
    assert "季报" in page
    matrix = city.get(reverse("cross_services:services")).content.decode()
    assert "未填报" in matrix
    assert "公积金互认" in matrix
    assert "(1/2)" in city.get(reverse("cross_services:use")).content.decode()
    [reading] = Use.objects.all()
    fix = reverse("cross_services:correct", args=[one.pk, reading.pk])
    assert city.post(fix, {"value": "8", "reason": "漏报"}).status_code == 302
    assert Event.objects.filter(action="cross_services.correct_use", reason="漏报").exists()


def test_the_public_sees_public_services_only(service: Service, browse: Callable[[str], Client]) -> None:
    client, page = browse("public"), reverse("cross_services:service", args=[service.pk])
    assert client.get(page).status_code == 404
    with acting_as("test"):
        Service.objects.update(public=True)
    assert client.get(page).status_code == 200
    assert service.name in client.get(reverse("cross_services:services")).content.decode()
    assert browse("administrator").get(page).status_code == 404


def test_the_matrix_costs_the_same_whatever_its_size(world: World, browse: Callable[[str], Client]) -> None:
    client, counts = browse("leader"), []
    for size in (2, 12):
        rows = [Service(code=f"{size}-{n}", name=f"事项{n}", field=f"领域{n % 3}") for n in range(size)]
        made = add_services(world.act("joint_office"), rows)
        for one in made:
            say(world, "joint_office", one, "甲", offered=True)
            report_use(world.act("joint_office"), [use(one, world.cities["甲"])])
        with CaptureQueriesContext(connection) as held:
            assert client.get(reverse("cross_services:services")).status_code == 200
        with CaptureQueriesContext(connection) as gaps:
            assert client.get(reverse("cross_services:gaps")).status_code == 200
        counts.append((len(held), len(gaps)))
    assert counts[0] == counts[1]


def test_the_api_does_the_same(world: World, service: Service, browse: Callable[[str], Client]) -> None:
    client = browse("city_office")
    path = f"/api/cross_services/{service.pk}"
    sent = [{"city": world.cities["甲"].code, "offered": True, "online": True, "days": 2}]
    answer = client.put(f"{path}/offers", sent, content_type="application/json")
    assert answer.status_code == 200, answer.content
    assert [cell["offered"] for cell in answer.json()["offers"]] == [True, None]
    sent = [{"city": world.cities["乙"].code, "offered": True}]
    refused = client.put(f"{path}/offers", sent, content_type="application/json")
    assert refused.status_code == 403
    body = {
        "city": world.cities["甲"].code,
        "begins": "2022-01-01",
        "ends": "2022-03-31",
        "value": 3,
        "source": "季报",
    }
    assert client.post(f"{path}/uses", body, content_type="application/json").status_code == 200
    assert client.get(f"{path}/uses").json()["items"][0]["value"] == 3
    assert client.get("/api/cross_services/").json()["items"][0]["code"] == "S1"


def test_nothing_is_counted_twice(world: World, service: Service) -> None:
    jia, yi, office = world.cities["甲"], world.cities["乙"], world.act("joint_office")
    month = {"begins": dt.date(2022, 1, 1), "ends": dt.date(2022, 1, 31)}
    report_use(office, [use(service, jia), use(service, jia, 5, home=yi), use(service, jia, 4, **month)])
    report_use(office, [use(service, yi, 3, home=jia), use(service, yi, 2, home=yi)])
    [row] = use_table(world.standing("leader"), 2022).rows
    assert (row.counts[0], row.reported[0], row.total) == (17, 2, 17)
    latest = latest_of([service])[service.pk]
    assert (latest.value, latest.cities) == (17, 2)
    year = {"begins": dt.date(2022, 1, 1), "ends": dt.date(2022, 12, 31)}
    report_use(office, [use(service, jia, 60, **year)])
    [row] = use_table(world.standing("leader"), 2022).rows
    assert (row.counts[0], row.total) == (17, 65)
    report_use(office, [use(service, None, 99, **year)])
    latest = latest_of([service])[service.pk]
    assert (latest.value, latest.cities) == (99, 0)
