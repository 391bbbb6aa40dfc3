"""Find rows by their ids, in bulk, also in tables that are not (yet) in order."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Above this number of ids only those that begin alike are compared letter by letter.
_MANY = 2_000
_SAME_BEGINNING = 3


def positions(ids: pd.Series, wanted: pd.Series) -> NDArray[np.intp]:
    """Give the row of each wanted id: the first that has it, -1 if none does.

    Examples
    --------
    >>> positions(pd.Series(["a", "b", "a"]), pd.Series(["a", "c", None])).tolist()
    [0, -1, -1]
    """
    known = np.flatnonzero(ids.notna().to_numpy() & ~ids.duplicated().to_numpy())
    found = pd.Index(ids.iloc[known]).get_indexer(pd.Index(wanted))
    rows = np.full(len(wanted), -1, dtype=np.intp)
    hit = (found >= 0) & wanted.notna().to_numpy()
    rows[hit] = known[found[hit]]
    return rows


def nearest_id(word: str, ids: Iterable[str]) -> str | None:
    """Give the id that looks most like a word, if any does.

    Examples
    --------
    >>> nearest_id("x03-4", ["x03-04", "x01-02"])
    'x03-04'
    """
    known = [str(item) for item in ids]
    if len(known) > _MANY:
        known = [item for item in known if item[:_SAME_BEGINNING] == word[:_SAME_BEGINNING]][:_MANY]
    near = difflib.get_close_matches(word, known, n=1)
    return near[0] if near else None
