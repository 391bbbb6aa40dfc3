"""A project is counted once in the circle and shared in its cities, so that the parts add up to the whole."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tongcheng.language import Text
from tongcheng.region.periods import period_end
from tongcheng.region.region import Region

Floats = NDArray[np.float64]

PAID, LENGTH_IN = "cost_paid_by_", "length_in_"

RULES: dict[str, Text] = {
    "paid": Text("已商定的出资", "what the cities agreed to pay"),
    "length": Text("境内里程（未商定出资）", "length inside each city (nothing agreed yet)"),
    "equal": Text(
        "均摊（虚构都市圈，未商定出资，分市里程未知）",
        "the same for each (fictional circle; nothing agreed, length by city not known)",
    ),
    "unknown": Text("未商定出资，分市里程未知，不分市", "nothing agreed and length by city not known: not shared"),
    "one": Text("只涉及一市", "one city only"),
}


@dataclass(frozen=True)
class Split:
    """Parts of a project by city.

    Parameters
    ----------
    cities
        Ids in the order of the project's row.
    parts
        Shape (cities,), adding up to 1; NaN where nothing is known of them.
    rule
        Key of ``RULES``.
    """

    cities: tuple[str, ...]
    parts: Floats
    rule: str


def splits_of(region: Region) -> dict[str, Split]:
    """Share every project among its cities: as agreed, or else by length.

    Where neither is known a real circle's project stays whole; a fictional circle's is shared equally.

    Examples
    --------
    >>> from tongcheng import open_region
    >>> made = splits_of(open_region("chengdu"))["S3"]
    >>> made.rule, made.parts.round(3).tolist()
    ('paid', [0.941, 0.059])
    """
    names = _suffixes(region)
    figures = region["figures"]
    wanted = figures["attribute"].fillna("").str.startswith((PAID, LENGTH_IN)) | (figures["attribute"] == "length")
    rows = figures[wanted & figures["value"].notna() & figures["subject"].isin(region["projects"]["project"])]
    own = {str(project): part for project, part in rows.groupby("subject")}
    made = {}
    for project, cell in zip(region["projects"]["project"], region["projects"]["cities"], strict=True):
        cities = tuple(str(cell).split(";"))
        made[str(project)] = _split(cities, own.get(str(project)), names, region.fictional)
    return made


def _split(
    cities: tuple[str, ...], figures: pd.DataFrame | None, names: dict[str, tuple[str, ...]], fictional: bool
) -> Split:
    if len(cities) == 1:
        return Split(cities, np.ones(1), "one")
    if figures is not None:
        for rule, prefix in (("paid", PAID), ("length", LENGTH_IN)):
            values = _by_city(figures, cities, names, prefix)
            if values is not None and values.sum() > 0:
                return Split(cities, values / values.sum(), rule)
    if fictional:
        return Split(cities, np.full(len(cities), 1 / len(cities)), "equal")
    return Split(cities, np.full(len(cities), np.nan), "unknown")


def _by_city(
    figures: pd.DataFrame, cities: tuple[str, ...], names: dict[str, tuple[str, ...]], prefix: str
) -> Floats | None:
    """Give the values of the newest day on which every city has one; for lengths the last city may be the rest."""
    days = sorted(set(figures["as_of"]), key=period_end, reverse=True)
    for day in days:
        today = figures[figures["as_of"] == day].set_index("attribute")["value"]
        values = [_first(today, [prefix + name for name in names.get(city, (city,))]) for city in cities]
        missing = [place for place, value in enumerate(values) if value is None]
        if len(missing) == 1 and prefix == LENGTH_IN and "length" in today.index:
            rest = float(today[["length"]].iloc[-1]) - sum(value for value in values if value is not None)
            if rest > 0:
                values[missing[0]] = rest
                missing = []
        if not missing:
            return np.array(values, dtype=np.float64)
    return None


def _first(values: pd.Series[float], keys: list[str]) -> float | None:
    for key in keys:
        if key in values.index:
            return float(values[[key]].iloc[-1])
    return None


def _suffixes(region: Region) -> dict[str, tuple[str, ...]]:
    """Give how attributes name each city: by id, or by its English name in small letters."""
    cities = region["cities"]
    english = cities["name_en"] if "name_en" in cities else pd.Series([None] * len(cities))
    found: dict[str, tuple[str, ...]] = {}
    for city, name, name_en in zip(cities["city"], cities["name"], english, strict=True):
        word = str(name if pd.isna(name_en) else name_en).lower()
        found[str(city)] = (str(city), word, word.removesuffix(" city"))
    return found
