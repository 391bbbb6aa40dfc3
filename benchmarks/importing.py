"""Reading OpenStreetMap extracts and timetables, beside pyrosm and partridge: ``python -m benchmarks.importing``.

Peers. *pyrosm* (MIT) reads the same ways with their tags into frames of nodes and edges, with lengths; it leaves
every way in its straight segments, where we part ways at junctions and flag cut ends, and it reads no barriers.
*partridge* (MIT) reads all files of a feed with pandas; it neither checks references nor fills blank times. Where
pyrosm is not installed, a pass of pyosmium over the file that only counts its objects is the lower bound of any
reader in Python. Circles are generated (``tongcheng.region.synth``) once and kept in a temporary folder; the streets
and the timetable of Northern Kentucky are real.
"""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

from benchmarks.harness import Measured, Row, compare, main, measure, missing, version_of

_NKY = Path(__file__).resolve().parents[1] / "samples" / "raw" / "nky"

#: Nodes and zones of the generated circles.
_CIRCLES = {5_000: 600, 50_000: 3_000, 500_000: 6_400}
_QUICK = 5_000


def our_osm(path: str) -> Callable[[], int]:
    """Read roads and barriers; gives the links."""
    from tongcheng.region.osm import read_osm

    return lambda: len(read_osm(path).road_links)


def pyrosm_osm(path: str) -> Callable[[], int]:
    """Read the driving network with nodes; gives the edges."""
    import pyrosm

    return lambda: len(pyrosm.OSM(path).get_network(network_type="driving+service", nodes=True)[1])


def bare_pass(path: str) -> Callable[[], int]:
    """Count the objects of a file."""
    import osmium

    return lambda: sum(1 for _ in osmium.FileProcessor(path))


def our_gtfs(path: str) -> Callable[[], int]:
    """Read a feed, check it, fill its times, count trips by day."""
    from tongcheng.region.gtfs import read_gtfs

    return lambda: int(read_gtfs(path).trips_per_day().max())


def partridge_gtfs(path: str) -> Callable[[], int]:
    """Read all files of a feed, count trips by day."""
    import partridge

    files = ("agency", "calendar", "calendar_dates", "routes", "shapes", "stops", "stop_times", "trips")

    def read() -> int:
        feed = partridge.load_feed(path)
        for name in files:
            len(getattr(feed, name))
        return int(max(partridge.read_trip_counts_by_date(path).values()))

    return read


def write_circle(folder: str, nodes: int, zones: int) -> Callable[[], tuple[int, int]]:
    """Generate a circle and write it as OpenStreetMap and GTFS files; gives its road nodes and timetable rows."""
    from tongcheng.region.synth import synthesise, write_gtfs, write_osm_pbf

    def write() -> tuple[int, int]:
        region = synthesise(seed=1, nodes=nodes, zones=zones).region
        write_osm_pbf(region, Path(folder) / f"{nodes}.osm.pbf")
        write_gtfs(region, Path(folder) / f"{nodes}.zip")
        with zipfile.ZipFile(Path(folder) / f"{nodes}.zip") as feed:
            return len(region["road_nodes"]), feed.read("stop_times.txt").count(b"\n") - 1

    return write


def rows(quick: bool) -> list[Row]:
    """Measure the real files and the generated circles."""
    found = [
        _osm_row("read OSM, Northern Kentucky", _NKY / "streets.osm.pbf", 20_705, repeats=3),
        _gtfs_row("read GTFS, Northern Kentucky", _NKY / "TANK-GTFS.zip", 102_049, repeats=3),
    ]
    with tempfile.TemporaryDirectory() as folder:
        for nodes in [_QUICK] if quick else _CIRCLES:
            size, stops = measure(write_circle, folder, nodes, _CIRCLES[nodes]).value
            repeats = 3 if nodes < max(_CIRCLES) else 1
            path = Path(folder) / f"{nodes}"
            found.append(
                _osm_row(f"read OSM, circle of {nodes:,} nodes", path.with_suffix(".osm.pbf"), size, repeats)
            )
            found.append(_gtfs_row(f"read GTFS, circle of {nodes:,} nodes", path.with_suffix(".zip"), stops, repeats))
    return found


def _osm_row(work: str, path: Path, n: int, repeats: int) -> Row:
    ours = measure(our_osm, str(path), repeats=repeats)
    peer = version_of("pyrosm")
    if peer is not None:
        return compare(work, ours, n, peer=peer, theirs=measure(pyrosm_osm, str(path), repeats=repeats))
    missing("pyrosm")
    return compare(work, ours, n, peer="pyosmium bare pass", theirs=measure(bare_pass, str(path), repeats=repeats))


def _gtfs_row(work: str, path: Path, n: int, repeats: int) -> Row:
    ours = measure(our_gtfs, str(path), repeats=repeats)
    peer, theirs = version_of("partridge"), None
    if peer is None:
        missing("partridge")
    else:
        theirs = _same(ours, measure(partridge_gtfs, str(path), repeats=repeats))
    return compare(work, ours, n, peer=peer, theirs=theirs)


def _same(ours: Measured, theirs: Measured) -> Measured:
    """Make sure that both did the same work."""
    if ours.value != theirs.value:
        raise RuntimeError(f"trips on the busiest day: {ours.value} here, {theirs.value} there")
    return theirs


if __name__ == "__main__":
    main(__doc__, rows)
