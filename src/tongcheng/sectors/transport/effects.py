"""What projects change for travellers: each one alone, in physical units, by county and city."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pandas as pd

from tongcheng.language import Text
from tongcheng.region.edits import Scenario
from tongcheng.region.region import Region
from tongcheng.region.unlock import split
from tongcheng.results import Results, combine, make_results
from tongcheng.sectors.found import Found
from tongcheng.sectors.transport.worth.change import Change
from tongcheng.sectors.transport.worth.from_edits import change_of, link_edits
from tongcheng.sectors.transport.worth.indicators import TIME_SAVED, TIME_SAVED_POTENTIAL, WORTH_INDICATORS
from tongcheng.sectors.transport.worth.measure import CUTOFF_MIN, make_valuer
from tongcheng.sectors.transport.worth.project_table import project_table
from tongcheng.sectors.transport.worth.projects import LINE_EDITS, transport_scenarios
from tongcheng.sectors.transport.worth.rows import worth_rows
from tongcheng.sectors.transport.worth.scene import Scene
from tongcheng.sectors.transport.worth.speeds import speeds_of
from tongcheng.sectors.transport.worth.surroundings import surroundings
from tongcheng.sectors.transport.worth.transit import line_gains
from tongcheng.travel.circle import CircleTravel

_NO_TRIPS = Text(
    "公共交通出行量未知，只计可达变化，不计节省时间",
    "trips by public transport are not known: what is reached is told, time saved is not",
)


def effects(
    region: Region, travel: CircleTravel, projects: Collection[str] | None = None, trips: Any | None = None
) -> Results:
    """Tell what each project alone would change for travellers.

    Parameters
    ----------
    region, travel
        The circle and its travel.
    projects
        Ids; all by default.
    trips
        Person-trips a day between zones, as for
        :func:`tongcheng.sectors.transport.worth.measure.measure_worth`.

    Returns
    -------
    Results
        Rows with ``scenario`` = project, mode ``drive`` for edits of roads and ``transit`` for edits of lines.
        Projects without either have none; :func:`measure_effects` says why.

    Examples
    --------
    >>> from tongcheng import open_region
    >>> circle = open_region("chengdu")
    >>> len(effects(circle, CircleTravel(circle)).locked) > 0
    True
    """
    return measure_effects(region, travel, projects, trips).results


def measure_effects(
    region: Region, travel: CircleTravel, projects: Collection[str] | None = None, trips: Any | None = None
) -> Found:
    """Tell what each project alone would change for travellers, and which projects change nothing that is measured.

    Roads are valued as in :func:`tongcheng.sectors.transport.worth.measure.measure_worth`; a project that closes or
    slows a road is valued by making all times again. The range is that of the speeds of new roads, or of what is
    assumed about lines, and of openness and residents.

    Parameters
    ----------
    region, travel, projects, trips
        As for :func:`effects`.

    Returns
    -------
    Found
        Tables ``project_worth`` (one row per project with edits of roads), ``project_surroundings`` (streets and the
        way round for their maps) and ``effects_notes`` (``project name reason_zh reason_en``).

    Raises
    ------
    InputError
        Naming unknown projects, and everything that is wrong with their edits.
    """
    unlocked, locked = split(region, WORTH_INDICATORS)
    scenarios, others = transport_scenarios(region, projects)
    told = TIME_SAVED_POTENTIAL if trips is None else TIME_SAVED
    if told.indicator not in unlocked or not scenarios:
        return Found(Results(make_results([]), locked), {"effects_notes": others})
    valuer = make_valuer(region, travel, unlocked, trips)
    changes = _changes(region, travel, scenarios)
    by_road = list(valuer.gains(changes, progress=travel.progress))
    bases = [travel.network.graph.basis, *region["project_edits"]["basis"].dropna().unique()]
    roads = worth_rows(valuer.scene, valuer.columns, by_road, bases=bases)
    lines = _by_line(region, valuer.scene, scenarios)
    notes = pd.concat([others, _line_notes(scenarios)], ignore_index=True)
    results = combine([Results(roads, (*locked, *valuer.scene.locked)), Results(lines)])
    table = project_table(region, valuer.scene, valuer.columns, by_road, scenarios, valuer.tally.demand.purpose)
    around = surroundings(region, travel.network.graph, changes)
    return Found(results, {"project_worth": table, "project_surroundings": around, "effects_notes": notes})


def _changes(region: Region, travel: CircleTravel, scenarios: dict[str, Scenario]) -> list[Change]:
    speeds = speeds_of(region["road_links"])
    own = {project: link_edits(scenario) for project, scenario in scenarios.items()}
    return [
        change_of(region, travel.network, speeds, project, scenario)
        for project, scenario in own.items()
        if len(scenario)
    ]


def _by_line(region: Region, scene: Scene, scenarios: dict[str, Scenario]) -> pd.DataFrame:
    found = line_gains(region, scene, scenarios, CUTOFF_MIN)
    bases = [
        basis
        for table in ("lines", "stations", "project_edits")
        for basis in region[table]["basis"].dropna().unique()
    ]
    return worth_rows(scene, found.tally.columns, found.found, bases=bases, mode="transit")


def _line_notes(scenarios: dict[str, Scenario]) -> pd.DataFrame:
    """Say of projects with edits of lines what is not told."""
    rows = [
        (project, scenario.name, _NO_TRIPS.zh, _NO_TRIPS.en)
        for project, scenario in scenarios.items()
        if any(isinstance(edit, LINE_EDITS) for edit in scenario)
    ]
    return pd.DataFrame(rows, columns=["project", "name", "reason_zh", "reason_en"], dtype="str")
