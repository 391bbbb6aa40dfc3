"""The results of the third net, motorways and expressways (高快速路)."""

from __future__ import annotations

from tongcheng.language import Text
from tongcheng.results import Indicator, Need
from tongcheng.sectors.needs import NODES, RESIDENTS, ROADS

_ROADS = (ROADS, NODES, RESIDENTS)
_OUTLINES = Need("counties", ("geometry",))
_ACROSS = (_OUTLINES, ROADS, NODES)

#: What counts, in words; the rule stands in :func:`tongcheng.sectors.transport.nets.interchanges.high_links`.
_WHAT = Text(
    "高快速路＝公路技术等级为高速公路、城市快速路的路段，以及未注明技术等级的 motorway、trunk 路段",
    "motorways and expressways by technical class, and class motorway or trunk where none is stated",
)

INTERCHANGES = Indicator(
    indicator="interchanges",
    sector="transport",
    label=Text("高快速路出入口", "interchanges"),
    definition=Text(
        f"高快速路与其他道路的衔接处，500 米内合并为一处；{_WHAT.zh}",
        f"places where motorways and expressways meet other roads, those within 500 m as one; {_WHAT.en}",
    ),
    unit="interchange",
    aggregate="sum",
    needs=_ACROSS,
    better="more",
)
INTERCHANGE_MINUTES = Indicator(
    indicator="interchange_minutes",
    sector="transport",
    label=Text("到最近高快速路出入口", "drive to the nearest interchange"),
    definition=Text(
        "从网格自由流驾车到最近高快速路出入口的分钟数，按居民人数平均；60 分钟内不可达的居民不计入平均",
        "minutes by car in free flow to the nearest interchange, mean over residents who get there within an hour",
    ),
    unit="min",
    aggregate="mean",
    weight="residents",
    needs=_ROADS,
    better="less",
    method="shortest time to the nearest of several places",
)
INTERCHANGE_WITHIN = Indicator(
    indicator="interchange_within",
    sector="transport",
    label=Text("按时上高快速路的居民", "residents near an interchange"),
    definition=Text(
        "规定时间内可驾车到达高快速路出入口的居民占比", "share of residents who reach an interchange within the time"
    ),
    unit="%",
    aggregate="mean",
    weight="residents",
    needs=_ROADS,
    better="more",
    method="shortest time to the nearest of several places",
)
EXPRESSWAY_CROSSINGS = Indicator(
    indicator="expressway_crossings",
    sector="transport",
    label=Text("跨界高快速路", "expressways across the border"),
    definition=Text(
        f"两端分属两市的通车高快速路条数，双幅计一条，匝道另计；{_WHAT.zh}",
        f"open roads across, ramps by themselves; {_WHAT.en}",
    ),
    unit="road",
    aggregate="none",
    needs=_ACROSS,
    better="more",
    method="screen line along the border (Ortúzar and Willumsen 2011)",
)
EXPRESSWAY_DENSITY = Indicator(
    indicator="expressway_crossings_per_10km",
    sector="transport",
    label=Text("每 10 公里交界的跨界高快速路", "expressways across per 10 km of border"),
    definition=Text("跨界高快速路条数除以交界长度", "expressways across the border over its length"),
    unit="road/10 km",
    aggregate="none",
    needs=_ACROSS,
    better="more",
    method="screen line along the border (Ortúzar and Willumsen 2011)",
)
SEAT_DETOUR = Indicator(
    indicator="seat_detour",
    sector="transport",
    label=Text("县城间绕行系数", "detour between county seats"),
    definition=Text(
        "县城之间最短路网里程与直线距离之比，直线 5 公里以上的各对平均；县城位置取 county_seat 设施，没有时取人口最多的网格",
        "shortest way on the road over the straight line between county seats 5 km apart or more, mean over pairs; a "
        "seat is the facility county_seat, or the zone with most residents",
    ),
    unit="ratio",
    aggregate="none",
    needs=_ROADS,
    better="less",
    method="route factor (Barthélemy 2011, Spatial networks)",
)

ROAD_INDICATORS = (
    INTERCHANGES, INTERCHANGE_MINUTES, INTERCHANGE_WITHIN, EXPRESSWAY_CROSSINGS, EXPRESSWAY_DENSITY, SEAT_DETOUR,
)  # fmt: skip
