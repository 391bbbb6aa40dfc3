"""A circle small enough to compute by hand: two square cities of two counties each, twelve zones, one border road.

Everything lies on a grid of 0.1 degrees between 104.0 and 104.6 east, 30.0 and 30.2 north::

      104.0     104.1     104.2     104.3     104.4     104.5     104.6
    30.2 +---------+---------+---------#---------+---------+---------+
         |   z07   |   z08   |   z09   #   z10   |   z11   |   z12   |   counties A2 | B2
    30.1 +---------+---------+---------#---------+---------+---------+
         |   z01   |   z02   |   z03   =   z04   |   z05   |   z06   |   counties A1 | B1
    30.0 +---------+---------+---------#---------+---------+---------+
                    city A             #              city B

* Zone ``z<k>`` has ``1000 k`` residents in 2020 (20 % aged 0-14, 60 % 15-59, 20 % 60+) and ``500 (13 - k)`` jobs.
  Residents: A1 6,000, A2 24,000, B1 15,000, B2 33,000; city A 30,000, city B 48,000; circle 78,000. Jobs: 39,000.
* Node ``n<k>`` is the middle of zone ``z<k>``. Every link runs at 60 km/h: links along a row are 10 km (10 min),
  links between the rows 12 km (12 min). All six columns are joined; of the two rows only the southern one goes on
  across the border, by link ``x03-04`` (class primary). So z09 to z10 takes 12 + 10 + 12 = 34 min, not 10.
* The border is the meridian 104.3 E from 30.0 to 30.2 N: 22.171 km on the ellipsoid.
* Hospitals ``hA`` (z02, 100 beds) and ``hB`` (z05, 300 beds); schools ``sA`` (z08, 500 places) and ``sB``
  (z11, 900 places, open to city A).
* Openness A-B: 0.2 with 10 minutes in all sectors, 0.5 with 5 minutes in services.
* Metro ``M1`` stops at the middles of z02, z03, z04, z05: it crosses the border once.
* Project ``p1`` joins n09 and n10 (AddLink ``x09-10``, 10 km, 60 km/h).
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pandas as pd
import shapely

from tongcheng.language import Text
from tongcheng.region import Region

ZONES = [f"z{number:02d}" for number in range(1, 13)]
RESIDENTS = {zone: 1000.0 * (number + 1) for number, zone in enumerate(ZONES)}
JOBS = {zone: 500.0 * (12 - number) for number, zone in enumerate(ZONES)}
SHARES = {"0-14": 0.2, "15-59": 0.6, "60+": 0.2}
#: Meridian arc from 30.0 to 30.2 degrees north on WGS84.
BORDER_KM = 22.171


def tiny_region(*, fictional: bool = True) -> Region:
    """Make the tiny circle; with ``fictional=False`` the same rows pass as observed ones of a real circle."""
    return _made_once(fictional).copy()


@cache
def _made_once(fictional: bool) -> Region:
    basis = "synthetic" if fictional else "observed"
    blank = Region("tiny", Text("袖珍都市圈", "Tiny circle"), fictional)
    rows = {**_places(), **_people(), **_roads(), **_transit(), **_services(), **_office()}
    tables = {}
    for name, records in rows.items():
        tables[name] = pd.DataFrame(records).assign(basis=basis, source="tiny")
    tables["sources"] = pd.DataFrame([{"source": "tiny", "title": "tests/tiny.py", "licence": "Apache-2.0"}])
    return blank.with_tables(tables)


def middle(zone_number: int) -> tuple[float, float]:
    """Give longitude and latitude of the middle of zone ``z<zone_number>``."""
    row, column = divmod(zone_number - 1, 6)
    return round(104.05 + 0.1 * column, 2), round(30.05 + 0.1 * row, 2)


def county_of(zone_number: int) -> str:
    """Name the county of a zone, e.g. ``B1``."""
    row, column = divmod(zone_number - 1, 6)
    return ("A" if column < 3 else "B") + str(row + 1)


def _places() -> dict[str, list[dict[str, Any]]]:
    cities = [
        {"city": "A", "name": "甲市", "admin_rank": "sub_provincial", "color": "#1b6ca8",
         "geometry": shapely.box(104.0, 30.0, 104.3, 30.2)},
        {"city": "B", "name": "乙市", "admin_rank": "prefecture", "color": "#c8553d",
         "geometry": shapely.box(104.3, 30.0, 104.6, 30.2)},
    ]  # fmt: skip
    counties = [
        {"county": city + str(row + 1), "city": city, "name": f"{name}{'南北'[row]}县", "admin_rank": "county",
         "in_core_scope": True, "geometry": shapely.box(west, 30.0 + row / 10, west + 0.3, 30.1 + row / 10)}
        for city, name, west in (("A", "甲", 104.0), ("B", "乙", 104.3)) for row in (0, 1)
    ]  # fmt: skip
    zones = []
    for number, zone in enumerate(ZONES, start=1):
        lon, lat = middle(number)
        outline = shapely.box(*(round(edge, 2) for edge in (lon - 0.05, lat - 0.05, lon + 0.05, lat + 0.05)))
        county = county_of(number)
        zones.append({"zone": zone, "city": county[0], "county": county, "lon": lon, "lat": lat, "geometry": outline})
    return {"cities": cities, "counties": counties, "zones": zones}


def _people() -> dict[str, list[dict[str, Any]]]:
    residents = [{"zone": zone, "group": "all", "year": 2020, "value": value} for zone, value in RESIDENTS.items()]
    for group, share in SHARES.items():
        residents += [
            {"zone": zone, "group": group, "year": 2020, "value": value * share} for zone, value in RESIDENTS.items()
        ]
    jobs = [{"zone": zone, "industry": "all", "year": 2020, "value": value} for zone, value in JOBS.items()]
    totals = {"A1": 6_000, "A2": 24_000, "B1": 15_000, "B2": 33_000, "A": 30_000, "B": 48_000, "region": 78_000}
    figures = [
        {"figure": f"residents-{subject}-2020", "subject": subject,
         "subject_table": "" if subject == "region" else "counties" if len(subject) == 2 else "cities",
         "attribute": "resident_population", "value": value, "unit": "人", "as_of": "2020-11-01"}
        for subject, value in totals.items()
    ]  # fmt: skip
    return {"residents": residents, "jobs": jobs, "figures": figures}


def _roads() -> dict[str, list[dict[str, Any]]]:
    nodes = []
    for number in range(1, 13):
        lon, lat = middle(number)
        nodes.append({"node": f"n{number:02d}", "lon": lon, "lat": lat})
    pairs = [(k, k + 1, "secondary") for k in (1, 2, 4, 5, 7, 8, 10, 11)]
    pairs += [(k, k + 6, "tertiary") for k in range(1, 7)]
    pairs.append((3, 4, "primary"))
    links = [
        {"link": f"x{start:02d}-{end:02d}", "from_node": f"n{start:02d}", "to_node": f"n{end:02d}", "class": kind,
         "length_m": 10_000 if end == start + 1 else 12_000, "speed_kmh": 60, "lanes": 2}
        for start, end, kind in pairs
    ]  # fmt: skip
    return {"road_nodes": nodes, "road_links": links}


def _transit() -> dict[str, list[dict[str, Any]]]:
    stations, stops = [], []
    for order, number in enumerate((2, 3, 4, 5)):
        lon, lat = middle(number)
        county = county_of(number)
        stations.append(
            {"station": f"s{number}", "name": f"{number}号站", "kind": "metro", "city": county[0], "county": county,
             "lon": lon, "lat": lat}
        )  # fmt: skip
        stops.append({"line": "M1", "seq": order, "station": f"s{number}", "minutes": 8.0 * order})
    lines = [{"line": "M1", "name": "地铁1号线", "mode": "metro", "speed_kmh": 70, "headway_min": 10}]
    return {"lines": lines, "line_stops": stops, "stations": stations}


def _services() -> dict[str, list[dict[str, Any]]]:
    kinds = [
        {"kind": "hospital", "name": "医院", "unit": "bed", "level": "city", "norm": 7, "minutes": 60},
        {"kind": "school", "name": "小学", "unit": "place", "level": "neighbourhood", "norm_group": "0-14",
         "radius_m": 500},
    ]  # fmt: skip
    facilities = []
    for name, kind, number, capacity, open_to in (
        ("hA", "hospital", 2, 100, None),
        ("hB", "hospital", 5, 300, None),
        ("sA", "school", 8, 500, None),
        ("sB", "school", 11, 900, "A"),
    ):
        lon, lat = middle(number)
        county = county_of(number)
        facilities.append(
            {"facility": name, "kind": kind, "name": name, "city": county[0], "county": county, "capacity": capacity,
             "open_to": open_to, "lon": lon, "lat": lat, "as_of": "2020"}
        )  # fmt: skip
    borders = [
        {"city_a": "A", "city_b": "B", "sector": "all", "openness": 0.2, "penalty_min": 10},
        {"city_a": "A", "city_b": "B", "sector": "services", "openness": 0.5, "penalty_min": 5},
    ]
    return {"service_kinds": kinds, "facilities": facilities, "borders": borders}


def _office() -> dict[str, list[dict[str, Any]]]:
    project = {"project": "p1", "name": "北部连接路", "field": "交通", "sector": "transport", "stage": "starting",
               "cities": "A;B", "status": "planned", "finish": "2025"}  # fmt: skip
    new = {"link": "x09-10", "from_node": "n09", "to_node": "n10", "class": "primary", "speed_kmh": 60, "lanes": 2,
           "length_m": 10_000, "direction": "both"}  # fmt: skip
    edit = {"project": "p1", "seq": 0, "edit": "AddLink", "arguments": json.dumps(new)}
    target = {"target": "t1", "plan": "规划", "territory": "全域", "subject": "region", "value": 90_000,
              "indicator": "resident_population", "name": "常住人口", "unit": "人", "year": 2025,
              "operator": ">="}  # fmt: skip
    budget = {"budget": "b1", "stage": "starting", "city": "A", "value": 5, "price_year": 2020}
    return {"projects": [project], "project_edits": [edit], "targets": [target], "budgets": [budget]}
