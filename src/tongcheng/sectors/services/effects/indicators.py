"""What projects change for the users of services; ``group`` is the kind, and an effect that answers a gap has its name."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tongcheng.language import Text
from tongcheng.results import Indicator, Need
from tongcheng.sectors.services.declared import ACCESS, MINUTES_SHARE, PER_1000
from tongcheng.sectors.services.kinds import SECTOR

_EDITS = Need("project_edits")


def _gain_of(item: Indicator, label: Text, definition: Text) -> Indicator:
    """Declare the change of a measure: its name and ``_gain``, so that it answers the gap of that name."""
    return replace(
        item, indicator=f"{item.indicator}_gain", label=label, definition=definition, needs=(*item.needs, _EDITS)
    )  # fmt: skip


def _sum(name: str, label: Text, definition: Text, like: Indicator, **more: Any) -> Indicator:
    given: dict[str, Any] = {"unit": "person", "better": "more", **more}
    return Indicator(indicator=name, sector=SECTOR, label=label, definition=definition, aggregate="sum",
                     needs=(*like.needs, _EDITS), method=like.method, **given)  # fmt: skip


CAPACITY_GAIN = _sum(
    "capacity_gain",
    Text("规模的增加", "gain in capacity"),
    Text("项目建成前后设在该地的规模之差", "capacity in the place with the project less that without it"),
    PER_1000,
    unit="unit",
)
PER_1000_GAIN = _gain_of(
    PER_1000,
    Text("每千人规模的增加", "gain in capacity per 1,000"),
    Text("项目建成前后每千名对象人口规模之差", "capacity per 1,000 with the project less that without it"),
)
NEWLY_SERVED = _sum(
    "newly_served",
    Text("新进入规定时间的对象人口", "people newly served in time"),
    Text(
        "项目建成后，规定驾车时间内由没有可用机构变为有可用机构的对象人口；部分开放按开放比例折算",
        "those it is for with a usable facility within the minutes less those without the project; partly open counts in part",
    ),
    MINUTES_SHARE,
)
MINUTES_SHARE_GAIN = _gain_of(
    MINUTES_SHARE,
    Text("时间覆盖率的提高", "gain in the share within minutes"),
    Text("项目建成前后时间覆盖率之差", "share within minutes with the project less that without it"),
)
ACCESS_GAIN = _gain_of(
    ACCESS,
    Text("每千人可得规模的增加", "gain in accessible capacity per 1,000"),
    Text(
        "项目建成前后每千人可得规模（三步法，计拥挤）之差；只开放交界时有增有减，合计不变",
        "accessible capacity per 1,000 (three steps, crowding counted) with the project less that without it; opening a border "
        "alone gives to some what others lose",
    ),
)
AVAILABLE_GAIN = _sum(
    "available_gain",
    Text("可得规模的增加", "gain in capacity that falls to residents"),
    Text(
        "项目建成前后分给该地居民的规模之差；各地之和等于有人使用的规模之差",
        "adds up over places to what the project adds that anybody uses",
    ),
    ACCESS,
    unit="unit",
)
GAINING = _sum(
    "service_beneficiaries",
    Text("可得规模增加的对象人口", "people with more"),
    Text(
        "每千人可得规模因该项目增加 0.1% 以上的对象人口", "those whose accessible capacity rises by more than 0.1 %"
    ),
    ACCESS,
)
LOSING = _sum(
    "service_losing",
    Text("可得规模减少的对象人口", "people with less"),
    Text(
        "每千人可得规模因该项目减少 0.1% 以上的对象人口", "those whose accessible capacity falls by more than 0.1 %"
    ),
    ACCESS,
    better="less",
)

EFFECT_INDICATORS: tuple[Indicator, ...] = (
    CAPACITY_GAIN, PER_1000_GAIN, NEWLY_SERVED, MINUTES_SHARE_GAIN, ACCESS_GAIN, AVAILABLE_GAIN, GAINING, LOSING,
)  # fmt: skip
