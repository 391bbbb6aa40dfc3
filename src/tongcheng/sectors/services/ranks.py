"""Administrative rank of counties as a number of steps."""

from __future__ import annotations

from typing import Final

import pandas as pd

from tongcheng.region.region import Region

#: Steps above a county.
STEPS: Final = {"district": 2.0, "county_city": 1.0, "county": 0.0}
#: Districts of such a city stand one step higher.
HIGHER_CITIES: Final = ("capital", "sub_provincial")

#: Steps between a district of an ordinary city and a county.
DISTRICT_OVER_COUNTY: Final = 2.0


def rank_levels(region: Region) -> pd.Series[float]:
    """Give the rank of each county: 3 for districts of a capital, 2 for other districts, 1 for county-level cities, 0.

    Counties of another rank (municipalities elsewhere in the world) are NaN.

    Examples
    --------
    >>> from tongcheng import open_region
    >>> levels = rank_levels(open_region("chengdu"))
    >>> levels["510104"], levels["510603"], levels["510185"], levels["510121"]
    (np.float64(3.0), np.float64(2.0), np.float64(1.0), np.float64(0.0))
    """
    counties = region["counties"]
    city = counties["city"].map(region["cities"].set_index("city")["admin_rank"])
    level = counties["admin_rank"].map(STEPS).astype("float64")
    level = level.where(~((counties["admin_rank"] == "district") & city.isin(HIGHER_CITIES)), level + 1)
    return pd.Series(level.to_numpy(), index=counties["county"])
