"""Units as people publish them: which are the same quantity, and which only look like it.

Two figures may stand side by side only if their units measure the same thing. ``万人`` and ``人`` do; ``万人`` and ``万人次``
do not: a commuter who goes and returns is one person and two trips.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import pandas as pd

from tongcheng.language import Text


class Measure(NamedTuple):
    """What a unit measures.

    Parameters
    ----------
    quantity
        What is counted: ``persons``, ``trips``, ``money``, … or the unit itself where it is not known here.
    unit
        The common unit of that quantity.
    factor
        One of the published unit in the common one.
    """

    quantity: str
    unit: str
    factor: float


#: Published units that are written in more than one way.
_UNITS: Mapping[str, Measure] = {
    "万亿元": Measure("money", "亿元", 10_000.0),
    "亿元": Measure("money", "亿元", 1.0),
    "万元": Measure("money", "亿元", 1e-4),
    "元": Measure("money per head", "元", 1.0),
    "万人": Measure("persons", "人", 10_000.0),
    "人": Measure("persons", "人", 1.0),
    "person": Measure("persons", "人", 1.0),
    "persons": Measure("persons", "人", 1.0),
    "万人次": Measure("trips", "人次", 10_000.0),
    "人次": Measure("trips", "人次", 1.0),
    "万人次/日": Measure("trips a day", "人次/日", 10_000.0),
    "人次/日": Measure("trips a day", "人次/日", 1.0),
    "person_trips_per_day": Measure("trips a day", "人次/日", 1.0),
    "%": Measure("share", "%", 1.0),
    "min": Measure("time", "min", 1.0),
    "分钟": Measure("time", "min", 1.0),
    "km": Measure("length", "km", 1.0),
    "公里": Measure("length", "km", 1.0),
    "km²": Measure("area", "km²", 1.0),
    "平方公里": Measure("area", "km²", 1.0),
    "µg/m³": Measure("concentration", "µg/m³", 1.0),
    "微克/立方米": Measure("concentration", "µg/m³", 1.0),
}

#: Quantities for people; one that is not here is named by its unit.
QUANTITIES: Mapping[str, Text] = {
    "persons": Text("人数", "persons"),
    "trips": Text("人次，未注明时段", "trips, period not stated"),
    "trips a day": Text("每日人次", "trips a day"),
    "money": Text("总额", "a total of money"),
    "money per head": Text("金额", "money"),
    "share": Text("占比", "a share"),
    "time": Text("时间", "time"),
    "length": Text("长度", "length"),
    "area": Text("面积", "area"),
    "concentration": Text("浓度", "a concentration"),
}


def measure_of(unit: object) -> Measure:
    """Tell what a published unit measures.

    Examples
    --------
    >>> measure_of("万亿元")
    Measure(quantity='money', unit='亿元', factor=10000.0)
    >>> measure_of("万人").quantity == measure_of("万人次/日").quantity
    False
    >>> measure_of("条").unit
    '条'
    """
    word = "" if unit is None or pd.isna(unit) else str(unit).strip()  # type: ignore[call-overload]
    return _UNITS.get(word, Measure(word, word, 1.0))


def quantity_name(measure: Measure) -> Text:
    """Name a quantity for people."""
    return QUANTITIES.get(measure.quantity, Text(measure.unit or "无单位", measure.unit or "no unit"))
