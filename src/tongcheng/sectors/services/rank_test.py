"""Is a public service handed out by residents or by administrative rank: a test by county.

For each kind, the logarithm of a county's capacity on the logarithm of the residents it is for, the share of the old
(where counted) and the rank in steps. Counties are few (about 35), cities fewer (4), so errors are HC3 with Student's t,
the p-value is that of a wild bootstrap with the null imposed, adjusted for the number of kinds (Holm), and the same is
asked again inside cities: four cities are too few to cluster by.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tongcheng.methods.regression import Fit, holm, least_squares, poisson, wild_bootstrap
from tongcheng.region.age_groups import count_group
from tongcheng.region.region import Region
from tongcheng.results import weakest_basis
from tongcheng.sectors.services.declared_equity import RANK_EFFECT
from tongcheng.sectors.services.gates import Supply
from tongcheng.sectors.services.ranks import DISTRICT_OVER_COUNTY, rank_levels
from tongcheng.sectors.services.rows import RowMaker

Floats = NDArray[np.float64]

#: Fewer counties, or fewer left over after the coefficients, and there is no test.
FEWEST_COUNTIES: Final = 12
FEWEST_LEFT: Final = 7
OLD: Final = "60+"
SIGNIFICANT: Final = 0.05

COLUMNS: Final = (
    "kind", "counties", "model", "step", "step_low", "step_high", "effect_pct", "low_pct", "high_pct", "p_value",
    "p_wild", "p_holm", "found", "elasticity", "within_city_step", "within_city_low", "within_city_high",
    "poisson_step",
)  # fmt: skip


def rank_table(region: Region, supplies: Sequence[Supply]) -> pd.DataFrame:
    """Test every kind whose capacity is known in every city.

    Parameters
    ----------
    region
        The circle.
    supplies
        What each kind has.

    Returns
    -------
    pandas.DataFrame
        ``kind counties model`` (``log`` or, with counties without any, ``poisson``), ``step`` (natural logarithm per
        step of rank) with its 95 % ends, ``effect_pct`` (a district over a county, two steps) with its ends,
        ``p_value`` (t), ``p_wild``, ``p_holm`` (adjusted ``p_wild``), ``found``, ``elasticity`` of capacity to
        residents, the step inside cities with its ends (NaN where it cannot be told), and the step by Poisson.
    """
    levels = rank_levels(region)
    rows = [row for item in supplies if (row := _test(region, item, levels)) is not None]
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    if len(table):
        table["p_holm"] = holm(table["p_wild"])
        table["found"] = table["p_holm"] < SIGNIFICANT
    return table


def measure_rank(region: Region, supplies: Sequence[Supply], table: pd.DataFrame) -> pd.DataFrame:
    """Give the rank effect of each kind as figures of the circle."""
    by_kind = {item.kind.kind: item for item in supplies}
    frames = []
    for row in table.to_dict("records"):
        item = by_kind[row["kind"]]
        assert item.capacity is not None
        assert item.people is not None
        basis = weakest_basis([item.capacity.basis, item.people.basis])
        made = RowMaker(item.kind.kind, basis, item.year)
        ends = np.array([[row["low_pct"]], [row["high_pct"]]])
        made.add(RANK_EFFECT, "region", [region.name], np.array([row["effect_pct"]]), ends=ends)
        frames.append(made.frame())
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()


def _test(region: Region, supply: Supply, levels: pd.Series[float]) -> dict[str, Any] | None:
    if supply.capacity is None or supply.people is None or supply.unlisted:
        return None
    data = _counties(region, supply, levels)
    if len(data) < FEWEST_COUNTIES or data["level"].nunique() < 2:
        return None
    x = [np.ones(len(data)), np.log(data["people"].to_numpy()), data["level"].to_numpy()]
    if data["old"].notna().all() and data["old"].nunique() > 1:
        x.insert(2, data["old"].to_numpy())
    design = np.column_stack(x)
    rank = design.shape[1] - 1
    if len(data) - design.shape[1] < FEWEST_LEFT or np.linalg.matrix_rank(design) <= rank:
        return None
    capacity = data["capacity"].to_numpy()
    counted = poisson(capacity, design)
    whole = bool((capacity > 0).all())
    fit = least_squares(np.log(capacity), design) if whole else counted
    inside = _inside_cities(data, design) if whole else None
    ends = fit.interval(rank)
    within = (float("nan"),) * 3 if inside is None else (float(inside.coefficients[rank]), *inside.interval(rank))
    return {
        "kind": supply.kind.kind,
        "counties": len(data),
        "model": "log" if whole else "poisson",
        "step": float(fit.coefficients[rank]),
        "step_low": ends[0],
        "step_high": ends[1],
        **dict(
            zip(("effect_pct", "low_pct", "high_pct"), map(_percent, (fit.coefficients[rank], *ends)), strict=True)
        ),
        "p_value": fit.p_value(rank),
        "p_wild": wild_bootstrap(np.log(capacity), design, rank) if whole else fit.p_value(rank),
        "p_holm": float("nan"),
        "found": False,
        "elasticity": float(fit.coefficients[1]),
        **dict(zip(("within_city_step", "within_city_low", "within_city_high"), within, strict=True)),
        "poisson_step": float(counted.coefficients[rank]),
    }


def _percent(step: float) -> float:
    return 100 * (float(np.exp(DISTRICT_OVER_COUNTY * step)) - 1)


def _counties(region: Region, supply: Supply, levels: pd.Series[float]) -> pd.DataFrame:
    """Give one row per county with a rank and residents: ``capacity people old level city``."""
    assert supply.people is not None
    county = region["zones"]["county"].to_numpy()
    people = pd.Series(supply.people.counts.value).groupby(county).sum()
    everyone, old = count_group(region, "all"), count_group(region, OLD)
    share = pd.Series(np.nan, index=people.index)
    if old is not None and everyone is not None:
        share = (
            pd.Series(old.counts.value).groupby(county).sum() / pd.Series(everyone.counts.value).groupby(county).sum()
        )
    capacity = supply.facilities.groupby("county")["capacity"].sum()
    frame = pd.DataFrame({"level": levels})
    frame["capacity"] = capacity.reindex(frame.index, fill_value=0.0)
    frame["people"] = people.reindex(frame.index)
    frame["old"] = share.reindex(frame.index)
    frame["city"] = region["counties"].set_index("county")["city"].reindex(frame.index)
    return frame[frame["level"].notna() & (frame["people"] > 0)]


def _inside_cities(data: pd.DataFrame, design: Floats) -> Fit | None:
    """Ask the same with one level per city, so that only ranks inside a city are compared."""
    dummies = pd.get_dummies(data["city"], drop_first=True).to_numpy(dtype="float64")
    wider = np.column_stack([design, dummies])
    if len(data) - wider.shape[1] < FEWEST_LEFT or np.linalg.matrix_rank(wider) < wider.shape[1]:
        return None
    return least_squares(np.log(data["capacity"].to_numpy()), wider)
