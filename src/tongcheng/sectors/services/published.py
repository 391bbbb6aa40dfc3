"""What offices publish about sharing services, and facilities that are only counted (fever clinics of 2020)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tongcheng.region.columns import split_list
from tongcheng.region.people import count_by_zone
from tongcheng.region.periods import is_period, period_end
from tongcheng.region.region import Region
from tongcheng.region.unlock import Evidence, split
from tongcheng.results import Basis, Locked, Need, weakest_basis
from tongcheng.sectors.services.declared_counted import FEVER_CLINICS, OFFICE_INDICATORS
from tongcheng.sectors.services.gates import unlisted_cities
from tongcheng.sectors.services.rows import RowMaker

Floats = NDArray[np.float64]

_POPULATION = "resident_population"
_PERSONS = {"人": 1.0, "person": 1.0, "persons": 1.0, "万人": 1e4}
_PER = 100_000.0


def measure_published(region: Region) -> pd.DataFrame:
    """Give the latest published value of each office indicator for the circle and each city.

    The figure keeps the unit, year and basis of its row; where versions differ for the same date the last row counts.
    """
    unlocked, _ = split(region, OFFICE_INDICATORS)
    figures = region["figures"]
    places = {city: ("city", city) for city in region["cities"]["city"]}
    places |= {"region": ("region", region.name), region.name: ("region", region.name)}
    frames = []
    for item in OFFICE_INDICATORS:
        if item.indicator not in unlocked:
            continue
        rows = figures[(figures["attribute"] == item.indicator) & figures["value"].notna()]
        rows = rows[rows["subject"].isin(list(places)) & rows["as_of"].map(is_period)]
        order = rows["as_of"].map(period_end).sort_values(kind="stable").index
        for row in rows.loc[order].drop_duplicates("subject", keep="last").to_dict("records"):
            level, place = places[row["subject"]]
            unit = item.unit if pd.isna(row["unit"]) else row["unit"]
            made = RowMaker("all", row["basis"], row["as_of"])
            made.add(replace(item, unit=unit), level, [place], np.array([row["value"]], dtype=np.float64))
            frames.append(made.frame())
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()


def measure_fever_clinics(region: Region) -> tuple[pd.DataFrame, tuple[Locked, ...]]:
    """Count fever clinics per 100,000 residents where a list is known, and say which cities' lists are missing.

    Returns
    -------
    pandas.DataFrame and tuple of Locked
        Counties and cities of listed cities; the circle only if every large city is listed. A clinic that names a
        functional area instead of a county counts in the upper end of every county that the area overlaps.
    """
    unlocked, locked = split(region, [FEVER_CLINICS])
    if FEVER_CLINICS.indicator not in unlocked:
        return pd.DataFrame(), locked
    evidence: Evidence = unlocked[FEVER_CLINICS.indicator]
    rows = region["facilities"]
    rows = rows[rows["kind"] == "fever_clinic"]
    unlisted = unlisted_cities(region, rows)
    people, papers = _residents(region)
    bases = rows["basis"].dropna().unique()
    basis = weakest_basis([*bases, papers]) if len(bases) else evidence.basis
    stated = rows["as_of"].dropna()
    year = str(period_end(stated.max()).year) if len(stated) else ""
    made = RowMaker("fever_clinic", basis, year)
    counties = region["counties"]
    listed = counties[counties["city"].isin(rows["city"].unique())]
    known = rows.groupby("county").size().reindex(listed["county"], fill_value=0).to_numpy(dtype="float64")
    count = people.reindex(listed["county"]).to_numpy()
    upper = known + _perhaps(region, rows).reindex(listed["county"], fill_value=0.0).to_numpy()
    made.add(FEVER_CLINICS, "county", listed["county"].to_numpy(), _rate(known, count),
             ends=np.stack([_rate(known, count), _rate(upper, count)]))  # fmt: skip
    by_city = rows.groupby("city").size()
    home = people.groupby(counties.set_index("county")["city"]).sum(min_count=1)
    made.add(FEVER_CLINICS, "city", by_city.index.to_numpy(),
             _rate(by_city.to_numpy(dtype="float64"), home.reindex(by_city.index).to_numpy()))  # fmt: skip
    if not unlisted:
        total = np.array([float(len(rows))]), np.array([float(people.sum())])
        made.add(FEVER_CLINICS, "region", [region.name], _rate(*total))
    needs = [Need("facilities", ("county",), (("kind", "fever_clinic"), ("city", city))) for city in unlisted]
    return made.frame(), tuple(Locked(replace(FEVER_CLINICS, needs=(need,)), ((need, "missing"),)) for need in needs)


def _perhaps(region: Region, rows: pd.DataFrame) -> pd.Series[float]:
    """Count for each county the clinics that name only a functional area which overlaps it."""
    overlap = region["functional_areas"].set_index("functional_area")["counties"].map(split_list)
    names = [
        county
        for area in rows.loc[rows["county"].isna(), "functional_area"].dropna()
        for county in overlap.get(area, ())
    ]
    return pd.Series(names, dtype="object").value_counts().astype("float64")


def _rate(count: NDArray[Any], people: NDArray[Any]) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(people > 0, _PER * count / people, np.nan)


def _residents(region: Region) -> tuple[pd.Series[float], Basis]:
    """Give residents by county: as published for the year where every county has one value, else summed over zones."""
    counted = count_by_zone(region)
    zones = pd.Series(counted.value).groupby(region["zones"]["county"].to_numpy()).sum()
    figures = region["figures"]
    rows = figures[(figures["attribute"] == _POPULATION) & figures["value"].notna() & figures["unit"].isin(_PERSONS)]
    rows = rows[rows["as_of"].map(lambda text: is_period(text) and period_end(text).year == counted.year)]
    rows = rows[rows["subject"].isin(region["counties"]["county"])]
    value = (rows["value"] * rows["unit"].map(_PERSONS)).groupby(rows["subject"]).agg(["min", "max"])
    if len(value) == len(region["counties"]) and (value["min"] == value["max"]).all():
        return value["max"].rename_axis("county"), weakest_basis(rows["basis"].dropna().unique())
    return zones.rename_axis("county"), weakest_basis(region["residents"]["basis"].dropna().unique())
