"""The date that a figure made from tables describes."""

from __future__ import annotations

import pandas as pd

from tongcheng.region.periods import is_period, period_end
from tongcheng.region.region import Region


def newest_date(region: Region, *tables: pd.DataFrame) -> str:
    """Give the newest date that rows carry: their own ``as_of``, else the date of their source.

    Parameters
    ----------
    region
        The circle, for its ``sources``.
    *tables
        The rows that a figure rests on.

    Returns
    -------
    str
        A period as it is published, e.g. ``2024-12-29``; empty where nothing says when, which is better than the date
        of something else.

    Examples
    --------
    >>> from tongcheng import open_region
    >>> circle = open_region("chengdu")
    >>> newest_date(circle, circle["lines"], circle["stations"])
    '2024-12-29'
    """
    sources = region["sources"].drop_duplicates("source").set_index("source")["published"]
    stamps: set[str] = set()
    for table in tables:
        of_source = table["source"].map(sources) if "source" in table else pd.Series(pd.NA, index=table.index)
        own = table["as_of"].fillna(of_source) if "as_of" in table else of_source
        stamps |= {str(text) for text in own.dropna().unique() if is_period(str(text))}
    return max(sorted(stamps), key=period_end, default="")
