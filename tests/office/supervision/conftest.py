"""An office in the spring of 2022 whose list follows a rule, with enough people for four steps."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pytest
from django.utils import timezone

from tests.office.world import World
from tongcheng.office.core.acting import Act
from tongcheng.office.core.acting import _named as acting_as
from tongcheng.office.lists.models import Item
from tongcheng.office.people.models import Appointment, Person
from tongcheng.office.people.standing import SYSTEM
from tongcheng.office.progress.models import Ledger, Period, Report
from tongcheng.office.supervision import actions
from tongcheng.office.supervision.models import Follows, Signal
from tongcheng.office.supervision.presets import preset

TODAY = dt.date(2022, 4, 20)


def noon(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(12)))


@dataclass
class Watching:
    """The world under supervision; short ways to act on a day."""

    world: World
    follows: Follows
    today: dt.date = TODAY

    def act(self, who: str, reason: str = "", day: dt.date | None = None) -> Act:
        return Act(self.world.standing(who), reason, at=noon(day or self.today))

    def system(self, day: dt.date | None = None) -> Act:
        return Act(SYSTEM, channel="tick", at=noon(day or self.today))

    def propose(self, day: dt.date | None = None) -> list[Any]:
        return actions.propose_lights(self.system(day), self.follows)

    def item(self, code: str = "1") -> Item:
        return Item.objects.select_related("list", "reporting_unit").get(pk=self.world.items[code].pk)

    def signal(self, code: str = "1", aspect: str = "pace") -> Signal:
        rows = Signal.objects.select_related("light", "item__list", "item__reporting_unit")
        return rows.get(item=self.world.items[code], aspect=aspect)

    def publish(self, code: str = "1", aspect: str = "pace", day: dt.date | None = None) -> Signal:
        for step, who in (
            (actions.verify_lights, "joint_office"),
            (actions.confer_lights, "secretary"),
            (actions.decide_lights, "leader"),
            (actions.publish_lights, "joint_office"),
        ):
            step(self.act(who, day=day), [self.signal(code, aspect)])
        return self.signal(code, aspect)

    def report(self, code: str, last_day: dt.date, **values: Any) -> Report:
        """Put an accepted report of a month in place, as if it had come the ordinary way."""
        with acting_as("test.setup"):
            period, _ = Period.objects.get_or_create(
                code=f"{last_day:%Y-%m}",
                defaults={
                    "kind": "month",
                    "first_day": last_day.replace(day=1),
                    "last_day": last_day,
                    "opens": noon(last_day - dt.timedelta(5)),
                },
            )
            period.lists.add(self.world.list)
            unit = self.world.items[code].reporting_unit
            at = noon(last_day + dt.timedelta(3))
            ledger, made = Ledger.objects.get_or_create(period=period, unit=unit, defaults={"signed": at})
            row = Report.objects.create(ledger=ledger, item=self.world.items[code], **values)
            if made:
                ledger.state = "accepted"
                ledger.accepted = at
                ledger.save()
        return row


@pytest.fixture
def watching(world: World) -> Watching:
    return watched(world)


def watched(world: World) -> Watching:
    """Put a small office under supervision, with enough people for four steps."""
    with acting_as("test.setup"):
        for name in ("joint_office_2", "leader_2"):
            person = Person.objects.create_user(username=name, password="long-enough-1", name=f"{name}同志")
            world.people[name] = person
            Appointment.objects.create(
                person=person,
                unit=world.units["office"],
                role=name.removesuffix("_2"),
                start=dt.date(2020, 1, 1),
            )
    act = Act(world.standing("joint_office"), at=noon(TODAY))
    assert world.list is not None
    return Watching(world, actions.follow(act, world.list, actions.take_preset(act, preset("LIGHT-2Y"))))
