"""Functional urban areas from a matrix of commuters: cities, the zones that work in them, enclaves and exclaves.

Dijkstra, Poelman and Veneri (2019), *The EU-OECD definition of a functional urban area*, OECD Regional Development
Working Papers 2019/11: a local unit belongs to the commuting zone of a city if 15 % of its employed residents work
there; cities of which one sends 15 % to the other are one; enclaves are taken in and exclaves dropped.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

#: Per cent of employed residents of the EU-OECD definition, and others that are asked for.
THRESHOLD: Final = 15.0
THRESHOLDS: Final = (10.0, 15.0, 20.0, 25.0)

Role = Literal["core", "commuting", "enclave", "exclave", "none"]


@dataclass(frozen=True)
class FunctionalAreas:
    """What a threshold makes of the units.

    Parameters
    ----------
    area
        Shape ``(units,)``: index of the area a unit belongs to, -1 for none.
    role
        Shape ``(units,)``: ``core``, ``commuting``, ``enclave`` (in an area because it surrounds the unit), ``exclave``
        (its commuters would do, but it does not touch the area) or ``none``.
    share
        Shape ``(units, areas)``: per cent of employed residents who work in the core of each area; NaN for a unit
        without any commuter.
    cities
        Labels of the cities that make the core of each area; more than one is a polycentric area.
    """

    area: NDArray[np.intp]
    role: tuple[Role, ...]
    share: Floats
    cities: tuple[tuple[int, ...], ...]


def functional_areas(
    workers: Floats,
    city: NDArray[np.intp],
    touching: Flags,
    edge: Flags,
    *,
    threshold: float = THRESHOLD,
    employed: Floats | None = None,
) -> FunctionalAreas:
    """Find the functional urban areas.

    Cities are joined one by one: a city that sends the threshold to an area joins it, also if it does so only after
    others have. Each city is measured by itself, as the definition has it; with that no unit ever enters the union of
    areas because the threshold was raised. Contiguity is measured before a unit with more than one area is given
    to the one most of its people work in.

    Parameters
    ----------
    workers
        Shape ``(units, units)``: employed residents of each row who work in each column; the diagonal counts.
    city
        Shape ``(units,)``: label of the city whose urban centre holds half of the unit's residents, -1 for none.
    touching
        Shape ``(units, units)``: whether two units have a stretch of border in common.
    edge
        Shape ``(units,)``: whether a unit touches what lies outside; such a one is never an enclave.
    threshold
        Per cent of employed residents.
    employed
        Shape ``(units,)``: employed residents, also those who work outside; the sums of the rows by default.

    Returns
    -------
    FunctionalAreas

    Raises
    ------
    ValueError
        If the threshold is not above 0 and at most 100, or nobody's city is known.

    Examples
    --------
    >>> workers = np.array([[90.0, 10.0], [20.0, 80.0]])
    >>> found = functional_areas(workers, np.array([0, -1]), np.ones((2, 2), bool), np.ones(2, bool))
    >>> found.role
    ('core', 'commuting')
    """
    if not 0 < threshold <= 100:
        raise ValueError("the threshold must be above 0 and at most 100 per cent")
    if (city < 0).all():
        raise ValueError("no unit is a city")
    totals = workers.sum(axis=1) if employed is None else employed
    groups = _join_cities(workers, totals, city, threshold)
    member = np.array([np.isin(city, group) for group in groups])
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(totals[:, None] > 0, 100.0 * (workers @ member.T) / totals[:, None], np.nan)
    wanted = (np.nan_to_num(share, nan=-1.0) >= threshold - 1e-9) & (city < 0)[:, None]
    joined = np.array(
        [_connected(member[area] | wanted[:, area], member[area], touching) for area in range(len(groups))]
    )
    inside = np.array([_surrounded(zone, touching, edge) & (city < 0) for zone in joined])
    return _settle(city, member, share, wanted, joined, inside, groups)


def _join_cities(
    workers: Floats, totals: Floats, city: NDArray[np.intp], threshold: float
) -> tuple[tuple[int, ...], ...]:
    """Join cities until none sends the threshold to another area; the outcome does not depend on the order."""
    labels = [int(label) for label in np.unique(city[city >= 0])]
    group = {label: label for label in labels}
    while True:
        pair = next(
            (
                (label, other)
                for label in labels
                for other in sorted(set(group.values()))
                if other != group[label] and _sends(workers, totals, city, label, group, other) >= threshold - 1e-9
            ),
            None,
        )
        if pair is None:
            break
        old, new = group[pair[0]], pair[1]
        group = {label: min(old, new) if of in {old, new} else of for label, of in group.items()}
    return tuple(tuple(label for label in labels if group[label] == of) for of in sorted(set(group.values())))


def _sends(
    workers: Floats, totals: Floats, city: NDArray[np.intp], label: int, group: dict[int, int], other: int
) -> float:
    """Give the per cent of a city's employed residents who work in the core of an area."""
    home = city == label
    work = np.isin(city, [name for name, of in group.items() if of == other])
    total = totals[home].sum()
    return float(100.0 * workers[np.ix_(home, work)].sum() / total) if total > 0 else 0.0


def _connected(allowed: Flags, start: Flags, touching: Flags) -> Flags:
    """Give the allowed units that can be reached from the start over allowed units that touch."""
    reached = start.copy()
    while True:
        further = reached | (allowed & touching[reached].any(axis=0))
        if (further == reached).all():
            return reached
        reached = further


def _surrounded(zone: Flags, touching: Flags, edge: Flags) -> Flags:
    """Give the units that a zone shuts off from the outside, alone or several together."""
    rest = np.flatnonzero(~zone)
    found = np.zeros(len(zone), dtype=np.bool_)
    if not len(rest):
        return found
    _, label = connected_components(coo_array(touching[np.ix_(rest, rest)]), directed=False)
    open_parts = np.unique(label[edge[rest]])
    found[rest] = ~np.isin(label, open_parts)
    return found


def _settle(
    city: NDArray[np.intp],
    member: Flags,
    share: Floats,
    wanted: Flags,
    joined: Flags,
    inside: Flags,
    groups: tuple[tuple[int, ...], ...],
) -> FunctionalAreas:
    area = np.full(len(city), -1, dtype=np.intp)
    role: list[Role] = ["none"] * len(city)
    for unit in range(len(city)):
        if city[unit] >= 0:
            area[unit], role[unit] = int(np.flatnonzero(member[:, unit])[0]), "core"
            continue
        for options, name in ((joined[:, unit], "commuting"), (inside[:, unit], "enclave")):
            if options.any():
                strength = np.where(options, np.nan_to_num(share[unit], nan=-1.0), -np.inf)
                area[unit], role[unit] = int(np.argmax(strength)), name  # type: ignore[call-overload]
                break
        else:
            role[unit] = "exclave" if wanted[unit].any() else "none"
    return FunctionalAreas(area, tuple(role), share, groups)
