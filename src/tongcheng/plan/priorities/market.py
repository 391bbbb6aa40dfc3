"""Market pull: money that comes from elsewhere than public purses, and demand that has been matched."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tongcheng.language import Text
from tongcheng.plan.appraisal.prices import price_index
from tongcheng.plan.appraisal.published import MATCHED, OPERATING, REVENUE, amounts_of
from tongcheng.plan.priorities.measured import Measured, missing
from tongcheng.region.region import Region

_PERCENT = 100.0
_PARTS = (
    ("private", Text("社会资本占投资", "private money over cost"), Text("社会资本投资额", "private investment")),
    (
        "cover",
        Text("使用者付费覆盖运营", "users' money over operation"),
        Text("使用者付费收入或运营成本", "users' money or cost of operation"),
    ),
    ("matched", Text("已对接需求", "matched demand"), Text("已对接需求占比", "share of demand that is matched")),
)
NOTHING_PUBLISHED = Text(
    "需补填社会资本投资额、使用者付费收入和运营成本、已对接需求占比（figures 表：private_investment、user_revenue、operating_cost、matched_demand）",
    "opened by private investment, users' money and cost of operation, matched demand (figures: private_investment, user_revenue, operating_cost, matched_demand)",
)


def market_pull_of(region: Region, projects: pd.DataFrame) -> list[tuple[str, Measured]]:
    """Measure the market pull of every project.

    Parameters
    ----------
    region
        The circle with its dated figures.
    projects
        Frame ``projects`` of the appraisal.

    Returns
    -------
    list of (project, Measured)
        In percent: the mean of the parts that are known; the range runs over those that are not, from 0 to 100 %.
    """
    amounts, index = amounts_of(region), price_index(region)
    found = []
    for row in projects.to_dict("records"):
        project = str(row["project"])
        revenue, operating = amounts.get((project, REVENUE)), amounts.get((project, OPERATING))
        matched = amounts.get((project, MATCHED))
        parts = {"private": row["private"] / row["cost"] if row["cost"] > 0 else np.nan, "cover": np.nan}
        if revenue is not None and operating is not None and operating.value > 0:
            # Two years of prices are not mixed: without an index the part stays unknown.
            parts["cover"] = revenue.value * index.factor(revenue.year, operating.year) / operating.value
        parts["matched"] = np.nan if matched is None else matched.value / _PERCENT
        found.append((project, _pull(parts)))
    return found


def _pull(parts: dict[str, float]) -> Measured:
    capped = {name: min(value, 1.0) for name, value in parts.items() if not np.isnan(value)}
    if not capped:
        return missing(NOTHING_PUBLISHED)
    unknown = len(parts) - len(capped)
    total = sum(capped.values())
    said = [
        (label, f"{_PERCENT * parts[name]:.0f}%") if name in capped else (label, "—") for name, label, _ in _PARTS
    ]
    opens = [label for name, _, label in _PARTS if name not in capped]
    lacks = Text("、".join(label.zh for label in opens), ", ".join(label.en for label in opens))
    inputs = Text(
        "，".join(f"{label.zh} {words}" for label, words in said) + (f"（未公布{lacks.zh}）" if opens else ""),
        ", ".join(f"{label.en} {words}" for label, words in said)
        + (f" (not published: {lacks.en})" if opens else ""),
    )
    count = len(parts)
    return Measured(
        _PERCENT * total / len(capped), _PERCENT * total / count, _PERCENT * (total + unknown) / count, inputs
    )
