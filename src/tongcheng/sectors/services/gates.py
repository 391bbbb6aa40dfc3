"""What one kind of service has: people it is for, facilities, papers; and what it still needs.

A result of a kind needs the facilities of that kind, whole in the attributes that it reads. A list that has no row for
a large city is no evidence that the city has none: the city is then *unlisted*, gets no figure, and locks access.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import pandas as pd

from tongcheng.language import Text
from tongcheng.region.age_groups import EVERYBODY, GroupCounts, count_group
from tongcheng.region.people import count_by_zone
from tongcheng.region.periods import period_end
from tongcheng.region.region import Region
from tongcheng.region.unlock import Evidence, assess, rows_of
from tongcheng.results import Indicator, Locked, Need, weakest_basis
from tongcheng.sectors.needs import BORDERS, NODES, RESIDENTS, ROADS
from tongcheng.sectors.services.kinds import ServiceKind

#: A city with as many residents and no row of a kind has not been asked for it yet.
LISTED_FROM: Final = 100_000.0


@dataclass(frozen=True)
class Supply:
    """What a kind has, as far as the circle's tables open it.

    Parameters
    ----------
    kind
        The kind.
    facilities
        Its facilities, reset to positions 0, 1, ….
    people
        Residents it is for by zone; None if the circle's groups cannot make them.
    unlisted
        Cities that have no row although they are large.
    counts
        Papers of figures that count facilities by place; None while locked.
    capacity
        Papers of figures that read capacities by place; None while locked.
    access
        Papers of figures that read coordinates, roads and borders; None while locked.
    year
        Of the facilities.
    locked
        What is missing for the rest.
    """

    kind: ServiceKind
    facilities: pd.DataFrame
    people: GroupCounts | None
    unlisted: tuple[str, ...]
    counts: Evidence | None
    capacity: Evidence | None
    access: Evidence | None
    year: str
    locked: tuple[Locked, ...]

    @property
    def shared(self) -> str | None:
        """Basis of what shares capacity among people: access and capacity at once; None while locked."""
        if self.capacity is None or self.access is None or self.people is None or self.unlisted:
            return None
        return weakest_basis([self.capacity.basis, self.access.basis, self.people.basis])


def supply_of(region: Region, kind: ServiceKind, indicator: Indicator) -> Supply:
    """Look at what a kind has.

    Parameters
    ----------
    region
        The circle.
    kind
        The kind.
    indicator
        Declaration that carries the name of what is locked.
    """
    where = (("kind", kind.kind),)
    rows = rows_of(region, Need("facilities", (), where)).reset_index(drop=True)
    people = count_group(region, kind.group)
    unlisted = unlisted_cities(region, rows)
    needs = {
        "counts": (Need("facilities", ("county",), where), RESIDENTS),
        "capacity": (Need("facilities", ("county", "capacity"), where), RESIDENTS),
        "access": (Need("facilities", ("lon", "lat"), where), ROADS, NODES, RESIDENTS, BORDERS),
    }
    found: dict[str, Evidence | None] = {}
    locked = []
    for name, need in needs.items():
        verdict = assess(region, replace(indicator, needs=need, label=_label(kind, name)))
        found[name] = verdict if isinstance(verdict, Evidence) else None
        if isinstance(verdict, Locked):
            locked.append(verdict)
    if people is None:
        group = Need("residents", ("value",), (("group", kind.group),))
        locked.append(Locked(replace(indicator, needs=(group,), label=_label(kind, "people")), ((group, "missing"),)))
    locked += [_unlisted(indicator, kind, city) for city in unlisted]
    return Supply(kind, rows, people, unlisted, year=_year(rows, region), locked=tuple(locked), **found)


def unlisted_cities(region: Region, rows: pd.DataFrame) -> tuple[str, ...]:
    """Give the large cities without any row of a list."""
    residents = region["residents"]
    if not (residents["group"] == EVERYBODY).any():
        return ()
    people = pd.Series(count_by_zone(region).value).groupby(region["zones"]["city"].to_numpy()).sum()
    large = [city for city in region["cities"]["city"] if people.get(city, 0.0) >= LISTED_FROM]
    return tuple(city for city in large if city not in set(rows["city"]))


_PARTS = {
    "counts": Text("机构数", "facilities"),
    "capacity": Text("每千人规模、达标", "capacity per 1,000, norm"),
    "access": Text("可达、均衡、同城化红利", "access, equity, dividend"),
    "people": Text("按对象年龄组的测度", "measures by the ages it is for"),
    "city": Text("全圈测度", "measures of the whole circle"),
}


def _label(kind: ServiceKind, part: str) -> Text:
    return Text(f"{kind.name.zh}：{_PARTS[part].zh}", f"{kind.name.en}: {_PARTS[part].en}")


def _unlisted(indicator: Indicator, kind: ServiceKind, city: str) -> Locked:
    need = Need("facilities", ("county", "capacity", "lon", "lat"), (("kind", kind.kind), ("city", city)))
    return Locked(replace(indicator, needs=(need,), label=_label(kind, "city")), ((need, "missing"),))


def _year(rows: pd.DataFrame, region: Region) -> str:
    stated = rows["as_of"].dropna()
    if len(stated):
        return str(max(period_end(text).year for text in stated))
    years = region["residents"]["year"].dropna()
    return str(int(years.max())) if len(years) else ""
