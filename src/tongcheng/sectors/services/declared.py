"""What the measures of services are: one declaration each; ``group`` of a figure tells the kind of service."""

from __future__ import annotations

from tongcheng.language import Text
from tongcheng.results import Indicator, Need
from tongcheng.sectors.services.declared_counted import FEVER_CLINICS, OFFICE_INDICATORS
from tongcheng.sectors.services.declared_equity import EQUITY_INDICATORS, RANK_EFFECT
from tongcheng.sectors.services.declaring import ACCESS_NEEDS, DECAY, E2SFCA, ROADS_FREE, THREE_STEP, one
from tongcheng.sectors.services.kinds import standard_kinds

FACILITIES = one(
    "service_facilities",
    Text("机构数", "facilities"),
    Text("设在该地的机构数", "facilities that stand in the place"),
    "facility",
    aggregate="sum",
)
CAPACITY = one(
    "service_capacity",
    Text("实际规模", "actual capacity"),
    Text("设在该地的机构的实际规模（床位、学位、窗口等）", "actual capacity of the facilities in the place"),
    "unit",
    aggregate="sum",
)
PER_1000 = one(
    "service_per_1000",
    Text("每千人规模", "capacity per 1,000"),
    Text(
        "设在该地的机构的实际规模，除以该地对象人口（全部常住人口，或该类服务的年龄组）乘 1,000；不问谁实际使用",
        "actual capacity in the place over its residents (all, or the ages it is for) times 1,000, whoever uses it",
    ),
    "unit/1000",
    aggregate="mean",
)
NORM_SHARE = one(
    "service_norm_share",
    Text("达标程度", "share of the norm"),
    Text("每千人规模占配置标准的百分比", "capacity per 1,000 as a share of the norm"),
    "%",
    aggregate="mean",
)
AUTHORISED = one(
    "service_authorised_ratio",
    Text("实际规模与核定规模之比", "actual over authorised capacity"),
    Text("填有核定规模的机构的实际规模之和除以核定规模之和", "of the facilities whose authorised capacity is stated"),
    "%",
    better="none",
)
TERTIARY = one(
    "tertiary_hospitals",
    Text("三级医院数", "tertiary hospitals"),
    Text("等级以“三级”开头的医院数", "hospitals whose grade begins with 三级"),
    "facility",
    aggregate="sum",
)
TERTIARY_PER_MILLION = one(
    "tertiary_per_million",
    Text("每百万常住人口三级医院数", "tertiary hospitals per million residents"),
    Text("三级医院数除以常住人口", "tertiary hospitals over residents"),
    "facility/1000000",
    aggregate="mean",
)
RADIUS_SHARE = one(
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
MINUTES_SHARE = one(
    "service_minutes_share",
    Text("时间覆盖率", "share within minutes"),
    Text(
        "自由流驾车在规定时间内可到达至少一处可用机构的对象人口占比；部分开放时按开放比例折算",
        "share of those it is for who reach an open facility by car in free flow within the time; partly open counts "
        "in part",
    ),
    "%",
    aggregate="mean",
    needs=ACCESS_NEEDS,
    method=ROADS_FREE,
)
NEAREST = one(
    "service_nearest_min",
    Text("最近可用机构用时", "minutes to the nearest"),
    Text(
        "到最近可用机构的自由流驾车时间，按对象人口平均；超过 60 分钟按 60 分钟计，因此是下限",
        "driving minutes in free flow to the nearest open facility, mean over those it is for; times beyond 60 minutes "
        "count as 60, so that it is a lower end",
    ),
    "min",
    aggregate="mean",
    needs=ACCESS_NEEDS,
    better="less",
    method=ROADS_FREE,
)
REACHED = one(
    "service_reached",
    Text("可达规模", "capacity within reach"),
    Text("规定时间内可到达且可使用的规模，不计拥挤", "capacity that can be reached and used, as if nobody else came"),
    "unit",
    aggregate="mean",
    needs=ACCESS_NEEDS,
    method=f"cumulative opportunities (Hansen 1959), {ROADS_FREE}",
)
GRAVITY = one(
    "service_gravity",
    Text("随时间递减的可达规模", "capacity within reach, less with time"),
    Text(
        "可使用的规模按到达时间高斯递减后求和，不计拥挤", "usable capacity, weighted by a Gaussian of the time to it"
    ),
    "unit",
    aggregate="mean",
    needs=ACCESS_NEEDS,
    method=f"gravity (Hansen 1959), {DECAY}, {ROADS_FREE}",
)
ACCESS = one(
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
    needs=ACCESS_NEEDS,
    method=THREE_STEP,
)
TWO_STEP = one(
    "service_two_step",
    Text("每千人可得规模（两步法）", "accessible capacity per 1,000, two steps"),
    Text(
        "两步移动搜索法：居民到每一处可到达的机构都计入需求，需求被重复计算，作对照",
        "two-step floating catchment area: everybody counts at every facility in reach, for comparison",
    ),
    "unit/1000",
    aggregate="mean",
    needs=ACCESS_NEEDS,
    method=E2SFCA,
)
BALANCED = one(
    "service_balanced",
    Text("每千人可得规模（平衡法）", "accessible capacity per 1,000, balanced"),
    Text(
        "平衡移动搜索法：每名居民在各机构之间按时间权重合计只算一次，作对照",
        "balanced floating catchment area: everybody is counted once in all, for comparison",
    ),
    "unit/1000",
    aggregate="mean",
    needs=ACCESS_NEEDS,
    method=f"balanced FCA (Paez, Higgins and Vivona 2019), supply shared by balanced demand, {DECAY}, {ROADS_FREE}",
)
AVAILABLE = one(
    "service_available",
    Text("分得规模", "capacity that falls to residents"),
    Text("分给该地居民的规模；各地之和等于有人使用的全部规模", "adds up over places to all capacity that is used"),
    "unit",
    aggregate="sum",
    needs=ACCESS_NEEDS,
    method=THREE_STEP,
)
SPATIAL = one(
    "service_spatial_availability",
    Text("空间可用性", "spatial availability"),
    Text(
        "按空间可用性法分给该地居民的规模，等于两步法乘以人口，作对照",
        "two-step access times residents, for comparison",
    ),
    "unit",
    aggregate="sum",
    needs=ACCESS_NEEDS,
    method=f"spatial availability (Soukhov et al. 2023), {DECAY}, {ROADS_FREE}",
)
USED_ELSEWHERE = one(
    "service_used_elsewhere",
    Text("居民使用外市的规模", "capacity of other cities used"),
    Text("该地居民分得的、设在外市的规模", "what falls to residents of the place from facilities of other cities"),
    "unit",
    aggregate="sum",
    needs=ACCESS_NEEDS,
    better="none",
    method=THREE_STEP,
)
USED_BY_OTHERS = one(
    "service_used_by_others",
    Text("外市居民使用本地的规模", "capacity used by other cities"),
    Text("设在该地的机构分给外市居民的规模", "what falls to residents of other cities from facilities of the place"),
    "unit",
    aggregate="sum",
    needs=ACCESS_NEEDS,
    better="none",
    method=THREE_STEP,
)
LOSERS = one(
    "service_losers",
    Text("同城后可得规模下降的人口", "residents who have less if together"),
    Text("同城后每千人可得规模低于现状的对象人口", "those with less accessible capacity together than today"),
    "person",
    aggregate="sum",
    needs=ACCESS_NEEDS,
    better="less",
    method=THREE_STEP,
)
CROWDING = one(
    "service_crowding",
    Text("机构负荷", "load of a facility"),
    Text("选择该机构的对象人口除以其规模", "those who choose it over its capacity"),
    "person/unit",
    needs=ACCESS_NEEDS,
    better="less",
    method=THREE_STEP,
)

SUPPLY_INDICATORS = (
    FACILITIES, CAPACITY, PER_1000, NORM_SHARE, AUTHORISED, TERTIARY, TERTIARY_PER_MILLION, RADIUS_SHARE,
)  # fmt: skip
REACH_INDICATORS = (MINUTES_SHARE, NEAREST)
SHARED_INDICATORS = (
    REACHED, GRAVITY, ACCESS, TWO_STEP, BALANCED, AVAILABLE, SPATIAL, USED_ELSEWHERE, USED_BY_OTHERS, LOSERS, CROWDING,
)  # fmt: skip

#: One per default kind: what an office is asked for so that the kind can be measured at all. They make no figures.
KIND_INDICATORS = tuple(
    one(
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
