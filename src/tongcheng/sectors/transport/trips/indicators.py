"""The results on commuting trips and the tables that open them."""

from __future__ import annotations

from tongcheng.language import Text
from tongcheng.results import Indicator, Need
from tongcheng.sectors.needs import NODES, RESIDENTS, ROADS
from tongcheng.sectors.transport.indicators import JOBS

#: Published total of commuting trips between cities, both ways, a day.
TOTAL_ATTRIBUTE = "cross_city_commuting_trips"

FLOWS = Need("flows", ("value", "unit"), (("purpose", "commuting"),))
TOTAL = Need("figures", ("value", "unit"), (("subject", "region"), ("attribute", TOTAL_ATTRIBUTE)))

_PLACES = (ROADS, NODES, RESIDENTS, JOBS)

METHOD = (
    "doubly constrained gravity model (Wilson 1971), balanced by Furness (1965), decay and border factor by Poisson "
    "likelihood (Flowerdew and Aitkin 1982) on observed commuting; free-flow road times; 95 % interval of the calibration"
)
TOTAL_METHOD = (
    "doubly constrained gravity model (Wilson 1971), one decay such that trips between cities add up to the published "
    "total (Hyman 1969); range over exponential and power decay"
)

COMMUTING_TRIPS = Indicator(
    indicator="commuting_trips",
    sector="transport",
    label=Text("通勤出行", "commuting trips"),
    definition=Text(
        "工作日往返通勤人次：模型按现状通勤流标定，只代表通勤，不代表全部出行",
        "trips to work and back on a working day by a model calibrated to observed commuting; commuting only, not all trips",
    ),
    unit="person-trip/day",
    aggregate="sum",
    needs=(*_PLACES, FLOWS),
    method=METHOD,
)

CROSSING_SHARE = Indicator(
    indicator="commuting_crossing_share",
    sector="transport",
    label=Text("跨市通勤占比", "share of commuting that crosses"),
    definition=Text(
        "居住地与工作地分属两市的通勤占全部通勤的比重", "commuting between two cities over all commuting"
    ),
    unit="%",
    aggregate="mean",
    weight="commuters",
    needs=(*_PLACES, FLOWS),
    method=METHOD,
)

COMMUTING_MINUTES = Indicator(
    indicator="commuting_minutes",
    sector="transport",
    label=Text("通勤平均单程时间", "mean minutes of a commuting trip"),
    definition=Text(
        "自由流驾车单程分钟数，按通勤人次平均", "minutes one way by car in free flow, averaged over trips"
    ),
    unit="min",
    aggregate="mean",
    weight="commuting_trips",
    needs=(*_PLACES, FLOWS),
    better="less",
    method=METHOD,
)

TRIPS_BY_TOTAL = Indicator(
    indicator="commuting_trips_by_total",
    sector="transport",
    label=Text("按公布总量推算的跨市通勤", "commuting between cities by the published total"),
    definition=Text(
        "把公布的全圈跨城通勤人次（含往返）按人口、岗位和时间分到各对城市；只代表通勤",
        "the published total of commuting trips between cities, both ways, shared out by residents, jobs and times; "
        "commuting only",
    ),
    unit="person-trip/day",
    aggregate="sum",
    needs=(*_PLACES, TOTAL),
    method=TOTAL_METHOD,
)

TRIPS_INDICATORS = (COMMUTING_TRIPS, CROSSING_SHARE, COMMUTING_MINUTES, TRIPS_BY_TOTAL)
