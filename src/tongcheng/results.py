"""One long table for every result, and what a result must declare about itself.

A row of the table is one figure with its papers. ``figure_id`` hashes the key columns and neither the value nor
the run, so that the same figure is found again in the next run.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from tongcheng.language import Text

Basis = Literal["observed", "official", "modelled", "synthetic"]

#: From the best to the weakest; a result is as good as its weakest decisive input.
BASES: tuple[Basis, ...] = ("observed", "official", "modelled", "synthetic")

BASIS_LABELS: dict[str, Text] = {
    "observed": Text("实测", "observed"),
    "official": Text("公开发布", "official"),
    "modelled": Text("推算", "modelled"),
    "synthetic": Text("示意数据（非真实）", "synthetic (not real)"),
}

LEVELS = ("zone", "county", "functional_area", "city", "region", "border", "segment", "facility", "project")

KEYS = [
    "sector",
    "indicator",
    "level",
    "place",
    "borders",
    "scenario",
    "mode",
    "group",
    "threshold",
    "percentile",
]
COLUMNS = ["figure_id", *KEYS, "value", "low", "high", "unit", "year", "basis", "method"]

_NUMBERS = ("threshold", "percentile", "value", "low", "high")
_DEFAULTS: dict[str, Any] = {
    "borders": "", "scenario": "base", "mode": "", "group": "all", "threshold": float("nan"),
    "percentile": float("nan"), "low": float("nan"), "high": float("nan"), "method": "",
}  # fmt: skip


@dataclass(frozen=True)
class Need:
    """One table that a result rests on.

    Parameters
    ----------
    table
        Table of the region.
    attributes
        Attributes that must hold a value in every row that counts: half of the hospitals' beds is not an answer.
    where
        Rows that count, as attribute and value, e.g. ``(("kind", "hospital"),)``.
    covers
        Whether the table must lie near most residents (roads of one district do not open a circle).
    """

    table: str
    attributes: tuple[str, ...] = ()
    where: tuple[tuple[str, str], ...] = ()
    covers: bool = False


@dataclass(frozen=True)
class Indicator:
    """What one result is: its unit, how it adds up, what data open it.

    Parameters
    ----------
    indicator, sector
        Stable name, and the sector or room that computes it.
    label, definition
        For people.
    unit
        Unit of the value.
    aggregate
        ``sum`` (parts add up to the whole), ``mean`` (weighted by ``weight``) or ``none``.
    needs
        Tables that decide it. In a real circle none of them may be missing or synthetic.
    better
        Which way is better, for gaps and colours.
    method
        Reference of the method (author, year).
    """

    indicator: str
    sector: str
    label: Text
    definition: Text
    unit: str
    aggregate: Literal["sum", "mean", "none"]
    needs: tuple[Need, ...]
    weight: str | None = None
    better: Literal["more", "less", "none"] = "none"
    method: str = ""


#: Why a need is not met: no rows; rows without their decisive attribute; synthetic rows in a real circle.
Lack = Literal["missing", "incomplete", "synthetic"]


@dataclass(frozen=True)
class Locked:
    """A result that the circle's data do not open, and the tables that would."""

    indicator: Indicator
    missing: tuple[tuple[Need, Lack], ...]


@dataclass(frozen=True)
class Results:
    """Figures (see ``COLUMNS``) and the results that stay locked."""

    frame: pd.DataFrame
    locked: tuple[Locked, ...] = ()


def figure_ids(frame: pd.DataFrame) -> pd.Series[str]:
    """Hash the key columns of each row to a stable id of 16 hexadecimal digits."""
    joined = frame[KEYS[0]].astype(str)
    for key in KEYS[1:]:
        column = frame[key]
        words = column.map(_number_words) if key in _NUMBERS else column.astype(str)
        joined = joined + "\x1f" + words
    return joined.map(lambda text: hashlib.blake2b(text.encode(), digest_size=8).hexdigest())


def _number_words(value: float) -> str:
    return "" if pd.isna(value) else format(value, "g")


def make_results(rows: pd.DataFrame | Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """Complete rows to the results table: defaults, column order, ids, stable order.

    Parameters
    ----------
    rows
        At least ``sector indicator level place value unit year basis``; the rest has defaults.

    Returns
    -------
    pandas.DataFrame
        The columns of ``COLUMNS``, ordered by the key columns.

    Raises
    ------
    ValueError
        If two rows have the same key.

    Examples
    --------
    >>> table = make_results([dict(sector="monitor", indicator="residents", level="region", place="r",
    ...                            value=29657768, unit="person", year="2020", basis="official")])
    >>> list(table["group"])
    ['all']
    """
    frame = rows.copy() if isinstance(rows, pd.DataFrame) else pd.DataFrame(list(rows))
    if frame.empty:
        return empty_results()
    for column, default in _DEFAULTS.items():
        if column not in frame:
            frame[column] = default
        elif isinstance(default, str):
            frame[column] = frame[column].fillna(default)
    for column in _NUMBERS:
        frame[column] = frame[column].astype("float64")
    for column in set(COLUMNS) - set(_NUMBERS) - {"figure_id"}:
        frame[column] = frame[column].astype("str")
    frame["figure_id"] = figure_ids(frame).astype("str")
    if frame["figure_id"].duplicated().any():
        twice = frame.loc[frame["figure_id"].duplicated(), KEYS].head(3).to_dict("records")
        raise ValueError(f"the same figure stands twice in the results: {twice}")
    return frame[COLUMNS].sort_values(KEYS, kind="stable", na_position="first").reset_index(drop=True)


def empty_results() -> pd.DataFrame:
    """Give a results table without rows."""
    types = {column: "float64" if column in _NUMBERS else "str" for column in COLUMNS}
    return pd.DataFrame({column: pd.Series(dtype=kind) for column, kind in types.items()})


def combine(parts: Iterable[Results]) -> Results:
    """Put results of several sectors into one."""
    parts = list(parts)
    frames = [part.frame for part in parts if not part.frame.empty]
    frame = pd.concat(frames, ignore_index=True) if frames else empty_results()
    if frame["figure_id"].duplicated().any():
        raise ValueError("two sectors report the same figure")
    frame = frame.sort_values(KEYS, kind="stable", na_position="first").reset_index(drop=True)
    return Results(frame, tuple(item for part in parts for item in part.locked))


def weakest_basis(bases: Iterable[str]) -> Basis:
    """Give the weakest of several bases.

    Examples
    --------
    >>> weakest_basis(["official", "modelled"])
    'modelled'
    """
    return BASES[max((BASES.index(basis) for basis in bases), default=0)]
