"""Residents by census, and what changed between two of them."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd

from tongcheng.region.periods import period_end
from tongcheng.region.region import Region
from tongcheng.results import weakest_basis

ATTRIBUTE = "resident_population"


def census_table(region: Region) -> pd.DataFrame:
    """Give one row per county with its residents at each census and the change in per cent.

    Returns
    -------
    pandas.DataFrame
        ``county city name in_core_scope changed_on``; ``residents_<year>`` per census (persons, NaN where not
        published); ``change_<from>_<to>`` in per cent, NaN where a census is missing or the county's boundary
        changed between the two, and ``broken_<from>_<to>`` telling the latter.

    Examples
    --------
    >>> from tongcheng import open_region
    >>> table = census_table(open_region("chengdu"))
    >>> int(table["residents_2020"].sum())
    29657768
    """
    table = region["counties"][["county", "city", "name", "in_core_scope", "changed_on"]].reset_index(drop=True)
    table = pd.DataFrame(table)
    counts = census_counts(region)
    days = counts.groupby("year")["day"].max()
    for year, rows in counts.groupby("year"):
        table[f"residents_{year}"] = table["county"].map(rows.set_index("subject")["value"])
    for first, last in pairwise(census_years(region)):
        broken = (table["changed_on"] > days[first]) & (table["changed_on"] <= days[last])
        change = 100 * (table[f"residents_{last}"] / table[f"residents_{first}"] - 1)
        table[f"change_{first}_{last}"] = change.where(~broken)
        table[f"broken_{first}_{last}"] = broken
    return table


def census_counts(region: Region) -> pd.DataFrame:
    """Give the census figures of counties: ``subject year day value basis source``."""
    figures = region["figures"]
    rows = figures[(figures["attribute"] == ATTRIBUTE) & (figures["subject_table"] == "counties")].copy()
    rows["day"] = pd.to_datetime(rows["as_of"].map(period_end)).astype("datetime64[s]")
    rows["year"] = rows["day"].dt.year
    ordered = rows.sort_values(["day", "figure"])[["subject", "year", "day", "value", "basis", "source"]]
    return ordered.drop_duplicates(["subject", "year"], keep="last")


def census_years(region: Region) -> list[int]:
    """Give the years of the censuses that any county has, in order."""
    return sorted(int(year) for year in census_counts(region)["year"].unique())


def census_rows(region: Region) -> pd.DataFrame:
    """Give the census as result rows: residents by county, city, core scope and circle, and the changes.

    A city or circle has a sum only for a census that all its counties have.
    """
    table = census_table(region)
    bases = census_counts(region).groupby("year")["basis"].agg(weakest_basis)
    rows = [row for year in census_years(region) for row in _residents_rows(region, table, year, str(bases[year]))]
    for first, last in pairwise(census_years(region)):
        common = {
            "sector": "monitor",
            "indicator": "residents_change",
            "level": "county",
            "group": f"census {first}-{last}",
            "unit": "%",
            "year": str(last),
            "basis": weakest_basis([bases[first], bases[last]]),
        }
        changes = zip(table["county"], table[f"change_{first}_{last}"], strict=True)
        rows.extend({**common, "place": place, "value": value} for place, value in changes if pd.notna(value))
    return pd.DataFrame(rows)


def _residents_rows(region: Region, table: pd.DataFrame, year: int, basis: str) -> list[dict[str, object]]:
    column = table[f"residents_{year}"]
    core = column[table["in_core_scope"].fillna(value=False).astype(bool)]
    by_city = column.groupby(table["city"]).agg(_complete_sum)
    places = [("county", place, value, "") for place, value in zip(table["county"], column, strict=True)]
    places += [("city", str(place), value, "") for place, value in by_city.items()]
    places += [("region", region.name, _complete_sum(column), "")]
    places += [("region", region.name, _complete_sum(core), " core")] if len(core) else []
    return [
        {
            "sector": "monitor",
            "indicator": "residents",
            "level": level,
            "place": place,
            "group": f"census {year}{scope}",
            "value": value,
            "unit": "person",
            "year": str(year),
            "basis": basis,
        }
        for level, place, value, scope in places
        if pd.notna(value)
    ]


def _complete_sum(column: pd.Series[float]) -> float:
    return float(column.sum(skipna=False))
