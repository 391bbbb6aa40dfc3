"""How far the circle reaches by commuting, beside the plan's core scope and the hour, county by county."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tongcheng.errors import Problems
from tongcheng.language import Text
from tongcheng.monitor.delineate.areas import THRESHOLD, THRESHOLDS, FunctionalAreas, functional_areas
from tongcheng.monitor.delineate.centres import Centres, county_centres
from tongcheng.monitor.delineate.flows import Commuters, commuters
from tongcheng.monitor.delineate.neighbours import neighbours
from tongcheng.region.people import count_by_zone
from tongcheng.region.region import Region
from tongcheng.sectors.levels import memberships
from tongcheng.sectors.transport.one_hour import MAJORITY as HOUR_MAJORITY

Floats = NDArray[np.float64]

HOUR = 60.0

#: Of the ways to travel the hour, the one that is compared where it is known.
_MODES = ("drive", "transit")


@dataclass(frozen=True)
class Delineation:
    """Functional areas of a circle under several thresholds.

    Parameters
    ----------
    centres
        Urban centres, or the declared core.
    commuters
        The matrix, or None where no flows are known.
    areas
        By threshold; empty without flows or without any city.
    main
        By threshold, the index of the area of the leading city.
    residents
        Shape ``(counties,)``.
    """

    centres: Centres
    commuters: Commuters | None
    areas: Mapping[float, FunctionalAreas]
    main: Mapping[float, int]
    residents: Floats

    def within(self, threshold: float) -> NDArray[np.bool_]:
        """Tell which counties lie in the area of the leading city."""
        return np.asarray(self.areas[threshold].area == self.main[threshold])

    def share(self, threshold: float) -> Floats:
        """Give the per cent of employed residents who work in the core of the leading area."""
        return np.asarray(self.areas[threshold].share[:, self.main[threshold]])


def delineate(
    region: Region, *, thresholds: Sequence[float] = THRESHOLDS, core: Iterable[str] | None = None, flows: bool = True
) -> Delineation:
    """Find the functional urban areas of a circle under each threshold.

    Parameters
    ----------
    region
        The circle.
    thresholds
        Per cent of employed residents.
    core
        Counties declared to be the core instead of those that their urban centre tells.
    flows
        Whether the table of flows may be read; it may not while what rests on it is locked.

    Raises
    ------
    InputError
        If a declared county does not exist, or flows are in different units.

    Examples
    --------
    >>> from tongcheng import open_region
    >>> found = delineate(open_region("demo"))
    >>> [int(found.within(threshold).sum()) for threshold in (10.0, 15.0, 25.0)]
    [8, 8, 8]
    """
    county = next(level for level in memberships(region) if level.level == "county")
    residents = county.sum(count_by_zone(region).value)
    centres = county_centres(region)
    city = centres.city if core is None else _declared(region, list(core))
    matrix = commuters(region) if flows else None
    areas: dict[float, FunctionalAreas] = {}
    main: dict[float, int] = {}
    if matrix is not None and (city >= 0).any():
        touching, edge = neighbours(gpd.GeoSeries(region["counties"]["geometry"], crs="EPSG:4326"))
        for threshold in thresholds:
            found = functional_areas(
                matrix.workers, city, touching, edge, threshold=threshold, employed=matrix.employed
            )
            areas[threshold] = found
            main[threshold] = _leading(found, city, residents)
    return Delineation(centres, matrix, areas, main, residents)


def _declared(region: Region, core: list[str]) -> NDArray[np.intp]:
    known = list(region["counties"]["county"])
    problems = Problems("--core")
    for name in core:
        if name not in known:
            problems.add(
                "unknown_county",
                expected=Text("counties 表中的县代码", "a county of the table counties"),
                found=name,
                remedy=Text("改正代码", "correct the code"),
            )
    problems.raise_if_any()
    return np.where(np.isin(known, core), 0, -1).astype(np.intp)


def _leading(found: FunctionalAreas, city: NDArray[np.intp], residents: Floats) -> int:
    """Give the area whose core has most residents."""
    return int(np.argmax([residents[np.isin(city, cities)].sum() for cities in found.cities]))


def delineation_table(region: Region, found: Delineation, tables: Mapping[str, pd.DataFrame]) -> gpd.GeoDataFrame:
    """Compare the functional area, the hour and the plan's core scope by county.

    Parameters
    ----------
    region
        The circle.
    found
        Its functional areas.
    tables
        Tables of the run so far: ``one_hour_counties`` and ``one_hour_origins`` are used if they are there.

    Returns
    -------
    geopandas.GeoDataFrame
        One row per county: ``county name name_en city in_core_scope residents``; ``urban_share urban_low urban_high``
        (% of residents in an urban centre); ``core role share`` at 15 % (share: % of employed residents who work in
        the leading core), ``area`` (name of the largest county in the core of the area it belongs to); ``within_10``
        … ``within_25``; ``hour_share hour_mode hour_origin`` (% of residents within the hour) and ``verdict``:
        ``both``, ``scope_only``, ``area_only``, ``neither``, empty where either is not known.
    """
    counties = region["counties"]
    frame = pd.DataFrame(
        {
            **{name: counties[name].to_numpy() for name in ("county", "name", "name_en", "city", "in_core_scope")},
            "residents": found.residents,
            "urban_share": found.centres.share,
            "urban_low": found.centres.low,
            "urban_high": found.centres.high,
            "core": found.centres.city >= 0,
            "role": "",
            "share": np.nan,
            "area": "",
        }
    )
    if THRESHOLD in found.areas:
        made = found.areas[THRESHOLD]
        frame["role"], frame["share"] = list(made.role), found.share(THRESHOLD)
        frame["core"] = [role == "core" for role in made.role]
        frame["area"] = _area_names(made, counties, found.residents)
    for threshold in found.areas:
        frame[f"within_{threshold:g}"] = found.within(threshold)
    frame = frame.assign(**_hour(frame["county"], tables))
    frame["verdict"] = _verdicts(frame, f"within_{THRESHOLD:g}")
    return gpd.GeoDataFrame(frame, geometry=list(counties["geometry"]), crs="EPSG:4326")


def _area_names(found: FunctionalAreas, counties: pd.DataFrame, residents: Floats) -> list[str]:
    names = []
    for area in range(len(found.cities)):
        core = np.array([role == "core" for role in found.role]) & (found.area == area)
        names.append(str(counties["county"].iloc[int(np.argmax(np.where(core, residents, -1.0)))]))
    return [names[area] if area >= 0 else "" for area in found.area]


def _hour(counties: pd.Series[str], tables: Mapping[str, pd.DataFrame]) -> dict[str, Any]:
    """Give the share of each county within an hour of the first origin, driving where it is known."""
    nothing = {"hour_share": np.nan, "hour_mode": "", "hour_origin": ""}
    table = tables.get("one_hour_counties")
    if table is None or table.empty:
        return nothing
    origin = str(table["origin"].iloc[0])
    rows = table[(table["origin"] == origin) & (table["threshold"] == HOUR)]
    for mode in _MODES:
        mine = rows[rows["mode"] == mode]
        if mine.empty:
            continue
        mine = mine[mine["percentile"].isna() | (mine["percentile"] == mine["percentile"].min())]
        share = mine.set_index("county")["share"]
        return {"hour_share": counties.map(share).astype("float64"), "hour_mode": mode, "hour_origin": origin}
    return nothing


def _verdicts(frame: pd.DataFrame, within: str) -> list[str]:
    if within not in frame or frame["in_core_scope"].isna().all():
        return [""] * len(frame)
    words = {(True, True): "both", (True, False): "scope_only", (False, True): "area_only", (False, False): "neither"}
    scope = frame["in_core_scope"].fillna(value=False).astype(bool)
    return [words[bool(planned), bool(inside)] for planned, inside in zip(scope, frame[within], strict=True)]


def within_hour(share: Any) -> Any:
    """Tell whether so much of a county lies within the hour that it counts as within."""
    return share >= 100 * HOUR_MAJORITY
