"""The worth of a link against numbers computed by hand (see tests/sectors/hand_circle.py)."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.sectors.hand_circle import candidates, hand_region, trips
from tongcheng.region import Region
from tongcheng.sectors.found import Found
from tongcheng.sectors.transport.worth import measure_worth
from tongcheng.travel.circle import CircleTravel


@pytest.fixture(scope="module")
def found() -> Found:
    region = hand_region()
    return measure_worth(region, CircleTravel(region), candidates(), trips())


def figure(
    found: Found,
    scenario: str,
    indicator: str,
    place: str,
    borders: str,
    threshold: float = np.nan,
    group: str = "all",
) -> pd.Series:
    frame = found.results.frame
    chosen = (
        (frame["scenario"] == scenario)
        & (frame["indicator"] == indicator)
        & (frame["place"] == place)
        & (frame["borders"] == borders)
        & (frame["group"] == group)
        & (frame["threshold"].eq(threshold) if threshold == threshold else frame["threshold"].isna())
    )
    assert chosen.sum() == 1, frame.loc[frame["scenario"] == scenario, ["indicator", "place", "borders"]]
    return frame[chosen].iloc[0]


@pytest.mark.parametrize(
    ("indicator", "place", "borders", "threshold", "expected"),
    [
        ("residents_reached_gain", "A", "together", 30, 700),
        ("residents_reached_gain", "A1", "together", 30, 300),
        ("residents_reached_gain", "A2", "together", 30, 1050),
        ("residents_reached_gain", "hand", "together", 30, 700),
        ("residents_reached_gain", "A", "together", 45, 100 * 28 / 15),
        ("residents_reached_gain", "A", "together", 60, 0),
        ("residents_reached_gain", "A", "today", 30, 0.5 * 100 * 91 / 15),
        ("jobs_reached_gain", "A", "together", 30, 14_000 / 15),
        ("jobs_reached_gain", "B", "together", 30, 0),
        ("time_saved", "A", "today", np.nan, 2240),
        ("time_saved", "B", "today", np.nan, 0),
        ("beneficiaries", "A", "", np.nan, 700),
        ("beneficiaries", "hand", "", np.nan, 700),
    ],
)
def test_the_road_over_the_head(
    found: Found, indicator: str, place: str, borders: str, threshold: float, expected: float
) -> None:
    assert figure(found, "head", indicator, place, borders, threshold)["value"] == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize(
    ("group", "borders", "threshold", "expected"),
    [
        ("hospital", "together", 30, 1400),
        ("hospital", "together", 45, 700),
        ("hospital", "today", 30, 520),
        ("airport", "today", 30, 1300),
        ("job_centre", "today", 30, 650),
        ("job_centre", "together", 30, 1400),
    ],
)
def test_people_newly_within_reach(found: Found, group: str, borders: str, threshold: float, expected: float) -> None:
    for place in ("A", "hand"):
        row = figure(found, "head", "newly_within", place, borders, threshold, group)
        assert row["value"] == pytest.approx(expected, rel=1e-9)


def test_the_range_covers_residents_and_openness(found: Found) -> None:
    newly = figure(found, "head", "newly_within", "A", "together", 30, "hospital")
    assert (newly["low"], newly["high"]) == (pytest.approx(1260), pytest.approx(1540))
    today = figure(found, "head", "residents_reached_gain", "A", "today", 30)
    assert today["low"] == pytest.approx(0.4 * 90 * 91 / 15)
    assert today["high"] == pytest.approx(0.6 * 110 * 91 / 15)
    assert np.isnan(figure(found, "head", "time_saved", "A", "today")["low"])  # all roads of its class are as fast


@pytest.mark.parametrize(
    ("indicator", "place", "borders", "threshold", "expected"),
    [
        ("time_saved", "A", "today", np.nan, 225),
        ("beneficiaries", "A", "", np.nan, 1500),
        ("residents_reached_gain", "A", "together", 30, 0),
        ("residents_reached_gain", "A", "together", 45, 100 * 7 / 15),
    ],
)
def test_the_mended_road_at_the_foot(
    found: Found, indicator: str, place: str, borders: str, threshold: float, expected: float
) -> None:
    assert figure(found, "foot", indicator, place, borders, threshold)["value"] == pytest.approx(expected, rel=1e-9)


def test_what_cannot_be_valued_says_why_and_makes_no_figure(found: Found) -> None:
    table = found.tables["worth"].set_index("candidate")
    assert table.loc[["head", "foot"], "reason_zh"].tolist() == ["", ""]
    assert table.loc[["no-more", "nowhere", "unknown", "gone", "slow"], "reason_en"].tolist() == [
        "rejected by a person",
        "no road to join beyond",
        "an end is not on the network",
        "a link to be mended carries no traffic today",
        "no faster than today",
    ]
    assert set(found.results.frame["scenario"]) == {"head", "foot"}
    assert len(table) == len(candidates())


def test_the_table_tells_both_sides(found: Found) -> None:
    head = found.tables["worth"].set_index("candidate").loc["head"]
    assert (head["time_saved"], head["time_saved_a"], head["time_saved_b"]) == (
        pytest.approx(2240),
        pytest.approx(2240),
        0,
    )
    assert (head["beneficiaries_a"], head["beneficiaries_b"], head["beneficiaries_other"]) == (
        pytest.approx(700),
        0,
        0,
    )
    assert found.tables["worth"]["candidate"].tolist()[:2] == ["head", "foot"]


def test_sums_add_up_over_levels(found: Found) -> None:
    frame = found.results.frame
    sums = frame[frame["indicator"].isin(["newly_within", "time_saved", "beneficiaries"])]
    keys = ["scenario", "indicator", "borders", "group", "threshold"]
    wide = sums.pivot_table(index=keys, columns="level", values="value", aggfunc="sum", dropna=False)
    wide = wide.dropna(how="all").fillna(0.0)
    assert len(wide) == 2 * (3 * 2 * 3 + 2)
    assert np.allclose(wide["city"], wide["region"])
    assert np.allclose(wide["county"], wide["region"])


def test_without_trips_it_is_a_potential_and_named_so() -> None:
    region = hand_region()
    found = measure_worth(region, CircleTravel(region), candidates().iloc[:1])
    names = set(found.results.frame["indicator"])
    assert "time_saved_potential" in names
    assert "time_saved" not in names
    # One trip per resident: with jobs only in b14, the 100 residents of a_i all go there.
    saved = sum(100 * 4 * (number + 14 - 14) for number in range(15))
    assert figure(found, "head", "time_saved_potential", "A", "together")["value"] == pytest.approx(saved, rel=1e-5)


@pytest.mark.parametrize(
    ("table", "lost"), [("road_links", "everything"), ("jobs", "jobs"), ("facilities", "places")]
)
def test_what_the_data_do_not_open_is_not_computed(table: str, lost: str) -> None:
    region = hand_region()
    bare = region.with_tables({table: region[table].iloc[:0]})
    found = measure_worth(bare, CircleTravel(bare), candidates().iloc[:1], None)
    groups = set(found.results.frame["group"]) - {"all"}
    names = set(found.results.frame["indicator"])
    if lost == "everything":
        assert found.results.frame.empty
        assert len(found.results.locked) == 6
    elif lost == "jobs":
        assert groups == {"hospital", "airport"}
        assert "jobs_reached_gain" not in names
        assert "residents_reached_gain" in names
    else:
        assert groups == {"job_centre"}
        assert {need.where for item in found.results.locked for need, _ in item.missing} == {
            (("kind", "hospital"),),
            (("kind", "airport"),),
        }


def test_trips_of_another_shape_are_refused() -> None:
    region = hand_region()
    with pytest.raises(ValueError, match="30 zones"):
        measure_worth(region, CircleTravel(region), candidates(), np.ones((3, 3)))


def test_inputs_stay_as_they_are() -> None:
    region, frame, matrix = hand_region(), candidates(), trips()
    before = {name: table.copy() for name, table in region.tables.items()}
    measure_worth(region, CircleTravel(region), frame, matrix)
    assert all(region[name].equals(table) for name, table in before.items())
    assert frame.equals(candidates())
    assert np.array_equal(matrix, trips())


def test_a_real_circle_with_a_synthetic_table_stays_locked() -> None:
    region = hand_region()
    real = Region(region.name, region.title, False, dict(region.tables))
    found = measure_worth(real, CircleTravel(real), candidates(), None)
    assert found.results.frame.empty
    assert not found.tables
