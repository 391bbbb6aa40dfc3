"""The tiny circle (see tests/tiny.py) with two airports, a motorway, trains and published figures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from tests.tiny import middle, tiny_region
from tests.travel.small_feeds import small_feed
from tongcheng.region import Region
from tongcheng.results import Results

#: Trains of one day between east (s_a1, s_a2 in city A) and west (s_b1 in city B).
FEED = {
    "stops": """stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station
s_a1,甲西,30.05,104.05,0,
s_a2,甲东,30.05,104.25,0,
s_b1,乙站,30.05,104.45,0,
""",
    "routes": "route_id,route_short_name,route_type\nR1,甲乙铁路,2\nB1,1路,3\n",
    "trips": "route_id,service_id,trip_id,trip_headsign\n"
    "R1,week,d1,乙\nR1,week,d2,乙\nR1,week,d3,乙\nR1,week,u1,甲\nB1,week,b1,乙\n",
    # d1 and d2 call at both stations of A, d3 runs through the second; u1 comes back; b1 is a bus.
    "stop_times": """trip_id,stop_id,stop_sequence,arrival_time,departure_time
d1,s_a1,1,07:00:00,07:00:00
d1,s_a2,2,07:10:00,07:12:00
d1,s_b1,3,07:30:00,07:30:00
d2,s_a1,1,09:00:00,09:00:00
d2,s_a2,2,09:10:00,09:12:00
d2,s_b1,3,09:36:00,09:36:00
d3,s_a1,1,18:00:00,18:00:00
d3,s_b1,2,18:22:00,18:22:00
u1,s_b1,1,21:00:00,21:00:00
u1,s_a2,2,21:19:00,21:20:00
u1,s_a1,3,21:30:00,21:30:00
b1,s_a1,1,06:00:00,06:00:00
b1,s_b1,2,08:00:00,08:00:00
""",
    "calendar": "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
    "week,1,1,1,1,1,0,0,20250106,20250110\n",
    "calendar_dates": "service_id,date,exception_type\n",
}


def nets_region(*, fictional: bool = False) -> Region:
    """Make the circle: link x03-04 is a motorway, airports stand in z02 (two runways) and z05 (none)."""
    region = tiny_region(fictional=fictional)
    basis = "synthetic" if fictional else "observed"
    papers = {"basis": basis, "source": "tiny"}
    links = region["road_links"].copy()
    links.loc[links["link"] == "x03-04", "class"] = "motorway"
    kinds = pd.concat(
        [region["service_kinds"], pd.DataFrame([{"kind": "airport", "name": "机场", "sector": "transport",
                                                 "unit": "个", **papers}])], ignore_index=True)  # fmt: skip
    facilities = [
        {"facility": name, "kind": "airport", "name": name, "city": city, "lon": middle(number)[0],
         "lat": middle(number)[1], **papers}
        for name, city, number in (("air1", "A", 2), ("air2", "B", 5))
    ]  # fmt: skip
    runways = [
        {"runway": f"air1_{length}", "airport": "air1", "length_m": length, **papers} for length in (3000.0, 3600.0)
    ]
    return region.with_tables(
        {
            "road_links": links,
            "service_kinds": kinds,
            "facilities": pd.concat([region["facilities"], pd.DataFrame(facilities)], ignore_index=True),
            "runways": pd.DataFrame(runways),
        }
    )


def with_figures(region: Region, rows: list[dict[str, Any]]) -> Region:
    """Add published figures: ``subject attribute value unit as_of``."""
    more = pd.DataFrame(rows).assign(basis="official", source="tiny")
    more["figure"] = [f"f{number}" for number in range(len(more))]
    return region.with_tables({"figures": pd.concat([region["figures"], more], ignore_index=True)})


def with_trains(region: Region, folder: Path, *, whole: bool) -> Region:
    """Add the trains of ``FEED``; where it is whole, the railway is a line of the circle, too."""
    small_feed(folder, **FEED)
    stations = pd.DataFrame(
        [
            {"station": name, "name": name, "kind": "high_speed_rail", "city": city, "lon": lon, "lat": 30.05}
            for name, city, lon in (("s_a1", "A", 104.05), ("s_a2", "A", 104.25), ("s_b1", "B", 104.45))
        ]
    ).assign(basis="observed", source="tiny")
    tables = {"stations": pd.concat([region["stations"], stations], ignore_index=True)}
    if whole:
        line = pd.DataFrame(
            [{"line": "R1", "name": "甲乙铁路", "mode": "rail", "basis": "observed", "source": "tiny"}]
        )
        stops = pd.DataFrame(
            [{"line": "R1", "seq": seq, "station": name} for seq, name in enumerate(("s_a1", "s_a2", "s_b1"))]
        ).assign(basis="observed", source="tiny")
        tables["lines"] = pd.concat([region["lines"], line], ignore_index=True)
        tables["line_stops"] = pd.concat([region["line_stops"], stops], ignore_index=True)
    made = region.with_tables(tables)
    made.feeds["trains"] = folder / "small.zip"
    return made


def value(results: Results, indicator: str, place: str, **keys: Any) -> float:
    """Give the one figure of an indicator at a place."""
    frame = results.frame
    frame = frame[(frame["indicator"] == indicator) & (frame["place"] == place)]
    for key, wanted in {"scenario": "base", **keys}.items():
        frame = frame[frame[key] == wanted]
    assert len(frame) == 1, frame
    return float(frame["value"].iloc[0])


def locked(results: Results) -> set[str]:
    """Name the results that stay locked."""
    return {item.indicator.indicator for item in results.locked}
