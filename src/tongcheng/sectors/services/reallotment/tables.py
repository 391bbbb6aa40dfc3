"""Plans as tables: every county, city and the circle in every year, and one row per kind."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tongcheng.sectors.services.reallotment.plan import Reallotment
from tongcheng.sectors.services.reallotment.stock import STATES

Floats = NDArray[np.float64]

#: Columns that add up over counties.
SUMS = (
    "people", "capacity_today", "need", "have_today", "lack_today", "moved_in", "moved_in_across", "moved_out",
    "moved_out_across", "filled", "built", "grown", "listed", "capacity_after", "have_after", "lack_after",
)  # fmt: skip


def yearly(region_name: str, plans: list[Reallotment]) -> pd.DataFrame:
    """Give the plan by kind, place and year.

    Returns
    -------
    pandas.DataFrame
        ``kind unit judged level place city year``, the columns of ``SUMS`` (``moved_…`` includes what crosses between
        cities, ``grown`` is filled plus built, ``listed`` what projects on the list bring that year), ``share`` (per
        cent of the need that is had at the end of the year) and ``floor`` (least capacity; counties only). Counties add
        up to cities and cities to the circle; ``lack`` is not netted, so that one county's surplus hides no other's
        lack.
    """
    frames = [_counties(plan) for plan in plans]
    if not frames:
        return pd.DataFrame()
    county = pd.concat(frames, ignore_index=True)
    keys = ["kind", "unit", "judged", "year"]
    city = county.groupby([*keys, "city"], sort=False, as_index=False)[list(SUMS)].sum().assign(level="city")
    circle = county.groupby(keys, sort=False, as_index=False)[list(SUMS)].sum()
    circle = circle.assign(level="region", place=region_name, city="")
    table = pd.concat([county, city.assign(place=city["city"]), circle], ignore_index=True)
    have = table["have_after"].to_numpy()
    need = table["need"].to_numpy()
    table["share"] = 100 * np.divide(have, need, out=np.full(len(table), np.nan), where=need > 0)
    return table[["kind", "unit", "judged", "level", "place", "city", "year", *SUMS, "share", "floor"]]


def _counties(plan: Reallotment) -> pd.DataFrame:
    stock, path, years = plan.stock, plan.path, plan.programme.years
    count, span = len(stock.counties), len(years)
    have = stock.spread @ stock.capacity
    once = {
        "place": np.array(stock.counties, dtype=object),
        "city": np.array(stock.cities, dtype=object),
        "people": stock.people,
        "capacity_today": stock.capacity,
        "need": stock.need,
        "have_today": have,
        "lack_today": np.maximum(stock.need - have, 0.0),
        "floor": plan.programme.floor,
    }
    changes = path.changes
    each = {
        "moved_in": changes["in"] + changes["in_across"],
        "moved_in_across": changes["in_across"],
        "moved_out": changes["out"] + changes["out_across"],
        "moved_out_across": changes["out_across"],
        "filled": changes["fill"],
        "built": changes["build"],
        "grown": changes["fill"] + changes["build"],
        "listed": plan.programme.listed,
        "capacity_after": path.capacity,
        "have_after": path.have,
        "lack_after": path.lack,
    }
    columns: dict[str, Any] = {name: np.repeat(values, span) for name, values in once.items()}
    columns |= {name: values.ravel() for name, values in each.items()}
    return pd.DataFrame({"kind": stock.supply.kind.kind, "unit": stock.supply.kind.unit, "judged": stock.judged,
                          "level": "county", "year": np.tile(years, count), **columns})  # fmt: skip


def by_kind(plans: list[Reallotment]) -> pd.DataFrame:
    """Give one row per kind: what is lacking, what the plan does about it, and how sure it is that nothing is better.

    Returns
    -------
    pandas.DataFrame
        ``kind unit judged norm first_year last_year capacity need lack_today lack_after listed filled moved
        moved_across built``, with ``built_low built_high moved_low moved_high`` where the need is modelled;
        ``lack_apart lack_open lack_together`` (what residents lack in each border state as things stand; NaN while
        access is locked), ``spared`` (the last but one less the last); ``objective bound gap proven`` of the first step
        and ``effort effort_gap`` of the second.
    """
    return pd.DataFrame([_kind(plan) for plan in plans])


def _kind(plan: Reallotment) -> dict[str, Any]:
    stock, path = plan.stock, plan.path
    have = stock.spread @ stock.capacity
    assert path.second is not None
    paths = (path, *plan.ends)
    moved, built = ([float(sum(one.changes[name].sum() for name in names)) for one in paths] for names in
                    (("in", "in_across"), ("build",)))  # fmt: skip
    ranged = len(paths) > 1
    lacks = {state: _lack(stock.need, stock.have(state)) if stock.reach else np.nan for state in STATES}
    return {
        "kind": stock.supply.kind.kind,
        "unit": stock.supply.kind.unit,
        "judged": stock.judged,
        "norm": stock.norm,
        "first_year": plan.programme.years[0],
        "last_year": plan.programme.years[-1],
        "capacity": float(stock.capacity.sum()),
        "need": float(stock.need.sum()),
        "need_low": float(stock.need_low.sum()) if ranged else np.nan,
        "need_high": float(stock.need_high.sum()) if ranged else np.nan,
        "lack_today": _lack(stock.need, have),
        "lack_after": float(path.lack[:, -1].sum()),
        "listed": float(plan.programme.listed.sum()),
        "filled": float(path.changes["fill"].sum()),
        "moved": moved[0],
        "moved_low": min(moved) if ranged else np.nan,
        "moved_high": max(moved) if ranged else np.nan,
        "moved_across": float(path.changes["in_across"].sum()),
        "built": built[0],
        "built_low": min(built) if ranged else np.nan,
        "built_high": max(built) if ranged else np.nan,
        "lack_apart": lacks["apart"],
        "lack_open": lacks["today"],
        "lack_together": lacks["together"],
        "spared": lacks["today"] - lacks["together"],
        "objective": path.first.objective,
        "bound": path.first.bound,
        "gap": path.first.gap,
        "proven": path.first.proven and path.second.proven,
        "effort": path.second.objective,
        "effort_gap": path.second.gap,
    }


def shared_lack(plans: list[Reallotment]) -> pd.DataFrame:
    """Give what residents of each county lack if capacity stays where it is, by border state.

    Returns
    -------
    pandas.DataFrame
        ``kind unit county city need lack_apart lack_today lack_together spared``: ``spared`` is what open borders make
        unnecessary to add for the county (today less together), negative where others come to share.
    """
    frames = []
    for plan in plans:
        stock = plan.stock
        if not stock.reach:
            continue
        lacks = {f"lack_{state}": np.maximum(stock.need - stock.have(state), 0.0) for state in STATES}
        frame = pd.DataFrame({"kind": stock.supply.kind.kind, "unit": stock.supply.kind.unit, "county": stock.counties,
                              "city": stock.cities, "need": stock.need, **lacks})  # fmt: skip
        frames.append(frame.assign(spared=frame["lack_today"] - frame["lack_together"]))
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()


def _lack(need: Floats, have: Floats) -> float:
    return float(np.maximum(need - have, 0.0).sum())
