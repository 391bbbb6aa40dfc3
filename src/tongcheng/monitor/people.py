"""Residents by zone with their range, and their sums."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tongcheng.monitor.indicators import RESIDENTS_BY_ZONE
from tongcheng.region.people import Counts, count_by_zone
from tongcheng.region.region import Region
from tongcheng.region.unlock import rows_of
from tongcheng.results import weakest_basis


def zone_rows(region: Region) -> pd.DataFrame:
    """Give residents as result rows: zones with their range, and sums by county, city and circle.

    Sums carry no range: the ends of modelled zones do not add up, since what one zone has too many another lacks.
    """
    counts = count_by_zone(region)
    zones = region["zones"]
    basis = weakest_basis(rows_of(region, RESIDENTS_BY_ZONE.needs[1])["basis"])
    value = pd.Series(counts.value)
    by_county = value.groupby(zones["county"].to_numpy()).sum().reindex(region["counties"]["county"], fill_value=0.0)
    by_city = value.groupby(zones["city"].to_numpy()).sum().reindex(region["cities"]["city"], fill_value=0.0)
    parts = [
        _zones(zones["zone"], counts),
        _sums("county", by_county),
        _sums("city", by_city),
        _sums("region", pd.Series({region.name: value.sum()})),
    ]
    common = {"sector": "monitor", "indicator": RESIDENTS_BY_ZONE.indicator, "unit": RESIDENTS_BY_ZONE.unit}
    return pd.concat(parts, ignore_index=True).assign(**common, year=str(counts.year), basis=basis)


def _zones(zones: pd.Series[str], counts: Counts) -> pd.DataFrame:
    ranged = counts.low != counts.high

    def end(values: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.where(ranged, values, np.nan)

    return pd.DataFrame(
        {
            "level": "zone",
            "place": zones.to_numpy(),
            "value": counts.value,
            "low": end(counts.low),
            "high": end(counts.high),
        }
    )


def _sums(level: str, values: pd.Series[float]) -> pd.DataFrame:
    return pd.DataFrame({"level": level, "place": values.index.astype("str"), "value": values.to_numpy(), "low": np.nan,
                         "high": np.nan})  # fmt: skip
