"""The results of the first net, airports: runways, who gets there in time, who belongs to which airport."""

from __future__ import annotations

from tongcheng.language import Text
from tongcheng.results import Indicator, Need
from tongcheng.sectors.needs import NODES, RESIDENTS, ROADS

AIRPORTS = Need("facilities", ("lon", "lat"), (("kind", "airport"),))
_DRIVE = (AIRPORTS, ROADS, NODES, RESIDENTS)
_TRANSIT = (AIRPORTS, Need("line_stops"), Need("stations", ("lon", "lat")), RESIDENTS)

NEAREST_METHOD = "shortest time to the nearest of several places, means weighted by residents"
HUFF_METHOD = "Huff (1963): share of an airport = cargo / minutes^b over their sum; b = 2, range b = 1 to 3"

RUNWAYS = Indicator(
    indicator="airport_runways",
    sector="transport",
    label=Text("机场跑道", "runways"),
    definition=Text("机场现有跑道条数", "runways of an airport"),
    unit="runway",
    aggregate="sum",
    needs=(AIRPORTS, Need("runways", ("length_m",))),
    better="more",
)

LONGEST_RUNWAY = Indicator(
    indicator="airport_longest_runway",
    sector="transport",
    label=Text("最长跑道", "longest runway"),
    definition=Text("机场最长一条跑道的长度", "length of the longest runway of an airport"),
    unit="m",
    aggregate="none",
    needs=(AIRPORTS, Need("runways", ("length_m",))),
    better="more",
)

PASSENGERS = Indicator(
    indicator="airport_passengers",
    sector="transport",
    label=Text("机场旅客吞吐量", "airport passengers"),
    definition=Text("机场公布的年旅客吞吐量，最近一期", "passengers of an airport in a year, latest published"),
    unit="person-trip/year",
    aggregate="none",
    needs=(Need("figures", ("value",), (("attribute", "airport_passengers"),)),),
    better="more",
)

CARGO = Indicator(
    indicator="airport_cargo",
    sector="transport",
    label=Text("机场货邮吞吐量", "airport cargo"),
    definition=Text("机场公布的年货邮吞吐量，最近一期", "cargo and mail of an airport in a year, latest published"),
    unit="t/year",
    aggregate="none",
    needs=(Need("figures", ("value",), (("attribute", "airport_cargo"),)),),
    better="more",
)

AIRPORT_MINUTES = Indicator(
    indicator="airport_minutes",
    sector="transport",
    label=Text("驾车到最近机场", "drive to the nearest airport"),
    definition=Text(
        "从网格自由流驾车到最近机场的分钟数，按居民人数平均；180 分钟内不可达的居民不计入平均",
        "minutes by car in free flow to the nearest airport, mean over residents who get there within 180 minutes",
    ),
    unit="min",
    aggregate="mean",
    weight="residents",
    needs=_DRIVE,
    better="less",
    method=NEAREST_METHOD,
)

AIRPORT_WITHIN = Indicator(
    indicator="airport_within",
    sector="transport",
    label=Text("驾车按时到达机场的居民", "residents who drive to an airport in time"),
    definition=Text(
        "规定时间内可驾车到达最近机场的居民占比", "share of residents who reach an airport by car within the time"
    ),
    unit="%",
    aggregate="mean",
    weight="residents",
    needs=_DRIVE,
    better="more",
    method=NEAREST_METHOD,
)

AIRPORT_TRANSIT_MINUTES = Indicator(
    indicator="airport_transit_minutes",
    sector="transport",
    label=Text("公共交通到最近机场", "public transport to the nearest airport"),
    definition=Text(
        "早上 7 至 9 点从网格步行、候车、乘车到最近机场的分钟数（各出发时刻的中位数），按居民人数平均；"
        "180 分钟内不可达的居民不计入平均",
        "minutes on foot and by public transport to the nearest airport, median of departures from 7 to 9, mean over "
        "residents who get there within 180 minutes",
    ),
    unit="min",
    aggregate="mean",
    weight="residents",
    needs=_TRANSIT,
    better="less",
    method=NEAREST_METHOD,
)

AIRPORT_TRANSIT_WITHIN = Indicator(
    indicator="airport_transit_within",
    sector="transport",
    label=Text("公共交通按时到达机场的居民", "residents who reach an airport in time without a car"),
    definition=Text(
        "规定时间内可步行加公共交通到达最近机场的居民占比（按网格中心到车站 20 分钟步行计）",
        "share of residents who reach an airport on foot and by public transport within the time, from the middle of "
        "their zone with at most 20 minutes on foot to a stop",
    ),
    unit="%",
    aggregate="mean",
    weight="residents",
    needs=_TRANSIT,
    better="more",
    method=NEAREST_METHOD,
)

AIRPORT_CATCHMENT = Indicator(
    indicator="airport_catchment",
    sector="transport",
    label=Text("以该机场为最近机场的居民", "residents to whom an airport is the nearest"),
    definition=Text(
        "驾车 180 分钟内以该机场为最近机场的常住人口",
        "residents whose nearest airport by car, within 180 minutes, it is",
    ),
    unit="person",
    aggregate="sum",
    needs=_DRIVE,
    method=NEAREST_METHOD,
)

CARGO_SHARE = Indicator(
    indicator="airport_cargo_share",
    sector="transport",
    label=Text("货运腹地份额", "share of the cargo catchment"),
    definition=Text(
        "按公布货邮吞吐量和驾车时间的哈夫模型，各机场分得的工业与物流岗位（无岗位数据时为居民）份额",
        "share of jobs in industry and logistics (residents where jobs are not known) that falls to an airport under "
        "Huff's model of published cargo and driving time",
    ),
    unit="%",
    aggregate="none",
    needs=(*_DRIVE, Need("figures", ("value",), (("attribute", "airport_cargo"),))),
    method=HUFF_METHOD,
)

AIR_INDICATORS = (
    RUNWAYS, LONGEST_RUNWAY, PASSENGERS, CARGO, AIRPORT_MINUTES, AIRPORT_WITHIN, AIRPORT_TRANSIT_MINUTES,
    AIRPORT_TRANSIT_WITHIN, AIRPORT_CATCHMENT, CARGO_SHARE,
)  # fmt: skip
