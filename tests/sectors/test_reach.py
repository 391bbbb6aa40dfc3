"""What residents reach in each border state, against numbers computed by hand (see tests/tiny.py)."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tiny import RESIDENTS, tiny_region
from tongcheng.region import Region
from tongcheng.region.borders import apart, today, together
from tongcheng.results import Results, combine
from tongcheng.sectors import services, transport
from tongcheng.travel.times import drive_times


def measure(region: Region) -> Results:
    states = {
        sector: [apart(region), today(region, sector), together(region)] for sector in ("transport", "services")
    }
    times = {"zones": drive_times(region), "hospital": drive_times(region, to=services.hospitals(region))}
    return combine([transport.measure(region, times, states), services.measure(region, times, states)])


def value(results: Results, indicator: str, place: str, borders: str, threshold: float) -> float:
    frame = results.frame
    row = frame[
        (frame["indicator"] == indicator)
        & (frame["place"] == place)
        & (frame["borders"] == borders)
        & (frame["threshold"] == threshold)
    ]
    assert len(row) == 1
    return float(row["value"].iloc[0])


@pytest.fixture(scope="module")
def measured() -> Results:
    return measure(tiny_region())


@pytest.mark.parametrize(
    ("indicator", "borders", "expected"),
    [
        # z03 within 30 min: own city z01 20', z02 10', z03 0', z08 22', z09 12'; beyond the line z04 10', z05 20',
        # z06 30', z10 22'. Today the crossing costs 10 minutes (5 for services) and 0.2 (0.5) may be used.
        ("jobs_reached", "apart", 6000 + 5500 + 5000 + 2500 + 2000),
        ("jobs_reached", "today", 21000 + 0.2 * (4500 + 4000)),
        ("jobs_reached", "together", 21000 + 4500 + 4000 + 3500 + 1500),
        ("residents_reached", "apart", 1000 + 2000 + 3000 + 8000 + 9000),
        ("residents_reached", "together", 23000 + 4000 + 5000 + 6000 + 10000),
        ("beds_reached", "apart", 100),
        ("beds_reached", "today", 100 + 0.5 * 300),
        ("beds_reached", "together", 400),
    ],
)
def test_zone_by_the_line(measured: Results, indicator: str, borders: str, expected: float) -> None:
    assert value(measured, indicator, "z03", borders, 30.0) == pytest.approx(expected, rel=1e-12)


def test_places_above_zones_are_means_weighted_by_residents(measured: Results) -> None:
    zones = ["z01", "z02", "z03"]
    mean = np.average(
        [value(measured, "jobs_reached", zone, "today", 45.0) for zone in zones],
        weights=[RESIDENTS[zone] for zone in zones],
    )
    assert value(measured, "jobs_reached", "A1", "today", 45.0) == pytest.approx(mean)


def test_what_is_a_sum_adds_up_and_borders_do_not_change_supply(measured: Results) -> None:
    beds = measured.frame[measured.frame["indicator"] == "beds"]
    assert beds.groupby("level")["value"].sum().to_dict() == {"city": 400, "county": 400, "region": 400}
    reached = measured.frame[(measured.frame["indicator"] == "beds_reached") & (measured.frame["threshold"] == 60.0)]
    assert reached["value"].max() <= 400


def test_gaps_are_the_loss_today_against_together(measured: Results, tiny: Region) -> None:
    gaps = transport.gaps(tiny, measured)
    jobs = gaps[gaps["indicator"] == "jobs_reached"].set_index("place")
    for county in jobs.index:
        expected = value(measured, "jobs_reached", county, "together", 60.0) - value(
            measured, "jobs_reached", county, "today", 60.0
        )
        assert jobs.loc[county, "shortfall"] == pytest.approx(expected)
    assert jobs["worth"].is_monotonic_decreasing
    assert jobs.loc["A1", "residents"] == 6000
    assert set(gaps["figure_today"]) <= set(measured.frame["figure_id"])


def test_a_gap_keeps_its_key_when_its_size_changes(tiny: Region, measured: Results) -> None:
    borders = tiny["borders"].assign(openness=0.1)
    again = transport.gaps(tiny, measure(tiny.with_tables({"borders": borders})))
    assert set(again["gap_key"]) == set(transport.gaps(tiny, measured)["gap_key"])


@settings(max_examples=15, deadline=None)
@given(
    openness=st.floats(0, 1),
    penalty=st.floats(0, 60),
    closed=st.sets(st.sampled_from(range(15)), max_size=6),
    open_to=st.sampled_from([None, "A", "B", "all"]),
)
def test_apart_today_together_never_fall(
    openness: float, penalty: float, closed: set[int], open_to: str | None
) -> None:
    region = tiny_region()
    links = region["road_links"]
    state = ["closed" if row in closed else "open" for row in range(len(links))]
    changed = region.with_tables(
        {
            "borders": region["borders"].assign(openness=openness, penalty_min=penalty),
            "road_links": links.assign(state=state),
            "facilities": region["facilities"].assign(open_to=open_to),
        }
    )
    frame = measure(changed).frame
    frame = frame[(frame["level"] == "zone") & frame["value"].notna()]
    wide = frame.pivot(index=["indicator", "place", "threshold"], columns="borders", values="value")
    assert len(wide)
    assert (wide["apart"] <= wide["today"] + 1e-9).all()
    assert (wide["today"] <= wide["together"] + 1e-9).all()


def test_a_modelled_input_gives_a_range(tiny: Region) -> None:
    jobs = tiny["jobs"]
    jobs = jobs.assign(low=jobs["value"] * 0.9, high=jobs["value"] * 1.2)
    frame = measure(tiny.with_tables({"jobs": jobs})).frame
    rows = frame[frame["indicator"] == "jobs_reached"]
    assert np.allclose(rows["low"], rows["value"] * 0.9)
    assert np.allclose(rows["high"], rows["value"] * 1.2)
    assert frame.loc[frame["indicator"] == "residents_reached", "low"].isna().all()


def test_a_zone_far_from_any_road_has_no_number_instead_of_zero(tiny: Region) -> None:
    zones = tiny["zones"]
    lat = zones["lat"].where(zones["zone"] != "z12", 31.0)
    frame = measure(tiny.with_tables({"zones": zones.assign(lat=lat)})).frame
    lost = frame[(frame["place"] == "z12")]
    assert len(lost)
    assert lost["value"].isna().all()
    county = frame[(frame["place"] == "B2") & (frame["indicator"] == "jobs_reached")]
    assert county["value"].notna().all()


def test_inputs_are_not_changed(tiny: Region) -> None:
    before = {name: tiny[name].copy() for name in tiny}
    measure(tiny)
    for name, table in before.items():
        pd.testing.assert_frame_equal(pd.DataFrame(tiny[name]), pd.DataFrame(table))
