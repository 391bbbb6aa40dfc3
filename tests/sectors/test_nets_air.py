"""Airports against numbers computed by hand (see tests/tiny.py and tests/sectors/nets_circle.py)."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tests.sectors.nets_circle import locked, nets_region, value, with_figures
from tongcheng.errors import InputError
from tongcheng.results import Results
from tongcheng.sectors.transport.nets import measure_air
from tongcheng.sectors.transport.nets.air import terminals
from tongcheng.sectors.transport.nets.catchment import huff_shares
from tongcheng.sectors.transport.nets.published import TONNES_A_YEAR, published
from tongcheng.travel.circle import CircleTravel

CARGO = [
    {"subject": "air1", "attribute": "airport_cargo", "value": 20, "unit": "万吨", "as_of": "2023"},
    {"subject": "air1", "attribute": "airport_cargo", "value": 30, "unit": "万吨", "as_of": "2024"},
    {"subject": "air2", "attribute": "airport_cargo", "value": 100_000, "unit": "吨", "as_of": "2024"},
    {"subject": "air2", "attribute": "airport_cargo", "value": 999, "unit": "万吨", "as_of": "2030",
     "qualifier": "planned"},
    {"subject": "虹桥", "attribute": "airport_cargo", "value": 40, "unit": "万吨", "as_of": "2024"},
]  # fmt: skip


def measured(rows: list[dict[str, object]]) -> Results:
    region = nets_region()
    region = with_figures(region, rows) if rows else region
    return measure_air(region, CircleTravel(region)).results


@pytest.fixture(scope="module")
def results() -> Results:
    return measured(CARGO)


def test_runways_are_counted_also_where_there_are_none(results: Results) -> None:
    assert [value(results, "airport_runways", place) for place in ("air1", "air2", "A", "B", "tiny")] == [
        2,
        0,
        2,
        0,
        2,
    ]
    assert value(results, "airport_longest_runway", "air1") == 3600
    assert not ((results.frame["indicator"] == "airport_longest_runway") & (results.frame["place"] == "air2")).any()


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        # Along a row 10 min, between the rows 12 min: z01 to z02 10', z03 10', z07 22', z08 12', z09 22'.
        ("z02", 0.0), ("z07", 22.0), ("z04", 10.0),
        ("A1", (10 * 1 + 0 + 10 * 3) / 6), ("A2", (22 * 7 + 12 * 8 + 22 * 9) / 24),
        ("tiny", (10 + 30 + 22 * 7 + 12 * 8 + 22 * 9 + 40 + 60 + 22 * 10 + 12 * 11 + 22 * 12) / 78),
    ],
)  # fmt: skip
def test_drive_to_the_nearest(results: Results, place: str, expected: float) -> None:
    assert value(results, "airport_minutes", place) == pytest.approx(expected, abs=1e-4)


def test_catchments_follow_the_cities_and_add_up(results: Results) -> None:
    assert [value(results, "airport_catchment", place, group="all") for place in ("air1", "air2")] == [30_000, 48_000]
    frame = results.frame[results.frame["indicator"] == "airport_catchment"]
    for airport in ("air1", "air2"):
        sums = frame[frame["group"] == airport].groupby("level")["value"].sum()
        assert sums["county"] == sums["city"] == sums["region"] == value(results, "airport_catchment", airport)


def test_latest_published_cargo_in_one_unit(results: Results) -> None:
    assert [value(results, "airport_cargo", place) for place in ("air1", "air2")] == [300_000, 100_000]
    frame = results.frame[results.frame["indicator"] == "airport_cargo"]
    assert set(frame["year"]) == {"2024"}
    assert set(frame["place"]) == {"air1", "air2"}  # the airport of another circle is none of ours


def test_without_jobs_by_industry_cargo_follows_residents(results: Results) -> None:
    frame = results.frame[results.frame["indicator"] == "airport_cargo_share"].set_index("place")
    assert set(frame["group"]) == {"residents"}
    assert frame["value"].sum() == pytest.approx(100)
    assert (frame["low"] <= frame["value"]).all()
    assert (frame["value"] <= frame["high"]).all()
    assert set(frame["basis"]) == {"modelled"}


def test_jobs_in_industry_and_logistics_make_cargo_where_they_are_known() -> None:
    region = with_figures(nets_region(), CARGO)
    rows = pd.DataFrame(
        [
            {"zone": zone, "industry": industry, "year": 2020, "value": number}
            for zone, number in (("z01", 30.0), ("z06", 10.0))
            for industry in ("C", "G")
        ]
    ).assign(basis="observed", source="tiny")
    region = region.with_tables({"jobs": pd.concat([region["jobs"], rows], ignore_index=True)})
    results = measure_air(region, CircleTravel(region)).results
    # From z01 10 min to air1 and 40 to air2, from z06 40 and 10; pulls 3 : 1, power 2; weights 60 : 20.
    near, far = 3 / 100 / (3 / 100 + 1 / 1600), 3 / 1600 / (3 / 1600 + 1 / 100)
    expected = 100 * (60 * near + 20 * far) / 80
    assert value(results, "airport_cargo_share", "air1", group="cargo_jobs") == pytest.approx(expected, rel=1e-4)


def test_one_airport_without_published_cargo_leaves_the_share_open() -> None:
    results = measured(CARGO[:2])
    assert "airport_cargo" not in locked(results)
    assert not (results.frame["indicator"] == "airport_cargo_share").any()


def test_unknown_unit_is_named_by_row() -> None:
    region = with_figures(nets_region(), [{**CARGO[0], "unit": "箱"}])
    with pytest.raises(InputError) as caught:
        published(region, "airport_cargo", TONNES_A_YEAR)
    (problem,) = caught.value.problems
    assert (problem.column, problem.found, problem.row) == ("unit", "箱", len(region["figures"]) + 1)


def test_nothing_is_computed_that_is_locked() -> None:
    region = nets_region()
    region = region.with_tables({"road_links": region["road_links"].iloc[:0]})
    results = measure_air(region, CircleTravel(region)).results
    shut = locked(results)
    assert {"airport_minutes", "airport_within", "airport_catchment", "airport_cargo_share"} <= shut
    assert not set(results.frame["indicator"]) & shut


def test_an_airport_is_reached_at_its_terminal() -> None:
    region = nets_region()
    lon, lat = 104.15, 30.05
    stops = pd.DataFrame(
        {
            "stop": ["t1", "north", "far"],
            "name": ["空港1号航站楼", "机场北", "另一机场航站楼"],
            "lon": [lon, lon, lon + 0.1],
            "lat": [lat + 0.02, lat + 0.01, lat],
        }
    )
    found = terminals(region, stops).groupby("airport")["place"].apply(list).to_dict()
    assert found == {"air1": ["t1"], "air2": ["air2"]}


@settings(max_examples=60, deadline=None)
@given(
    minutes=hnp.arrays(np.float64, (6, 3), elements=st.floats(1, 180) | st.just(np.nan)),
    pull=hnp.arrays(np.float64, 3, elements=st.floats(1, 1e6)),
    power=st.floats(0.5, 3),
)
def test_shares_add_up_and_more_cargo_never_shrinks_a_catchment(
    minutes: np.ndarray, pull: np.ndarray, power: float
) -> None:
    weight = np.arange(1.0, 7.0)
    shares = huff_shares(minutes, pull, weight, power)
    if np.isnan(minutes).all():
        assert np.isnan(shares).all()
        return
    assert shares.sum() == pytest.approx(1)
    assert (shares >= 0).all()
    more = huff_shares(minutes, pull * [2, 1, 1], weight, power)
    assert more[0] >= shares[0] - 1e-12
