"""The worth of every candidate: figures, and one row each for the table and the map."""

from __future__ import annotations

from typing import Any

import pandas as pd

from tongcheng.region.region import Region
from tongcheng.region.unlock import split
from tongcheng.results import Results, make_results
from tongcheng.sectors.found import Found
from tongcheng.sectors.transport.worth.costs import published_costs
from tongcheng.sectors.transport.worth.demand import make_demand
from tongcheng.sectors.transport.worth.from_candidates import changes_of
from tongcheng.sectors.transport.worth.indicators import TIME_SAVED, TIME_SAVED_POTENTIAL, WORTH_INDICATORS
from tongcheng.sectors.transport.worth.network import Roads
from tongcheng.sectors.transport.worth.overlap import projects_that_cover
from tongcheng.sectors.transport.worth.rows import worth_rows
from tongcheng.sectors.transport.worth.scene import make_scene
from tongcheng.sectors.transport.worth.speeds import speeds_of
from tongcheng.sectors.transport.worth.surroundings import surroundings
from tongcheng.sectors.transport.worth.table import candidate_table
from tongcheng.sectors.transport.worth.valuer import Valuer
from tongcheng.travel.circle import CircleTravel

#: Trips and ways longer than this do not count.
CUTOFF_MIN = 60.0


def make_valuer(region: Region, travel: CircleTravel, evidence: dict[str, Any], trips: Any | None) -> Valuer:
    """Make ready what values changes of a circle's roads.

    Parameters
    ----------
    region, travel
        The circle and its travel.
    evidence
        Open indicators, from :func:`tongcheng.region.unlock.split`.
    trips
        Person-trips a day between zones, or None.
    """
    scene = make_scene(region, evidence)
    roads = Roads.of(travel.network, region["zones"], [target.frame for target in scene.targets], CUTOFF_MIN)
    return Valuer(scene, roads, make_demand(scene, trips))


def measure_worth(region: Region, travel: CircleTravel, candidates: pd.DataFrame, trips: Any | None = None) -> Found:
    """Tell what each dead end or bottleneck alone would change if it were mended.

    Every time with the new road is exact: the same milliseconds as if all were computed again with it. Each candidate
    is valued under the borders of ``today`` and as one city (``together``). The range covers the speed of the new
    road (10th to 90th percentile of its class in the circle), the openness of the borders and the residents, where
    these have one; it does not cover how many trips there are.

    Parameters
    ----------
    region
        The circle.
    travel
        Its travel.
    candidates
        Dead ends and bottlenecks, one row each: ``candidate kind node counterpart_node links class speed_kmh length_m
        verdict`` are read, and what else is there goes on to the table.
    trips
        Person-trips a day between zones, a row for each home: an array of shape (zones, zones), dense or sparse, or
        what :func:`known_trips` gives. Without them the time saved is an uncalibrated potential and is named so.

    Returns
    -------
    Found
        Rows with ``scenario`` = candidate; table ``worth`` with one row per candidate, those without worth last and
        with the reason; table ``worth_surroundings`` with streets and the way round for the maps of the best;
        table ``published_costs`` per km of the circle's roads, as :func:`published_costs` gives it.
    """
    unlocked, locked = split(region, WORTH_INDICATORS)
    told = TIME_SAVED_POTENTIAL if trips is None else TIME_SAVED
    if told.indicator not in unlocked or len(candidates) == 0:
        return Found(Results(make_results([]), locked))
    valuer = make_valuer(region, travel, unlocked, trips)
    changes, reasons = changes_of(travel.network, region["road_links"], speeds_of(region["road_links"]), candidates)
    found = list(valuer.gains(changes, progress=travel.progress)) if changes else []
    bases = [travel.network.graph.basis, *candidates["basis"].dropna().unique()]
    rows = worth_rows(valuer.scene, valuer.columns, found, bases=bases)
    covered = projects_that_cover(region, candidates)
    table = candidate_table(
        valuer.scene, valuer.columns, found, candidates, reasons, covered, valuer.tally.demand.purpose
    )
    best = {name: place for place, name in enumerate(table["candidate"])}
    first = sorted(changes, key=lambda change: best[change.change])
    tables: dict[str, pd.DataFrame] = {
        "worth": table,
        "worth_surroundings": surroundings(region, travel.network.graph, first),
        "published_costs": published_costs(region),
    }
    return Found(Results(rows, (*locked, *valuer.scene.locked)), tables)
