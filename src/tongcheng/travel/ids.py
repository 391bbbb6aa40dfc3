"""Stable ids and their positions, without a Python object per id."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray


def positions(ids: pd.Series[str] | pd.Index[str], wanted: pd.Series[str] | pd.Index[str]) -> NDArray[np.int32]:
    """Give the place of each wanted id among unique ids, -1 where it is not among them.

    As ``ids.get_indexer``, but in Arrow: no Python object is made for any of them.
    """
    place = pc.index_in(pa.array(wanted, pa.large_string()), value_set=pa.array(ids, pa.large_string()))
    return pc.fill_null(place, -1).to_numpy().astype(np.int32, copy=False)  # type: ignore[no-any-return]
