"""Gains as rows of the results table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tongcheng.results import make_results, weakest_basis
from tongcheng.sectors.transport.worth.indicators import NEWLY_WITHIN, WORTH_INDICATORS
from tongcheng.sectors.transport.worth.scene import Floats, Scene
from tongcheng.sectors.transport.worth.sums import Column, Gains

_DECLARED = {item.indicator: item for item in WORTH_INDICATORS}

#: A range narrower than this part of the value is none.
_NARROW = 1e-9


def worth_rows(
    scene: Scene, columns: Sequence[Column], found: Iterable[Gains], *, bases: Iterable[str], mode: str = "drive"
) -> pd.DataFrame:
    """Make the rows of all changes: the circle, its cities, and the counties in which anything changes.

    A city or county that is not told gains nothing; so the cities of a sum add up to the circle.

    Parameters
    ----------
    scene
        The circle.
    columns
        What the columns of gains are.
    found
        Gains of changes; ``change`` becomes the scenario.
    bases
        Bases of the network and of the changes, beside those of the indicators.
    mode
        ``drive`` or ``transit``.

    Returns
    -------
    pandas.DataFrame
        As :func:`tongcheng.results.make_results` gives it.
    """
    keys = _keys(scene, columns, list(bases), mode)
    people = scene.people[0]
    by_county = np.bincount(scene.county[scene.county >= 0], people[scene.county >= 0], len(scene.region["counties"]))
    by_city = np.bincount(scene.city, people, len(scene.cities))
    counties, cities = (scene.region[table][key].to_numpy(dtype=object) for table, key in
                        (("counties", "county"), ("cities", "city")))  # fmt: skip
    mean = np.array([column.mean for column in columns])
    parts = []
    for gains in found:
        levels = [
            ("county", counties[gains.county], gains.by_county, by_county[gains.county]),
            ("city", cities[gains.city], gains.by_city, by_city[gains.city]),
            ("region", np.array([scene.region.name], dtype=object), gains.total[None], np.array([people.sum()])),
        ]
        for level, places, values, residents in levels:
            if len(places):
                parts.append(_level(keys, gains.change, level, places, _per_head(values, residents, mean)))
    return make_results(pd.concat(parts, ignore_index=True) if parts else [])


def _per_head(values: Floats, residents: Floats, mean: NDArray[np.bool_]) -> Floats:
    """Divide the columns that are means by the residents of each place; NaN for a place without any."""
    divided = np.divide(
        values, residents[:, None, None], out=np.full_like(values, np.nan), where=residents[:, None, None] > 0
    )
    return np.where(mean[None, :, None], divided, values)


def _keys(scene: Scene, columns: Sequence[Column], bases: list[str], mode: str) -> pd.DataFrame:
    """Give what every column's rows have in common."""
    groups = {target.group: target.evidence for target in scene.targets}
    rows = []
    for column in columns:
        item = _DECLARED[column.indicator]
        evidence = groups[column.group] if item is NEWLY_WITHIN else scene.evidence[column.indicator]
        rows.append(
            {
                "sector": item.sector,
                "indicator": item.indicator,
                "borders": column.state,
                "mode": mode,
                "group": column.group,
                "threshold": column.threshold,
                "unit": item.unit,
                "year": str(scene.year),
                "basis": weakest_basis(["modelled", evidence.basis, *bases]),
                "method": item.method,
            }
        )
    return pd.DataFrame(rows)


def _level(keys: pd.DataFrame, change: str, level: str, places: NDArray[np.object_], values: Floats) -> pd.DataFrame:
    """Give the rows of one change at one level; values of shape (places, columns, 3)."""
    count = len(places)
    low, high = values.min(axis=2), values.max(axis=2)
    narrow = high - low <= _NARROW * np.maximum(np.abs(values[..., 0]), 1.0)
    rows = keys.loc[np.tile(keys.index, count)].reset_index(drop=True)
    rows["scenario"] = change
    rows["level"] = level
    rows["place"] = np.repeat(places, len(keys))
    rows["value"] = values[..., 0].ravel()
    rows["low"] = np.where(narrow, np.nan, low).ravel()
    rows["high"] = np.where(narrow, np.nan, high).ravel()
    if level != "county":
        return rows
    changed: pd.DataFrame = rows[(values != 0).any(axis=2).ravel()]
    return changed
