"""The results of the search and the tables that open them."""

from __future__ import annotations

from tongcheng.language import Text
from tongcheng.results import Indicator, Need
from tongcheng.sectors.needs import NODES, ROADS

_OUTLINES = Need("counties", ("geometry",))
_ROADS = (_OUTLINES, ROADS, NODES)
_CLASSES = (*_ROADS, Need("road_links", ("class",)))

METHOD = "counterpart search by bearing and distance, declustered (after Vybornova et al. 2023)"
FALL_METHOD = "roads followed by number, name and good continuation (Thomson and Richardson 1999)"

ROAD_ENDS = Indicator(
    indicator="road_ends",
    sector="transport",
    label=Text("交界附近道路尽头", "road ends near the border"),
    definition=Text(
        "距市际交界 500 米以内的道路尽头，按性质分类（断头、数据截断、院落出入、隔河等）；计入尽头所在县区和最近的交界",
        "ends of roads within 500 m of a border by what they are (dead end, cut by the data, access to a parcel, behind "
        "water …); each counts in its county and at the nearest border",
    ),
    unit="end",
    aggregate="sum",
    needs=_ROADS,
    method=METHOD,
)

DEAD_ENDS = Indicator(
    indicator="dead_ends",
    sector="transport",
    label=Text("断头路候选", "dead-end candidates"),
    definition=Text(
        "在交界处断头、对侧 1.5 公里内有对应道路、绕行至少为直线 2.5 倍的道路；人工核定不成立的除外；下限为已核定的条数；计入断头一侧县区",
        "roads that stop at the border though a counterpart lies within 1.5 km beyond and the way round is at least 2.5 "
        "times as long; without those rejected by people; the lower end are the confirmed ones; counted in the county "
        "in which the road stops",
    ),
    unit="road",
    aggregate="sum",
    needs=_ROADS,
    better="less",
    method=METHOD,
)

DEAD_END_LENGTH = Indicator(
    indicator="dead_end_length",
    sector="transport",
    label=Text("断头路缺口长度", "metres missing at dead ends"),
    definition=Text("断头路候选缺口的直线长度之和", "straight lengths of the missing pieces of dead-end candidates"),
    unit="m",
    aggregate="sum",
    needs=_ROADS,
    better="less",
    method=METHOD,
)

CROSSINGS_REOPENED = Indicator(
    indicator="crossings_reopened",
    sector="transport",
    label=Text("打通后新增跨界道路", "crossings opened if all were joined"),
    definition=Text(
        "断头路候选全部打通后每处交界新增的跨界道路数",
        "roads across each border that joining all dead ends would add",
    ),
    unit="road",
    aggregate="sum",
    needs=_ROADS,
    better="none",
    method=METHOD,
)

BOTTLENECKS = Indicator(
    indicator="bottlenecks",
    sector="transport",
    label=Text("瓶颈路候选", "bottleneck candidates"),
    definition=Text(
        "跨界道路的类别、车道、路面宽或路面在交界 1.5 公里内下降（其后一直较低或之后恢复）；人工核定不成立的除外；下限为已核定的条数；计入下降处县区",
        "roads over the border whose class, lanes, width or surface fall within 1.5 km of it, for good or until they "
        "recover; without those rejected by people; the lower end are the confirmed ones; counted in the county in "
        "which they fall",
    ),
    unit="road",
    aggregate="sum",
    needs=_CLASSES,
    better="less",
    method=FALL_METHOD,
)

BOTTLENECK_LENGTH = Indicator(
    indicator="bottleneck_length",
    sector="transport",
    label=Text("瓶颈路段长度", "metres below standard"),
    definition=Text("瓶颈路候选低于前段标准的长度之和", "lengths of bottleneck candidates below their own standard"),
    unit="m",
    aggregate="sum",
    needs=_CLASSES,
    better="less",
    method=FALL_METHOD,
)

ENDS_INDICATORS = (
    ROAD_ENDS, DEAD_ENDS, DEAD_END_LENGTH, CROSSINGS_REOPENED, BOTTLENECKS, BOTTLENECK_LENGTH,
)  # fmt: skip
