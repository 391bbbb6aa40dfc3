"""Figures of services as rows of the results table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tongcheng.results import Indicator

Floats = NDArray[np.float64]

_WORDS: Final = ("sector", "indicator", "level", "group", "unit", "year", "basis", "method", "borders", "mode")


@dataclass(frozen=True)
class Keys:
    """Key columns of a figure besides indicator, level, place and group."""

    borders: str = ""
    mode: str = ""
    threshold: float = float("nan")


NO_KEYS: Final = Keys()


@dataclass(frozen=True, eq=False)
class Part:
    """Figures that share all their keys but the place: ``numbers`` has shape (places, 3), value, low, high."""

    places: NDArray[np.object_]
    numbers: Floats
    words: Mapping[str, str]
    threshold: float


@dataclass
class RowMaker:
    """Gathers figures of one kind; rows are made once, at the end.

    Parameters
    ----------
    group
        Kind of service.
    basis, year
        Papers of its figures.
    unit
        Unit of its capacity, put in the place of the word ``unit`` in the unit of an indicator.
    """

    group: str
    basis: str
    year: str
    unit: str = ""
    parts: list[Part] = field(default_factory=list)

    def add(
        self,
        indicator: Indicator,
        level: str,
        places: Sequence[str] | NDArray[Any],
        values: Floats,
        keys: Keys = NO_KEYS,
        *,
        ends: Floats | None = None,
        group: str | None = None,
    ) -> None:
        """Note figures; those that are NaN are left out, for a place without an answer has no row.

        Parameters
        ----------
        indicator, level, places, values
            Figures of an indicator at a level.
        keys
            Border state, mode, minutes.
        ends
            Figures under other assumptions, shape (variants, places): their least and greatest are the range, which is
            left empty where both equal the value.
        group
            Another group than that of the kind.
        """
        given = np.asarray(values, dtype=np.float64)
        numbers = np.full((len(given), 3), np.nan)
        numbers[:, 0] = given
        if ends is not None and len(given):
            numbers[:, 1], numbers[:, 2] = ends.min(axis=0), ends.max(axis=0)
        same = (numbers[:, 1] == given) & (numbers[:, 2] == given)
        numbers[same, 1:] = np.nan
        known = ~np.isnan(given)
        words = {
            "sector": indicator.sector,
            "indicator": indicator.indicator,
            "level": level,
            "group": self.group if group is None else group,
            "unit": indicator.unit.replace("unit", self.unit) if self.unit else indicator.unit,
            "year": self.year,
            "basis": self.basis,
            "method": indicator.method,
            "borders": keys.borders,
            "mode": keys.mode,
        }
        self.parts.append(Part(np.asarray(places, dtype=object)[known], numbers[known], words, keys.threshold))

    def frame(self) -> pd.DataFrame:
        """Give all rows noted so far, for :func:`tongcheng.results.make_results`."""
        parts = [part for part in self.parts if len(part.places)]
        if not parts:
            return pd.DataFrame()
        sizes = [len(part.places) for part in parts]
        numbers = np.concatenate([part.numbers for part in parts])
        columns: dict[str, Any] = {"place": np.concatenate([part.places for part in parts])}
        columns |= {name: numbers[:, place] for place, name in enumerate(("value", "low", "high"))}
        columns["threshold"] = np.repeat([part.threshold for part in parts], sizes)
        for name in _WORDS:
            columns[name] = np.repeat(np.array([part.words.get(name, "") for part in parts], dtype=object), sizes)
        return pd.DataFrame(columns)
