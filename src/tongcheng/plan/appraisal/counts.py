"""One project in several cities stands in each of their lists: sums of lists and of the circle side by side."""

from __future__ import annotations

from typing import Any

import pandas as pd

from tongcheng.region.region import Region
from tongcheng.results import weakest_basis

COLUMNS = [
    "list", "origin", "measure", "unit", "sum_of_cities", "double_count", "circle_total", "price_year", "parts", "year",
    "basis",
]  # fmt: skip

_UNITS = {"count": "项", "investment": "亿元"}
_MEASURES = {"count": "projects", "investment": "investment"}


def reconcile(region: Region, projects: pd.DataFrame) -> pd.DataFrame:
    """Print the double count of every list that is told by city and as a whole, and of the rows of the circle.

    Parameters
    ----------
    region
        The circle.
    projects
        Frame ``projects`` of the appraisal.

    Returns
    -------
    pandas.DataFrame
        ``list origin measure unit sum_of_cities double_count circle_total price_year parts year basis``. ``origin`` is
        ``published`` (totals as the office printed them) or ``rows`` (counted from the table of projects; cancelled
        ones are left out). Money is summed within one price year only. ``parts`` names each city's own sum.

    Examples
    --------
    >>> from tongcheng import open_region
    >>> from tongcheng.plan.appraisal import appraise
    >>> from tongcheng.results import empty_results
    >>> counts = appraise(open_region("chengdu"), empty_results()).counts
    >>> counts.loc[counts["origin"] == "published", ["sum_of_cities", "double_count", "circle_total"]].to_numpy().tolist()
    [[42.0, 0.0, 42.0], [246.0, 52.0, 194.0]]
    """
    rows = [*_published(region), *_counted(region, projects)]
    return pd.DataFrame(rows, columns=COLUMNS)


def _published(region: Region) -> list[dict[str, Any]]:
    names = region["cities"].set_index("city")["name"]
    found = []
    for _, group in region["list_totals"].groupby("list_key", sort=False):
        whole = group[group["dimension"] == "total"]
        if whole.empty:
            continue
        total = whole.iloc[0]
        parts = group[(group["dimension"] == "city") & (group["issued_by"] == total["issued_by"])]
        for column in _UNITS:
            if len(parts) < 2 or parts[column].isna().any() or pd.isna(total[column]):
                continue
            cities = [str(names.get(city, item)) for city, item in zip(parts["city"], parts["item"], strict=True)]
            papers = (str(total["list"]), "published", str(total["year"]), weakest_basis(parts["basis"]))
            values = [float(value) for value in parts[column]]
            found.append(_row(papers, column, cities, values, float(total[column]), None))
    return found


def _counted(region: Region, projects: pd.DataFrame) -> list[dict[str, Any]]:
    names = region["cities"].set_index("city")["name"]
    own = projects[projects["status"] != "cancelled"]
    if own.empty:
        return []
    papers = ("", "rows", "", weakest_basis(own["basis"]))
    found = [_one(own, names, papers, "count", pd.Series(1.0, index=own.index), None)]
    priced = own[own["cost"].notna()]
    for _, part in priced.groupby("price_year", sort=True):
        found.append(_one(part, names, papers, "investment", part["cost"], int(part["price_year"].iloc[0])))
    return found


def _one(
    rows: pd.DataFrame, names: pd.Series[str], papers: tuple[str, str, str, str], column: str,
    amounts: pd.Series[float], year: int | None,
) -> dict[str, Any]:  # fmt: skip
    split = rows["cities"].str.split(";")
    values = [float(amounts[split.map(lambda cities, own=city: own in cities)].sum()) for city in names.index]
    return _row(papers, column, [str(name) for name in names], values, float(amounts.sum()), year)


def _row(
    papers: tuple[str, str, str, str], column: str, cities: list[str], values: list[float], total: float,
    price_year: int | None,
) -> dict[str, Any]:  # fmt: skip
    name, origin, year, basis = papers
    whole = round(sum(values), 6)
    return {
        "list": name, "origin": origin, "measure": _MEASURES[column], "unit": _UNITS[column], "sum_of_cities": whole,
        "double_count": round(whole - total, 6), "circle_total": round(total, 6),
        "price_year": float("nan") if price_year is None else float(price_year),
        "parts": "、".join(f"{city} {round(value, 2):g}" for city, value in zip(cities, values, strict=True)),
        "year": year, "basis": basis,
    }  # fmt: skip
