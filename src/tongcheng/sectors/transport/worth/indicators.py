"""What the worth of a link is told in, and the data that open it."""

from __future__ import annotations

from dataclasses import replace

from tongcheng.language import Text
from tongcheng.results import Indicator, Need
from tongcheng.sectors.needs import REACH
from tongcheng.sectors.transport.indicators import JOBS

#: Ausiello et al. for the exact update of all times by a new link; Hansen for what is counted.
METHOD = (
    "exact update of shortest times (Ausiello et al. 1991), cumulative opportunities (Hansen 1959), free flow; "
    "range: speed of the new road (10th to 90th percentile of its class), openness and residents as given"
)

RESIDENTS_REACHED_GAIN = Indicator(
    indicator="residents_reached_gain",
    sector="transport",
    label=Text("可达常住人口的增加", "gain in residents within reach"),
    definition=Text(
        "道路建成前后，自由流驾车在规定时间内可到达的常住人口之差，按居民人数平均",
        "residents within reach by car in free flow with the road less those without it, averaged over residents",
    ),
    unit="person",
    aggregate="mean",
    weight="residents",
    needs=REACH,
    better="more",
    method=METHOD,
)

JOBS_REACHED_GAIN = Indicator(
    indicator="jobs_reached_gain",
    sector="transport",
    label=Text("可达就业岗位的增加", "gain in jobs within reach"),
    definition=Text(
        "道路建成前后，自由流驾车在规定时间内可到达的就业岗位之差，按居民人数平均",
        "jobs within reach by car in free flow with the road less those without it, averaged over residents",
    ),
    unit="job",
    aggregate="mean",
    weight="residents",
    needs=(*REACH, JOBS),
    better="more",
    method=METHOD,
)

NEWLY_WITHIN = Indicator(
    indicator="newly_within",
    sector="transport",
    label=Text("新进入规定时间的居民", "people newly within reach"),
    definition=Text(
        "道路建成后，到最近就业中心（各市岗位最多的网格）、医院、机场的驾车时间由超过变为不超过规定时间的常住人口；"
        "他市设施按开放程度折算",
        "residents whose drive to the nearest employment centre (the zone with most jobs of each city), hospital or "
        "airport falls to the time or below; a facility of another city counts by the openness of the border",
    ),
    unit="person",
    aggregate="sum",
    needs=REACH,
    better="more",
    method=METHOD,
)

TIME_SAVED = Indicator(
    indicator="time_saved",
    sector="transport",
    label=Text("每日节省出行时间", "travel time saved a day"),
    definition=Text(
        "按出行分布矩阵（由通勤标定时只含通勤，返程按去程计），原在一小时以内的每日出行所节省的驾车时间之和，记在居住地；"
        "出行量不因道路而变",
        "driving time saved by the day's trips of the trip matrix that took up to an hour before, told where people "
        "live; commuting only where the matrix is calibrated to commuting (the way back as the way there); the number "
        "of trips does not change",
    ),
    unit="person-minute/day",
    aggregate="sum",
    needs=REACH,
    better="more",
    method=METHOD,
)

TIME_SAVED_POTENTIAL = Indicator(
    indicator="time_saved_potential",
    sector="transport",
    label=Text("节省时间势能（未标定）", "travel time saved, uncalibrated potential"),
    definition=Text(
        "没有出行分布矩阵时的相对量：假定每位居民每日出行 1 次，去向按岗位（无岗位数据则按人口）和时间衰减"
        "（每分钟 0.055，平面均匀分布下平均 36 分钟）分配；只用于比较道路之间的大小，不是实际出行",
        "stands in where there is no trip matrix: one trip a day per resident, spread over jobs (or residents) with a "
        "decay of 0.055 per minute (36 minutes on an even plain); it ranks roads and counts no real trips",
    ),
    unit="person-minute/day",
    aggregate="sum",
    needs=REACH,
    better="more",
    method=f"production-constrained gravity (Wilson 1971), uncalibrated; {METHOD}",
)

BENEFICIARIES = Indicator(
    indicator="beneficiaries",
    sector="transport",
    label=Text("受益人口", "people who gain"),
    definition=Text(
        "出行因该路缩短的常住人口：每个网格的居民乘以其出行中因该路缩短的比重（出行按出行分布矩阵，没有时按未标定势能；"
        "公共交通按一小时圈内居民的比重）",
        "residents whose trips get shorter: those of each zone times the part of its trips that do (trips of the trip "
        "matrix, or else of the potential; for public transport the part of the residents within the hour)",
    ),
    unit="person",
    aggregate="sum",
    needs=REACH,
    better="more",
    method=METHOD,
)

WORTH_INDICATORS = (
    RESIDENTS_REACHED_GAIN,
    JOBS_REACHED_GAIN,
    NEWLY_WITHIN,
    TIME_SAVED,
    TIME_SAVED_POTENTIAL,
    BENEFICIARIES,
)

#: Facilities whose nearness is told, with their words.
GROUPS: dict[str, Text] = {
    "job_centre": Text("就业中心", "employment centre"),
    "hospital": Text("医院", "hospital"),
    "airport": Text("机场", "airport"),
}


def newly_within(group: str) -> Indicator:
    """Give the declaration for one kind of facility, with the table that opens it.

    Examples
    --------
    >>> newly_within("airport").needs[-1].where
    (('kind', 'airport'),)
    """
    need = JOBS if group == "job_centre" else Need("facilities", ("lon", "lat", "city"), (("kind", group),))
    words = GROUPS[group]
    label = Text(f"新进入规定时间到达{words.zh}的居民", f"people newly within reach of the nearest {words.en}")
    return replace(NEWLY_WITHIN, label=label, needs=(*REACH, need))
