"""What siting is told in; ``group`` is the kind and ``threshold`` the minutes."""

from __future__ import annotations

from typing import Any

from tongcheng.language import Text
from tongcheng.results import Indicator, Need
from tongcheng.sectors.needs import BORDERS, NODES, RESIDENTS, ROADS
from tongcheng.sectors.services.kinds import SECTOR

_NEEDS = (
    Need("service_kinds", (), (("sector", SECTOR),)), Need("facilities"), RESIDENTS, ROADS, NODES, BORDERS,
)  # fmt: skip
_ROADS_FREE = "free-flow road times, zones as points"


def _one(name: str, label: Text, definition: Text, unit: str, method: str, **more: Any) -> Indicator:
    given: dict[str, Any] = {"aggregate": "sum", "needs": _NEEDS, "better": "less", **more}
    return Indicator(
        indicator=name, sector=SECTOR, label=label, definition=definition, unit=unit, method=f"{method}, {_ROADS_FREE}", **given
    )  # fmt: skip


SITES_NEEDED = _one(
    "service_sites_needed",
    Text("全覆盖至少新增点位", "new sites needed to reach everybody"),
    Text(
        "保留现有机构，使每个网格在规定驾车时间内都有一处可用机构，至少要新增的点位数；现状与同城之差即互通后少建的点位（现状开放度不低于 0.5 的交界视为开放）",
        "fewest new sites so that every zone has a usable one within the minutes, existing ones kept; today less together "
        "is what open borders make unnecessary (today a border counts as open from an openness of 0.5)",
    ),
    "facility",
    "set covering (Toregas, Swain, ReVelle and Bergman 1971), exact",
)
UNCOVERED = _one(
    "service_uncovered",
    Text("未覆盖的对象人口", "residents who are not covered"),
    Text("规定驾车时间内没有可用机构的对象人口", "residents it is for without a usable facility within the minutes"),
    "person",
    "nearest open facility",
)
FIRST_SITES = _one(
    "service_first_sites_served",
    Text("先建点位新覆盖人口", "newly covered by the first sites"),
    Text(
        "同城状态下新增最有效的若干点位，规定时间内新覆盖的对象人口",
        "newly covered by the most effective few new sites, as one city",
    ),
    "person",
    "maximal covering (Church and ReVelle 1974), exact",
    better="more",
)

SITING_INDICATORS: tuple[Indicator, ...] = (SITES_NEEDED, UNCOVERED, FIRST_SITES)
