"""A period that is being reported, and the people who have a hand in its ledgers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from tests.office.world import World
from tongcheng.office.core.acting import _named as acting_as
from tongcheng.office.people.models import Appointment, Person
from tongcheng.office.progress import actions
from tongcheng.office.progress.actions import Entry, Upload
from tongcheng.office.progress.models import Ledger, Period
from tongcheng.office.progress.queries import ledgers_of

PDF = Upload("盖章件.pdf", b"%PDF-1.7 stamped")


@dataclass
class Reporting:
    """The world with periods; short ways to fill and move a ledger."""

    world: World
    period: Period
    earlier: Period

    def act(self, who: str, reason: str = "") -> Any:
        return self.world.act(who, reason)

    def ledger(self, unit: str = "roads_a", period: Period | None = None) -> Ledger:
        return ledgers_of(period or self.period, [self.world.units[unit]])[0]

    def entry(self, code: str = "1", base: int | None = None, milestones: Any = (), **values: Any) -> Entry:
        item = self.world.items[code]
        return Entry(item.reporting_unit_id, item.pk, values, base, milestones)

    def fill(self, who: str = "filler", unit: str = "roads_a", code: str = "1", **values: Any) -> Ledger:
        values = values or {"word": "orderly", "progress": "路基完成60%", "percent": "60"}
        period = values.pop("period", None)
        saved = actions.save_reports(self.act(who), [self.ledger(unit, period)], [self.entry(code, **values)])
        return saved.ledgers[0]

    def in_state(self, state: str, unit: str = "roads_a", code: str = "1") -> Ledger:
        """Bring a unit's ledger into a state by the ordinary way."""
        suffix = "_b" if unit == "roads_b" else ""
        ledger = self.fill(f"filler{suffix}", unit, code)
        if state != "draft":
            ledger = actions.sign(self.act(f"unit_head{suffix}"), ledger)
        if state in ("city_accepted", "accepted"):
            (ledger,) = actions.accept_city(self.act(f"city_office{suffix}"), [ledger])
        if state == "accepted":
            (ledger,) = actions.accept(self.act("joint_office"), [ledger])
        if state == "returned":
            (ledger,) = actions.return_ledger(self.act("city_office", "数字不对"), [ledger])
        return Ledger.objects.select_related("unit", "period").get(pk=ledger.pk)


@pytest.fixture
def reporting(world: World) -> Reporting:
    with acting_as("test.setup"):
        for name, unit in (("joint_office_2", "office"), ("city_office_2", "office_a")):
            person = Person.objects.create_user(username=name, password="long-enough-1", name=f"{name}同志")
            world.people[name] = person
            role = name.removesuffix("_2")
            Appointment.objects.create(person=person, unit=world.units[unit], role=role, start=dt.date(2020, 1, 1))
    periods = actions.open_periods(world.act("joint_office"), [world.list], 2022, "month")
    return Reporting(world, periods[2], periods[1])


@pytest.fixture
def signed_in(browse: Callable[[str], Any]) -> Callable[[str], Any]:
    return browse
