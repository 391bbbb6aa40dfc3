"""Censuses, commuting, townships and the epidemic of the fictional circle."""

from __future__ import annotations

import numpy as np
import pandas as pd

from demo.names import Circle
from tongcheng.region.synth.plane import shares_of, stream, to_plane

_CENSUSES = {2000: "2000-11-01", 2010: "2010-11-01", 2020: "2020-11-01"}

#: Growth per ten years by rank level of the county: counties lose people, districts gain.
_DECADE_GROWTH = {"district": (0.26, 0.21), "county_city": (0.02, -0.01), "county": (-0.06, -0.09)}

#: Share of the employed who work within reach of the county, kilometres of the decay, and what the border leaves.
_DECAY_KM = 7.0
_BORDER_FACTOR = 0.30


def residents_of(circle: Circle) -> pd.Series:
    """Give residents of 2020 by county."""
    people = circle.region["residents"]
    of_all = people[people["group"] == "all"].set_index("zone")["value"]
    county = circle.region["zones"].set_index("zone")["county"]
    return of_all.groupby(county).sum().astype("int64")


def census(circle: Circle) -> pd.DataFrame:
    """Give figures of residents of counties, cities and the circle at three censuses."""
    rng = stream(2020, 101)
    counties = circle.region["counties"].set_index("county")
    counts = {2020: residents_of(circle).reindex(counties.index)}
    growth = np.array([_DECADE_GROWTH[rank] for rank in counties["admin_rank"]])
    capital = (counties["city"] == circle.cities[0]).to_numpy()[:, None]
    growth = growth + 0.06 * capital + rng.normal(0, 0.03, growth.shape)
    for step, year in ((1, 2010), (0, 2000)):
        later = counts[year + 10]
        counts[year] = (later / (1 + growth[:, step])).round().astype("int64")
    rows = []
    for year, day in _CENSUSES.items():
        by_city = counts[year].groupby(counties["city"]).sum()
        places = [("counties", code, value) for code, value in counts[year].items()]
        places += [("cities", code, value) for code, value in by_city.items()]
        places += [("", "region", int(by_city.sum()))]
        for table, code, value in places:
            name = circle.region.title.zh if code == "region" else circle.name(code)
            rows.append(
                {
                    "figure": f"{code}.resident_population.{year}", "subject": code, "subject_table": table,
                    "subject_name": name, "attribute": "resident_population", "value": float(value), "unit": "人",
                    "as_of": day, "published": f"{year + 1}-05", "scope": "常住人口（普查）",
                }
            )  # fmt: skip
    return pd.DataFrame(rows)


def commuting(circle: Circle) -> pd.DataFrame:
    """Give the commuting matrix of counties and of cities: a gravity model with a border effect."""
    rng = stream(2020, 102)
    zones = circle.region["zones"].set_index("zone")
    people = circle.region["residents"]
    work = circle.region["jobs"]
    weight = people[people["group"] == "all"].set_index("zone")["value"]
    jobs = work[work["industry"] == "all"].set_index("zone")["value"].groupby(zones["county"]).sum()
    xy = pd.DataFrame(to_plane(zones[["lon", "lat"]].to_numpy()), index=zones.index, columns=["x", "y"])
    heart = xy.mul(weight, axis=0).groupby(zones["county"]).sum().div(weight.groupby(zones["county"]).sum(), axis=0)
    employed = (0.45 * weight.groupby(zones["county"]).sum()).round().astype("int64")
    city = zones.groupby("county")["city"].first()
    distance = np.hypot(*(heart.to_numpy()[:, None, :] - heart.to_numpy()[None, :, :]).transpose(2, 0, 1))
    np.fill_diagonal(distance, 3.0)
    pull = jobs.to_numpy()[None, :] * np.exp(-distance / _DECAY_KM) * rng.lognormal(0, 0.15, distance.shape)
    pull *= np.where(city.to_numpy()[:, None] == city.to_numpy()[None, :], 1.0, _BORDER_FACTOR)
    matrix = np.array([shares_of(int(total), row) for total, row in zip(employed, pull, strict=True)])
    codes = heart.index.to_numpy()
    flows = pd.DataFrame(matrix, index=codes, columns=codes).rename_axis("origin").reset_index()
    flows = flows.melt("origin", var_name="destination").loc[lambda table: table["value"] > 0]
    by_city = flows.assign(origin=flows["origin"].map(city), destination=flows["destination"].map(city))
    by_city = by_city.groupby(["origin", "destination"], as_index=False)["value"].sum()
    table = pd.concat([flows.assign(level="county"), by_city.assign(level="city")], ignore_index=True)
    table = table.sort_values(["level", "origin", "destination"], ascending=[False, True, True], ignore_index=True)
    return table.assign(purpose="commuting", mode="all", period="2020", unit="persons")


def townships(circle: Circle) -> pd.DataFrame:
    """Name a few townships of every county."""
    rows = []
    for code, name, rank in circle.region["counties"][["county", "name", "admin_rank"]].itertuples(index=False):
        ending = "街道" if rank == "district" else "镇"
        for number, word in enumerate("东西南北", start=1):
            rows.append({"township": f"{code}{number:03d}", "county": code, "name": f"{name[:2]}{word}{ending}"})
    return pd.DataFrame(rows)


def cases(circle: Circle) -> pd.DataFrame:
    """Give a cumulative series of an epidemic: it starts in the capital and comes to the others some days later."""
    days = pd.date_range("2020-01-21", "2020-03-31")
    people = residents_of(circle).groupby(circle.region["counties"].set_index("county")["city"]).sum()
    rows = []
    for number, city in enumerate(circle.cities):
        total = float(people[city]) * (9.5e-5 if number == 0 else 4.5e-5)
        middle, width = (14.0, 3.6) if number == 0 else (17.0 + number, 3.2)
        since = np.arange(len(days), dtype=float)
        confirmed = np.floor(total / (1 + np.exp(-(since - middle) / width)))
        cured = np.floor(0.985 * total / (1 + np.exp(-(since - middle - 15) / (1.5 * width))))
        cured = np.minimum(cured, confirmed)
        dead = np.where(since > middle + 12, np.floor(0.012 * total), 0.0)
        cured = np.minimum(cured, confirmed - dead)
        rows.append(pd.DataFrame({"city": city, "date": days, "confirmed": confirmed, "cured": cured, "dead": dead}))
    return pd.concat(rows, ignore_index=True)
