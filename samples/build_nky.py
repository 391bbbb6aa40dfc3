"""Build the real sample ``nky`` from ``samples/raw/nky``: ``python samples/build_nky.py [--out FOLDER]``.

The same raw inputs give the same bytes. Nothing is invented and nothing is simplified: what the sources do not say
(jobs, hospital beds) is absent.
"""

from __future__ import annotations

import argparse
import re
from itertools import combinations
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from tongcheng.language import Text
from tongcheng.region import Region
from tongcheng.region.blocks import zones_from_blocks
from tongcheng.region.gtfs import Feed, read_gtfs, stations_from_feed
from tongcheng.region.osm import OsmExtract, read_osm
from tongcheng.region.plane import Plane, outline_of_points

RAW = Path(__file__).parent / "raw" / "nky"
SHIPPED = Path(__file__).resolve().parents[1] / "src" / "tongcheng" / "region" / "samples" / "nky"

REMAINDER = "unincorporated"
CENSUS_YEAR = 2010
#: The streets were taken within this distance of the bus routes, whole ways (``overpass-query.txt``).
CLIP_M = 500.0
#: Length of the steps in which the routes are looked at, and how near a street must be to count as theirs.
STEP_M = 50.0

#: Tables written as Parquet, whatever their size.
PACKED = ("zones", "road_nodes", "road_links")
ZSTD_LEVEL = 19

_TITLE = Text("北肯塔基（美国）真实样例", "Northern Kentucky (real sample)")
_META: dict[str, Any] = {
    "description": (
        "Streets, bus timetable, census blocks and municipalities of Northern Kentucky (Cincinnati area), all real. "
        "No jobs and no hospital beds: results that need them stay locked."
    ),
    "keywords": ["Northern Kentucky", "OpenStreetMap", "GTFS", "census"],
    "licenses": [
        {"name": "ODbL-1.0", "title": "Streets © OpenStreetMap contributors (road_nodes, road_links)",
         "path": "https://opendatacommons.org/licenses/odbl/1-0/"},
        {"name": "PD-US", "title": "United States Census, public domain (zones, residents)"},
        {"name": "MIT", "title": "github.com/conveyal/analysis-ui (outlines, hospitals)"},
        {"name": "other-open", "title": "TANK timetable, public feed (gtfs, stations, lines, line_stops)"},
    ],
}  # fmt: skip

_FOLDER = "https://github.com/conveyal/analysis-ui/tree/e5cabde2/cypress/fixtures/regions/nky"
_README = """# Northern Kentucky

Wholly real. Every row names its source (`sources.csv`); modelled are only the openness of the borders
and the outline of the remainder.

- **Members.** 36 municipalities and places, each a city and its only county, and `unincorporated` for everything
  outside them: {outside_zones:,} of {zones:,} blocks with {outside_people:,} of {people:,} residents. It is more
  than unincorporated land: Fort Thomas (Kentucky) and part of Cincinnati (Ohio) lie in it, because the source has no
  outline of them. Its own outline is the rectangle around everything in the sample without the 36.
- **Residents.** Census blocks with at least one resident, clipped by the source; {empty} of the 36 have no block in
  it, and others only some. The file names no year: block sums equal the census of 2010 where a municipality is
  complete (Ludlow 4,407).
- **Roads.** {highways:,} highway ways, {roads:,} of them for cars: {links:,} links, {nodes:,} nodes. The extract
  holds the whole ways within 500 m of the bus routes, so {cut:,} dead ends lie outside that strip or within 60 m of
  its edge and are flagged `cut`: no dead-end road may be concluded there. The strip is drawn around the stretches of
  the timetable's shapes along which the extract has streets ({near:.1%} of the links touch it); the routes that the
  query used are not in the file.
- **Speeds.** `maxspeed` on {speed_tagged:,} links, the table `tables/speeds.csv` (world) on the rest.
- **Timetable.** TANK, {first} to {last}; as published, `gtfs/tank.zip`.
- **Hospitals.** Three, without beds.
- **Borders.** Open between all members (streets, buses and hospitals are public and municipal lines have no
  control), so *today* equals *together*.

Streets © OpenStreetMap contributors, Open Database License 1.0. Census: public domain. Outlines and hospitals: MIT,
conveyal/analysis-ui.
"""


def build(folder: Path) -> Region:
    """Build the circle, write it to a folder and give it."""
    feed = read_gtfs(RAW / "TANK-GTFS.zip")
    strip = clip_of(feed, read_osm(RAW / "streets.osm.pbf"))
    streets = read_osm(RAW / "streets.osm.pbf", clip=strip)
    places = read_places()
    zones, residents = read_blocks(places)
    stops = feed.stops.rename(columns={"stop_lon": "lon", "stop_lat": "lat"})
    places = with_remainder(places, zones, streets.road_nodes, stops)
    tables = {
        "cities": cities(places).drop(columns="geometry"),  # that of its only county
        "counties": counties(places),
        "zones": zones,
        "residents": residents,
        "borders": borders(places),
        "road_nodes": streets.road_nodes,
        "road_links": streets.road_links,
        **stations_from_feed(feed, source="tank", basis="official", counties=counties(places), outside=REMAINDER),
        "facilities": hospitals(places),
        "service_kinds": service_kinds(),
        "sources": sources(),
    }
    empty = Region("nky", _TITLE, meta=_META, feeds={"tank": RAW / "TANK-GTFS.zip"})
    circle = empty.with_tables(tables)
    circle.save(folder)
    shrink(circle, folder)
    (folder / "README.md").write_text(readme(circle, streets, feed, strip), encoding="utf-8")
    return circle


def shrink(circle: Region, folder: Path) -> None:
    """Write the large tables as tightly packed Parquet, so that the package stays small."""
    package = folder / "datapackage.json"
    text = package.read_text(encoding="utf-8")
    for table in PACKED:
        for old in folder.glob(f"{table}.*"):
            text = text.replace(f'"{old.name}"', f'"{table}.parquet"')
            old.unlink()
        circle[table].to_parquet(
            folder / f"{table}.parquet", index=False, compression="zstd", compression_level=ZSTD_LEVEL
        )
    package.write_text(text, encoding="utf-8")
    package.chmod(0o644)


def clip_of(feed: Feed, streets: OsmExtract) -> shapely.Geometry:
    """Give the strip from which the streets were taken: within 500 m of the routes that OpenStreetMap knew.

    Those routes are not in the file. They are the stretches of the timetable's shapes along which the file has
    streets: around a route that was not in the query it has none. Where a shape goes on without a street, the
    extract has ended, so the neighbourhood of that stretch is no part of the strip.
    """
    points = feed.shapes
    shapes = [
        shapely.LineString(rows[["shape_pt_lon", "shape_pt_lat"]].to_numpy())
        for _, rows in points.groupby("shape_id", sort=True)
    ]
    plane = Plane.around(shapely.total_bounds(shapes))
    steps = shapely.segmentize(plane.flatten(shapes), STEP_M)
    ends, owner = shapely.get_coordinates(steps, return_index=True)
    roads = shapely.STRtree(plane.flatten(streets.road_links.geometry))
    _, away = roads.query_nearest(shapely.points(ends), return_distance=True, all_matches=False)
    near = away <= STEP_M
    fresh = np.append(True, (owner[1:] != owner[:-1]) | (near[1:] != near[:-1]))
    parts = np.split(np.arange(len(ends)), np.flatnonzero(fresh)[1:])
    known = [shapely.LineString(ends[part]) for part in parts if near[part[0]] and len(part) > 1]
    unknown = [shapely.MultiPoint(ends[part]) for part in parts if not near[part[0]]]
    strip = shapely.union_all(shapely.buffer(known, CLIP_M))
    strip = shapely.difference(strip, shapely.union_all(shapely.buffer(unknown, 2 * STEP_M)))
    return shapely.transform(strip, lambda xy: np.column_stack(plane.round(xy[:, 0], xy[:, 1])))


def read_places() -> gpd.GeoDataFrame:
    """Give the municipalities with their ids, in the order of their names, and the remainder without outline."""
    found = gpd.read_file(RAW / "city-boundaries" / "cities.shp").to_crs("EPSG:4326")
    found["id"] = [slug(name) for name in found["name"]]
    places = found.sort_values("id", ignore_index=True)
    remainder = {"id": REMAINDER, "name": "Outside the 36 municipalities", "type": "remainder", "geometry": None}
    rows = pd.concat([places, pd.DataFrame([remainder])], ignore_index=True)
    return gpd.GeoDataFrame(rows, geometry="geometry", crs="EPSG:4326")


def slug(name: str) -> str:
    """Make an id of a name: ``Fort Wright`` becomes ``fort-wright``."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def read_blocks(places: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Give zones and residents. The blocks have no id of their own: they are counted as they stand in the file."""
    blocks = gpd.read_file(RAW / "block-groups" / "block-groups.shp")
    blocks["id"] = [f"b{number:04d}" for number in range(1, len(blocks) + 1)]
    return zones_from_blocks(
        blocks,
        residents="people",
        ids="id",
        counties=places.assign(county=places["id"], city=places["id"]),
        outside=REMAINDER,
        year=CENSUS_YEAR,
        source="census",
        file="block-groups.shp",
    )


def with_remainder(places: gpd.GeoDataFrame, *points: pd.DataFrame) -> gpd.GeoDataFrame:
    """Draw the remainder as the rectangle around everything in the sample, without the municipalities."""
    bounds = [shapely.box(*places.total_bounds)]
    bounds += [shapely.multipoints(table[["lon", "lat"]].dropna().to_numpy()) for table in points]
    known = shapely.union_all(places.geometry.dropna().to_numpy())
    rest = shapely.difference(shapely.box(*shapely.total_bounds(bounds)), known)
    outlines = places.geometry.to_numpy().copy()
    outlines[(places["id"] == REMAINDER).to_numpy()] = rest
    return places.set_geometry(gpd.GeoSeries(outlines, crs="EPSG:4326"))


def cities(places: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Give the table ``cities``."""
    remainder = places["type"] == "remainder"
    rank = np.where(places["type"].isin(["city", "town"]), "municipality", "other")
    return gpd.GeoDataFrame(
        {
            "city": places["id"],
            "name": places["name"],
            "name_en": places["name"],
            "admin_rank": rank,
            "basis": np.where(remainder, "modelled", "observed"),
            "source": np.where(remainder, "remainder", "outlines"),
        },
        geometry=places.geometry,
    )


def counties(places: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Give the table ``counties``: each city is its own."""
    plane = Plane.around(places.total_bounds)
    area = shapely.area(plane.flatten(places.geometry)) / 1e6
    return cities(places).assign(county=places["id"], area_km2=area)


def borders(places: gpd.GeoDataFrame) -> pd.DataFrame:
    """Give the table ``borders``: every pair is open."""
    pairs = list(combinations(places["id"], 2))
    return pd.DataFrame(pairs, columns=["city_a", "city_b"]).assign(
        sector="all",
        openness=1.0,
        openness_low=1.0,
        openness_high=1.0,
        penalty_min=0.0,
        basis="modelled",
        source="open_borders",
    )


def hospitals(places: gpd.GeoDataFrame) -> pd.DataFrame:
    """Give the table ``facilities``: three hospitals, whose beds the source does not state."""
    rows = pd.read_csv(RAW / "hospitals.csv")
    inside = outline_of_points(places.geometry, rows["lon"], rows["lat"])
    home = np.array([*places["id"], REMAINDER], dtype=object)[inside]
    return pd.DataFrame(
        {
            "facility": [slug(name) for name in rows["name"]],
            "kind": "hospital",
            "name": rows["name"],
            "city": home,
            "county": home,
            "lon": rows["lon"],
            "lat": rows["lat"],
            "basis": "observed",
            "source": "hospitals",
        }
    )


def service_kinds() -> pd.DataFrame:
    """Give the only kind of service."""
    kind = {"kind": "hospital", "name": "Hospital", "name_en": "Hospital", "sector": "services", "unit": "bed"}
    return pd.DataFrame([{**kind, "level": "city", "basis": "observed", "source": "hospitals"}])


def sources() -> pd.DataFrame:
    """Give the table ``sources``."""
    repository = "conveyal/analysis-ui"
    rows = [
        ("osm", "Streets within 500 m of the TANK bus routes", "OpenStreetMap contributors", _FOLDER, None, "ODbL-1.0",
         ("Whole ways of an Overpass query (samples/raw/nky/overpass-query.txt); the file states no date. Speeds: "
         "maxspeed where tagged, else tables/speeds.csv (world).")),
        ("tank", "TANK timetable (GTFS), version 20190902-A", "Transit Authority of Northern Kentucky",
         "http://www.tankbus.org", "2019-10-31", "public feed, no licence stated",
         "As published. 48 routes, 44 of them with trips; lines by each route's most frequent trip of the busiest day."),
        ("census", "Census blocks with residents, 2010", "United States Census Bureau", _FOLDER, None,
         "public domain (United States)",
         ("Clipped by the repository; only blocks with at least one resident, without their ids. The file names no year: "
         "sums equal the census of 2010 where a municipality is complete (Ludlow 4,407).")),
        ("outlines", "Outlines of 36 municipalities and places", repository, _FOLDER, None, "MIT (repository)",
         ("Origin not stated by the repository. 33 cities and towns, 3 localities without a government of their own "
         "(Burlington, Claryville, Oakbrook).")),
        ("hospitals", "Three hospitals", repository, _FOLDER, None, "MIT (repository)", "No beds stated."),
        ("remainder", "Outside the 36 municipalities", "Tongcheng", None, None, "ODbL-1.0, public domain, MIT",
         ("The rectangle around everything in the sample without the 36 outlines: unincorporated land, and "
         "Fort Thomas (Kentucky) and part of Cincinnati (Ohio), which have no outline in the source.")),
        ("open_borders", "Borders without control", "Tongcheng", None, None, "Apache-2.0",
         ("Streets, buses and hospitals are public and municipal lines have no control: openness 1, no extra minutes, "
         "so that today equals together.")),
    ]  # fmt: skip
    columns = ["source", "title", "publisher", "url", "published", "licence", "note"]
    return pd.DataFrame(rows, columns=columns).assign(datum="WGS84")


def readme(circle: Region, streets: OsmExtract, feed: Feed, strip: shapely.Geometry) -> str:
    """Say what the folder holds, with the numbers counted."""
    zones, people = circle["zones"], circle["residents"].set_index("zone")["value"]
    outside = zones.loc[zones["county"] == REMAINDER, "zone"]
    lines = streets.road_links.geometry.to_numpy()
    shapely.prepare(strip)
    near = shapely.intersects(strip, lines)
    first, last = feed.dates()
    return _README.format(
        **streets.counts,
        zones=len(zones),
        people=int(people.sum()),
        outside_zones=len(outside),
        outside_people=int(people[outside].sum()),
        empty=len(set(circle["cities"]["city"]) - set(zones["city"])),
        near=float(np.mean(near)),
        first=first,
        last=last,
    )


def main() -> None:
    """Build into the package, or into another folder."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--out", type=Path, default=SHIPPED)
    folder = parser.parse_args().out
    circle = build(folder)
    print(circle.describe().to_string())
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    print(f"{folder}: {size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
