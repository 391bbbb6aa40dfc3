from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.travel.graphs import random_tables
from tongcheng.errors import InputError
from tongcheng.language import Text
from tongcheng.region import Region
from tongcheng.travel import drive_network, drive_times


def circle() -> Region:
    """A – B – C in a row, one minute each; D lies on an island, E far out, two zones stand 0.6 km from A and C."""
    nodes = pd.DataFrame(
        {"node": list("ABCDX"), "lon": [104.0, 104.01, 104.02, 104.7, 104.71], "lat": 30.0, "basis": "observed"}
    )
    links = pd.DataFrame(
        {
            "link": ["AB", "BC", "DX"],
            "from_node": ["A", "B", "D"],
            "to_node": ["B", "C", "X"],
            "length_m": 1000.0,
            "speed_kmh": 60.0,
            "basis": "official",
        }
    )
    zones = pd.DataFrame(
        {
            "zone": ["za", "zb", "zc", "zd", "ze"],
            "lon": [104.0, 104.01, 104.02, 104.7, 109.0],
            "lat": [30.0, 30.0, 30.018, 30.0, 30.0],
            "basis": "modelled",
        }
    )
    return Region("test", Text("试", "test"), tables={"road_nodes": nodes, "road_links": links, "zones": zones})


def test_times_are_road_plus_access_legs_and_nan_where_there_is_no_way() -> None:
    times = drive_times(circle(), cutoff_min=30)
    leg = 6371.0088 * np.pi / 180 * 0.018 * 1.3 / 15 * 60
    expected = np.full((5, 5), np.nan)
    expected[:3, :3] = [[0, 1, 2 + leg], [1, 0, 1 + leg], [2 + leg, 1 + leg, 0]]
    expected[3, 3] = 0
    assert np.allclose(times.matrix(), expected, equal_nan=True, atol=1e-5)
    assert times.basis == "modelled"
    assert list(times.origins) == ["za", "zb", "zc", "zd", "ze"]


def test_cutoff_counts_the_legs() -> None:
    minutes = drive_times(circle(), cutoff_min=12).matrix()  # the leg at C takes 10.4 minutes
    assert np.isfinite(minutes[1, 2])
    assert np.isnan(minutes[0, 2])


def test_notes_say_who_is_off_the_network_and_why() -> None:
    notes = drive_times(circle()).notes
    origins = notes[notes["role"] == "origin"].set_index("place")
    assert origins["reason"].to_dict() == {"zc": "far", "zd": "island", "ze": "too_far"}
    assert origins.loc["zd", "component"] == 1
    assert pd.isna(origins.loc["ze", "component"])
    assert origins.loc["ze", "distance_km"] > 100


def test_other_destinations_keep_their_ids_and_unknown_places_are_named() -> None:
    clinics = pd.DataFrame({"facility": ["f1", "f2"], "lon": [104.01, np.nan], "lat": [30.0, np.nan]})
    times = drive_times(circle(), to=clinics)
    assert times.shape == (5, 2)
    assert np.allclose(times.matrix()[:2, 0], [1, 0])
    assert np.isnan(times.matrix()[:, 1]).all()
    assert ("f2", "destination", "no_position") in set(
        times.notes[["place", "role", "reason"]].itertuples(index=False, name=None)
    )


def test_blocks_cover_all_origins_once_and_equal_the_matrix() -> None:
    region = random_region(1)
    network = drive_network(region)
    whole = drive_times(region, network=network, cutoff_min=10).matrix()
    times = drive_times(region, network=network, cutoff_min=10, block=7)
    rows = np.concatenate([np.arange(40)[part] for part, _ in times.blocks()])
    assert rows.tolist() == list(range(40))
    assert np.array_equal(times.matrix(), whole, equal_nan=True)
    assert np.isnan(whole).any()
    assert (times.reachable(6.0).toarray() == (whole <= 6)).all()


def test_reachable_beyond_the_cutoff_is_refused() -> None:
    with pytest.raises(ValueError, match="cut-off"):
        drive_times(circle(), cutoff_min=20).reachable(30)


def test_a_matrix_that_does_not_fit_is_refused_with_a_word() -> None:
    with pytest.raises(InputError, match="blocks"):
        drive_times(circle()).matrix(limit_mb=0.00001)


def test_a_circle_without_open_roads_zones_or_destinations_is_no_error() -> None:
    region = circle()
    region.tables["road_links"] = region["road_links"].assign(state="closed")
    times = drive_times(region)
    assert np.isnan(times.matrix()).all()
    assert set(times.notes["reason"]) == {"too_far"}
    assert times.notes["distance_km"].isna().all()
    assert drive_times(circle(), to=circle()["zones"].iloc[:0]).matrix().shape == (5, 0)
    region = circle()
    region.tables["zones"] = region["zones"].iloc[:0]
    assert drive_times(region).matrix().shape == (0, 0)
    assert drive_times(region).estimate().matrix_mb == 0


def test_an_estimate_tells_size_and_a_time_of_the_right_order() -> None:
    estimate = drive_times(random_region(1), block=16).estimate()
    assert estimate.matrix_mb == pytest.approx(40 * 40 * 4 / 1e6)
    assert estimate.tenths_mb == estimate.matrix_mb / 2
    assert estimate.block_mb == pytest.approx(16 * 40 * 4 / 1e6)
    assert 0 < estimate.file_mb <= 1.05 * estimate.matrix_mb
    assert 0 < estimate.seconds < 5


def random_region(seed: int) -> Region:
    nodes, links = random_tables(seed)
    rng = np.random.default_rng(seed)
    zones = pd.DataFrame(
        {
            "zone": [f"z{number}" for number in range(40)],
            "lon": 104 + rng.random(40) * 0.2,
            "lat": 30 + rng.random(40) * 0.2,
            "basis": "synthetic",
        }
    )
    return Region("test", Text("试", "test"), tables={"road_nodes": nodes, "road_links": links, "zones": zones})
