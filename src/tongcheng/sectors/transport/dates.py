"""The date that a figure made from tables describes."""

from __future__ import annotations

from typing import Final

import pandas as pd

from tongcheng.region.periods import is_period, period_end
from tongcheng.region.region import Region

#: Rows that are older than the newest source of the circle by more than these years may lack what was built since.
STALE_YEARS: Final = 3


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


def out_of_date(region: Region, rows: pd.DataFrame) -> bool:
    """Tell whether rows are so much older than the circle that what was built since is missing from them.

    Rows without any date are not called out of date: nothing says so.

    Examples
    --------
    >>> from tongcheng import open_region
    >>> circle = open_region("chengdu")
    >>> stations = circle["stations"]
    >>> railway = stations["kind"] == "high_speed_rail"
    >>> out_of_date(circle, stations[railway]), out_of_date(circle, stations[~railway])
    (True, False)
    """
    dated = newest_date(region, rows)
    stamps = [text for text in region["sources"]["published"].dropna() if is_period(str(text))]
    if not dated or not stamps:
        return False
    newest = max(period_end(str(text)).year for text in stamps)
    return newest - period_end(dated).year > STALE_YEARS
