"""What the measures of services are: one declaration each; ``group`` of a figure tells the kind of service."""

from __future__ import annotations

from typing import Any

from tongcheng.language import Text
from tongcheng.results import Indicator, Need
from tongcheng.sectors.needs import BORDERS, NODES, RESIDENTS, ROADS
from tongcheng.sectors.services.kinds import SECTOR, standard_kinds

#: What every measure needs; what one kind needs besides is decided kind by kind (see ``gates``).
_KINDS = Need("service_kinds", (), (("sector", SECTOR),))
_SUPPLY = (_KINDS, Need("facilities"), RESIDENTS)
_ACCESS = (*_SUPPLY, ROADS, NODES, BORDERS)

_ROADS_FREE = "free-flow road times"
_DECAY = "Gaussian with a standard deviation of a third of the catchment"
THREE_STEP = f"3SFCA (Wan, Zou and Sternberg 2012), {_DECAY}, {_ROADS_FREE}"
E2SFCA = f"E2SFCA (Luo and Wang 2003; Luo and Qi 2009), {_DECAY}, {_ROADS_FREE}"


def _one(name: str, label: Text, definition: Text, unit: str, **more: Any) -> Indicator:
    given = {"aggregate": "none", "needs": _SUPPLY, "better": "more", **more}
    if given["aggregate"] == "mean":
        given["weight"] = "residents"
    return Indicator(indicator=name, sector=SECTOR, label=label, definition=definition, unit=unit, **given)


FACILITIES = _one(
    "service_facilities",
    Text("机构数", "facilities"),
    Text("设在该地的机构数", "facilities that stand in the place"),
    "facility",
    aggregate="sum",
)
CAPACITY = _one(
    "service_capacity",
    Text("实际规模", "actual capacity"),
    Text("设在该地的机构的实际规模（床位、学位、窗口等）", "actual capacity of the facilities in the place"),
    "unit",
    aggregate="sum",
)
PER_1000 = _one(
    "service_per_1000",
    Text("每千人规模", "capacity per 1,000"),
    Text(
        "设在该地的机构的实际规模，除以该地对象人口（全部常住人口，或该类服务的年龄组）乘 1,000；不问谁实际使用",
        "actual capacity in the place over its residents (all, or the ages it is for) times 1,000, whoever uses it",
    ),
    "unit/1000",
    aggregate="mean",
)
NORM_SHARE = _one(
    "service_norm_share",
    Text("达标程度", "share of the norm"),
    Text("每千人规模占配置标准的百分比", "capacity per 1,000 as a share of the norm"),
    "%",
    aggregate="mean",
)
AUTHORISED = _one(
    "service_authorised_ratio",
    Text("实际规模与核定规模之比", "actual over authorised capacity"),
    Text("填有核定规模的机构的实际规模之和除以核定规模之和", "of the facilities whose authorised capacity is stated"),
    "%",
    better="none",
)
TERTIARY = _one(
    "tertiary_hospitals",
    Text("三级医院数", "tertiary hospitals"),
    Text("等级以“三级”开头的医院数", "hospitals whose grade begins with 三级"),
    "facility",
    aggregate="sum",
)
TERTIARY_PER_MILLION = _one(
    "tertiary_per_million",
    Text("每百万常住人口三级医院数", "tertiary hospitals per million residents"),
    Text("三级医院数除以常住人口", "tertiary hospitals over residents"),
    "facility/1000000",
    aggregate="mean",
)
RADIUS_SHARE = _one(
    "service_radius_share",
    Text("服务半径覆盖率", "share within the service radius"),
    Text(
        "居住在机构直线服务半径以内的对象人口占比；网格内按面积均摊，上下限为网格内居民全在圈内或全在圈外",
        "share of those it is for who live within the straight service radius; even within zones, the ends assume that "
        "all of a zone's residents live inside, or outside, the part that is covered",
    ),
    "%",
    aggregate="mean",
)
MINUTES_SHARE = _one(
    "service_minutes_share",
    Text("时间覆盖率", "share within minutes"),
    Text(
        "自由流驾车在规定时间内可到达至少一处可用机构的对象人口占比；部分开放时按开放比例折算",
        "share of those it is for who reach an open facility by car in free flow within the time; partly open counts "
        "in part",
    ),
    "%",
    aggregate="mean",
    needs=_ACCESS,
    method=_ROADS_FREE,
)
NEAREST = _one(
    "service_nearest_min",
    Text("最近可用机构用时", "minutes to the nearest"),
    Text(
        "到最近可用机构的自由流驾车时间，按对象人口平均；超过 60 分钟按 60 分钟计，因此是下限",
        "driving minutes in free flow to the nearest open facility, mean over those it is for; times beyond 60 minutes "
        "count as 60, so that it is a lower end",
    ),
    "min",
    aggregate="mean",
    needs=_ACCESS,
    better="less",
    method=_ROADS_FREE,
)
REACHED = _one(
    "service_reached",
    Text("可达规模", "capacity within reach"),
    Text("规定时间内可到达且可使用的规模，不计拥挤", "capacity that can be reached and used, as if nobody else came"),
    "unit",
    aggregate="mean",
    needs=_ACCESS,
    method=f"cumulative opportunities (Hansen 1959), {_ROADS_FREE}",
)
GRAVITY = _one(
    "service_gravity",
    Text("随时间递减的可达规模", "capacity within reach, less with time"),
    Text(
        "可使用的规模按到达时间高斯递减后求和，不计拥挤", "usable capacity, weighted by a Gaussian of the time to it"
    ),
    "unit",
    aggregate="mean",
    needs=_ACCESS,
    method=f"gravity (Hansen 1959), {_DECAY}, {_ROADS_FREE}",
)
ACCESS = _one(
    "service_access",
    Text("每千人可得规模", "accessible capacity per 1,000"),
    Text(
        "三步移动搜索法：居民在可到达、可使用的机构之间先近后远地选择，各机构的规模由选择它的居民分享，每千名对象人口"
        "分得的规模；计拥挤",
        "three-step floating catchment area: residents choose the nearer of the facilities open to them first, and "
        "capacity is shared among those who choose it, per 1,000 of those it is for",
    ),
    "unit/1000",
    aggregate="mean",
    needs=_ACCESS,
    method=THREE_STEP,
)
TWO_STEP = _one(
    "service_two_step",
    Text("每千人可得规模（两步法）", "accessible capacity per 1,000, two steps"),
    Text(
        "两步移动搜索法：居民到每一处可到达的机构都计入需求，需求被重复计算，作对照",
        "two-step floating catchment area: everybody counts at every facility in reach, for comparison",
    ),
    "unit/1000",
    aggregate="mean",
    needs=_ACCESS,
    method=E2SFCA,
)
BALANCED = _one(
    "service_balanced",
    Text("每千人可得规模（平衡法）", "accessible capacity per 1,000, balanced"),
    Text(
        "平衡移动搜索法：每名居民在各机构之间按时间权重合计只算一次，作对照",
        "balanced floating catchment area: everybody is counted once in all, for comparison",
    ),
    "unit/1000",
    aggregate="mean",
    needs=_ACCESS,
    method=f"balanced FCA (Paez, Higgins and Vivona 2019), supply shared by balanced demand, {_DECAY}, {_ROADS_FREE}",
)
AVAILABLE = _one(
    "service_available",
    Text("分得规模", "capacity that falls to residents"),
    Text("分给该地居民的规模；各地之和等于有人使用的全部规模", "adds up over places to all capacity that is used"),
    "unit",
    aggregate="sum",
    needs=_ACCESS,
    method=THREE_STEP,
)
SPATIAL = _one(
    "service_spatial_availability",
    Text("空间可用性", "spatial availability"),
    Text(
        "按空间可用性法分给该地居民的规模，等于两步法乘以人口，作对照",
        "two-step access times residents, for comparison",
    ),
    "unit",
    aggregate="sum",
    needs=_ACCESS,
    method=f"spatial availability (Soukhov et al. 2023), {_DECAY}, {_ROADS_FREE}",
)
USED_ELSEWHERE = _one(
    "service_used_elsewhere",
    Text("居民使用外市的规模", "capacity of other cities used"),
    Text("该地居民分得的、设在外市的规模", "what falls to residents of the place from facilities of other cities"),
    "unit",
    aggregate="sum",
    needs=_ACCESS,
    better="none",
    method=THREE_STEP,
)
USED_BY_OTHERS = _one(
    "service_used_by_others",
    Text("外市居民使用本地的规模", "capacity used by other cities"),
    Text("设在该地的机构分给外市居民的规模", "what falls to residents of other cities from facilities of the place"),
    "unit",
    aggregate="sum",
    needs=_ACCESS,
    better="none",
    method=THREE_STEP,
)
LOSERS = _one(
    "service_losers",
    Text("同城后可得规模下降的人口", "residents who have less if together"),
    Text("同城后每千人可得规模低于现状的对象人口", "those with less accessible capacity together than today"),
    "person",
    aggregate="sum",
    needs=_ACCESS,
    better="less",
    method=THREE_STEP,
)
CROWDING = _one(
    "service_crowding",
    Text("机构负荷", "load of a facility"),
    Text("选择该机构的对象人口除以其规模", "those who choose it over its capacity"),
    "person/unit",
    needs=_ACCESS,
    better="less",
    method=THREE_STEP,
)


def _equity(name: str, label: Text, definition: Text, unit: str, **more: Any) -> Indicator:
    return _one(name, label, definition, unit, **{"needs": _ACCESS, "better": "less", **more})


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
    needs=(*_ACCESS, Need("figures", ("value",), (("attribute", "disposable_income"),))),
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
RANK_EFFECT = _one(
    "service_rank_effect",
    Text("行政等级效应：区比县", "rank effect: district over county"),
    Text(
        "常住人口和年龄结构相同时，区比县多配置的百分比；县区为样本，等级线性，区间为 95%",
        "how much more a district has than a county with as many residents of the same ages; interval 95 %",
    ),
    "%",
    needs=(*_SUPPLY, Need("counties", ("admin_rank",)), Need("cities", ("admin_rank",))),
    better="none",
    method="log-log least squares with HC3 errors (Long and Ervin 2000); found if Holm-adjusted wild bootstrap p < 0.05",
)


def _office(name: str, label: Text, definition: Text, unit: str) -> Indicator:
    return _one(name, label, definition, unit, needs=(Need("figures", ("value",), (("attribute", name),)),))


MEDICAL_SETTLEMENTS = _office(
    "cross_city_medical_settlements",
    Text("异地就医直接结算人次", "cross-city medical settlements"),
    Text("圈内市与市之间住院、门诊直接结算的人次，按公布口径", "direct settlements between cities, as published"),
    "人次",
)
SERVICE_CASES = _office(
    "cross_city_service_cases",
    Text("跨市通办办件量", "cross-city service cases"),
    Text("跨市通办事项办结件数，按公布口径；事项数不等于办件量", "cases completed across cities, as published"),
    "件",
)
HOUSING_FUND = _office(
    "housing_fund_cross_city",
    Text("公积金互认互贷笔数", "housing fund loans across cities"),
    Text("圈内异地公积金贷款笔数，按公布口径", "housing fund loans across cities, as published"),
    "笔",
)
FEVER_CLINICS = Indicator(
    indicator="fever_clinics_per_100k",
    sector="health",
    label=Text("每十万常住人口发热门诊数", "fever clinics per 100,000 residents"),
    definition=Text(
        "2020 年公布的发热门诊名单按所在县区计数，除以常住人口；设在功能区而未写明县区的，计入所跨各县区的上限",
        "clinics on the published list of 2020 by county over residents; those of a functional area without a county "
        "count in the upper end of every county that it overlaps",
    ),
    unit="facility/100000",
    aggregate="mean",
    weight="residents",
    needs=(Need("facilities", (), (("kind", "fever_clinic"),)), RESIDENTS),
    better="more",
)

OFFICE_INDICATORS = (MEDICAL_SETTLEMENTS, SERVICE_CASES, HOUSING_FUND)
SUPPLY_INDICATORS = (
    FACILITIES, CAPACITY, PER_1000, NORM_SHARE, AUTHORISED, TERTIARY, TERTIARY_PER_MILLION, RADIUS_SHARE,
)  # fmt: skip
REACH_INDICATORS = (MINUTES_SHARE, NEAREST)
SHARED_INDICATORS = (
    REACHED, GRAVITY, ACCESS, TWO_STEP, BALANCED, AVAILABLE, SPATIAL, USED_ELSEWHERE, USED_BY_OTHERS, LOSERS, CROWDING,
)  # fmt: skip
EQUITY_INDICATORS = (
    GINI, PALMA, THEIL, THEIL_CITIES, THEIL_COUNTIES, THEIL_WITHIN, CONCENTRATION, COVERED_CONCENTRATION,
    INCOME_CONCENTRATION, BELOW_LINE, SHORTFALL,
)  # fmt: skip

#: One per default kind: what an office is asked for so that the kind can be measured at all. They make no figures.
KIND_INDICATORS = tuple(
    _one(
        f"service_{kind.kind}",
        Text(f"{kind.name.zh}：供给、可达与均衡", f"{kind.name.en}: supply, access, equity"),
        Text(f"{kind.name.zh}的全部测度", f"all measures of the kind {kind.name.en}"),
        "",
        needs=(Need("facilities", ("county", "capacity", "lon", "lat"), (("kind", kind.kind),)),),
    )
    for kind in standard_kinds()
)

SERVICE_INDICATORS: tuple[Indicator, ...] = (
    *SUPPLY_INDICATORS, *REACH_INDICATORS, *SHARED_INDICATORS, *EQUITY_INDICATORS, RANK_EFFECT, *OFFICE_INDICATORS,
    FEVER_CLINICS, *KIND_INDICATORS,
)  # fmt: skip
