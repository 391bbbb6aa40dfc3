"""Border roads in the order of what they are worth for their money: candidates and projects in one list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import pandas as pd
import shapely

from tongcheng.language import Text, same
from tongcheng.plan.costs import costs
from tongcheng.region import Region
from tongcheng.runs.report.words import border_name, name_of, place_names
from tongcheng.sectors.transport.worth.costs import cost_range

#: Person-minutes of an hour.
HOUR = 60.0

KINDS: dict[str, Text] = {
    "dead_end": Text("断头路", "dead end"),
    "bottleneck": Text("瓶颈路", "bottleneck"),
}

CLASSES: dict[str, Text] = {
    "motorway": Text("高速公路", "motorway"),
    "trunk": Text("干线公路", "trunk road"),
    "primary": Text("主要道路", "primary road"),
    "secondary": Text("次要道路", "secondary road"),
    "tertiary": Text("三级道路", "tertiary road"),
    "unclassified": Text("一般道路", "minor road"),
    "residential": Text("居住区道路", "residential street"),
}

#: What the trips are for, the weakest first: what is saved, and what it rests on.
TRIPS: dict[str, tuple[Text, Text]] = {
    "potential": (
        Text("出行（未标定势能）", "travel time (uncalibrated potential)"),
        Text(
            "没有出行分布数据，节省时间按未标定的势能计算（每位居民每日出行 1 次），只用于比较道路之间的大小，不是实际出行。",
            "Nothing is known of trips: time saved is an uncalibrated potential (one trip a day per resident) that ranks "
            "roads and counts no real trips.",
        ),
    ),
    "commuting": (
        Text("通勤", "commuting time"),
        Text(
            "节省时间只含通勤：出行按现状通勤标定，返程按去程计，出行量不因道路而变。",
            "Time saved is that of commuting only: trips are calibrated to commuting, the way back as the way there, and "
            "their number does not change.",
        ),
    ),
    "all": (
        Text("出行", "travel time"),
        Text(
            "节省时间按出行分布矩阵计算，出行量不因道路而变。",
            "Time saved is that of the trip matrix; the number of trips does not change.",
        ),
    ),
}

STATUS: dict[str, Text] = {
    "planned": Text("计划项目", "planned project"),
    "preparatory": Text("前期项目", "project in preparation"),
    "under_construction": Text("在建项目", "project under construction"),
    "confirmed": Text("候选（已核定）", "candidate, confirmed"),
    "unsure": Text("候选（存疑）", "candidate, unsure"),
    "": Text("候选（未核定）", "candidate, not verified"),
}


class AnyRun(Protocol):
    """A run in memory or from its folder."""

    @property
    def results(self) -> pd.DataFrame:
        """Its figures."""
        ...

    @property
    def tables(self) -> Mapping[str, pd.DataFrame]:
        """Tables beside the figures."""
        ...

    @property
    def region(self) -> Region:
        """The circle."""
        ...


@dataclass(frozen=True)
class Span:
    """A number and its range."""

    value: float
    low: float
    high: float

    def over(self, other: Span) -> Span:
        """Divide; the range is the widest."""
        return Span(self.value / other.value, self.low / other.high, self.high / other.low)


def bounds(key: str, span: Span | None) -> dict[str, float]:
    """Give the ends of a range as cells of a table, none where it has no width.

    Examples
    --------
    >>> bounds("cost", Span(2.0, 1.0, 3.0)), bounds("cost", Span(2.0, 2.0, 2.0))
    ({'cost_low': 1.0, 'cost_high': 3.0}, {})
    """
    if span is None or span.low == span.high:
        return {}
    return {f"{key}_low": span.low, f"{key}_high": span.high}


@dataclass(frozen=True)
class Road:
    """One border road in the ranking.

    Parameters
    ----------
    id
        Candidate or project.
    name, border, state, kind
        In words; ``border`` is empty for a project about several.
    project
        Whether it stands on the list of projects.
    sides
        The two cities, empty where there are none.
    length_km
        Length.
    cost
        亿元, or None where nothing is published.
    published
        Whether the cost was published for this road itself.
    saved, together
        Person-hours a day under today's borders and as one city.
    saved_by, people_by
        Person-hours and people who gain, by side: first city, second city, others.
    people
        People who gain.
    shape
        On the map.
    row
        The row it is made from.
    """

    id: str
    name: Text
    border: Text
    state: Text
    kind: str
    project: bool
    sides: tuple[str, str]
    length_km: float
    cost: Span | None
    published: bool
    saved: Span
    together: float
    saved_by: tuple[float, float, float]
    people: Span
    people_by: tuple[float, float, float]
    shape: shapely.Geometry | None
    row: Mapping[str, Any]


@dataclass(frozen=True)
class Ranking:
    """Border roads, the best first.

    Parameters
    ----------
    roads
        In order of ``rate``.
    per_cost
        Whether they are ranked per 亿元; per km where not every road has a cost.
    trips
        What they are for: ``commuting``, ``all`` or ``potential``.
    """

    roads: tuple[Road, ...]
    per_cost: bool
    trips: str

    def rate(self, road: Road) -> Span:
        """Give person-hours a day per 亿元, or per km."""
        if self.per_cost and road.cost is not None:
            return road.saved.over(road.cost)
        return road.saved.over(Span(road.length_km, road.length_km, road.length_km))

    def place(self, road: str) -> int:
        """Give the position of a road, from 0.

        Raises
        ------
        KeyError
            If it is not in the ranking.
        """
        for number, item in enumerate(self.roads):
            if item.id == road:
                return number
        raise KeyError(road)

    @property
    def unit(self) -> Text:
        """What the rates are told per."""
        return Text("每亿元每日节省", "per 100 m yuan") if self.per_cost else Text("每公里每日节省", "per km")


def ranking(run: AnyRun) -> Ranking | None:
    """Put projects and the candidates that none of them covers in order.

    Parameters
    ----------
    run
        With tables ``worth`` and, where there are projects, ``project_worth``.

    Returns
    -------
    Ranking or None
        None while no border road has been valued.
    """
    roads = [*_projects(run), *_candidates(run)]
    roads = [road for road in roads if road.length_km > 0]
    if not roads:
        return None
    per_cost = all(road.cost is not None and road.cost.low > 0 for road in roads)
    trips = {str(road.row["trips"]) for road in roads}
    draft = Ranking(tuple(roads), per_cost, next(kind for kind in TRIPS if kind in trips))
    order = sorted(roads, key=lambda road: (-draft.rate(road).value, road.id))
    return Ranking(tuple(order), per_cost, draft.trips)


def _projects(run: AnyRun) -> Iterator[Road]:
    table = run.tables.get("project_worth")
    if table is None or table.empty:
        return
    names, known = place_names(run.region), costs(run.region)
    for row in table.to_dict("records"):
        cost = known.get(str(row["project"]))
        span = None if cost is None else Span(cost.value, cost.low, cost.high)
        name = name_of(names, row["project"])
        yield _road(row, str(row["project"]), name, names, span, project=True, published=cost is not None)


def _candidates(run: AnyRun) -> Iterator[Road]:
    table = run.tables.get("worth")
    if table is None or table.empty:
        return
    names, published = place_names(run.region), run.tables.get("published_costs")
    covered = _covered(run)
    for row in table[table["time_saved"].notna()].to_dict("records"):
        if str(row.get("project") or "") in covered:
            continue
        work = "new" if row["kind"] == "dead_end" else "mend"
        found = None if published is None else cost_range(
            published, work=work, road_class=str(row["class"]), length_km=float(row["length_m"]) / 1000
        )  # fmt: skip
        span = None if found is None else Span(found.value, found.low, found.high)
        yield _road(row, str(row["candidate"]), _name(row, names), names, span, project=False, published=False)


def _covered(run: AnyRun) -> set[str]:
    """Name the projects whose roads stand in the list themselves."""
    table = run.tables.get("project_worth")
    return set() if table is None or table.empty else set(table["project"])


def _name(row: Mapping[Any, Any], names: dict[str, Text]) -> Text:
    """Name a candidate by its road, else by the counties it joins."""
    for key in ("name", "ref"):
        if row.get(key) and not pd.isna(row[key]):
            return same(str(row[key]))
    ends = [name_of(names, row[key]) for key in ("county_a", "county_b") if row.get(key) and not pd.isna(row[key])]
    return Text("—".join(end.zh for end in ends), " – ".join(end.en for end in ends))


def _road(
    row: Mapping[Any, Any], key: str, name: Text, names: dict[str, Text], cost: Span | None, *, project: bool,
    published: bool,
) -> Road:  # fmt: skip
    sides = (str(row["city_a"] or ""), str(row["city_b"] or ""))
    border = (
        border_name(names, "|".join(sides))
        if row["border"] and not pd.isna(row["border"])
        else Text("多处", "several")
    )
    state = row.get("status") if project else row.get("verdict")
    word = "" if state is None or pd.isna(state) else str(state)
    return Road(
        id=key,
        name=name,
        border=border,
        state=STATUS.get(word, same(word)),
        kind=str(row["kind"]),
        project=project,
        sides=sides,
        length_km=float(row["length_m"]) / 1000,
        cost=cost,
        published=published,
        saved=_span(row, "time_saved", HOUR),
        together=float(row.get("time_saved_together", float("nan"))) / HOUR,
        saved_by=_by_side(row, "time_saved", HOUR),
        people=_span(row, "beneficiaries", 1.0),
        people_by=_by_side(row, "beneficiaries", 1.0),
        shape=shape if isinstance(shape := row.get("geometry"), shapely.Geometry) else None,
        row=row,
    )


def _span(row: Mapping[Any, Any], name: str, unit: float) -> Span:
    value, low, high = (float(row[f"{name}{end}"]) / unit for end in ("", "_low", "_high"))
    return Span(value, low, high)


def _by_side(row: Mapping[Any, Any], name: str, unit: float) -> tuple[float, float, float]:
    a, b, other = (float(row[f"{name}_{side}"]) / unit for side in ("a", "b", "other"))
    return a, b, other
