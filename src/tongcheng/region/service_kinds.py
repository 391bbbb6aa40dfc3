"""Kinds of public service with the Chinese norms that an office may start from and then edit.

The norms stand in ``tables/service_kinds.csv`` with source and year. The words of ``norm_source`` are read: the part
after ``服务半径：`` is about the radius, the rest about the norm, and ``待核`` marks what has not been checked against
the text of the norm. In a real circle no result may rest on a norm that is still to be checked.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import pandas as pd

#: Word of ``norm_source`` for a norm that nobody has checked against its text.
UNVERIFIED = "待核"

_RADIUS = "服务半径："


@cache
def _read() -> pd.DataFrame:
    with files("tongcheng.region").joinpath("tables", "service_kinds.csv").open("rb") as file:
        return pd.read_csv(file, dtype={"norm": "float64", "radius_m": "float64", "minutes": "float64"})


def default_kinds() -> pd.DataFrame:
    """Give the default kinds: the attributes of the table ``service_kinds`` without ``basis`` and ``source``.

    Examples
    --------
    >>> default_kinds().set_index("kind")["norm"]["elder_care"].item()
    0.035
    """
    return _read().copy()


def norm_verified(norm_source: object) -> bool:
    """Tell whether nothing about the norm itself (not the radius) is marked as still to be checked.

    Examples
    --------
    >>> norm_verified("《办法》（2018）：每万名居民 5 名；服务半径：某标准（待核）"), norm_verified("某办法（待核）")
    (True, False)
    """
    return _checked(_parts(norm_source)[0])


def radius_verified(norm_source: object) -> bool:
    """Tell whether nothing about the service radius is marked as still to be checked."""
    norm, radius = _parts(norm_source)
    return _checked(radius or norm)


def _parts(norm_source: object) -> tuple[str, str]:
    text = norm_source if isinstance(norm_source, str) else ""
    norm, _, radius = text.partition(_RADIUS)
    return norm.strip("；;，, "), radius.strip()


def _checked(text: str) -> bool:
    return UNVERIFIED not in text
