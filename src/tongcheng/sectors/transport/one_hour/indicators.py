"""The results of one-hour circles and the tables that open them: each mode is locked by itself."""

from __future__ import annotations

from typing import Literal

from tongcheng.language import Text
from tongcheng.results import Indicator, Need
from tongcheng.sectors.needs import NODES, RESIDENTS, ROADS

_JOBS = Need("jobs", ("value",), (("industry", "all"),))
_STOPS = Need("line_stops", ("station",))
_STATIONS = Need("stations", ("lon", "lat"))

_NEEDS: dict[str, tuple[Need, ...]] = {
    "drive": (ROADS, NODES, RESIDENTS),
    "transit": (_STATIONS, _STOPS, RESIDENTS),
}
_MODES = {
    "drive": Text("驾车", "by car"),
    "transit": Text("公共交通", "by public transport"),
}
_HOW = {
    "drive": Text(
        "门到门：含两端接入道路、停车与步行的假定时间，道路按自由流，不含拥堵",
        "door to door: with the ways to and from the road and an assumed time for parking and walking; free flow, "
        "without congestion",
    ),
    "transit": Text(
        "门到门：含步行、候车、乘车与换乘，取出发时段内的百分位",
        "door to door: with walk, wait, ride and changes, at a percentile over the departures of the window",
    ),
}
_METHODS = {
    "drive": "isochrone by one-to-all search (Dijkstra 1959), free flow, with parking (Salonen and Toivonen 2013)",
    "transit": "isochrone by range search (Delling, Pajor and Werneck 2012), percentiles over departures (Conway, "
    "Byrd and van der Linden 2017)",
}


def _share(mode: str) -> Indicator:
    return Indicator(
        indicator=f"circle_share_{mode}",
        sector="transport",
        label=Text(f"通勤圈内常住人口占比（{_MODES[mode].zh}）", f"residents within the circle, share, {_MODES[mode].en}"),
        definition=Text(
            f"自起点出发在规定时间内可到达处的常住人口占本地常住人口的比重；{_HOW[mode].zh}",
            f"share of the residents of a place who live where one arrives from the origin in time; {_HOW[mode].en}",
        ),
        unit="%",
        aggregate="mean",
        weight="residents",
        needs=_NEEDS[mode],
        better="more",
        method=_METHODS[mode],
    )  # fmt: skip


def _residents(mode: str) -> Indicator:
    return Indicator(
        indicator=f"circle_residents_{mode}",
        sector="transport",
        label=Text(f"通勤圈内常住人口（{_MODES[mode].zh}）", f"residents within the circle, {_MODES[mode].en}"),
        definition=Text(
            f"自起点出发在规定时间内可到达处的常住人口；{_HOW[mode].zh}",
            f"residents where one arrives from the origin in time; {_HOW[mode].en}",
        ),
        unit="person",
        aggregate="sum",
        needs=_NEEDS[mode],
        better="more",
        method=_METHODS[mode],
    )


def _area(mode: str) -> Indicator:
    return Indicator(
        indicator=f"circle_area_{mode}",
        sector="transport",
        label=Text(f"通勤圈面积（{_MODES[mode].zh}）", f"area of the circle, {_MODES[mode].en}"),
        definition=Text(
            f"自起点出发在规定时间内可到达的网格面积；{_HOW[mode].zh}",
            f"area of the zones in which one arrives from the origin in time; {_HOW[mode].en}",
        ),
        unit="km²",
        aggregate="sum",
        needs=_NEEDS[mode],
        better="more",
        method=_METHODS[mode],
    )


def _job_centres(mode: str) -> Indicator:
    return Indicator(
        indicator=f"job_circle_share_{mode}",
        sector="transport",
        label=Text(f"就业中心通勤圈内常住人口占比（{_MODES[mode].zh}）", f"residents within the circle of a job centre, share, {_MODES[mode].en}"),
        definition=Text(
            f"自最近的就业中心出发在规定时间内可到达处的常住人口占比；{_HOW[mode].zh}",
            f"share of residents who live where one arrives from the nearest job centre in time; {_HOW[mode].en}",
        ),
        unit="%",
        aggregate="mean",
        weight="residents",
        needs=(*_NEEDS[mode], _JOBS),
        better="more",
        method=_METHODS[mode],
    )  # fmt: skip


CircleMode = Literal["drive", "transit"]
MODES: tuple[CircleMode, ...] = ("drive", "transit")

SHARE = {mode: _share(mode) for mode in MODES}
RESIDENTS_WITHIN = {mode: _residents(mode) for mode in MODES}
AREA_WITHIN = {mode: _area(mode) for mode in MODES}
JOB_CENTRE_SHARE = {mode: _job_centres(mode) for mode in MODES}

ONE_HOUR_INDICATORS: tuple[Indicator, ...] = tuple(
    made[mode] for mode in MODES for made in (SHARE, RESIDENTS_WITHIN, AREA_WITHIN, JOB_CENTRE_SHARE)
)
