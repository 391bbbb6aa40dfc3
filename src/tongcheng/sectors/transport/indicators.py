"""The results of this sector and the tables that open them."""

from __future__ import annotations

from tongcheng.language import Text
from tongcheng.results import Indicator, Need
from tongcheng.sectors.needs import NODES, REACH, REACH_METHOD, ROADS

JOBS = Need("jobs", ("value",), (("industry", "all"),))

RESIDENTS_REACHED = Indicator(
    indicator="residents_reached",
    sector="transport",
    label=Text("可达常住人口", "residents within reach"),
    definition=Text(
        "从居民所在网格出发，自由流驾车在规定时间内可到达的常住人口，按居民人数平均",
        "residents that can be reached by car in free flow within the time, averaged over residents",
    ),
    unit="person",
    aggregate="mean",
    weight="residents",
    needs=REACH,
    better="more",
    method=REACH_METHOD,
)

JOBS_REACHED = Indicator(
    indicator="jobs_reached",
    sector="transport",
    label=Text("可达就业岗位", "jobs within reach"),
    definition=Text(
        "从居民所在网格出发，自由流驾车在规定时间内可到达的就业岗位，按居民人数平均",
        "jobs that can be reached by car in free flow within the time, averaged over residents",
    ),
    unit="job",
    aggregate="mean",
    weight="residents",
    needs=(*REACH, JOBS),
    better="more",
    method=REACH_METHOD,
)

INDICATORS = (RESIDENTS_REACHED, JOBS_REACHED)

_OUTLINES = Need("counties", ("geometry",))
_OPEN_ROADS = (_OUTLINES, ROADS, NODES)

BORDER_LENGTH = Indicator(
    indicator="border_length",
    sector="transport",
    label=Text("交界长度", "length of the border"),
    definition=Text(
        "两市公共边界的测地长度（轮廓为示意时仅供参考）", "geodesic length of the line that two cities share"
    ),
    unit="km",
    aggregate="none",
    needs=(_OUTLINES,),
)

ROAD_CROSSINGS = Indicator(
    indicator="road_crossings",
    sector="transport",
    label=Text("跨界道路", "roads across the border"),
    definition=Text("两端分属两市的现状通车路段数", "open road links whose ends lie in different cities"),
    unit="road",
    aggregate="none",
    needs=_OPEN_ROADS,
    better="more",
)

CROSSINGS_PER_10KM = Indicator(
    indicator="crossings_per_10km",
    sector="transport",
    label=Text("每 10 公里交界的跨界道路", "roads across per 10 km of border"),
    definition=Text("跨界道路数除以交界长度", "roads across the border over its length"),
    unit="road/10 km",
    aggregate="none",
    needs=_OPEN_ROADS,
    better="more",
)

RAIL_ACROSS = Indicator(
    indicator="rail_across",
    sector="transport",
    label=Text("跨界城市轨道线路", "urban rail lines across the border"),
    definition=Text(
        "相邻停站分属两市的地铁、有轨电车和市域铁路线路数；国铁列车另见时刻表",
        "metro, tram and suburban railway lines with two stops in a row in different cities; national trains are in "
        "the timetable",
    ),
    unit="line",
    aggregate="none",
    needs=(_OUTLINES, Need("lines"), Need("line_stops"), Need("stations", ("city",))),
    better="more",
)

BORDER_INDICATORS = (BORDER_LENGTH, ROAD_CROSSINGS, CROSSINGS_PER_10KM, RAIL_ACROSS)
