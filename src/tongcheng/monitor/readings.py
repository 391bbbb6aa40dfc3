"""Published values of one thing, in one unit and one kind of price, in order of time."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import pandas as pd

from tongcheng.monitor.units import measure_of
from tongcheng.region.periods import parse_period

Price = Literal["nominal", "constant", "none"]

#: How sources say that the change of prices is taken out.
_CONSTANT = ("不变价", "可比价", "constant price")

#: What adds up over a year, or is an average over one: a part of a year says nothing about the whole.
_YEARLY = ("money", "concentration", "件")
_WHOLE_YEAR_DAYS = 365
_MONTH_DAYS = 31


@dataclass(frozen=True)
class Reading:
    """One published value.

    Parameters
    ----------
    value, unit
        In the common unit of its quantity.
    as_of, day
        Its period, and the last day of it.
    published
        When it was published; empty if unknown.
    qualifier, basis, source, scope
        As in the table.
    """

    value: float
    unit: str
    as_of: str
    day: date
    published: str
    qualifier: str
    basis: str
    source: str
    scope: str


def price_of(figure: Mapping[Hashable, Any], *, money: bool) -> Price:
    """Tell the price basis of a published value: money is nominal unless its words say otherwise."""
    words = " ".join(str(figure.get(key) or "") for key in ("scope", "note", "value_text"))
    if any(word in words for word in _CONSTANT):
        return "constant"
    return "nominal" if money else "none"


def readings(figures: pd.DataFrame, subject: str, attribute: str, unit: object, *, price: Price) -> list[Reading]:
    """Give the values of one attribute of one subject that may stand in one series, oldest first.

    Parameters
    ----------
    figures
        The table ``figures``.
    subject, attribute
        What is looked for.
    unit
        Unit of the target; values of another quantity (trips for persons) are left out.
    price
        Nominal and constant prices never stand in one series.

    Returns
    -------
    list of Reading
        Plans are left out, and values derived by us wherever a published one exists; of a yearly amount only whole
        years count. Of one day the value published last stands.
    """
    wanted = measure_of(unit)
    money = wanted.quantity.startswith("money")
    rows = figures[
        (figures["subject"] == subject)
        & (figures["attribute"] == attribute)
        & figures["value"].notna()
        & (figures["qualifier"] != "planned")
    ]
    published = rows[rows["qualifier"] != "derived"]
    found = []
    for row in (published if len(published) else rows).to_dict("records"):
        measure = measure_of(row["unit"])
        if (measure.quantity, measure.unit) != (wanted.quantity, wanted.unit) or _is_part(
            row["as_of"], wanted.quantity
        ):
            continue
        if money and price_of(row, money=True) != ("nominal" if price == "none" else price):
            continue
        found.append(_reading(row, measure.unit, measure.factor))
    found.sort(key=lambda reading: (reading.day, reading.published, reading.source))
    last_of_day = {reading.day: reading for reading in found}
    return list(last_of_day.values())


def _reading(row: Mapping[Hashable, Any], unit: str, factor: float) -> Reading:
    words = {key: "" if pd.isna(row[key]) else str(row[key]) for key in ("published", "qualifier", "scope")}
    return Reading(
        value=float(row["value"]) * factor,
        unit=unit,
        as_of=str(row["as_of"]),
        day=parse_period(row["as_of"])[1],
        basis=str(row["basis"]),
        source=str(row["source"]),
        **words,
    )


def _is_part(as_of: str, quantity: str) -> bool:
    """Tell whether a period is longer than a month and shorter than a year, for what is counted by the year."""
    first, last = parse_period(as_of)
    days = (last - first).days + 1
    if quantity == "money":
        return days < _WHOLE_YEAR_DAYS
    return quantity in _YEARLY and _MONTH_DAYS < days < _WHOLE_YEAR_DAYS
