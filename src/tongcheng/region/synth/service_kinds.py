"""Kinds of service with the Chinese norms that are published; where none is known for certain the norm is empty."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

_BEDS = "《全国医疗卫生服务体系规划纲要（2015—2020年）》（国办发〔2015〕14号）：每千常住人口医院床位 4.8 张"
_DOCTORS = "《关于改革完善全科医生培养与使用激励机制的意见》（国办发〔2018〕3号）：2030年每万名居民 5 名全科医生"
_ELDERLY = "《民政事业发展第十三个五年规划》（2016）：每千名老年人口养老床位 35—40 张，取下限"
_DISTRICT = "《城市居住区规划设计标准》GB 50180-2018：服务半径"


@dataclass(frozen=True)
class Kind:
    """A kind of service and how the generator hands it out.

    Parameters
    ----------
    kind, name, name_en, unit, level, sector
        As in the table ``service_kinds``.
    norm, norm_group, radius_m, minutes, norm_source
        As in the table; a norm is per 1,000 residents, or per person of the age group that it names.
    supply, supply_group
        Capacity per person of the group that the generator hands out on average.
    size
        Usual capacity of one facility.
    ranked
        Whether capacity follows the administrative rank besides the residents.
    """

    kind: str
    name: str
    name_en: str
    unit: str
    level: str
    supply: float
    size: float
    supply_group: str = "all"
    sector: str = "services"
    norm: float | None = None
    norm_group: str = "all"
    radius_m: float | None = None
    minutes: float | None = None
    norm_source: str | None = None
    ranked: bool = False


KINDS = (
    Kind("hospital", "医院", "Hospital", "bed", "city", 0.0052, 320, norm=4.8, norm_source=_BEDS,
         ranked=True),
    Kind("clinic", "社区卫生服务中心（站）、乡镇卫生院", "Community clinic", "general_practitioner", "neighbourhood",
         0.00042, 9, norm=0.5, radius_m=1000, norm_source=f"{_DOCTORS}；{_DISTRICT}不宜大于1000米"),
    Kind("kindergarten", "幼儿园", "Kindergarten", "place", "neighbourhood", 0.21, 270, supply_group="0-14",
         norm_group="0-14", radius_m=300, norm_source=f"{_DISTRICT}不宜大于300米"),
    Kind("primary_school", "小学", "Primary school", "place", "neighbourhood", 0.42, 1000, supply_group="0-14",
         norm_group="0-14", radius_m=500, norm_source=f"{_DISTRICT}不宜大于500米"),
    Kind("middle_school", "初中", "Middle school", "place", "neighbourhood", 0.20, 900, supply_group="0-14",
         norm_group="0-14", radius_m=1000, norm_source=f"{_DISTRICT}不宜大于1000米"),
    Kind("high_school", "高中", "High school", "place", "county", 0.028, 1500, ranked=True),
    Kind("elder_care", "养老机构", "Elder care home", "bed", "county", 0.033, 130, supply_group="60+",
         norm=0.035, norm_group="60+", norm_source=_ELDERLY, ranked=True),
    Kind("government_counter", "政务服务大厅", "Government service counter", "window", "county", 0.00011, 26,
         ranked=True),
    Kind("job_centre", "公共就业和人才服务中心", "Job centre", "window", "county", 0.00003, 12, ranked=True),
    Kind("airport", "机场", "Airport", "10000_passengers_per_year", "region", 0.0, 0, sector="transport"),
    Kind("air_station", "环境空气质量监测站", "Air quality station", "station", "city", 0.0, 0, sector="ecology"),
    Kind("water_section", "地表水考核断面", "River section", "section", "city", 0.0, 0, sector="ecology"),
)  # fmt: skip


def kind_table() -> pd.DataFrame:
    """Give the table ``service_kinds``."""
    columns = (
        "kind", "name", "name_en", "sector", "unit", "level", "norm", "norm_group", "radius_m", "minutes",
        "norm_source",
    )  # fmt: skip
    return pd.DataFrame([{name: getattr(item, name) for name in columns} for item in KINDS])
