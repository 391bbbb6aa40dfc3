"""How fast a new road may turn out: the spread of speeds on roads of its class in the same circle."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tongcheng.travel.graph import usable

#: A class with fewer open links tells nothing of its own.
ENOUGH = 20
#: Percentiles of the range.
LOW, HIGH = 10, 90

#: Between road class and technical class in the index of ``Speeds.table``.
_WITH = "|"


@dataclass(frozen=True)
class Speeds:
    """Speeds by road class.

    Parameters
    ----------
    table
        By ``class|technical_class`` and by ``class|``, and for all roads ``|``: ``median``, and ``low`` and ``high``
        as parts of it (0.9 and 1.1, for instance).
    """

    table: pd.DataFrame

    def range(self, roads: pd.DataFrame) -> NDArray[np.float64]:
        """Give expected, low and high speeds of some roads, shape (3, roads).

        Parameters
        ----------
        roads
            ``class`` and ``speed_kmh``, and ``technical_class`` where it is known. A road without a speed gets the
            median of its class; NaN if that is not known either.
        """
        keys = self._keys(roads)
        spread = self.table.reindex(keys)
        own = roads["speed_kmh"].to_numpy(dtype=np.float64, na_value=np.nan)
        known_class = keys != _WITH
        median = np.where(known_class, spread["median"].to_numpy(dtype=np.float64), np.nan)
        speed = np.where(np.isfinite(own) & (own > 0), own, median)
        return np.stack([speed, speed * spread["low"].to_numpy(), speed * spread["high"].to_numpy()])

    def _keys(self, roads: pd.DataFrame) -> NDArray[np.object_]:
        """Give the finest class of each road that the table knows."""
        kind = roads["class"].fillna("").astype("str").to_numpy(dtype=object)
        blank = pd.Series("", index=roads.index)
        technical = roads.get("technical_class", blank)
        fine = kind + _WITH + technical.fillna("").astype("str").to_numpy(dtype=object)
        known = set(self.table.index)
        coarse = [name + _WITH if name + _WITH in known else _WITH for name in kind]
        return np.array(
            [key if key in known else other for key, other in zip(fine, coarse, strict=True)], dtype=object
        )


def speeds_of(links: pd.DataFrame) -> Speeds:
    """Find the spread of speeds on the open roads of each class: 10th and 90th percentile over the median.

    Parameters
    ----------
    links
        Table ``road_links``.

    Returns
    -------
    Speeds
        Classes of at least 20 links; a smaller class keeps its median and takes the spread of all roads.

    Examples
    --------
    >>> links = pd.DataFrame({"class": "primary", "speed_kmh": [40.0, 50.0, 60.0] * 10})
    >>> speeds_of(links).range(pd.DataFrame({"class": ["primary"], "speed_kmh": [80.0]})).ravel().tolist()
    [80.0, 64.0, 96.0]
    """
    rows = links[usable(links)]
    everywhere = _spread(rows["speed_kmh"])
    table = {_WITH: everywhere}
    for kind, speeds in rows.groupby("class", sort=True)["speed_kmh"]:
        own = _spread(speeds)
        table[f"{kind}{_WITH}"] = own if len(speeds) >= ENOUGH else {**everywhere, "median": own["median"]}
    if "technical_class" in rows:
        fine = rows["class"] + _WITH + rows["technical_class"]
        table |= {
            str(kind): _spread(speeds)
            for kind, speeds in rows.groupby(fine, sort=True)["speed_kmh"]
            if len(speeds) >= ENOUGH
        }
    return Speeds(pd.DataFrame.from_dict(table, orient="index", columns=["median", "low", "high"]))


def _spread(speeds: pd.Series[float]) -> dict[str, float]:
    values = speeds.dropna().to_numpy(dtype=np.float64)
    if len(values) == 0:
        return {"median": float("nan"), "low": 1.0, "high": 1.0}
    low, median, high = (float(value) for value in np.percentile(values, [LOW, 50, HIGH]))
    return {"median": median, "low": min(1.0, low / median), "high": max(1.0, high / median)}
