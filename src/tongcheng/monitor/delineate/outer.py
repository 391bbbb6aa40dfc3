"""What a published total of cross-city commuters says about the whole circle, where no matrix is published."""

from __future__ import annotations

from dataclasses import dataclass

from tongcheng.monitor.census import census_rows
from tongcheng.monitor.delineate.flows import TRIPS_PER_COMMUTER
from tongcheng.monitor.readings import Reading, readings
from tongcheng.monitor.whose import CIRCLE
from tongcheng.region.people import count_by_zone
from tongcheng.region.region import Region
from tongcheng.results import Basis, weakest_basis
from tongcheng.sectors.transport.one_hour.centres import leading_city

#: Published totals of cross-city commuters: attribute, unit, and how many of it one commuter makes.
_TOTALS = (
    ("cross_city_commuters", "人", 1.0),
    ("cross_city_commuting_trips", "人次/日", TRIPS_PER_COMMUTER),
)


@dataclass(frozen=True)
class OuterCommuting:
    """Cross-city commuters beside the residents of the cities around the leading one.

    Parameters
    ----------
    share, high
        Per cent; high if every published trip were another person (equal to the share where persons are published).
    commuters, residents
        Persons.
    published
        The figure it rests on.
    census
        Year of the residents.
    cities
        The cities around.
    basis
        Modelled where trips stand for persons.
    """

    share: float
    high: float
    commuters: float
    residents: float
    published: Reading
    census: str
    cities: tuple[str, ...]
    basis: Basis


def outer_commuting(region: Region) -> OuterCommuting | None:
    """Set the published cross-city commuters against the residents of all cities but the leading one.

    An upper bound of what commutes to the leading city on average: the total also holds those who commute between the
    others or out of the leading city. Residents, not employed residents, are published. It says nothing of single
    counties.

    Returns
    -------
    OuterCommuting or None
        None if no total is published, or a city has no census figure.

    Examples
    --------
    >>> from tongcheng import open_region
    >>> found = outer_commuting(open_region("chengdu"))
    >>> round(found.share, 2), round(found.commuters), round(found.residents / 1e4)
    (0.55, 48000, 872)
    """
    figure, factor = _published(region)
    if figure is None or region["zones"].empty or region["residents"].empty:
        return None
    rows = census_rows(region)
    rows = rows[(rows["indicator"] == "residents") & (rows["level"] == "city")] if len(rows) else rows
    if rows.empty:
        return None
    newest = rows["year"].max()
    people = rows[rows["year"] == newest].set_index("place")["value"]
    lead = leading_city(region, count_by_zone(region).value)
    around = [str(city) for city in region["cities"]["city"] if city != lead]
    if not around or not set(around) <= set(people.index):
        return None
    residents = float(people[around].sum())
    bases = [figure.basis, *rows["basis"], *(["modelled"] if factor > 1 else [])]
    return OuterCommuting(
        share=100 * figure.value / factor / residents,
        high=100 * figure.value / residents,
        commuters=figure.value / factor,
        residents=residents,
        published=figure,
        census=str(newest),
        cities=tuple(around),
        basis=weakest_basis(str(basis) for basis in bases),
    )


def _published(region: Region) -> tuple[Reading | None, float]:
    for attribute, unit, factor in _TOTALS:
        series = readings(region["figures"], CIRCLE[0], attribute, unit, price="none")
        if series:
            return series[-1], factor
    return None, 1.0
