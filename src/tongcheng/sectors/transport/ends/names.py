"""Names of cities and borders for sentences."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from tongcheng.language import Text, same
from tongcheng.region.region import Region

OUTSIDE = Text("圈外", "outside the circle")


def city_names(region: Region) -> dict[str, Text]:
    """Give the names of cities by code, in both languages where both are known."""
    cities = region["cities"]
    english = cities["name_en"] if "name_en" in cities else pd.Series([None] * len(cities))
    return {
        str(code): Text(str(name), str(name if pd.isna(other) else other))
        for code, name, other in zip(cities["city"], cities["name"], english, strict=True)
    }


def border_name(names: Mapping[str, Text], a: str, b: str) -> Text:
    """Name a border by its cities.

    Examples
    --------
    >>> border_name({"A": Text("甲市", "Jia"), "B": Text("乙市", "Yi")}, "A", "B").zh
    '甲市—乙市'
    """
    one, other = names.get(a, same(a)), names.get(b, same(b))
    return Text(f"{one.zh}—{other.zh}", f"{one.en} – {other.en}")
