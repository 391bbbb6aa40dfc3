"""How the generator hands out the kinds of service; their norms are the defaults of :mod:`tongcheng.region.service_kinds`."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from tongcheng.region.service_kinds import default_kinds


@dataclass(frozen=True)
class Kind:
    """How the generator hands out a kind of service.

    Parameters
    ----------
    kind, name
        As in the table ``service_kinds``.
    supply, supply_group
        Capacity per person of the group that the generator hands out on average; 0 for kinds that are placed one by
        one.
    size
        Usual capacity of one facility.
    ranked
        Whether capacity follows the administrative rank besides the residents.
    authorised
        Whether an authorised capacity is stated beside the actual one.
    late
        Drawn from a random stream of its own, so that the kinds before it stay as they were before it was added.
    """

    kind: str
    name: str
    supply: float
    size: float
    supply_group: str = "all"
    ranked: bool = False
    authorised: bool = False
    late: bool = False


KINDS = (
    Kind("hospital", "医院", 0.0052, 320, ranked=True, authorised=True),
    Kind("clinic", "社区卫生服务中心", 0.00042, 9),
    Kind("kindergarten", "幼儿园", 0.21, 270, supply_group="0-14", authorised=True),
    Kind("primary_school", "小学", 0.42, 1000, supply_group="0-14", authorised=True),
    Kind("middle_school", "初中", 0.20, 900, supply_group="0-14", authorised=True),
    Kind("high_school", "高中", 0.028, 1500, ranked=True, authorised=True),
    Kind("elder_care", "养老机构", 0.033, 130, supply_group="60+", ranked=True, authorised=True),
    Kind("government_counter", "政务服务大厅", 0.00011, 26, ranked=True),
    Kind("job_centre", "公共就业和人才服务中心", 0.00003, 12, ranked=True),
    Kind("social_security_counter", "社会保障经办大厅", 0.00008, 16, late=True),
)

#: Kinds of other sectors, placed one by one: kind, name, English name, sector, unit, level.
_OTHERS = (
    ("airport", "机场", "Airport", "transport", "10000_passengers_per_year", "region"),
    ("air_station", "环境空气质量监测站", "Air quality station", "ecology", "station", "city"),
    ("water_section", "地表水考核断面", "River section", "ecology", "section", "city"),
)


def kind_table() -> pd.DataFrame:
    """Give the table ``service_kinds``."""
    columns = ["kind", "name", "name_en", "sector", "unit", "level"]
    others = pd.DataFrame(_OTHERS, columns=columns).assign(norm_group="all")
    defaults = default_kinds()
    return pd.concat([defaults, others], ignore_index=True)[list(defaults.columns)]
