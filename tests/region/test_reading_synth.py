"""A generated circle written as OpenStreetMap and GTFS files and read again: what comes back is what went out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tongcheng.region import Region
from tongcheng.region.gtfs import read_gtfs, stations_from_feed
from tongcheng.region.osm import OsmExtract, read_osm
from tongcheng.region.synth import synthesise, write_gtfs, write_osm_pbf


@pytest.fixture(scope="module")
def circle() -> Region:
    return synthesise(seed=3, nodes=1_000, zones=100).region


@pytest.fixture(scope="module")
def file(circle: Region, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("synth") / "circle.osm.pbf"
    write_osm_pbf(circle, path)
    return path


@pytest.fixture(scope="module")
def extract(file: Path) -> OsmExtract:
    return read_osm(file, basis="synthetic", source="synthetic")


def sent(circle: Region) -> pd.DataFrame:
    """Give the links that were written, with the names that the file gives them: rows counted from 1."""
    links = circle["road_links"]
    links = links[links["state"] != "closed"].reset_index(drop=True)
    number = dict(zip(circle["road_nodes"]["node"], range(1, len(circle["road_nodes"]) + 1), strict=True))
    return pd.DataFrame(links.drop(columns="geometry")).assign(
        from_node=[f"n{number[node]}" for node in links["from_node"]],
        to_node=[f"n{number[node]}" for node in links["to_node"]],
        way=[f"w{row + 1}" for row in range(len(links))],
    )


def test_every_link_comes_back_between_its_nodes(circle, extract):
    there = sent(circle)
    back = extract.road_links.assign(way=extract.road_links["link"].str.partition("-")[0])
    pieces = back.groupby("way", sort=False).agg(
        from_node=("from_node", "first"), to_node=("to_node", "last"), length_m=("length_m", "sum")
    )
    pieces = pieces.loc[there["way"]]
    assert pieces["from_node"].tolist() == there["from_node"].tolist()
    assert pieces["to_node"].tolist() == there["to_node"].tolist()
    assert np.allclose(pieces["length_m"], there["length_m"], rtol=2e-3, atol=1.0)
    assert set(there["from_node"]) | set(there["to_node"]) <= set(extract.road_nodes["node"])


@pytest.mark.parametrize(
    "column", ["name", "ref", "direction", "lanes", "width_m", "surface", "bridge", "tunnel", "access", "state"]
)
def test_what_a_link_says_comes_back(circle, extract, column):
    there = sent(circle).set_index("way")[column]
    back = extract.road_links.set_index(extract.road_links["link"].str.partition("-")[0])[column]
    expected = there.loc[back.index]
    if there.dtype == "float64":
        assert np.allclose(back, expected, rtol=1e-5, equal_nan=True)
    else:
        assert back.fillna("").astype(str).tolist() == expected.fillna("").astype(str).tolist()


def test_classes_and_speeds_come_back(circle, extract):
    there = sent(circle).set_index("way")
    back = extract.road_links.set_index(extract.road_links["link"].str.partition("-")[0])
    there = there.loc[back.index]
    roads = ~there["class"].isin(["ferry", "other"]).to_numpy()
    assert roads.mean() > 0.9
    assert back["class"][roads].tolist() == there["class"][roads].tolist()
    assert np.allclose(back["speed_kmh"], there["speed_kmh"], rtol=1e-4)


def test_barriers_come_back_with_their_length(circle, extract):
    kinds = circle["barriers"]["kind"].replace("water", "river")
    there = circle["barriers"].assign(kind=kinds).to_crs("EPSG:3857").length.groupby(kinds).sum()
    back = extract.barriers.to_crs("EPSG:3857").length.groupby(extract.barriers["kind"]).sum()
    known = there.index.intersection(["river", "railway", "cliff"])
    assert len(known) > 0
    assert np.allclose(back[known], there[known], rtol=1e-3)


def test_a_file_without_stated_bounds_says_that_cuts_cannot_be_told(extract):
    assert extract.box is None
    assert extract.counts["cut"] == 0
    assert any("no clip" in note.en for note in extract.notes)


def test_lines_and_stations_come_back_from_the_timetable(circle, tmp_path):
    write_gtfs(circle, tmp_path / "feed.zip")
    feed = read_gtfs(tmp_path / "feed.zip", date="2025-06-04")
    assert feed.stop_times["interpolated"].any()
    tables = stations_from_feed(feed, source="synthetic", basis="synthetic")
    lines = circle["lines"].set_index("line")
    back = tables["lines"].set_index("line")
    assert set(back.index) == set(lines.index[lines["state"] == "open"]) & set(circle["line_stops"]["line"])
    there, here = circle["line_stops"], tables["line_stops"]
    for line, stops in here.groupby("line"):
        planned = there[there["line"] == line].sort_values("seq")
        assert stops["station"].tolist() in (planned["station"].tolist(), planned["station"].tolist()[::-1])
        assert stops["minutes"].iloc[-1] == pytest.approx(
            planned["minutes"].iloc[-1] - planned["minutes"].iloc[0], abs=1.0
        )
        assert (np.diff(stops["minutes"]) >= 0).all()
        assert back.loc[line, "headway_min"] == pytest.approx(lines.loc[line, "headway_min"], abs=1.0)
    kinds = circle["stations"].set_index("station")["kind"].replace("high_speed_rail", "rail")  # GTFS: both type 2
    back_kinds = tables["stations"].set_index("station")["kind"]
    assert back_kinds.to_dict() == kinds[back_kinds.index].to_dict()
