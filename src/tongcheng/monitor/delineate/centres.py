"""Urban centres by density, and the counties that are cities because half of their residents live in one.

European Commission, FAO, UN-Habitat, OECD and World Bank (2021), *Applying the Degree of Urbanisation*: contiguous cells
of 1,500 residents per km² or more with 50,000 residents together. The definition has cells of 1 km²; here the cells are
whatever the zones are, and its gaps are not filled.
"""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from tongcheng.region.outlines import zone_outlines
from tongcheng.region.people import count_by_zone
from tongcheng.region.plane import Plane
from tongcheng.region.region import Region
from tongcheng.sectors.levels import Membership, memberships
from tongcheng.sectors.transport.one_hour.centres import URBAN_DENSITY, URBAN_RESIDENTS, around, zone_areas

Floats = NDArray[np.float64]

#: A county is a city if so much of its residents live in one urban centre.
MAJORITY = 0.5

#: Outlines so far (m) apart are neighbours: those of H3 cells do not meet exactly.
_APART_M = 5.0
#: Least shared border (m) of neighbours; cells that meet at a corner are not contiguous.
_SHORTEST_M = 20.0
#: Radius (km) of a disc of 1 km²: small zones count with what lies around them.
_DISC_KM = (1 / np.pi) ** 0.5


@dataclass(frozen=True)
class Centres:
    """Urban centres of a circle, by county.

    Parameters
    ----------
    city
        Shape ``(counties,)``: the urban centre that holds half of the county's residents, -1 for none; centres are
        numbered by residents, the largest is 0.
    share, low, high
        Shape ``(counties,)``: per cent of residents in any urban centre, with its range where residents are modelled.
    residents
        Of each centre, shape ``(centres,)``.
    year
        Of the residents.
    """

    city: NDArray[np.intp]
    share: Floats
    low: Floats
    high: Floats
    residents: Floats
    year: int


def urban_centres(
    region: Region, residents: Floats, outlines: gpd.GeoSeries, *,
    density: float = URBAN_DENSITY, least: float = URBAN_RESIDENTS,
) -> NDArray[np.intp]:  # fmt: skip
    """Give for each zone the urban centre it lies in, -1 for none; the largest centre is 0.

    Parameters
    ----------
    region
        The circle.
    residents
        Shape ``(zones,)``.
    outlines
        One per zone.
    density, least
        Residents per km² of a cell, and of a centre as a whole.
    """
    area = zone_areas(region, outlines)
    with np.errstate(invalid="ignore", divide="ignore"):
        dense_by = np.where(area < 1, around(region, residents, km=_DISC_KM), residents / area)
    dense = np.flatnonzero((dense_by >= density) & outlines.notna().to_numpy())
    centre = np.full(len(residents), -1, dtype=np.intp)
    if not len(dense):
        return centre
    flat = Plane.around(outlines.total_bounds).flatten(outlines.iloc[dense])
    one, other = shapely.STRtree(flat).query(flat, predicate="dwithin", distance=_APART_M)
    stretch = shapely.area(shapely.intersection(shapely.buffer(flat[one], 2 * _APART_M), flat[other])) / (
        2 * _APART_M
    )
    kept = stretch >= _SHORTEST_M
    graph = coo_array((kept[kept], (one[kept], other[kept])), shape=(len(dense), len(dense)))
    _, label = connected_components(graph, directed=False)
    people = np.bincount(label, weights=residents[dense])
    order = [int(cluster) for cluster in np.argsort(-people, kind="stable") if people[cluster] >= least]
    number = np.full(len(people), -1, dtype=np.intp)
    number[order] = np.arange(len(order))
    centre[dense] = number[label]
    return centre


def county_centres(region: Region, *, density: float = URBAN_DENSITY, least: float = URBAN_RESIDENTS) -> Centres:
    """Find the urban centres of a circle and the counties that are cities.

    Where residents are modelled, the share of a county has a range: it is found again with centres from the low and
    from the high ends of the residents of all zones.

    Examples
    --------
    >>> from tongcheng import open_region
    >>> circle = open_region("chengdu")
    >>> found = county_centres(circle)
    >>> int((found.city == 0).sum())
    10
    """
    counts, outlines = count_by_zone(region), zone_outlines(region)
    county = next(level for level in memberships(region) if level.level == "county")
    centre = urban_centres(region, counts.value, outlines, density=density, least=least)
    number = int(centre.max()) + 1
    whole = county.sum(counts.value)
    by_centre = np.array([county.sum(counts.value * (centre == label)) for label in range(number)])
    city = np.full(len(whole), -1, dtype=np.intp)
    for label in range(number):
        city[(by_centre[label] >= MAJORITY * whole) & (whole > 0)] = label
    share = _share(county, counts.value, centre)
    # The ends say which cells may be dense; who lives in a county is counted, so that its residents stand.
    ends = [
        _share(county, counts.value, urban_centres(region, values, outlines, density=density, least=least))
        for values in (counts.low, counts.high)
    ]
    low, high = np.minimum.reduce([share, *ends]), np.maximum.reduce([share, *ends])
    people = np.array([counts.value[centre == label].sum() for label in range(number)])
    return Centres(city, share, low, high, people, counts.year)


def _share(county: Membership, residents: Floats, centre: NDArray[np.intp]) -> Floats:
    whole = county.sum(residents)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(whole > 0, 100 * county.sum(residents * (centre >= 0)) / whole, np.nan)
