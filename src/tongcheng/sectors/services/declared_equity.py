"""What the measures of equity and the test of rank are: one declaration each."""

from __future__ import annotations

from typing import Any

from tongcheng.language import Text
from tongcheng.results import Indicator, Need
from tongcheng.sectors.services.declaring import ACCESS_NEEDS, SUPPLY, one


def _equity(name: str, label: Text, definition: Text, unit: str, **more: Any) -> Indicator:
    return one(name, label, definition, unit, **{"needs": ACCESS_NEEDS, "better": "less", **more})


GINI = _equity(
    "service_gini",
    Text("基尼系数", "Gini coefficient"),
    Text("居民之间每千人可得规模的基尼系数", "of accessible capacity per 1,000 among residents"),
    "1",
    method="Gini 1914",
)
PALMA = _equity(
    "service_palma",
    Text("帕尔马比", "Palma ratio"),
    Text("可得规模最多的一成居民与最少的四成居民的人均之比", "best-off tenth over worst-off two fifths, per head"),
    "1",
    method="Palma 2011",
)
THEIL = _equity(
    "service_theil",
    Text("泰尔指数", "Theil index"),
    Text("居民之间可得规模的泰尔 T 指数，等于下列三部分之和", "Theil's T, the sum of the three parts"),
    "1",
    method="Theil 1967",
)
THEIL_CITIES = _equity(
    "service_theil_between_cities",
    Text("泰尔指数：市际", "Theil index: between cities"),
    Text("市与市之间的差别", "differences between cities"),
    "1",
    method="Theil 1967",
)
THEIL_COUNTIES = _equity(
    "service_theil_between_counties",
    Text("泰尔指数：市内县际", "Theil index: between counties of a city"),
    Text("同一市内县区之间的差别", "differences between counties of one city"),
    "1",
    method="Theil 1967",
)
THEIL_WITHIN = _equity(
    "service_theil_within",
    Text("泰尔指数：县内", "Theil index: within counties"),
    Text("同一县区内网格之间的差别", "differences between zones of one county"),
    "1",
    method="Theil 1967",
)
CONCENTRATION = _equity(
    "service_concentration",
    Text("按行政等级的集中指数", "concentration by administrative rank"),
    Text("大于 0 表示行政等级高的地方居民可得更多", "above 0 if residents of higher-ranking places have more"),
    "1",
    better="none",
    method="Kakwani, Wagstaff and van Doorslaer 1997",
)
COVERED_CONCENTRATION = _equity(
    "service_covered_concentration",
    Text("时间覆盖的集中指数（有界修正）", "concentration of coverage, corrected for bounds"),
    Text("时间覆盖率按行政等级的 Erreygers 集中指数", "Erreygers index of the share within minutes by rank"),
    "1",
    better="none",
    method="Erreygers 2009",
)
INCOME_CONCENTRATION = _equity(
    "service_income_concentration",
    Text("按收入的集中指数", "concentration by income"),
    Text("按各市居民人均可支配收入排序；大于 0 表示收入高的市居民可得更多", "ranked by income of the city"),
    "1",
    better="none",
    needs=(*ACCESS_NEEDS, Need("figures", ("value",), (("attribute", "disposable_income"),))),
    method="Kakwani, Wagstaff and van Doorslaer 1997",
)
BELOW_LINE = _equity(
    "service_below_line",
    Text("低于标准线的人口占比", "share below the line"),
    Text("可得规模低于配置标准的对象人口占比（FGT α=0）", "share with less accessible capacity than the norm"),
    "%",
    method="Foster, Greer and Thorbecke 1984",
)
SHORTFALL = _equity(
    "service_shortfall_depth",
    Text("低于标准线的平均深度", "depth below the line"),
    Text("与配置标准的平均差距占标准的百分比（FGT α=1）", "mean distance below the norm as a share of it"),
    "%",
    method="Foster, Greer and Thorbecke 1984",
)
RANK_EFFECT = one(
    "service_rank_effect",
    Text("行政等级效应：区比县", "rank effect: district over county"),
    Text(
        "常住人口和年龄结构相同时，区比县多配置的百分比；县区为样本，等级线性，区间为 95%",
        "how much more a district has than a county with as many residents of the same ages; interval 95 %",
    ),
    "%",
    needs=(*SUPPLY, Need("counties", ("admin_rank",)), Need("cities", ("admin_rank",))),
    better="none",
    method="log-log least squares with HC3 errors (Long and Ervin 2000); found if Holm-adjusted wild bootstrap p < 0.05",
)

EQUITY_INDICATORS = (
    GINI, PALMA, THEIL, THEIL_CITIES, THEIL_COUNTIES, THEIL_WITHIN, CONCENTRATION, COVERED_CONCENTRATION,
    INCOME_CONCENTRATION, BELOW_LINE, SHORTFALL,
)  # fmt: skip
