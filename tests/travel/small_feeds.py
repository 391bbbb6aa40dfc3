"""GTFS feeds written by hand, small enough to compute by hand."""

from __future__ import annotations

import zipfile
from pathlib import Path

from tongcheng.region.gtfs import Feed, read_gtfs

#: Four stops a, b, c, d in a row from west to east, a kilometre or so apart; p1 and p2 are platforms of station P.
STOPS = """stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station
a,A,30.0,104.00,0,
b,B,30.0,104.01,0,
c,C,30.0,104.02,0,
d,D,30.0,104.03,0,
P,Station P,30.01,104.02,1,
p1,P 1,30.0100,104.02,0,P
p2,P 2,30.0101,104.02,0,P
"""
ROUTES = """route_id,route_short_name,route_type
r1,1路,3
r2,2号线,1
"""
CALENDAR = """service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date
week,1,1,1,1,1,0,0,20250106,20250131
night,1,1,1,1,1,1,1,20250106,20250131
"""
DATES = """service_id,date,exception_type
week,20250115,2
extra,20250118,1
"""
TRIPS = """route_id,service_id,trip_id,trip_headsign
r1,week,t1,D
r1,week,t2,D
r2,extra,t3,D
r2,night,t4,A
"""
STOP_TIMES = """trip_id,stop_id,stop_sequence,arrival_time,departure_time
t1,a,1,07:00:00,07:00:00
t1,b,2,07:05:00,07:06:00
t1,d,3,07:20:00,07:20:00
t2,a,1,07:30:00,07:30:00
t2,b,2,07:35:00,07:36:00
t2,d,3,07:50:00,07:50:00
t3,c,1,09:00:00,09:00:00
t3,d,2,09:10:00,09:10:00
t4,d,1,23:50:00,23:50:00
t4,c,2,24:05:00,24:06:00
t4,a,3,24:20:00,24:20:00
"""


def small_feed(folder: Path, **files: str) -> Feed:
    """Write the feed above, with some files replaced or added, and read it."""
    tables = {
        "stops": STOPS,
        "routes": ROUTES,
        "trips": TRIPS,
        "stop_times": STOP_TIMES,
        "calendar": CALENDAR,
        "calendar_dates": DATES,
        **files,
    }
    path = folder / "small.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in tables.items():
            archive.writestr(f"{name}.txt", text)
    return read_gtfs(path)
