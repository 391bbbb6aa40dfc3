"""Border states: how far the cities of a circle are open to each other, as arrays that every measure takes.

Four states, and the names that are written in the ``borders`` column of results:

* ``apart`` 互不开放: residents may use only what lies in their own city; through-traffic stays.
* ``today`` 现状: the table ``borders``; ``facilities.open_to`` may only widen it.
* ``together`` 同城: everything is open and crossing costs nothing, on the same network with the same facilities.
* ``among:A+B``: open inside a group of cities, closed outside it.

``today - apart`` is what integration has gained, ``together - today`` what is on the table.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from tongcheng.errors import InputError, Problem, Problems
from tongcheng.language import Text, same
from tongcheng.region.columns import FIRST_ROW, split_list
from tongcheng.region.region import Region
from tongcheng.region.schemas import schemas

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Cities = Region | Sequence[str]

APART: Final = "apart"
TODAY: Final = "today"
TOGETHER: Final = "together"
AMONG: Final = "among:"

#: Row of the table that holds for every sector without a row of its own.
ALL_SECTORS: Final = "all"

#: Word of ``facilities.open_to`` that names every city.
OPEN_TO_ALL: Final = "all"

STATE_LABELS: Final[dict[str, Text]] = {
    APART: Text("互不开放", "apart"),
    TODAY: Text("现状", "today"),
    TOGETHER: Text("同城", "together"),
}


@dataclass(frozen=True)
class Dividend:
    """A difference between two border states that has a name.

    Parameters
    ----------
    name
        Stable name.
    more, less
        The state that is opened to, and the one that is left.
    label
        For people.
    """

    name: str
    more: str
    less: str
    label: Text


GAINED: Final = Dividend("gained", TODAY, APART, Text("已得的同城化红利", "gained so far"))
ON_THE_TABLE: Final = Dividend("on_the_table", TOGETHER, TODAY, Text("待释放的同城化红利", "still on the table"))
DIVIDENDS: Final = (GAINED, ON_THE_TABLE)


@dataclass(frozen=True, eq=False)
class BorderState:
    """How open each city is to the residents of each other one.

    Parameters
    ----------
    name
        As in the ``borders`` column of results.
    cities
        City ids in the order of the arrays.
    openness
        Share of the opportunities of the column's city that residents of the row's city may use; shape (n, n),
        1 on the diagonal.
    penalty_min
        Extra minutes for crossing, shape (n, n), 0 on the diagonal.
    low, high
        Range of ``openness`` where it is modelled; ``None`` without any range.
    """

    name: str
    cities: tuple[str, ...]
    openness: Floats
    penalty_min: Floats
    low: Floats | None = None
    high: Floats | None = None

    def __post_init__(self) -> None:
        for name in ("openness", "penalty_min", "low", "high"):
            array = getattr(self, name)
            if array is not None:
                own = np.array(array, dtype="float64")
                own.setflags(write=False)
                object.__setattr__(self, name, own)

    @property
    def label(self) -> Text:
        """Name of the state for people."""
        if self.name in STATE_LABELS:
            return STATE_LABELS[self.name]
        group = self.name.removeprefix(AMONG).split("+")
        return Text("、".join(group) + " 之间同城", "together among " + ", ".join(group))

    def index(self, cities: Iterable[str]) -> NDArray[np.intp]:
        """Give the position of each city in the arrays, e.g. of ``region["zones"]["city"]``.

        Raises
        ------
        KeyError
            If one is not a city of this state.
        """
        names = pd.Index(list(cities))
        found = pd.Index(self.cities).get_indexer(names)
        if (found < 0).any():
            raise KeyError(f"not cities of this circle: {sorted(set(names[found < 0].astype(str)))}")
        return found


def apart(cities: Cities) -> BorderState:
    """Give the state in which every city keeps to itself.

    Examples
    --------
    >>> apart(["A", "B"]).openness.tolist()
    [[1.0, 0.0], [0.0, 1.0]]
    """
    names = _names(cities)
    return BorderState(APART, names, np.eye(len(names)), np.zeros((len(names), len(names))))


def together(cities: Cities) -> BorderState:
    """Give the state in which all cities are one: openness 1, penalty 0."""
    names = _names(cities)
    return BorderState(TOGETHER, names, np.ones((len(names), len(names))), np.zeros((len(names), len(names))))


def among(cities: Cities, group: Iterable[str]) -> BorderState:
    """Give the state in which a group of cities is one and everything else is apart.

    The worth of a coalition is the benefit to its members in this state minus ``apart``.

    Raises
    ------
    InputError
        If the group names an unknown city.

    Examples
    --------
    >>> state = among(["A", "B", "C"], ["C", "A"])
    >>> state.name, state.openness.tolist()
    ('among:A+C', [[1.0, 0.0, 1.0], [0.0, 1.0, 0.0], [1.0, 0.0, 1.0]])
    """
    names = _names(cities)
    wanted = list(group)
    problems = [_unknown_city(city, names, "borders") for city in dict.fromkeys(wanted) if city not in names]
    if problems or not wanted:
        raise InputError(problems or [_empty_group(names)])
    inside = np.isin(np.array(names), wanted)
    openness = np.maximum(np.eye(len(names)), np.outer(inside, inside).astype("float64"))
    members = [city for city in names if city in set(wanted)]
    return BorderState(AMONG + "+".join(members), names, openness, np.zeros_like(openness))


def today(region: Region, sector: str) -> BorderState:
    """Give the openness of today from the table ``borders``.

    A row of the sector beats the row ``all``; a pair is one row and holds in both directions.

    Parameters
    ----------
    region
        The circle.
    sector
        ``transport``, ``services`` … or ``all``.

    Raises
    ------
    InputError
        Naming every pair of cities without a row, every pair that is given twice, every city with itself.
    """
    problems = Problems(region.file_name("borders"))
    _name_unknown_sector(sector, problems)
    problems.raise_if_any()
    names = _names(region)
    rows = region["borders"].assign(row=np.arange(len(region["borders"])) + FIRST_ROW)
    rows = rows[rows["sector"].isin([sector, ALL_SECTORS])]
    _name_bad_pairs(rows, names, problems)
    # Rows of the sector come last and so overwrite those of all sectors.
    rows = rows.sort_values("sector", key=lambda words: words == sector, kind="stable")
    openness = _square(rows, "openness", names)
    np.fill_diagonal(openness, 1.0)
    _name_missing_pairs(openness, names, sector, problems)
    problems.raise_if_any()
    penalty = np.nan_to_num(_square(rows, "penalty_min", names), nan=0.0)
    low, high = _square(rows, "openness_low", names), _square(rows, "openness_high", names)
    if np.isnan(low).all() and np.isnan(high).all():
        return BorderState(TODAY, names, openness, penalty)
    low, high = np.where(np.isnan(low), openness, low), np.where(np.isnan(high), openness, high)
    return BorderState(TODAY, names, openness, penalty, low, high)


def _square(rows: pd.DataFrame, column: str, names: tuple[str, ...]) -> Floats:
    square = np.full((len(names), len(names)), np.nan)
    cities = pd.Index(names)
    a, b = (cities.get_indexer(pd.Index(rows[key])) for key in ("city_a", "city_b"))
    known = (a >= 0) & (b >= 0) & (a != b)
    values = rows[column].to_numpy(dtype="float64")
    for i, j, value in zip(a[known], b[known], values[known], strict=True):
        square[i, j] = square[j, i] = value
    return square


def parse_state(text: str, region: Region, sector: str = ALL_SECTORS) -> BorderState:
    """Give the state of a name: ``apart``, ``today``, ``together`` or ``among:A+B``.

    Raises
    ------
    InputError
        If the name is none of these, a city is unknown, or ``today`` lacks rows.

    Examples
    --------
    >>> from tongcheng import open_region
    >>> parse_state("among:510600+510100", open_region("chengdu")).name
    'among:510100+510600'
    """
    plain = text.strip()
    if plain == APART:
        return apart(region)
    if plain == TODAY:
        return today(region, sector)
    if plain == TOGETHER:
        return together(region)
    if plain.startswith(AMONG):
        return among(region, [city.strip() for city in plain.removeprefix(AMONG).split("+") if city.strip()])
    raise InputError(
        [
            Problem(
                "unknown_border_state",
                "borders",
                same("apart | today | together | among:A+B"),
                text,
                Text("改用上述写法之一", "write one of these"),
            )
        ]
    )


def weights(
    state: BorderState,
    origin_city_index: NDArray[np.intp],
    destination_city_index: NDArray[np.intp],
    open_to: Iterable[str | None] | None = None,
) -> Floats:
    """Give the share of each destination that each origin may use.

    Parameters
    ----------
    state
        A border state.
    origin_city_index, destination_city_index
        City of each origin (m) and destination (k), from :meth:`BorderState.index`.
    open_to
        Cell of ``facilities.open_to`` of each destination: cities whose residents may use it fully, or ``all``.
        It may only widen ``today``; in every other state it has no effect.

    Returns
    -------
    numpy.ndarray
        Shape (m, k), 0 to 1.

    Raises
    ------
    InputError
        If ``open_to`` names an unknown city.

    Examples
    --------
    >>> weights(apart(["A", "B"]), np.array([0, 1]), np.array([1]))
    array([[0.],
           [1.]])
    """
    share = state.openness[np.ix_(origin_city_index, destination_city_index)]
    if open_to is None or state.name != TODAY:
        return share
    opened = opened_to(state.cities, open_to)
    return np.where(opened.T[origin_city_index], 1.0, share)


def penalties(
    state: BorderState, origin_city_index: NDArray[np.intp], destination_city_index: NDArray[np.intp]
) -> Floats:
    """Give the extra minutes of each pair of origin and destination for crossing, shape (m, k)."""
    return state.penalty_min[np.ix_(origin_city_index, destination_city_index)]


def opened_to(cities: Sequence[str], cells: Iterable[str | None]) -> NDArray[np.bool_]:
    """Read cells of ``facilities.open_to``: one row per cell, one column per city.

    Raises
    ------
    InputError
        Naming every unknown city.

    Examples
    --------
    >>> opened_to(["A", "B"], [None, "B", "all"]).tolist()
    [[False, False], [False, True], [True, True]]
    """
    names = tuple(cities)
    place = {city: number for number, city in enumerate(names)}
    problems: list[Problem] = []
    rows = list(cells)
    opened = np.zeros((len(rows), len(names)), dtype=bool)
    for number, cell in enumerate(rows):
        for word in split_list(cell):
            if word == OPEN_TO_ALL:
                opened[number] = True
            elif word in place:
                opened[number, place[word]] = True
            else:
                problems.append(_unknown_city(word, names, "facilities", row=number + FIRST_ROW, column="open_to"))
    if problems:
        raise InputError(problems)
    return opened


def _names(cities: Cities) -> tuple[str, ...]:
    return tuple(cities["cities"]["city"]) if isinstance(cities, Region) else tuple(cities)


def _unknown_city(
    city: str, names: Sequence[str], file: str, *, row: int | None = None, column: str | None = None
) -> Problem:
    near = difflib.get_close_matches(city, names, n=1)
    remedy = (
        Text(f"是否为 {near[0]}？改正市代码", f"did you mean {near[0]}? correct the city's code")
        if near
        else Text("改正市代码", "correct the city's code")
    )
    return Problem("unknown_city", file, same(" | ".join(names)), city, remedy, row, column)


def _empty_group(names: Sequence[str]) -> Problem:
    return Problem(
        "empty_group",
        "borders",
        Text("至少一个市，如 among:" + names[0], "at least one city, e.g. among:" + names[0]),
        "among:",
        Text("写上市代码，用 + 连接", "name the cities, joined by +"),
    )


def _name_unknown_sector(sector: str, problems: Problems) -> None:
    sectors = schemas()["borders"]["sector"].values
    if sector not in sectors:
        problems.add(
            "unknown_sector",
            expected=same(" | ".join(sectors)),
            found=sector,
            remedy=Text("改正领域名称", "correct the name of the sector"),
        )


def _name_bad_pairs(rows: pd.DataFrame, names: tuple[str, ...], problems: Problems) -> None:
    seen: dict[tuple[str, str, str], int] = {}
    columns = (rows["city_a"].astype(str), rows["city_b"].astype(str), rows["sector"].astype(str), rows["row"])
    for a, b, sector, row in zip(*columns, strict=True):
        for column, city in (("city_a", a), ("city_b", b)):
            if city not in names:
                problems.found.append(_unknown_city(city, names, problems.file, row=row, column=column))
        if a == b:
            problems.add(
                "border_with_itself",
                row=row,
                column="city_b",
                expected=Text("另一个市", "another city"),
                found=b,
                remedy=Text("改正或删去此行", "correct or drop the row"),
            )
        earlier = seen.setdefault((min(a, b), max(a, b), sector), row)
        if earlier != row:
            problems.add(
                "border_twice",
                row=row,
                expected=Text(
                    "每对市每领域一行，双向通用", "one row per pair and sector; it holds in both directions"
                ),
                found=f"{a}–{b} {sector}",
                remedy=Text(f"与第 {earlier} 行合并为一行", f"merge it with row {earlier}"),
            )


def _name_missing_pairs(openness: Floats, names: tuple[str, ...], sector: str, problems: Problems) -> None:
    for a, b in combinations(range(len(names)), 2):
        if np.isnan(openness[a, b]):
            problems.add(
                "border_missing",
                expected=Text(
                    f"{names[a]} 与 {names[b]} 的开放度（领域 {sector} 或 all）",
                    f"the openness of {names[a]} and {names[b]} (sector {sector} or all)",
                ),
                found="—",
                remedy=Text(
                    "在 borders 表补一行，或按数据需求清单向同城化办公室索取",
                    "add a row to borders, or answer the data request to the joint office",
                ),
            )
