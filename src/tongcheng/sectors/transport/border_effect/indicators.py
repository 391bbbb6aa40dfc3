"""The results of the border effect and the tables that open them."""

from __future__ import annotations

from tongcheng.language import Text
from tongcheng.results import Indicator, Need
from tongcheng.sectors.needs import NODES, RESIDENTS, ROADS
from tongcheng.sectors.transport.indicators import JOBS

METHOD = (
    "matched pairs: strata of straight distance, density at both ends and barriers crossed (Iacus, King and Porro 2012), "
    "free-flow road times; 95 % interval by a bootstrap over clusters of zones (Owen 2007; Davezies et al. 2021)"
)

_NEEDS = (ROADS, NODES, RESIDENTS, Need("counties", ("geometry",)))

BORDER_MINUTES = Indicator(
    indicator="border_minutes",
    sector="transport",
    label=Text("交界带来的额外时间", "extra minutes because of the border"),
    definition=Text(
        "跨界出行比条件相同的市内出行多用的驾车时间：直线距离、两端人口密度、跨越的河流铁路陡崖都相同；"
        "直线距离 20 公里以内，按两端常住人口加权",
        "driving minutes of a trip across the border over those of a trip inside one city with the same straight "
        "distance, density at both ends and rivers, railways and cliffs crossed; up to 20 km, weighted by the "
        "residents at both ends",
    ),
    unit="min",
    aggregate="none",
    needs=_NEEDS,
    better="less",
    method=METHOD,
)

BORDER_RESIDENTS_LOST = Indicator(
    indicator="border_residents_lost",
    sector="transport",
    label=Text("因交界少可达的常住人口", "residents out of reach because of the border"),
    definition=Text(
        "假如跨界出行与条件相同的市内出行一样快，一小时内可多到达的常住人口，按居民人数平均",
        "residents who would be within an hour by car if trips across were as fast as like trips inside a city, averaged "
        "over residents",
    ),
    unit="person",
    aggregate="mean",
    weight="residents",
    needs=_NEEDS,
    better="less",
    method=METHOD,
)

BORDER_JOBS_LOST = Indicator(
    indicator="border_jobs_lost",
    sector="transport",
    label=Text("因交界少可达的就业岗位", "jobs out of reach because of the border"),
    definition=Text(
        "假如跨界出行与条件相同的市内出行一样快，一小时内可多到达的就业岗位，按居民人数平均",
        "jobs that would be within an hour by car if trips across were as fast as like trips inside a city, averaged over "
        "residents",
    ),
    unit="job",
    aggregate="mean",
    weight="residents",
    needs=(*_NEEDS, JOBS),
    better="less",
    method=METHOD,
)

BORDER_EFFECT_INDICATORS = (BORDER_MINUTES, BORDER_RESIDENTS_LOST, BORDER_JOBS_LOST)
