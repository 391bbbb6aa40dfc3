"""What is known of each city in one joint project: its cost, and the grounds on which the cost can be split.

Everything comes from dated figures of the circle. The amount of one city stands in an attribute that ends in the
city's id or English name: ``length_in_chengdu``, ``riders_from_510100``, ``cost_paid_by_ziyang``,
``equity_share_meishan``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tongcheng.language import NOTHING, Text
from tongcheng.plan.costs import UNIT, Cost, costs
from tongcheng.region.periods import period_end
from tongcheng.region.region import Region
from tongcheng.results import weakest_basis

Floats = NDArray[np.float64]


#: Cities with the highest rank need only their own part of a line; the others also need the way to them.
_RANKS = ("capital", "sub_provincial", "prefecture")

#: What tells how much a city can pay, the better one first.
_ABILITY = {
    "fiscal_revenue": Text("采用一般公共预算收入", "fiscal revenue was taken"),
    "gdp": Text("采用地区生产总值", "regional product was taken"),
}
_YEAR = r"\d{4}"


@dataclass(frozen=True)
class Ground:
    """One number per city on which a cost can be split.

    Parameters
    ----------
    name
        ``length``, ``residents``, ``benefit``, ``riders``, ``ability``, ``paid`` or ``equity``.
    value
        Shape (cities,), not negative.
    unit, as_of, basis
        Papers of the numbers.
    what
        What was taken where there is a choice, and of what an amount is made where its figures say so.
    """

    name: str
    value: Floats
    unit: str
    as_of: str
    basis: str
    what: Text = NOTHING


@dataclass(frozen=True)
class Stake:
    """A joint project and what each city has at stake in it.

    Parameters
    ----------
    project, name
        Id and name.
    cities, labels
        Ids and names of its cities, in the order of the project's row.
    cost
        Its cost with papers.
    grounds
        By name, those that are known.
    length_then
        Lengths published on the day on which the cities agreed, where that is not the day of ``length``.
    needs
        Shape (cities, cities): whether the row's city needs the column's part of the project to make any use of
        it. A line is of use to a smaller city only if it gets to the larger one.
    """

    project: str
    name: str
    cities: tuple[str, ...]
    labels: tuple[Text, ...]
    cost: Cost
    grounds: Mapping[str, Ground] = field(default_factory=dict)
    needs: NDArray[np.bool_] | None = None
    length_then: Ground | None = None

    @property
    def agreed(self) -> Ground | None:
        """Give what the cities have agreed: what they paid, or else their equity."""
        return self.grounds.get("paid") or self.grounds.get("equity")

    def game(self) -> Floats | None:
        """Give what each coalition would pay alone for the parts that its members need, by length.

        Returns
        -------
        numpy.ndarray or None
            Shape (2**cities,); None if the length in each city is not known.
        """
        length = self.grounds.get("length")
        if length is None or self.needs is None:
            return None
        parts = self.cost.value * length.value / length.value.sum()
        count = len(self.cities)
        inside = ((np.arange(1 << count)[:, None] >> np.arange(count)) & 1).astype(bool)
        needed = (inside[:, :, None] & self.needs[None, :, :]).any(axis=1)
        return np.asarray(needed @ parts, dtype=np.float64)


def joint_projects(region: Region) -> list[str]:
    """Give the projects of at least two cities whose cost has been published, in the order of their table."""
    priced = costs(region)
    projects = region["projects"]
    joint = projects["cities"].fillna("").str.contains(";")
    return [str(project) for project in projects.loc[joint, "project"] if project in priced]


def stake_of(region: Region, project: str, *, benefit: Mapping[str, float] | None = None) -> Stake:
    """Gather what is known of a joint project.

    Parameters
    ----------
    region
        The circle.
    project
        Id of a project with a published cost.
    benefit
        Present value of what each city gains (亿元), if the project has been appraised.

    Raises
    ------
    KeyError
        If there is no such project, or its cost was never published.

    Examples
    --------
    >>> from tongcheng import open_region
    >>> stake = stake_of(open_region("chengdu"), "S3")
    >>> stake.cost.value, [round(float(km), 1) for km in stake.grounds["length"].value]
    (133.84, [20.4, 19.3])
    """
    rows = region["projects"].set_index("project")
    if project not in rows.index:
        raise KeyError(f"there is no project {project}")
    cities = tuple(str(rows.at[project, "cities"]).split(";"))
    figures = _dated(region["figures"][region["figures"]["subject"] == project])
    cost = costs(region).get(project)
    if cost is None:
        raise KeyError(f"no cost of project {project} has been published")
    places = region["cities"].set_index("city")
    grounds = [
        _length(figures, places, cities),
        _by_city(figures, places, cities, "riders", "riders_from_"),
        _by_city(figures, places, cities, "paid", "cost_paid_by_"),
        _by_city(figures, places, cities, "equity", "equity_share_"),
        _of_cities(region, cities, "residents", ("resident_population",)),
        _of_cities(region, cities, "ability", tuple(_ABILITY), whole_years=True),
        _benefit(cities, benefit, region.fictional),
    ]
    known = {ground.name: ground for ground in grounds if ground is not None}
    return Stake(
        project=project,
        name=str(rows.at[project, "name"]),
        cities=cities,
        labels=tuple(_label(places, city) for city in cities),
        cost=cost,
        grounds=known,
        needs=_needs(places, cities),
        length_then=_length_then(figures, places, cities, known),
    )


def _dated(figures: pd.DataFrame) -> pd.DataFrame:
    known = figures[figures["value"].notna()]
    return known.assign(day=known["as_of"].map(period_end)).sort_values(["day", "figure"], ignore_index=True)


def _label(places: pd.DataFrame, city: str) -> Text:
    row = places.loc[city]
    english = row.get("name_en")
    return Text(str(row["name"]), str(row["name"] if pd.isna(english) else english))


def _suffixes(places: pd.DataFrame, city: str) -> tuple[str, ...]:
    english = _label(places, city).en.lower()
    return city, english, english.removesuffix(" city")


def _by_city(
    figures: pd.DataFrame, places: pd.DataFrame, cities: Sequence[str], name: str, prefix: str
) -> Ground | None:
    """Read one attribute per city, all of the newest day on which every city has one."""
    found: dict[str, pd.DataFrame] = {}
    for city in cities:
        wanted = {prefix + suffix for suffix in _suffixes(places, city)}
        found[city] = figures[figures["attribute"].isin(wanted)]
    days = set.intersection(*(set(rows["as_of"]) for rows in found.values()))
    if not days:
        return None
    day = max(days, key=period_end)
    rows = [found[city][found[city]["as_of"] == day].iloc[-1] for city in cities]
    value = np.array([float(row["value"]) for row in rows])
    made_of = _noted([_label(places, city) for city in cities], rows) if name in ("paid", "equity") else NOTHING
    basis = weakest_basis([str(row["basis"]) for row in rows])
    return Ground(name, value, str(rows[0]["unit"]), day, basis, made_of)


def _noted(labels: Sequence[Text], rows: Sequence[pd.Series[Any]]) -> Text:
    """Give what the figures say of each city's amount, as it was published."""
    notes = [
        (label, str(row.get("note"))) for label, row in zip(labels, rows, strict=True) if pd.notna(row.get("note"))
    ]
    return Text(
        "；".join(f"{label.zh}：{note}" for label, note in notes),
        "; ".join(f"{label.en}: {note}" for label, note in notes),
    )


def _length(figures: pd.DataFrame, places: pd.DataFrame, cities: Sequence[str]) -> Ground | None:
    """Read the length in each city; with all but one known of a day, the rest of the line is the last one's."""
    full = _by_city(figures, places, cities, "length", "length_in_")
    known = {
        city: rows.iloc[-1]
        for city in cities
        if len(rows := figures[figures["attribute"].isin({f"length_in_{name}" for name in _suffixes(places, city)})])
    }
    if full is not None or len(known) != len(cities) - 1 or not known:
        return full
    day = str(next(iter(known.values()))["as_of"])
    whole = figures[(figures["attribute"] == "length") & (figures["as_of"] == day)]
    if whole.empty or any(row["as_of"] != day for row in known.values()):
        return None
    rest = float(whole.iloc[-1]["value"]) - sum(float(row["value"]) for row in known.values())
    value = np.array([float(known[city]["value"]) if city in known else rest for city in cities])
    return (
        Ground("length", value, str(whole.iloc[-1]["unit"]), day, str(whole.iloc[-1]["basis"])) if rest > 0 else None
    )


def _length_then(
    figures: pd.DataFrame, places: pd.DataFrame, cities: Sequence[str], known: Mapping[str, Ground]
) -> Ground | None:
    agreed, length = known.get("paid") or known.get("equity"), known.get("length")
    if agreed is None or (length is not None and length.as_of == agreed.as_of):
        return None
    return _length(figures[figures["as_of"] == agreed.as_of], places, cities)


def _of_cities(
    region: Region, cities: Sequence[str], name: str, attributes: Sequence[str], *, whole_years: bool = False
) -> Ground | None:
    """Read a number of the cities themselves, all of the newest day on which every city has one.

    With ``whole_years`` a quarter, whose pattern is not that of the year, is left aside.
    """
    for attribute in attributes:
        rows = _dated(region["figures"][region["figures"]["attribute"] == attribute])
        rows = rows[rows["subject"].isin(cities)]
        if whole_years:
            rows = rows[rows["as_of"].str.fullmatch(_YEAR)]
        for day in sorted(set(rows["as_of"]), key=period_end, reverse=True):
            there = rows[rows["as_of"] == day].drop_duplicates("subject", keep="last").set_index("subject")
            if all(city in there.index for city in cities):
                one = there.loc[list(cities)]
                value = one["value"].to_numpy(dtype=np.float64)
                what = _ABILITY.get(attribute, NOTHING)
                return Ground(name, value, str(one["unit"].iloc[0]), day, weakest_basis(one["basis"]), what)
    return None


def _benefit(cities: Sequence[str], benefit: Mapping[str, float] | None, fictional: bool) -> Ground | None:
    if benefit is None or not any(benefit.get(city, 0.0) > 0 for city in cities):
        return None
    value = np.array([max(benefit.get(city, 0.0), 0.0) for city in cities])
    return Ground("benefit", value, UNIT, "", "synthetic" if fictional else "modelled")


def _needs(places: pd.DataFrame, cities: Sequence[str]) -> NDArray[np.bool_]:
    ranks = [_rank(places, city) for city in cities]
    needs = np.eye(len(cities), dtype=bool)
    needs[:, int(np.argmin(ranks))] = True
    return needs


def _rank(places: pd.DataFrame, city: str) -> int:
    rank = places.at[city, "admin_rank"] if "admin_rank" in places else None
    return _RANKS.index(rank) if rank in _RANKS else len(_RANKS)
