"""What people do in the spring of 2022, and what comes of it: played by ticks that are killed and by ones that are not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from tests.office.supervision.conftest import Watching
from tongcheng.office.core.acting import Act
from tongcheng.office.core.acting import _named as acting_as
from tongcheng.office.people.models import Person
from tongcheng.office.progress import actions as progress
from tongcheng.office.progress.actions import Entry
from tongcheng.office.progress.models import Ledger, Period, Sent
from tongcheng.office.progress.queries import ledgers_of
from tongcheng.office.supervision import actions
from tongcheng.office.supervision.models import Blocker, Light, Order, Settings, Signal

FIRST, LAST = dt.date(2022, 4, 1), dt.date(2022, 6, 30)
#: Days after the first on which people act.
REPORTS, PUBLISHED, ESCALATED = (33, 66), 42, 60


def begin_spring(watching: Watching) -> None:
    """Let everybody be reached by mail; periods are opened and frozen by the clock."""
    with acting_as("test.setup"):
        for person in Person.objects.exclude(email="x"):
            person.email = f"{person.username}@example.com"
            person.save()
    settings = {"period_kind": "month", "freeze_days": 60}
    actions.change_settings(watching.act("joint_office", day=FIRST), Settings(), settings)


def people_act(watching: Watching, day: dt.date, number: int) -> None:
    """Do what people do on a day: report, publish a light, press, escalate."""
    act: Callable[..., Act] = lambda who, reason="": watching.act(who, reason, day)  # noqa: E731
    if number in REPORTS:
        _report(watching, act, day)
    if number == PUBLISHED:
        watching.publish(day=day)
        signal = watching.signal()
        unit, due = watching.world.units["roads_a"], day + dt.timedelta(5)
        draft = actions.Draft("reminder", unit, "催办", "请抓紧", due, signal.item, signal.light)
        actions.issue_orders(act("supervisor"), [draft])
    if number == ESCALATED:
        order = Order.objects.select_related("unit").get()
        actions.escalate_order(act("supervisor", "逾期未复"), order, day + dt.timedelta(7))


def _report(watching: Watching, act: Callable[..., Act], day: dt.date) -> None:
    period = Period.objects.filter(last_day__lt=day).order_by("-last_day")[0]
    (ledger,) = ledgers_of(period, [watching.world.units["roads_a"]])
    item = watching.world.items["1"]
    asks = {"word": "late", "percent": "30", "problem": "征拆", "to_coordinate": "请协调用地"}
    progress.save_reports(act("filler"), [ledger], [Entry(item.reporting_unit_id or 0, item.pk, asks)])
    ledger = Ledger.objects.select_related("unit", "period").get(period=period, unit=ledger.unit)
    ledger = progress.sign(act("unit_head"), ledger)
    (ledger,) = progress.accept_city(act("city_office"), [ledger])
    progress.accept(act("joint_office"), [ledger])


def outcome() -> dict[str, Any]:
    """Give lights, reminders, orders, blockers and periods as they are."""
    lights = Light.objects.order_by("pk").values_list(
        "item__code", "aspect", "cycle", "colour", "word", "on", "why_zh", "inputs"
    )
    signals = Signal.objects.order_by("item__code", "aspect")
    return {
        "lights": [tuple(map(str, row)) for row in lights],
        "signals": list(signals.values_list("item__code", "aspect", "colour", "step", "published_colour")),
        "sent": sorted(_people_by_name(key) for key in Sent.objects.values_list("key", flat=True)),
        "blockers": list(Blocker.objects.values_list("item__code", "text", "state")),
        "orders": [(str(one), one.state) for one in Order.objects.order_by("pk")],
        "periods": list(Period.objects.order_by("code").values_list("code", "frozen")),
    }


def _people_by_name(key: str) -> tuple[str, ...]:
    """Keys hold ids that differ from play to play; what matters is their kind and step."""
    parts = key.split(":")
    return (parts[0], parts[2]) if parts[0] == "order" else tuple(parts[:3])
