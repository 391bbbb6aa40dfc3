"""The results of this room and the tables that open them."""

from __future__ import annotations

from tongcheng.language import Text
from tongcheng.results import Indicator, Need

RESIDENTS = Indicator(
    indicator="residents",
    sector="monitor",
    label=Text("常住人口", "residents"),
    definition=Text("人口普查公布的常住人口", "resident population as published by the census"),
    unit="person",
    aggregate="sum",
    needs=(Need("counties"), Need("figures", (), (("attribute", "resident_population"),))),
)

RESIDENTS_BY_ZONE = Indicator(
    indicator="residents_by_zone",
    sector="monitor",
    label=Text("网格常住人口", "residents by zone"),
    definition=Text(
        "各网格最近一年的常住人口；推算值附范围",
        "residents of each zone in the latest year; with a range where modelled",
    ),
    unit="person",
    aggregate="sum",
    needs=(Need("zones"), Need("residents", ("value",), (("group", "all"),))),
)

RESIDENTS_CHANGE = Indicator(
    indicator="residents_change",
    sector="monitor",
    label=Text("普查间人口变化", "change between censuses"),
    definition=Text(
        "两次普查常住人口之比减一；期间换属或调界的县区不计算",
        "later over earlier census minus one; not computed across a change of boundary",
    ),
    unit="%",
    aggregate="none",
    needs=RESIDENTS.needs,
)

REQUIRED_PACE = Indicator(
    indicator="required_pace",
    sector="monitor",
    label=Text("所需增速", "required pace"),
    definition=Text(
        "从最近一次公布值到目标值，每年需要的平均变化（现价与不变价不混用）",
        "average yearly change from the latest published value to the target; prices are never mixed",
    ),
    unit="%/year",
    aggregate="none",
    needs=(Need("targets"), Need("figures")),
)

VERSION_SPREAD = Indicator(
    indicator="version_spread",
    sector="monitor",
    label=Text("公布数值的版本差", "spread of published versions"),
    definition=Text(
        "同一对象同一属性历次公布值的最大与最小之比减一",
        "largest over smallest published value of one attribute of one subject, minus one",
    ),
    unit="%",
    aggregate="none",
    needs=(Need("figures"),),
)

LIST_DIFFERENCE = Indicator(
    indicator="list_difference",
    sector="monitor",
    label=Text("清单口径差", "difference between totals of a list"),
    definition=Text(
        "同一清单分项之和（或另一单位所报）与公布总数之差",
        "sum of the parts of a list, or another issuer's count, minus the published total",
    ),
    unit="rows",
    aggregate="none",
    needs=(Need("list_totals"),),
)

TARGET_PROGRESS = Indicator(
    indicator="target_progress",
    sector="monitor",
    label=Text("目标建设进程", "progress to a target"),
    definition=Text(
        "从规划基期值到目标值，最近公布值已走完的比例；跨经济普查修订或区划变更的不计算",
        "part of the way from the plan's baseline to its goal; not computed across an economic census or a change of boundary",
    ),
    unit="%",
    aggregate="none",
    needs=(Need("targets"), Need("figures")),
    better="more",
)

_LEVEL_INDICATORS = Need("indicators", ("direction", "weight"), (("dimension", "发展水平"), ("level", "二级")))
_PROGRESS_INDICATORS = Need("indicators", ("direction", "weight"), (("dimension", "建设进程"), ("level", "二级")))
_INDEX_METHOD = (
    "composite indicator (OECD and JRC 2008), ranges by drawn choices (Saisana, Saltelli and Tarantola 2005)"
)

INDEX_LEVEL = Indicator(
    indicator="index_level",
    sector="monitor",
    label=Text("发展水平指数", "level index"),
    definition=Text(
        "各地之间的横向比较：指标按高低两端归一后加权，公式、权重和每项贡献全部列出",
        "places beside each other: indicators between goalposts, weighted; formula, weights and contributions are shown",
    ),
    unit="point",
    aggregate="none",
    needs=(_LEVEL_INDICATORS, Need("figures")),
    better="more",
    method=_INDEX_METHOD,
)

INDEX_RANK = Indicator(
    indicator="index_rank",
    sector="monitor",
    label=Text("发展水平位次", "rank by level"),
    definition=Text(
        "发展水平指数的位次；区间为权重、合成方式、归一方法、缺一项指标和缺值处理随机变化时的第 5 至第 95 百分位",
        "rank by the level index; range from the 5th to the 95th percentile over drawn weights, means, normalisations, an indicator left out and imputation",
    ),
    unit="rank",
    aggregate="none",
    needs=INDEX_LEVEL.needs,
    better="less",
    method=_INDEX_METHOD,
)

INDEX_PROGRESS = Indicator(
    indicator="index_progress",
    sector="monitor",
    label=Text("建设进程指数", "progress index"),
    definition=Text(
        "本圈对照自身规划目标的完成程度，按权重合成；与其他都市圈无关",
        "the circle against its own plan's targets, weighted; no other circle is in it",
    ),
    unit="point",
    aggregate="none",
    needs=(_PROGRESS_INDICATORS, Need("targets"), Need("figures")),
    better="more",
    method="composite indicator (OECD and JRC 2008)",
)

_COUNTY_SHAPES = Need("counties", ("geometry",))
_RESIDENTS = Need("residents", ("value",), (("group", "all"),))
_COMMUTERS = Need("flows", ("value",), (("purpose", "commuting"), ("level", "county")))
_FUA_METHOD = "EU-OECD functional urban area (Dijkstra, Poelman and Veneri 2019)"

URBAN_CENTRE_SHARE = Indicator(
    indicator="urban_centre_share",
    sector="monitor",
    label=Text("城市中心人口占比", "residents in an urban centre"),
    definition=Text(
        "居住在连片、每平方公里 1,500 人以上且合计 5 万人以上网格中的常住人口占比",
        "share of residents in contiguous zones of 1,500 per km² or more with 50,000 together",
    ),
    unit="%",
    aggregate="none",
    needs=(Need("zones"), _RESIDENTS),
    method="degree of urbanisation (European Commission et al. 2021), by zone",
)

CORE_COMMUTING = Indicator(
    indicator="core_commuting_share",
    sector="monitor",
    label=Text("到核心区通勤占比", "commuters to the core"),
    definition=Text(
        "在业居民中到牵头城市核心区工作的比例",
        "share of employed residents who work in the core of the leading city's area",
    ),
    unit="%",
    aggregate="none",
    needs=(_COMMUTERS, _COUNTY_SHAPES, _RESIDENTS),
    method=_FUA_METHOD,
)

FUA_RESIDENTS = Indicator(
    indicator="fua_residents",
    sector="monitor",
    label=Text("功能性都市区常住人口", "residents of the functional urban area"),
    definition=Text(
        "到核心区通勤占比达到门槛且连片的区县（含飞地内嵌、不含飞出）的常住人口",
        "residents of contiguous counties of which the threshold commutes to the core; enclaves in, exclaves out",
    ),
    unit="person",
    aggregate="sum",
    needs=CORE_COMMUTING.needs,
    method=_FUA_METHOD,
)

OUTER_COMMUTING = Indicator(
    indicator="outer_commuting_share",
    sector="monitor",
    label=Text("外围各市跨城通勤占比", "cross-city commuters of the cities around"),
    definition=Text(
        "公布的跨城通勤总量与牵头城市以外各市常住人口之比；两人次按一人计",
        "published cross-city commuters over the residents of all cities but the leading one; two trips are one person",
    ),
    unit="%",
    aggregate="none",
    needs=(Need("counties"), Need("figures", (), (("attribute", "resident_population"),)), _RESIDENTS),
)

INDEX_INDICATORS = (INDEX_LEVEL, INDEX_RANK, INDEX_PROGRESS, TARGET_PROGRESS)
DELINEATION_INDICATORS = (URBAN_CENTRE_SHARE, CORE_COMMUTING, FUA_RESIDENTS, OUTER_COMMUTING)

INDICATORS = (
    RESIDENTS, RESIDENTS_BY_ZONE, RESIDENTS_CHANGE, REQUIRED_PACE, VERSION_SPREAD, LIST_DIFFERENCE,
    *INDEX_INDICATORS, *DELINEATION_INDICATORS,
)  # fmt: skip
