"""The results of the second net, rail, and of buses across the borders."""

from __future__ import annotations

from tongcheng.language import Text
from tongcheng.results import Indicator, Need
from tongcheng.sectors.needs import NODES, RESIDENTS, ROADS

_STOPS = (Need("line_stops"), Need("stations", ("city",)))
_TRAINS = (Need("lines", (), (("mode", "rail"),)), *_STOPS)
_RAILWAY_STATIONS = Need("stations", ("city", "lon", "lat"), (("kind", "high_speed_rail"),))

TIMETABLE_METHOD = "direct trains of one day of the timetable, counted between the stations of two cities"
WALK_METHOD = (
    "share of each zone's area within the walk (straight line × 1.3, range 1.2 to 1.5), people evenly spread"
)


def _published(name: str, label: Text, definition: Text, unit: str, attribute: str) -> Indicator:
    need = Need("figures", ("value",), (("attribute", attribute),))
    return Indicator(name, "transport", label, definition, unit, "none", (need,), better="more")


def _trains(name: str, label: Text, definition: Text, unit: str, needs: tuple[Need, ...], better: str) -> Indicator:
    return Indicator(
        name, "transport", label, definition, unit, "none", needs,
        better="more" if better == "more" else "less" if better == "less" else "none", method=TIMETABLE_METHOD,
    )  # fmt: skip


TRAIN_PAIRS = Indicator(
    indicator="train_pairs",
    sector="transport",
    label=Text("城际列车对数（按时刻表）", "pairs of trains a day (timetable)"),
    definition=Text(
        "一日内两市车站间不换乘的列车班数，往返合计除以二",
        "direct trains between stations of the two cities on one day, both ways over two",
    ),
    unit="pair/day",
    aggregate="sum",
    needs=_TRAINS,
    better="more",
    method=TIMETABLE_METHOD,
)
TRAIN_HEADWAY = _trains(
    "train_headway",
    Text("列车平均间隔", "mean gap between trains"),
    Text(
        "首末班之间相邻两班的平均间隔，取两个方向中较大者", "mean gap between the first and the last, the longer way"
    ),
    "min",
    _TRAINS,
    "less",
)
TRAIN_FASTEST = _trains(
    "train_fastest",
    Text("列车最快时间", "fastest train"),
    Text(
        "停靠最多的一对车站之间最快一班的分钟数", "minutes of the fastest between the two stations most trains join"
    ),
    "min",
    (_RAILWAY_STATIONS,),
    "less",
)
TRAIN_TYPICAL = _trains(
    "train_typical",
    Text("列车常见时间", "typical train"),
    Text("停靠最多的一对车站之间各班分钟数的中位数", "median minutes between the two stations that most trains join"),
    "min",
    (_RAILWAY_STATIONS,),
    "less",
)
TRAIN_FIRST = _trains(
    "train_first",
    Text("首班", "first train"),
    Text("该方向最早一班的发车时刻（零点起分钟数）", "departure of the first train that way, minutes after midnight"),
    "min after midnight",
    (_RAILWAY_STATIONS,),
    "none",
)
TRAIN_LAST = _trains(
    "train_last",
    Text("末班", "last train"),
    Text("该方向最晚一班的发车时刻（零点起分钟数）", "departure of the last train that way, minutes after midnight"),
    "min after midnight",
    (_RAILWAY_STATIONS,),
    "none",
)

TRAIN_PAIRS_PUBLISHED = _published(
    "train_pairs_published",
    Text("城际列车对数（公布）", "pairs of trains a day (published)"),
    Text("公布的两市间每日开行列车对数，最近一期", "pairs of trains a day between two cities, latest published"),
    "pair/day",
    "train_pairs",
)
TRAIN_INTERVAL_PUBLISHED = Indicator(
    indicator="train_interval_published",
    sector="transport",
    label=Text("列车平均间隔（公布）", "gap between trains (published)"),
    definition=Text("公布的两市间列车平均间隔，最近一期", "mean gap between trains, latest published"),
    unit="min",
    aggregate="none",
    needs=(Need("figures", ("value",), (("attribute", "train_interval"),)),),
    better="less",
)
RIDERS = _published(
    "transit_riders",
    Text("线路日均客流（公布）", "riders a day (published)"),
    Text("公布的线路、城市对或全域日均客运量（人次），最近一期", "person-trips a day of a line, pair or circle, latest published"),
    "person-trip/day",
    "riders",
)  # fmt: skip
INTERCITY_BUS = _published(
    "intercity_bus_lines",
    Text("城际公交线路（公布）", "intercity bus lines (published)"),
    Text("公布的城际（毗邻）公交线路条数，最近一期", "bus lines between neighbouring cities, latest published"),
    "line",
    "intercity_bus_lines",
)
BUS_RIDERS = _published(
    "border_bus_riders",
    Text("毗邻公交日均客流（公布）", "riders of border buses (published)"),
    Text(
        "公布的毗邻公交日均客运量（人次），最近一期", "person-trips a day on buses across a border, latest published"
    ),
    "person-trip/day",
    "border_bus_riders",
)

BUS_ACROSS = Indicator(
    indicator="bus_across",
    sector="transport",
    label=Text("毗邻公交线路", "bus lines across the border"),
    definition=Text("相邻停站分属两市的公交线路数", "bus lines with two stops in a row in different cities"),
    unit="line",
    aggregate="none",
    needs=(Need("lines", (), (("mode", "bus"),)), *_STOPS),
    better="more",
)

_CROSSING_METHOD = "timetable of the line; where there is none, modelled from its stations with a range"


def _crossing(name: str, label: Text, definition: Text, unit: str) -> Indicator:
    return Indicator(
        name, "transport", label, definition, unit, "none", (Need("lines"), *_STOPS), better="none",
        method=_CROSSING_METHOD,
    )  # fmt: skip


CROSSING_MINUTES = _crossing(
    "urban_rail_minutes",
    Text("跨市城市轨道全程时间", "end to end by urban rail"),
    Text(
        "跨市地铁、有轨电车、市域铁路自起点至终点的分钟数",
        "minutes from end to end of a metro, tram or suburban line that crosses a border",
    ),
    "min",
)
CROSSING_HEADWAY = _crossing(
    "urban_rail_headway",
    Text("跨市城市轨道间隔", "headway of urban rail"),
    Text("跨市城市轨道线路的发车间隔", "gap between departures of an urban rail line that crosses a border"),
    "min",
)
CROSSING_FIRST = _crossing(
    "urban_rail_first",
    Text("跨市城市轨道首班", "first departure of urban rail"),
    Text("两端最早一班的发车时刻（零点起分钟数）", "first departure from either end, minutes after midnight"),
    "min after midnight",
)
CROSSING_LAST = _crossing(
    "urban_rail_last",
    Text("跨市城市轨道末班", "last departure of urban rail"),
    Text("两端最晚一班的发车时刻（零点起分钟数）", "last departure from either end, minutes after midnight"),
    "min after midnight",
)

STATION_WALK = Indicator(
    indicator="station_walk",
    sector="transport",
    label=Text("步行可达轨道站的居民", "residents who walk to a station"),
    definition=Text(
        "步行 15 分钟内有铁路或城市轨道车站的居民占比；网格内人口按均匀分布，居民多聚集在站边时偏低",
        "share of residents with a railway or urban rail station within 15 minutes on foot; people are spread evenly in "
        "their zone, so it is too low where they live close to stations",
    ),
    unit="%",
    aggregate="mean",
    weight="residents",
    needs=(_RAILWAY_STATIONS, RESIDENTS),
    better="more",
    method=WALK_METHOD,
)
STATION_DRIVE = Indicator(
    indicator="station_drive",
    sector="transport",
    label=Text("驾车可达轨道站的居民", "residents who drive to a station"),
    definition=Text(
        "自由流驾车 30 分钟内有铁路或城市轨道车站的居民占比",
        "share of residents with a railway or urban rail station within 30 minutes by car in free flow",
    ),
    unit="%",
    aggregate="mean",
    weight="residents",
    needs=(_RAILWAY_STATIONS, RESIDENTS, ROADS, NODES),
    better="more",
    method="shortest time to the nearest of several places",
)

RAIL_INDICATORS = (
    TRAIN_PAIRS, TRAIN_HEADWAY, TRAIN_FASTEST, TRAIN_TYPICAL, TRAIN_FIRST, TRAIN_LAST, TRAIN_PAIRS_PUBLISHED,
    TRAIN_INTERVAL_PUBLISHED, RIDERS, INTERCITY_BUS, BUS_RIDERS, BUS_ACROSS, CROSSING_MINUTES, CROSSING_HEADWAY,
    CROSSING_FIRST, CROSSING_LAST, STATION_WALK, STATION_DRIVE,
)  # fmt: skip
