"""Prices of one year into those of another, only by a published index of building prices."""

from __future__ import annotations

from dataclasses import dataclass

from tongcheng.region.periods import parse_period
from tongcheng.region.region import Region
from tongcheng.results import weakest_basis

#: Rows of ``figures`` about the circle: this year's building prices, the year before being 100.
INDEX = "construction_price_index"
INDEX_UNIT = "上年=100"

_HUNDRED = 100.0


@dataclass(frozen=True)
class PriceIndex:
    """Yearly change of building prices.

    Parameters
    ----------
    by_year
        Price of each year over that of the year before.
    basis
        Weakest basis of the rows; empty without any.
    """

    by_year: dict[int, float]
    basis: str = ""

    def factor(self, year: int, to: int) -> float:
        """Give what an amount in prices of one year is to be multiplied with; NaN if a year between has no index.

        Examples
        --------
        >>> round(PriceIndex({2021: 1.04, 2022: 1.05}).factor(2020, 2022), 3)
        1.092
        >>> PriceIndex({}).factor(2020, 2022)
        nan
        """
        if year > to:
            return 1.0 / self.factor(to, year)
        made = 1.0
        for between in range(year + 1, to + 1):
            made *= self.by_year.get(between, float("nan"))
        return made


def price_index(region: Region) -> PriceIndex:
    """Read the circle's index of building prices; empty where none was published.

    China's index of fixed investment prices is not used unasked: whoever has one for these years enters it.

    Examples
    --------
    >>> from tongcheng import open_region
    >>> price_index(open_region("chengdu")).by_year
    {}
    """
    figures = region["figures"]
    rows = figures[
        (figures["attribute"] == INDEX)
        & figures["subject"].isin(["region", region.name])
        & (figures["unit"] == INDEX_UNIT)
        & figures["value"].gt(0)
    ].sort_values("figure")
    by_year = {
        parse_period(str(day))[0].year: float(value) / _HUNDRED
        for day, value in zip(rows["as_of"], rows["value"], strict=True)
    }
    return PriceIndex(by_year, weakest_basis(rows["basis"]) if len(rows) else "")
