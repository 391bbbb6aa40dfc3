"""The parts of a run, in the order in which they are measured; a new measure is entered here and nowhere else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd

from tongcheng.language import Text
from tongcheng.monitor import measure_monitor
from tongcheng.monitor.indicators import INDICATORS as MONITOR
from tongcheng.region import Region
from tongcheng.region.border_lines import border_lines
from tongcheng.region.borders import BorderState, apart, today, together
from tongcheng.region.unlock import split
from tongcheng.results import Indicator, Results, combine, make_results
from tongcheng.sectors import services, transport
from tongcheng.sectors.found import Found
from tongcheng.sectors.services.effects import EFFECT_INDICATORS
from tongcheng.sectors.services.effects import measure_effects as measure_service_effects
from tongcheng.sectors.services.reallotment import REALLOTMENT_INDICATORS, measure_reallotment
from tongcheng.sectors.services.siting import SITING_INDICATORS, measure_siting
from tongcheng.sectors.transport.border_effect import BORDER_EFFECT_INDICATORS, measure_border_effect
from tongcheng.sectors.transport.effects import measure_effects
from tongcheng.sectors.transport.ends import ENDS_INDICATORS, measure_candidates
from tongcheng.sectors.transport.nets import NET_INDICATORS, measure_nets
from tongcheng.sectors.transport.one_hour import ONE_HOUR_INDICATORS, measure_one_hour
from tongcheng.sectors.transport.trips import TRIPS_INDICATORS, measure_trips
from tongcheng.sectors.transport.worth import WORTH_INDICATORS, known_trips, measure_worth
from tongcheng.travel.circle import CircleTravel

Tables = Mapping[str, pd.DataFrame]


@dataclass(frozen=True)
class Part:
    """One measure of a run.

    Parameters
    ----------
    name, label
        Stable name, and what the progress says.
    indicators
        The results that it makes.
    measure
        Called with the circle, its travel and the tables of the parts before; never computes a locked result.
    reads
        Tables of the circle that can change what it finds; all of them if empty.
    """

    name: str
    label: Text
    indicators: tuple[Indicator, ...]
    measure: Callable[[Region, CircleTravel, Tables], Found]
    reads: tuple[str, ...] = ()


_ROADS = ("road_nodes", "road_links")
_PLACES = ("cities", "counties", "functional_areas", "zones", "residents")
_REACH = (*_PLACES, *_ROADS, "jobs", "borders", "facilities")


def _reach(region: Region, travel: CircleTravel, _: Tables) -> Found:
    needed = _opened_means(region, transport.INDICATORS)
    times = {"zones": travel.zones} if needed else {}
    return Found(transport.measure(region, times, _states(region, "transport") if needed else {}))


def _services(region: Region, travel: CircleTravel, _: Tables) -> Found:
    needed = _opened_means(region, services.INDICATORS)
    times = {"hospital": travel.to("hospital", services.hospitals(region))} if needed else {}
    return Found(services.measure(region, times, _states(region, "services") if needed else {}))


def _service_measures(region: Region, travel: CircleTravel, _: Tables) -> Found:
    return services.measure_services(region, travel)


def _borders(region: Region, _: CircleTravel, __: Tables) -> Found:
    lines = border_lines(region)
    return Found(transport.measure_borders(region, lines), {"border_lines": lines})


def _border_effect(region: Region, travel: CircleTravel, _: Tables) -> Found:
    return measure_border_effect(region, travel)


def _trips(region: Region, travel: CircleTravel, _: Tables) -> Found:
    return measure_trips(region, travel)


def _road_ends(region: Region, travel: CircleTravel, _: Tables) -> Found:
    return measure_candidates(region, travel)


def _worth(region: Region, travel: CircleTravel, tables: Tables) -> Found:
    """Value the candidates and the projects on the same trips, which are made once."""
    if "candidates" not in tables:
        return Found(Results(make_results([]), split(region, WORTH_INDICATORS)[1]))
    trips = known_trips(region, travel)
    candidates = measure_worth(region, travel, tables["candidates"], trips)
    projects = measure_effects(region, travel, trips=trips)
    return Found(combine([candidates.results, projects.results]), {**candidates.tables, **projects.tables})


def _nets(region: Region, travel: CircleTravel, _: Tables) -> Found:
    return measure_nets(region, travel)


def _one_hour(region: Region, travel: CircleTravel, _: Tables) -> Found:
    return measure_one_hour(region, travel)


def _service_effects(region: Region, travel: CircleTravel, _: Tables) -> Found:
    return measure_service_effects(region, travel)


def _reallotment(region: Region, travel: CircleTravel, tables: Tables) -> Found:
    return measure_reallotment(region, travel, tables)


def _siting(region: Region, travel: CircleTravel, _: Tables) -> Found:
    return measure_siting(region, travel)


def _monitor(region: Region, travel: CircleTravel, tables: Tables) -> Found:
    return measure_monitor(region, travel, tables)


def _opened_means(region: Region, indicators: tuple[Indicator, ...]) -> bool:
    """Tell whether any open result needs travel times, so that none are made for nothing."""
    unlocked, _ = split(region, indicators)
    return any(item.indicator in unlocked for item in indicators if item.aggregate == "mean")


def _states(region: Region, sector: str) -> dict[str, list[BorderState]]:
    return {sector: [apart(region), today(region, sector), together(region)]}


PARTS: tuple[Part, ...] = (
    Part("reach", Text("可达人口与岗位", "residents and jobs within reach"), transport.INDICATORS, _reach, _REACH),
    Part("services", Text("可达床位", "beds within reach"), services.INDICATORS, _services, _REACH),
    Part(
        "service_measures",
        Text("公共服务", "public services"),
        services.SERVICE_INDICATORS,
        _service_measures,
        (*_REACH, "service_kinds", "figures", "barriers"),
    ),
    Part("one_hour", Text("一小时通勤圈", "one-hour circles"), ONE_HOUR_INDICATORS, _one_hour),
    Part("borders", Text("交界情况", "border facts"), transport.BORDER_INDICATORS, _borders),
    Part(
        "border_effect",
        Text("交界效应", "border effect"),
        BORDER_EFFECT_INDICATORS,
        _border_effect,
        (*_REACH, "barriers"),
    ),
    Part(
        "trips",
        Text("通勤出行", "commuting trips"),
        TRIPS_INDICATORS,
        _trips,
        (*_PLACES, *_ROADS, "jobs", "flows", "figures"),
    ),
    Part("road_ends", Text("断头路与瓶颈路", "dead ends and bottlenecks"), ENDS_INDICATORS, _road_ends),
    Part("worth", Text("道路与项目影响", "worth of roads and projects"), WORTH_INDICATORS, _worth),
    Part("service_effects", Text("服务项目影响", "effects on services"), EFFECT_INDICATORS, _service_effects),
    Part("reallotment", Text("按人口重新配置", "re-allotment"), REALLOTMENT_INDICATORS, _reallotment),
    Part("siting", Text("设施选址", "siting"), SITING_INDICATORS, _siting),
    Part("nets", Text("三张网", "three nets"), NET_INDICATORS, _nets),
    Part("monitor", Text("对照目标与清单", "targets and lists"), MONITOR, _monitor),
)

#: What each sector offers to the problem list.
GAPS: tuple[Callable[[Region, Results], pd.DataFrame], ...] = (transport.gaps, services.gaps)
