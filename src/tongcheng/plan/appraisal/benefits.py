"""Effects of projects: those that have a price, those that stay as they are, and the people newly within reach."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from tongcheng.errors import Problems
from tongcheng.language import Text
from tongcheng.plan.assumptions import Assumed, Assumptions
from tongcheng.region.region import Region

BORDERS = "today"

#: Parts of a sum may differ from the whole by this part of it, from rounding.
_ROUNDING = 1e-6

_FIRST_ROW = 2


@dataclass(frozen=True)
class Priced:
    """An effect that has a price.

    Parameters
    ----------
    indicator, unit
        As in the results.
    yuan_a_year
        What one unit is worth in a year, in yuan of a year.
    """

    indicator: str
    unit: str
    yuan_a_year: Callable[[Assumptions, int], Assumed]


#: Time saved by trips of before, and half the time that trips gain which only the project brings (rule of half).
PRICED: tuple[Priced, ...] = (
    Priced("time_saved", "person-minute/day", Assumptions.yuan_per_daily_minute),
    Priced("time_saved_new_trips", "person-minute/day", Assumptions.yuan_per_daily_minute),
)

NEWLY, GAINING = "newly_within", "beneficiaries"

_UNCALIBRATED = Text(
    "未经通勤流标定的势能，只比大小，不折成货币",
    "a potential that no commuting flows calibrate: it compares, and is not put in money",
)
_PEOPLE = Text("按人计，不折成货币，另算每人成本", "people: not put in money; the cost per person is told instead")
_NO_PRICE = Text("没有公认价格，保留实物量", "has no accepted price and stays in its own unit")

WHY: dict[str, Text] = {"time_saved_potential": _UNCALIBRATED, NEWLY: _PEOPLE, GAINING: _PEOPLE}


def check_effects(effects: pd.DataFrame) -> None:
    """Refuse effects whose cities do not add up to the circle, or that are told in another unit.

    Raises
    ------
    InputError
        Naming the project and both sums.
    """
    problems = Problems("effects")
    units = {item.indicator: item.unit for item in PRICED}
    rows = priced_rows(effects)
    for position, row in zip(effects.index.get_indexer(rows.index), rows.to_dict("records"), strict=True):
        if row["unit"] != units[row["indicator"]]:
            problems.add(
                "wrong_unit",
                row=int(position) + _FIRST_ROW,
                column="unit",
                expected=Text(units[row["indicator"]], units[row["indicator"]]),
                found=f"{row['scenario']} {row['indicator']} {row['unit']}",
                remedy=Text("由板块重新测算", "measure it again in its sector"),
            )
    sums = rows.pivot_table(index=["scenario", "indicator", "mode"], columns="level", values="value", aggfunc="sum")
    for key, both in sums.iterrows():
        whole, parts = float(both.get("region", np.nan)), float(both.get("city", np.nan))
        if not abs(whole - parts) <= _ROUNDING * max(abs(whole), 1.0):
            problems.add(
                "parts_differ",
                column="value",
                expected=Text(f"各市之和＝全圈 {whole:g}", f"the cities add up to the circle, {whole:g}"),
                found=f"{' '.join(map(str, key if isinstance(key, tuple) else (key,)))}: {parts:g}",
                remedy=Text("由板块重新测算", "measure it again in its sector"),
            )
    problems.raise_if_any()


def of_projects(region: Region, effects: pd.DataFrame) -> pd.DataFrame:
    """Give the effects of the circle's projects under the borders of today (rows without borders hold for any)."""
    known = effects["scenario"].isin(region["projects"]["project"])
    return effects[known & effects["borders"].isin([BORDERS, ""])]


def priced_rows(effects: pd.DataFrame) -> pd.DataFrame:
    """Give the rows that have a price, of the circle and its cities."""
    return effects[
        effects["indicator"].isin([item.indicator for item in PRICED]) & effects["level"].isin(["region", "city"])
    ]


@dataclass(frozen=True)
class YearlyBenefit:
    """What a project is worth in a year of use, in 亿元.

    Parameters
    ----------
    value, low, high
        Of the circle; the range covers effect and price.
    by_city
        Of each city: value, low, high.
    """

    value: float
    low: float
    high: float
    by_city: dict[str, tuple[float, float, float]]


_YUAN = 1e8


def yearly_benefit(rows: Sequence[Mapping[Any, Any]], assumptions: Assumptions, price_year: int) -> YearlyBenefit:
    """Put the priced effects of one project into money.

    Parameters
    ----------
    rows
        Of the project, from :func:`priced_rows`, as records.
    assumptions, price_year
        Prices, and their year.
    """
    prices = {item.indicator: item.yuan_a_year for item in PRICED}
    whole = np.zeros(3)
    cities: dict[str, np.ndarray] = {}
    for row in rows:
        price = prices[row["indicator"]](assumptions, price_year)
        amount = np.array(_ends(row["value"], row["low"], row["high"]))
        # A loss is worst at the high price, so that the ends are sought among all products.
        ends = np.multiply.outer(amount[1:], [price.low, price.high])
        worth = np.array([amount[0] * price.value, ends.min(), ends.max()]) / _YUAN
        if row["level"] == "region":
            whole += worth
        else:
            cities[str(row["place"])] = cities.get(str(row["place"]), np.zeros(3)) + worth
    by_city = {city: (float(one[0]), float(one[1]), float(one[2])) for city, one in sorted(cities.items())}
    return YearlyBenefit(float(whole[0]), float(whole[1]), float(whole[2]), by_city)


def _ends(value: float, low: float, high: float) -> tuple[float, float, float]:
    return value, value if np.isnan(low) else low, value if np.isnan(high) else high


def unpriced(effects: pd.DataFrame) -> pd.DataFrame:
    """Give the effects of the circle that have no price, as they were measured, with the reason."""
    priced = {item.indicator for item in PRICED}
    rows = effects[(effects["level"] == "region") & ~effects["indicator"].isin(priced)]
    columns = [
        "scenario",
        "sector",
        "indicator",
        "group",
        "mode",
        "threshold",
        "value",
        "low",
        "high",
        "unit",
        "basis",
    ]
    made = rows[columns].rename(columns={"scenario": "project"}).reset_index(drop=True)
    why = [WHY.get(name, _NO_PRICE) for name in made["indicator"]]
    return made.assign(
        why_zh=pd.Series([text.zh for text in why], dtype="str"),
        why_en=pd.Series([text.en for text in why], dtype="str"),
    )


def newly_within(effects: pd.DataFrame) -> pd.DataFrame:
    """Give the people newly within reach by project, place, kind of facility, mode and minutes."""
    rows = effects[(effects["indicator"] == NEWLY) & effects["level"].isin(["region", "city"])]
    columns = ["scenario", "level", "place", "group", "mode", "threshold", "value", "low", "high", "basis"]
    return rows[columns].rename(columns={"scenario": "project", "value": "persons"}).reset_index(drop=True)
