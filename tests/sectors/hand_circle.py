"""A circle of thirty places in which the worth of a road is computed by hand: two valleys, joined only at the foot.

City A lies in the western valley, city B in the eastern one. Each valley is one road of fifteen places, ``a0`` at the
foot to ``a14`` at the head (``b0`` to ``b14``); from place to place it is 2 km at 60 km/h, which are 2 minutes. The
valleys meet only at the foot, by the road ``foot`` from a0 to b0, again 2 minutes::

      head   a14 . . . b14        <- 2 km are missing here: candidate "head"
              |         |
             ...       ...
              |         |
      foot    a0 ===== b0         <- "foot", 2 minutes

Before anything is built a_i and b_j are 2 (i + j + 1) minutes apart, which is 58 at the most; a_i and a_j are
2 |i - j| apart, never more than 28. With a road of 2 minutes over the head, a_i and b_j are the smaller of that and
2 (29 - i - j) apart. Write s = i + j: the new way is shorter for s > 14, by 4 (s - 14) minutes. There are 29 - s pairs
with a sum s of 14 or more. Nobody gains within his own valley: over the head and back again is longer.

People. Every place is a zone with 100 residents (90 to 110); 1,500 in each city. Counties: A1 holds a0 to a6, A2 holds
a7 to a14, B1 and B2 likewise. The only jobs are 1,000 in b14, so that b14 is the employment centre of B and A has none.
The hospital and the airport lie in b14 too; the airport is open to all.

Borders. Today openness is 0.5 (0.4 to 0.6) and crossing costs 4 minutes; for services it is 0.4 (no range) and 4 minutes.

Worth of ``head`` (numbers of residents in hundreds where it says zones):

* Residents within 30 minutes, as one city: a_i and b_j are within 30 before if s <= 14 and after it always, so that a_i
  gains i zones. City A: 100 (0 + 1 + ... + 14) / 15 = 700 per resident; A1 100 * 21 / 7 = 300; A2 100 * 84 / 8 = 1,050.
* Within 45: before s <= 21, so that the pairs of s = 22 to 28 are new, 7 + 6 + ... + 1 = 28; 100 * 28 / 15 per resident.
* Within 60: everybody was in reach before; 0.
* Today, within 30 less 4 minutes: before s <= 12, after s >= 16, so that 13 + 12 + ... + 1 = 91 pairs are new and count
  half: 0.5 * 100 * 91 / 15 per resident.
* Jobs within 30, as one city: a_i is 2 (i + 15) from b14 before, within 30 only from a0; after it always. So a1 to a14
  gain 1,000 jobs each: 14,000 / 15 per resident of A, nothing in B.
* Newly within 30 minutes of the hospital, as one city: a1 to a14, 1,400 people (1,260 to 1,540). Today: 26 minutes,
  which hold from a2 on (2 (15 - i) <= 26), 13 zones at 0.4: 520 people. Of the airport, which is open to all: 1,300.
  Of the employment centre: 650 today, 1,400 as one city. Within 45 minutes, as one city: before 2 (i + 15) <= 45 for
  a0 to a7, so that a8 to a14 are new, 700.
* Time saved with one trip a day from every a_i to every b_j and no other: the sum of (29 - s) 4 (s - 14) over s = 15 to 28,
  4 * (1*14 + 2*13 + ... + 14*1) = 4 * 560 = 2,240 person-minutes.
* People who gain: of the 15 trips from a_i, those to i places get shorter by 4 minutes or more, so that i / 15 of its
  100 residents gain: 700 in A. Nobody travels from B.

Worth of ``foot`` at 120 km/h (1 minute instead of 2): every pair across saves 1 minute: 225 person-minutes with the same
trips, and all 1,500 people of A gain. Within 30: before 2 s + 2 <= 30, after 2 s + 1 <= 30, both s <= 14; nothing. Within 45: s = 22 is new (45 minutes):
7 pairs, 100 * 7 / 15 per resident of A as one city.

Closing ``foot``: within 60 minutes nobody reaches the other city any more; everybody loses 1,500 residents as one city.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import shapely

from tongcheng.language import Text
from tongcheng.region import Region

COUNT = 15
PLACES = [f"{city}{number}" for city in "ab" for number in range(COUNT)]


def hand_region() -> Region:
    """Make the circle; new tables for every test."""
    return _made_once().copy()


@cache
def _made_once() -> Region:
    rows = {**_places(), **_people(), **_roads(), **_projects()}
    tables = {name: pd.DataFrame(records).assign(basis="synthetic", source="hand") for name, records in rows.items()}
    tables["sources"] = pd.DataFrame([{"source": "hand", "title": "by hand", "licence": "Apache-2.0"}])
    return Region("hand", Text("手算都市圈", "Circle by hand"), True).with_tables(tables)


def point(place: str) -> tuple[float, float]:
    """Give longitude and latitude of a place."""
    return (104.0 if place[0] == "a" else 104.02), round(30.0 + 0.018 * int(place[1:]), 3)


def county(place: str) -> str:
    """Name the county of a place."""
    return place[0].upper() + ("1" if int(place[1:]) < 7 else "2")


def _places() -> dict[str, list[dict[str, Any]]]:
    west, middle, east, south, turn, north = 103.99, 104.01, 104.03, 29.99, 30.117, 30.262
    sides = (("A", "甲市", west, middle), ("B", "乙市", middle, east))
    cities = [
        {"city": city, "name": name, "admin_rank": "prefecture", "color": "#1b6ca8", "geometry": shapely.box(left, south, right, north)}
        for city, name, left, right in sides
    ]  # fmt: skip
    counties = [
        {"county": city + number, "city": city, "name": name[0] + word + "县", "admin_rank": "county", "in_core_scope": True,
         "geometry": shapely.box(left, low, right, high)}
        for city, name, left, right in sides
        for number, word, low, high in (("1", "南", south, turn), ("2", "北", turn, north))
    ]  # fmt: skip
    zones = []
    for place in PLACES:
        lon, lat = point(place)
        zones.append({"zone": place, "city": place[0].upper(), "county": county(place), "lon": lon, "lat": lat})
    borders = [
        {"city_a": "A", "city_b": "B", "sector": "all", "openness": 0.5, "openness_low": 0.4, "openness_high": 0.6, "penalty_min": 4},
        {"city_a": "A", "city_b": "B", "sector": "services", "openness": 0.4, "penalty_min": 4},
    ]  # fmt: skip
    return {"cities": cities, "counties": counties, "zones": zones, "borders": borders}


def _people() -> dict[str, list[dict[str, Any]]]:
    residents = [
        {"zone": place, "group": "all", "year": 2020, "value": 100, "low": 90, "high": 110} for place in PLACES
    ]
    jobs = [{"zone": place, "industry": "all", "year": 2020, "value": 1000 * (place == "b14")} for place in PLACES]
    lon, lat = point("b14")
    kinds = [
        {"kind": "hospital", "name": "医院", "sector": "services", "unit": "bed"},
        {"kind": "airport", "name": "机场", "sector": "transport", "unit": "person"},
    ]
    facilities = [
        {"facility": kind, "kind": kind, "name": kind, "city": "B", "county": "B2", "capacity": 1, "open_to": open_to,
         "lon": lon, "lat": lat}
        for kind, open_to in (("hospital", None), ("airport", "all"))
    ]  # fmt: skip
    return {"residents": residents, "jobs": jobs, "service_kinds": kinds, "facilities": facilities}


def _roads() -> dict[str, list[dict[str, Any]]]:
    nodes = [{"node": place, "lon": point(place)[0], "lat": point(place)[1]} for place in PLACES]
    pairs = [(f"{city}{k}", f"{city}{k + 1}", f"{city}{k}-{k + 1}") for city in "ab" for k in range(COUNT - 1)]
    links = [
        {"link": name, "from_node": start, "to_node": end, "class": "secondary", "length_m": 2000, "speed_kmh": 60}
        for start, end, name in [*pairs, ("a0", "b0", "foot")]
    ]
    return {"road_nodes": nodes, "road_links": links}


def _projects() -> dict[str, list[dict[str, Any]]]:
    head = {
        "link": "new",
        "from_node": "a14",
        "to_node": "b14",
        "class": "secondary",
        "speed_kmh": 60,
        "length_m": 2000,
    }
    edits = [
        ("head", "AddLink", head),
        ("foot", "ModifyLink", {"link": "foot", "changes": {"speed_kmh": 120}}),
        ("closed", "CloseLink", {"link": "foot"}),
        ("clinic", "ChangeCapacity", {"facility": "hospital", "capacity": 9}),
        ("done", "AddLink", head),
    ]
    projects = [
        {"project": name, "name": name, "sector": "transport", "cities": "A;B", "field": "交界断头路",
         "status": "completed" if name == "done" else "planned"}
        for name in [*(edit[0] for edit in edits), "talk"]
    ]  # fmt: skip
    rows = [
        {"project": name, "seq": 0, "edit": kind, "arguments": json.dumps(arguments, ensure_ascii=False)}
        for name, kind, arguments in edits
    ]
    return {"projects": projects, "project_edits": rows}


def candidates() -> pd.DataFrame:
    """Give the candidates ``head`` and ``foot``, and some that cannot be valued."""
    dead = {
        "kind": "dead_end",
        "end_class": "real",
        "node": "a14",
        "counterpart_node": "b14",
        "length_m": 2000.0,
        "links": None,
    }
    rows = [
        {"candidate": "head", **dead},
        {"candidate": "foot", "kind": "bottleneck", "node": None, "counterpart_node": None, "links": "foot",
         "speed_kmh": 120.0, "length_m": 2000.0},
        {"candidate": "no-more", **dead, "verdict": "rejected"},
        {"candidate": "nowhere", **dead, "counterpart_node": None},
        {"candidate": "unknown", **dead, "node": "a99"},
        {"candidate": "gone", "kind": "bottleneck", "links": "foot;old", "speed_kmh": 120.0, "length_m": 2000.0},
        {"candidate": "slow", "kind": "bottleneck", "links": "foot", "speed_kmh": 50.0, "length_m": 2000.0},
    ]  # fmt: skip
    frame = pd.DataFrame(rows)
    shared = {"border": "A|B", "city_a": "A", "city_b": "B", "county_a": "A2", "county_b": "B2", "class": "secondary",
              "name": "谷口路", "basis": "synthetic"}  # fmt: skip
    return frame.assign(**shared, verdict=frame["verdict"].astype("str").where(frame["verdict"].notna()))


def trips() -> np.ndarray:
    """Give one trip a day from every place of A to every place of B."""
    matrix = np.zeros((2 * COUNT, 2 * COUNT))
    matrix[:COUNT, COUNT:] = 1.0
    return matrix
