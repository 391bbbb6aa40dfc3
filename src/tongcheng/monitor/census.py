"""Residents by census, and what changed between two of them."""

from __future__ import annotations

import itertools

import pandas as pd

from tongcheng.region.periods import period_end
from tongcheng.region.region import Region

ATTRIBUTE = "resident_population"


def census_table(region: Region) -> pd.DataFrame:
    """Give one row per county with its residents at each census and the change in per cent.

    Returns
    -------
    pandas.DataFrame
        ``county city in_core_scope broken`` and one column per census year (persons, NaN where not published);
        ``change_<from>_<to>`` in per cent, NaN where a census is missing or the county's boundary changed
        between the two (``broken`` tells which).

    Examples
    --------
    >>> from tongcheng import open_region
    >>> table = census_table(open_region("chengdu"))
    >>> int(table[2020].sum())
    29657768
    """
    counties = region["counties"][["county", "city", "name", "in_core_scope", "changed_on"]].copy()
    counts = census_counts(region)
    wide = counts.pivot_table(index="subject", columns="year", values="value", aggfunc="last")
    table = counties.join(wide, on="county")
    years = sorted(wide.columns)
    for first, last in itertools.pairwise(years):
        broken = _changed_between(table["changed_on"], counts, first, last)
        change = 100 * (table[last] / table[first] - 1)
        table[f"change_{first}_{last}"] = change.where(~broken)
        table[f"broken_{first}_{last}"] = broken
    return table.reset_index(drop=True)


def census_counts(region: Region) -> pd.DataFrame:
    """Give the census figures of counties: ``subject year day value basis source``."""
    figures = region["figures"]
    rows = figures[(figures["attribute"] == ATTRIBUTE) & (figures["subject_table"] == "counties")].copy()
    rows["day"] = pd.to_datetime(rows["as_of"].map(period_end))
    rows["year"] = rows["day"].dt.year
    return rows.sort_values("day")[["subject", "year", "day", "value", "basis", "source"]]


def census_years(table: pd.DataFrame) -> list[int]:
    """Give the census years that a table of :func:`census_table` holds."""
    return [column for column in table.columns if isinstance(column, int)]


def _changed_between(changed_on: pd.Series, counts: pd.DataFrame, first: int, last: int) -> pd.Series[bool]:
    start = counts.loc[counts["year"] == first, "day"].max()
    end = counts.loc[counts["year"] == last, "day"].max()
    return (changed_on > start) & (changed_on <= end)


def census_rows(region: Region) -> pd.DataFrame:
    """Give the census as result rows: residents by county, city, core scope and circle, and the changes.

    A city or circle has a sum only for a census that all its counties have.
    """
    table = census_table(region)
    bases = census_counts(region).groupby("year")["basis"].agg(lambda column: column.iloc[0])
    rows: list[dict[str, object]] = []
    for year in census_years(table):
        common = {"sector": "monitor", "indicator": "residents", "unit": "person", "basis": bases[year]}
        common["year"] = str(year)
        common["group"] = f"census {year}"
        levels = [("county", zip(table["county"], table[year], strict=True))]
        levels.append(("city", table.groupby("city")[year].agg(_complete_sum).items()))
        levels.append(("region", [(region.name, _complete_sum(table[year]))]))
        for level, places in levels:
            rows.extend(
                {**common, "level": level, "place": place, "value": value}
                for place, value in places
                if pd.notna(value)
            )
        core = table.loc[table["in_core_scope"].fillna(value=False).astype(bool), year]
        if len(core) and core.notna().all():
            rows.append(
                {
                    **common,
                    "level": "region",
                    "place": region.name,
                    "value": core.sum(),
                    "group": f"census {year} core",
                }
            )
    return pd.DataFrame(rows + _change_rows(table, bases))


def _complete_sum(column: pd.Series[float]) -> float:
    return float(column.sum(skipna=False))


def _change_rows(table: pd.DataFrame, bases: pd.Series[str]) -> list[dict[str, object]]:
    years = census_years(table)
    return [
        {
            "sector": "monitor",
            "indicator": "residents_change",
            "level": "county",
            "place": place,
            "group": f"census {first}-{last}",
            "value": value,
            "unit": "%",
            "year": str(last),
            "basis": bases[last],
        }
        for first, last in itertools.pairwise(years)
        for place, value in zip(table["county"], table[f"change_{first}_{last}"], strict=True)
        if pd.notna(value)
    ]
