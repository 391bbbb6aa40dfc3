"""What a bed, a place or an opened border cost in the same circle, from its published figures; no other source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from tongcheng.language import Text
from tongcheng.region.edits import AddFacility, ChangeCapacity, Edit, OpenBorder, edits_from_table
from tongcheng.region.periods import period_end
from tongcheng.region.region import Region
from tongcheng.results import weakest_basis
from tongcheng.sectors.services.kinds import SECTOR, ServiceKind

MONEY: Final = "亿元"

#: Name under which the cost of opening one border stands beside those of kinds.
BORDER: Final = "border"

_COLUMNS = ["project", "kind", "amount", "low", "latest", "high", "as_of", "basis", "source"]


@dataclass(frozen=True)
class UnitCost:
    """What something may cost, in 亿元.

    Parameters
    ----------
    value, low, high
        Median, least and most of the projects it rests on.
    projects
        Ids of those projects.
    as_of
        Date of the latest figure.
    basis
        ``modelled``, or ``synthetic``.
    scope
        In words.
    """

    value: float
    low: float
    high: float
    projects: tuple[str, ...]
    as_of: str
    basis: str
    scope: Text


def published_unit_costs(region: Region) -> pd.DataFrame:
    """Give the published cost per unit of every project that adds capacity of one kind, or opens borders.

    Parameters
    ----------
    region
        The circle; ``figures`` with attribute ``investment`` (亿元) of ``projects`` with edits.

    Returns
    -------
    pandas.DataFrame
        ``project``; ``kind`` (``border`` where it opens borders of services); ``amount`` (units added, borders opened);
        ``low latest high`` in 亿元 per unit over all versions of the figure; ``as_of`` of the latest; ``basis``;
        ``source``. A project that does several things at once says nothing about any of them and is left out.

    Examples
    --------
    >>> from tongcheng import open_region
    >>> costs = published_unit_costs(open_region("demo")).set_index("project")
    >>> costs.loc["P15", "kind"], float(costs.loc["P15", "amount"]), round(float(costs.loc["P15", "latest"]), 4)
    ('hospital', 500.0, 0.0148)
    """
    figures = region["figures"]
    known = figures[(figures["subject_table"] == "projects") & figures["value"].gt(0)]
    money = known[(known["attribute"] == "investment") & (known["unit"] == MONEY)]
    projects = set(region["projects"]["project"])
    wanted = [name for name in dict.fromkeys(region["project_edits"]["project"]) if name in projects]
    rows = []
    for project, scenario in edits_from_table(region, wanted).items():
        own = money[money["subject"] == project]
        done = _amount(region, scenario.edits)
        if own.empty or done is None:
            continue
        own = own.assign(end=own["as_of"].map(period_end)).sort_values(["end", "figure"], kind="stable")
        rates = own["value"].to_numpy(dtype="float64") / done[1]
        rows.append((project, *done, rates.min(), rates[-1], rates.max(), own["as_of"].iloc[-1],
                     weakest_basis(own["basis"]), ";".join(sorted(set(own["source"])))))  # fmt: skip
    return pd.DataFrame(rows, columns=_COLUMNS)


def _amount(region: Region, edits: tuple[Edit, ...]) -> tuple[str, float] | None:
    """Give the one kind of thing that edits do, and how much of it."""
    facilities = region["facilities"].drop_duplicates("facility").set_index("facility")
    kinds, capacity = facilities["kind"], facilities["capacity"].astype("float64")
    done: dict[str, float] = {}
    for edit in edits:
        if isinstance(edit, AddFacility):
            done[edit.kind] = done.get(edit.kind, 0.0) + edit.capacity
        elif isinstance(edit, ChangeCapacity) and edit.facility in facilities.index:
            kind, more = str(kinds[edit.facility]), edit.capacity - float(capacity[edit.facility])
            done[kind] = done.get(kind, 0.0) + more
        elif isinstance(edit, OpenBorder) and edit.sector == SECTOR:
            done[BORDER] = done.get(BORDER, 0.0) + 1.0
        else:
            return None
    if len(done) != 1:
        return None
    kind, amount = next(iter(done.items()))
    return (kind, amount) if amount > 0 and np.isfinite(amount) else None


def unit_cost(costs: pd.DataFrame, kind: str) -> UnitCost | None:
    """Tell what a unit of a kind (or an opened border) may cost; None where the circle has published nothing.

    Parameters
    ----------
    costs
        From :func:`published_unit_costs`.
    kind
        Kind of service, or ``border``.
    """
    pool = costs[costs["kind"] == kind]
    if pool.empty:
        return None
    value, low, high = float(np.median(pool["latest"])), float(pool["low"].min()), float(pool["high"].max())
    count = len(pool)
    scope = Text(
        f"按本圈已公布的 {count} 个同类项目推算{'（只有一个，代表性有限）' if count == 1 else ''}",
        f"from {count} published project{'s' if count > 1 else ' (a single one)'} of the same kind in this circle",
    )
    return UnitCost(
        value, low, high, tuple(pool["project"]), max(pool["as_of"], key=period_end),
        weakest_basis(["modelled", *pool["basis"]]), scope,
    )  # fmt: skip


def cost_columns(found: UnitCost | None, amount: float) -> dict[str, Any]:
    """Give ``cost_low cost cost_high price_as_of`` of an amount; NaN and no date where nothing is published."""
    if found is None or not amount > 0:
        return {"cost_low": np.nan, "cost": np.nan, "cost_high": np.nan, "price_as_of": None}
    return {
        "cost_low": round(found.low * amount, 4),
        "cost": round(found.value * amount, 4),
        "cost_high": round(found.high * amount, 4),
        "price_as_of": found.as_of,
    }


def in_words(kind: ServiceKind, found: UnitCost) -> Text:
    """Say what a unit costs and on what that rests."""
    per = f"{1e4 * found.low:.2g}—{1e4 * found.high:.2g}"
    return Text(
        f"{kind.name.zh}每单位 {per} 万元，{found.scope.zh}",
        f"{kind.name.en}: {per} ten thousand yuan a unit, {found.scope.en}",
    )
