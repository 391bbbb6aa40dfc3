"""What a project costs: one number out of several published ones, by a rule that can be seen.

Published costs of one railway differ by 78 % within five months, so a cost is never one fact. The newest value that
was given as exact counts; where none is, the newest of any. The others make the range.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from tongcheng.language import Text
from tongcheng.region.periods import period_end
from tongcheng.region.region import Region

INVESTMENT = "investment"
#: Estimate of a proposed project from the costs per km that the circle has published; counts until one is published.
ESTIMATE = "cost"
UNIT = "亿元"

RULE = Text(
    "取最近一次公布的确定值；没有确定值的取最近一次公布值。各次公布的最小、最大值为区间，价格为公布当年价。",
    "The newest value published as exact, or else the newest of any; the smallest and largest published values make the range; prices of the year of publication.",
)


@dataclass(frozen=True)
class Cost:
    """The cost of one project with its papers.

    Parameters
    ----------
    value, low, high
        亿元: the value that counts, the smallest and the largest that were published.
    as_of
        Date of the value; its year is the year of the prices.
    price_year
        That year.
    basis, source
        Papers of the value.
    versions
        How many different values were published.
    """

    value: float
    low: float
    high: float
    as_of: str
    price_year: int
    basis: str
    source: str
    versions: int


def cost_of(region: Region, project: str) -> Cost | None:
    """Give the cost of a project by the rule above, or None if none was ever published.

    Examples
    --------
    >>> from tongcheng import open_region
    >>> cost = cost_of(open_region("chengdu"), "S5")
    >>> cost.value, cost.low, cost.high, cost.as_of
    (226.0, 127.0, 226.0, '2022-08-10')
    """
    return costs(region).get(project)


def costs(region: Region) -> dict[str, Cost]:
    """Give the cost of every project that has one, published or else estimated when it was proposed."""
    figures = region["figures"]
    known = figures[
        figures["value"].notna() & (figures["unit"] == UNIT) & figures["subject"].isin(region["projects"]["project"])
    ]
    known = known.assign(day=known["as_of"].map(period_end)).sort_values(["day", "figure"])
    by: dict[str, dict[str, list[dict[Hashable, Any]]]] = {ESTIMATE: {}, INVESTMENT: {}}
    for row in known[known["attribute"].isin(list(by))].to_dict("records"):
        by[row["attribute"]].setdefault(str(row["subject"]), []).append(row)
    found = {project: _estimate(rows) for project, rows in by[ESTIMATE].items()}
    found.update({project: _cost(rows) for project, rows in by[INVESTMENT].items()})
    return dict(sorted(found.items()))


def _estimate(rows: list[dict[Hashable, Any]]) -> Cost:
    """Take the newest estimate with its own range."""
    last = rows[-1]
    cost = _cost([last])
    low, high = last["low"], last["high"]
    return replace(
        cost, low=cost.value if pd.isna(low) else float(low), high=cost.value if pd.isna(high) else float(high)
    )


def _cost(rows: list[dict[Hashable, Any]]) -> Cost:
    exact = [row for row in rows if pd.isna(row["qualifier"]) or row["qualifier"] == "exact"]
    chosen, values = (exact or rows)[-1], [float(row["value"]) for row in rows]
    return Cost(
        value=float(chosen["value"]),
        low=min(values),
        high=max(values),
        as_of=str(chosen["as_of"]),
        price_year=period_end(str(chosen["as_of"])).year,
        basis=str(chosen["basis"]),
        source=str(chosen["source"]),
        versions=len(set(values)),
    )
