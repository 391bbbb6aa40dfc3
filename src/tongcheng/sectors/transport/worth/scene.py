"""What a change is valued against: people, what they reach, and how open the borders are; made once per circle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tongcheng.region.borders import BorderState, opened_to, today, together
from tongcheng.region.people import Counts, count_by_zone
from tongcheng.region.region import Region
from tongcheng.region.unlock import Evidence, assess
from tongcheng.results import Locked
from tongcheng.sectors.reach import THRESHOLDS_MIN
from tongcheng.sectors.transport.worth.indicators import GROUPS, JOBS_REACHED_GAIN, newly_within
from tongcheng.travel.encoding import MS_PER_MINUTE

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

#: Border states in which a change is valued.
STATES = ("today", "together")

#: The three columns of every figure: value, low, high.
ENDS = 3


@dataclass(frozen=True)
class Borders:
    """The border states as the kernels want them.

    Parameters
    ----------
    openness
        Shape (states, 3, cities, destinations): what residents of a city may use of each destination.
    penalty_ms
        Shape (states, cities, destinations).
    """

    openness: Floats
    penalty_ms: Ints


@dataclass(frozen=True)
class Target:
    """One kind of facility.

    Parameters
    ----------
    group
        ``job_centre``, ``hospital`` or ``airport``.
    frame
        Ids in the first column, ``lon`` and ``lat``.
    borders
        Openness and minutes towards each of them.
    evidence
        Basis of the result.
    """

    group: str
    frame: pd.DataFrame
    borders: Borders
    evidence: Evidence


@dataclass(frozen=True)
class Scene:
    """What every change is valued against.

    Parameters
    ----------
    region
        The circle.
    cities
        Ids of the cities in the order of all arrays.
    city, county
        Shape (zones,): entry of ``cities`` and of ``region["counties"]`` (-1 where there is none).
    people
        Shape (3, zones).
    amounts
        Shape (kinds, 3, zones): residents, and jobs where they are known.
    borders
        Towards the cities themselves.
    targets
        Kinds of facilities whose data are open.
    evidence
        Evidence of each open indicator by name.
    locked
        Kinds of facilities whose data are not.
    year
        Year of the residents.
    thresholds_min
        Minutes.
    """

    region: Region
    cities: tuple[str, ...]
    city: Ints
    county: Ints
    people: Floats
    amounts: Floats
    borders: Borders
    targets: tuple[Target, ...]
    evidence: dict[str, Evidence]
    locked: tuple[Locked, ...]
    year: int
    thresholds_min: tuple[float, ...]

    @property
    def kinds(self) -> tuple[str, ...]:
        """Names of the rows of ``amounts``."""
        return ("residents", "jobs")[: len(self.amounts)]

    @property
    def thresholds_ms(self) -> NDArray[np.uint32]:
        """Thresholds in whole milliseconds."""
        return np.array([round(minutes * MS_PER_MINUTE) for minutes in self.thresholds_min], dtype=np.uint32)


def make_scene(
    region: Region, evidence: dict[str, Evidence], *, thresholds_min: Sequence[float] = THRESHOLDS_MIN
) -> Scene:
    """Gather people, jobs, facilities and border states of a circle.

    Parameters
    ----------
    region
        The circle.
    evidence
        Open indicators, from :func:`tongcheng.region.unlock.split`.
    thresholds_min
        Minutes within which is counted.
    """
    cities = tuple(region["cities"]["city"])
    residents = count_by_zone(region)
    amounts = [_ends(residents)]
    if JOBS_REACHED_GAIN.indicator in evidence:
        amounts.append(_ends(count_by_zone(region, "jobs")))
    targets, locked = _targets(region, cities)
    everywhere = np.arange(len(cities))
    return Scene(
        region=region,
        cities=cities,
        city=pd.Index(cities).get_indexer(pd.Index(region["zones"]["city"])).astype(np.int64),
        county=pd.Index(region["counties"]["county"])
        .get_indexer(pd.Index(region["zones"]["county"]))
        .astype(np.int64),
        people=_ends(residents),
        amounts=np.stack(amounts),
        borders=_borders([today(region, "transport"), together(region)], everywhere, None),
        targets=targets,
        evidence=evidence,
        locked=locked,
        year=residents.year,
        thresholds_min=tuple(thresholds_min),
    )


def _ends(counts: Counts) -> Floats:
    return np.stack([counts.value, counts.low, counts.high])


def _borders(states: Sequence[BorderState], city: NDArray[np.intp], opened: NDArray[np.bool_] | None) -> Borders:
    """Look up openness and penalty towards destinations by their city; ``opened`` (cities, destinations) widens today."""
    openness = np.empty((len(states), ENDS, len(states[0].cities), len(city)))
    for number, state in enumerate(states):
        for end, square in enumerate((state.openness, state.low, state.high)):
            share = (state.openness if square is None else square)[:, city]
            openness[number, end] = (
                share if opened is None or state.name != STATES[0] else np.where(opened, 1.0, share)
            )
    penalty = np.stack([np.rint(state.penalty_min[:, city] * MS_PER_MINUTE) for state in states])
    return Borders(openness, penalty.astype(np.int64))


def _targets(region: Region, cities: tuple[str, ...]) -> tuple[tuple[Target, ...], tuple[Locked, ...]]:
    """Give the kinds of facilities that the data open, and what would open the others."""
    targets, locked = [], []
    for group in GROUPS:
        found = assess(region, newly_within(group))
        if isinstance(found, Locked):
            locked.append(found)
            continue
        frame = employment_centres(region) if group == "job_centre" else _facilities(region, group)
        city = pd.Index(cities).get_indexer(pd.Index(frame["city"]))
        opened = opened_to(cities, frame["open_to"]).T if "open_to" in frame else None
        sector = "transport" if group == "job_centre" else _sector_of(region, group)
        borders = _borders([today(region, sector), together(region)], city, opened)
        targets.append(Target(group, frame, borders, found))
    return tuple(targets), tuple(locked)


def employment_centres(region: Region) -> pd.DataFrame:
    """Give the employment centre of each city: the zone with most jobs (the first of equal ones).

    An office of the employment service (facility kind ``job_centre``) is not where the jobs are, so that it does not
    count here.

    Returns
    -------
    pandas.DataFrame
        ``zone city lon lat``; cities without any job have none.

    Examples
    --------
    >>> from tongcheng import open_region
    >>> len(employment_centres(open_region("demo")))
    4
    """
    zones = region["zones"][["zone", "city", "lon", "lat"]].assign(jobs=count_by_zone(region, "jobs").value)
    best = zones[zones["jobs"] > 0].sort_values("jobs", ascending=False, kind="stable").drop_duplicates("city")
    return best.sort_index().drop(columns="jobs").reset_index(drop=True)


def _facilities(region: Region, group: str) -> pd.DataFrame:
    rows = region["facilities"]
    kept = rows.loc[rows["kind"] == group, ["facility", "city", "lon", "lat", "open_to"]]
    return kept.reset_index(drop=True)


def _sector_of(region: Region, kind: str) -> str:
    """Give the sector whose row of the table ``borders`` holds for a kind of facility."""
    kinds = region["service_kinds"]
    sector = kinds.loc[kinds["kind"] == kind, "sector"].dropna()
    return str(sector.iloc[0]) if len(sector) else "all"
