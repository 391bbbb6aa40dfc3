"""Everything that appraisals read, gathered once for all projects."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from tongcheng.language import Text
from tongcheng.plan.appraisal.benefits import priced_rows
from tongcheng.plan.appraisal.kinds import kinds_of
from tongcheng.plan.appraisal.prices import PriceIndex, price_index
from tongcheng.plan.appraisal.published import Amount, amounts_of, length_of
from tongcheng.plan.appraisal.split import Split, splits_of
from tongcheng.plan.appraisal.words import edits_of, locked_by
from tongcheng.plan.assumptions import Assumptions
from tongcheng.plan.costs import Cost, costs
from tongcheng.region.region import Region


@dataclass(frozen=True, eq=False)
class Book:
    """What is known of all projects.

    Parameters
    ----------
    region, effects, assumptions
        Inputs; effects under the borders of today.
    costs, amounts, lengths, splits, kinds, edits
        By project.
    index, base_year
        Prices.
    seen, priced
        Indicators and modes of each project's effects; those of them that have a price, as records.
    earned
        Years of which earnings are known.
    rows
        Row of each project in its table.
    locked
        What opens time saved, if anything is missing.
    """

    region: Region
    effects: pd.DataFrame
    assumptions: Assumptions
    costs: dict[str, Cost]
    amounts: dict[tuple[str, str], Amount]
    lengths: dict[str, tuple[float, str]]
    splits: dict[str, Split]
    kinds: dict[str, str]
    edits: dict[str, set[str]]
    index: PriceIndex
    base_year: int
    seen: dict[str, set[tuple[str, str]]]
    priced: dict[str, list[Mapping[Any, Any]]]
    earned: tuple[int, ...]
    rows: dict[str, int]
    locked: Text

    def factor(self, year: int) -> float:
        """Give what prices of a year are multiplied with to be those of the base year; NaN without an index."""
        return self.index.factor(year, self.base_year)


def make_book(region: Region, effects: pd.DataFrame, assumptions: Assumptions, base_year: int | None) -> Book:
    """Gather."""
    known = costs(region)
    newest = max((cost.price_year for cost in known.values()), default=_year_of(region))
    amounts = amounts_of(region)
    seen: dict[str, set[tuple[str, str]]] = {}
    for row in effects[["scenario", "indicator", "mode"]].drop_duplicates().itertuples(index=False):
        seen.setdefault(str(row[0]), set()).add((str(row[1]), str(row[2])))
    priced: dict[str, list[Mapping[Any, Any]]] = {}
    for record in priced_rows(effects).to_dict("records"):
        priced.setdefault(str(record["scenario"]), []).append(record)
    return Book(
        region=region,
        effects=effects,
        assumptions=assumptions,
        costs=known,
        amounts=amounts,
        lengths=length_of(region, amounts),
        splits=splits_of(region),
        kinds=kinds_of(region),
        edits=edits_of(region),
        index=price_index(region),
        base_year=newest if base_year is None else base_year,
        seen=seen,
        priced=priced,
        earned=assumptions.years_of("annual_earnings"),
        rows={str(project): place for place, project in enumerate(region["projects"]["project"], start=2)},
        locked=locked_by(region, effects),
    )


def _year_of(region: Region) -> int:
    """Give the newest year of residents, where no cost was ever published."""
    years = region["residents"]["year"].dropna()
    return int(years.max()) if len(years) else date(2020, 1, 1).year
