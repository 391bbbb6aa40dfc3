"""What an office knows about commuting: a table of flows, or one published total."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tongcheng.errors import Problems
from tongcheng.language import Text, same
from tongcheng.region.columns import FIRST_ROW
from tongcheng.region.importing.units import find_unit
from tongcheng.region.lookup import nearest_id, positions
from tongcheng.region.periods import period_end
from tongcheng.region.region import Region
from tongcheng.sectors.transport.trips.indicators import TOTAL_ATTRIBUTE

Floats = NDArray[np.float64]

#: The only purpose that commuting data calibrate.
PURPOSE = "commuting"

#: A commuter goes to work and comes back.
TRIPS_PER_COMMUTER = 2.0

PERSONS, TRIPS = "persons", "person_trips_per_day"

#: Levels of flows, from the best for a calibration.
_LEVELS = (("county", "counties"), ("city", "cities"), ("zone", "zones"))


@dataclass(frozen=True, eq=False)
class Observed:
    """Observed commuting between the places of one level.

    Parameters
    ----------
    level, places
        Level, and ids in the order of the table of that level.
    flows
        Shape ``(places, places)``: persons from home (row) to work (column), or trips a day from row to column; NaN
        where the table has no row.
    unit
        ``persons`` or ``person_trips_per_day``.
    period, basis, left_out
        Of the rows; and how many rows of other periods, modes and levels were not used.
    """

    level: str
    places: tuple[str, ...]
    flows: Floats
    unit: str
    period: str
    basis: str
    left_out: int


def observed_commuting(region: Region) -> Observed:
    """Read commuting flows: those of the latest period, all modes, of counties before cities before zones.

    Raises
    ------
    InputError
        Naming every row with an unknown place, with a unit that is neither persons nor trips, and of a mixture of both.
    """
    table = region["flows"].reset_index(drop=True)
    rows = table.assign(row=np.arange(len(table)) + FIRST_ROW)
    rows = rows[rows["purpose"] == PURPOSE]
    problems = Problems(region.file_name("flows"))
    _name_unknown_places(region, rows, problems)
    _name_units(rows, problems)
    problems.raise_if_any()
    if rows.empty:
        raise ValueError("the table flows has no rows of commuting")
    level, name = next((level, name) for level, name in _LEVELS if (rows["level"] == level).any())
    chosen = rows[rows["level"] == level]
    latest = max(chosen["period"].dropna().unique(), key=period_end)
    chosen = chosen[chosen["period"] == latest]
    if (chosen["mode"] == "all").any():
        chosen = chosen[chosen["mode"] == "all"]
    places = pd.Series(region[name].iloc[:, 0])
    flows = np.full((len(places), len(places)), np.nan)
    start, end = positions(places, chosen["origin"]), positions(places, chosen["destination"])
    flows[start, end] = 0.0
    np.add.at(flows, (start, end), chosen["value"].to_numpy(dtype="float64"))
    return Observed(
        level, tuple(places), flows, str(chosen["unit"].iloc[0]), str(latest), str(chosen["basis"].iloc[0]),
        len(rows) - len(chosen),
    )  # fmt: skip


def _name_unknown_places(region: Region, rows: pd.DataFrame, problems: Problems) -> None:
    for level, name in _LEVELS:
        here = rows[rows["level"] == level]
        places = pd.Series(region[name].iloc[:, 0])
        for column in ("origin", "destination"):
            for number in np.flatnonzero(positions(places, here[column]) < 0):
                word = str(here[column].iloc[number])
                near = nearest_id(word, places)
                remedy = Text("改正代码", "correct the id")
                if near:
                    remedy = Text(f"是否为 {near}？改正代码", f"did you mean {near}? correct the id")
                problems.add(
                    "unknown_place",
                    row=int(here["row"].iloc[number]),
                    column=column,
                    expected=Text(f"{name} 表中的编号", f"an id of the table {name}"),
                    found=word,
                    remedy=remedy,
                )


def _name_units(rows: pd.DataFrame, problems: Problems) -> None:
    units = rows["unit"].astype(str)
    for number in np.flatnonzero(~units.isin([PERSONS, TRIPS]).to_numpy()):
        problems.add(
            "not_commuting",
            row=int(rows["row"].iloc[number]),
            column="unit",
            expected=same(f"{PERSONS} | {TRIPS}"),
            found=units.iloc[number],
            remedy=Text(
                "车辆与货物不是通勤，改正目的或单位", "vehicles and goods do not commute; correct purpose or unit"
            ),
        )
    for level, part in rows.groupby("level", sort=False):
        kinds = part["unit"].astype(str)
        usual = kinds.mode().iloc[0]
        for number in np.flatnonzero((kinds.isin([PERSONS, TRIPS]) & (kinds != usual)).to_numpy()):
            problems.add(
                "mixed_units",
                row=int(part["row"].iloc[number]),
                column="unit",
                expected=Text(f"与其他 {level} 行一致：{usual}", f"as the other rows of level {level}: {usual}"),
                found=kinds.iloc[number],
                remedy=Text(
                    "人次不是人：同一层级只用一种单位，不可混加",
                    "trips are not persons: use one unit per level; they cannot be added up",
                ),
            )


@dataclass(frozen=True)
class Total:
    """A published total of commuting trips between cities: a day, both ways."""

    figure: str
    trips: float
    low: float
    high: float
    as_of: str
    basis: str
    scope: str


def published_total(region: Region) -> Total:
    """Give the latest published total of commuting trips between the cities of the circle.

    Raises
    ------
    InputError
        If its unit is not that of trips: persons are not trips.

    Examples
    --------
    >>> from tongcheng import open_region
    >>> total = published_total(open_region("chengdu"))
    >>> total.trips, total.as_of, (total.low, total.high)
    (96000.0, '2021-06', (95500.0, 96500.0))
    """
    figures = region["figures"].reset_index(drop=True)
    rows = figures.assign(row=np.arange(len(figures)) + FIRST_ROW)
    rows = rows[(rows["subject"] == "region") & (rows["attribute"] == TOTAL_ATTRIBUTE) & rows["value"].notna()]
    if rows.empty:
        raise ValueError(f"the table figures has no {TOTAL_ATTRIBUTE} of the region")
    row = max(rows.to_dict("records"), key=lambda one: (period_end(one["as_of"]), one["figure"]))
    words = str(row["unit"]).removesuffix("/日").removesuffix("/天").removesuffix("/day")
    unit = find_unit(words)
    if unit is None or unit.dimension != "trips":
        problems = Problems(region.file_name("figures"))
        problems.add(
            "not_trips",
            row=int(row["row"]),
            column="unit",
            expected=Text("人次/日 或 万人次/日", "person-trips a day"),
            found=row["unit"],
            remedy=Text(
                "人数不是人次；通勤者人数请填入 flows 表",
                "persons are not trips; numbers of commuters belong into the table flows",
            ),
        )
        problems.raise_if_any()
    factor = float(unit.factor) if unit else 1.0
    half = _half_of_last_digit(str(row["value_text"]), float(row["value"])) * factor
    value = float(row["value"]) * factor
    low = float(row["low"]) * factor if pd.notna(row["low"]) else value - half
    high = float(row["high"]) * factor if pd.notna(row["high"]) else value + half
    scope = "" if pd.isna(row["scope"]) else str(row["scope"])
    return Total(str(row["figure"]), value, low, high, str(row["as_of"]), str(row["basis"]), scope)


def _half_of_last_digit(words: str, value: float) -> float:
    """Give how far a published number may be rounded: half of its last digit."""
    number = words if words.replace(".", "", 1).isdigit() else f"{value:g}"
    return 0.5 * 10.0 ** -len(number.partition(".")[2])
