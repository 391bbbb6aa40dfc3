"""A frozen period with reports in force, of which a few are late or ask for something."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from tests.office.world import World
from tongcheng.office.core.acting import _named as acting_as
from tongcheng.office.progress.models import Ledger, Period, Report


@pytest.fixture
def period(world: World) -> Period:
    """June 2022: 甲市交通局 and 甲市卫健委 have reported, 乙市交通局 has not."""
    with acting_as("test.setup"):
        made = Period.objects.create(
            code="2022-06", kind="month", first_day=dt.date(2022, 6, 1), last_day=dt.date(2022, 6, 30),
            opens=dt.datetime(2022, 6, 25, tzinfo=dt.UTC),
        )  # fmt: skip
        made.lists.add(world.list)
    report(world, made, "roads_a", "1", LATE)
    report(world, made, "health_a", "3", {"word": "orderly", "progress": "两市定点医院全部接入"})
    return made


LATE = {
    "word": "late",
    "progress": "路基完成60%，桥梁开始架梁。",
    "percent": 60,
    "invested_this_year": Decimal("2.5"),
    "problem": "用地指标尚未落实。",
    "to_coordinate": "用地指标跨市调剂",
    "decides": "省自然资源厅",
    "next_step": "9月底前完成征地。",
}


def report(
    world: World, period: Period, unit: str, code: str, values: dict[str, Any], state: str = "accepted"
) -> None:
    """Enter one row for a unit and bring its ledger into a state."""
    with acting_as("test.setup"):
        ledger = Ledger.objects.create(period=period, unit=world.units[unit])
        Report.objects.create(ledger=ledger, item=world.items[code], **values)
        Ledger.objects.filter(pk=ledger.pk).update(state=state)
