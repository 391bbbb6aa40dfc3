"""Commuting trips: what was planted is found again, margins and sums hold, and bad input is named."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.tiny import tiny_region
from tongcheng.errors import InputError
from tongcheng.methods.gravity import Deterrence
from tongcheng.region import Region, open_region
from tongcheng.render.blocks import Table, Words
from tongcheng.runs.pipeline import Run
from tongcheng.runs.report import trips as trips_report
from tongcheng.sectors.found import Found
from tongcheng.sectors.transport.trips import (
    TRIPS_INDICATORS,
    calibrate_trips,
    fit_flows,
    fit_total,
    measure_trips,
    observed_commuting,
    published_total,
    trip_matrix,
)
from tongcheng.sectors.transport.trips.calibrate import everyone
from tongcheng.sectors.transport.trips.model import Model, Zones, coarser, make_zones
from tongcheng.travel.circle import CircleTravel
from tongcheng.travel.times import drive_times

RATE, BORDER, COMMUTERS = 0.06, 0.3, 30_000.0


def with_flows(region: Region, rows: list[dict[str, Any]], basis: str = "synthetic") -> Region:
    return region.with_tables({"flows": pd.DataFrame(rows).assign(basis=basis, source="tiny")})


@cache
def zones_of(fictional: bool = True) -> Zones:
    region = tiny_region(fictional=fictional)
    return make_zones(region, CircleTravel(region).network)


def county_flows() -> pd.DataFrame:
    """Give commuters between the counties of the tiny circle by a model of our own."""
    zones = zones_of()
    model = Model(zones, everyone(zones, COMMUTERS))
    flows = model.flows(Deterrence(rate=RATE), BORDER, zones.county, 4)
    return pd.DataFrame(flows, index=list(zones.counties), columns=list(zones.counties))


def rows(flows: pd.DataFrame, unit: str = "persons", **more: Any) -> list[dict[str, Any]]:
    long = flows.stack()
    return [
        {"origin": home, "destination": work, "level": "county", "purpose": "commuting", "mode": "all", "period": "2020",
         "unit": unit, "value": float(value), **more}
        for (home, work), value in long.items()
    ]  # fmt: skip


@pytest.fixture(scope="module")
def circle() -> Region:
    return with_flows(tiny_region(), rows(county_flows()))


@pytest.fixture(scope="module")
def frame(circle: Region) -> pd.DataFrame:
    return measure_trips(circle, CircleTravel(circle)).results.frame


def value(frame: pd.DataFrame, indicator: str, level: str, place: str, group: str) -> float:
    chosen = frame[
        (frame["indicator"] == indicator)
        & (frame["level"] == level)
        & (frame["place"] == place)
        & (frame["group"] == group)
    ]
    assert len(chosen) == 1
    return float(chosen["value"].iloc[0])


# ------------------------------------------------------------------------------------------------ calibration


def test_what_was_planted_is_found_again(circle: Region) -> None:
    found = calibrate_trips(circle, CircleTravel(circle))
    assert found is not None
    assert found.deterrence.rate == pytest.approx(RATE, rel=1e-3)
    assert found.deterrence.exponent == 0
    assert found.border_factor == pytest.approx(BORDER, rel=1e-3)
    assert found.border_low <= BORDER <= found.border_high
    assert found.commuters == pytest.approx(COMMUTERS)
    assert found.common == pytest.approx(1.0, abs=1e-4)


def test_noise_widens_the_interval_and_it_still_holds_what_was_planted() -> None:
    """Counts three times as wild as Poisson; the border factor lies in its 95 % interval in most of 12 draws."""
    exact = county_flows()
    zones, held = zones_of(), 0
    for seed in range(12):
        rng = np.random.default_rng(seed)
        noisy = pd.DataFrame(3.0 * rng.poisson(exact / 3.0), exact.index, exact.columns)
        region = with_flows(tiny_region(), rows(noisy))
        found = fit_flows(zones, observed_commuting(region)).calibration
        held += found.border_low <= BORDER <= found.border_high
        assert found.border_high - found.border_low > 0
    assert held >= 9


def test_trips_are_twice_the_commuters_and_not_the_same_as_persons() -> None:
    """The same people told as trips a day: each commuter goes from home to work and back."""
    persons = county_flows()
    zones = zones_of()
    trips = with_flows(tiny_region(), rows(persons + persons.T, "person_trips_per_day"))
    found = fit_flows(zones, observed_commuting(trips)).calibration
    assert found.commuters == pytest.approx(COMMUTERS)
    assert found.deterrence.rate == pytest.approx(RATE, rel=1e-2)
    assert found.border_factor == pytest.approx(BORDER, rel=1e-2)
    assert found.homes == ()
    made = measure_trips(trips, CircleTravel(trips)).results.frame
    assert value(made, "commuting_trips", "region", "tiny", "all") == pytest.approx(2 * COMMUTERS, rel=1e-6)


def test_a_published_total_is_met_and_its_range_stated() -> None:
    zones = zones_of()
    region = with_total(tiny_region(), 1.2, "万人次/日")
    total = published_total(region)
    assert (total.trips, total.low, total.high) == (12_000, 11_500, 12_500)
    fits = fit_total(zones, total)
    flows = fits[0].model.flows(fits[0].calibration.deterrence, 1.0, zones.city, 2)
    assert 2 * (flows[0, 1] + flows[1, 0]) == pytest.approx(12_000, rel=1e-4)
    assert flows.sum() == pytest.approx(zones.jobs.sum())
    made = measure_trips(region, CircleTravel(region)).results.frame
    row = made[(made["indicator"] == "commuting_trips_by_total") & (made["level"] == "border")].iloc[0]
    assert row["value"] == pytest.approx(12_000, rel=1e-4)
    assert (row["low"], row["high"]) == pytest.approx((11_500, 12_500), rel=1e-4)
    with pytest.raises(InputError, match="figures") as caught:
        fit_total(zones, published_total(with_total(tiny_region(), 900.0, "万人次/日")))
    assert caught.value.problems[0].code == "impossible_total"


def with_total(region: Region, number: float, unit: str, basis: str = "synthetic") -> Region:
    figure = {
        "figure": "total", "subject": "region", "attribute": "cross_city_commuting_trips", "value": number,
        "value_text": f"{number:g}", "unit": unit, "as_of": "2021-06", "basis": basis, "source": "tiny",
    }  # fmt: skip
    return region.with_tables({"figures": pd.concat([region["figures"], pd.DataFrame([figure])], ignore_index=True)})


def test_the_published_total_of_chengdu() -> None:
    """96,000 person-trips a day, both ways, June 2021: commuting, and nothing else."""
    total = published_total(open_region("chengdu"))
    assert total.trips == 96_000
    assert total.as_of == "2021-06"
    assert "通勤" in total.scope


def test_persons_are_no_total_of_trips() -> None:
    with pytest.raises(InputError) as caught:
        published_total(with_total(tiny_region(), 4.8, "万人"))
    assert caught.value.problems[0].code == "not_trips"
    assert "人次" in caught.value.problems[0].remedy.zh


def test_another_purpose_is_refused_in_words(circle: Region) -> None:
    travel = CircleTravel(circle)
    found = calibrate_trips(circle, travel)
    assert found is not None
    with pytest.raises(InputError) as caught:
        trip_matrix(circle, travel.zones, found, purpose="medical")
    problem = caught.value.problems[0]
    assert problem.code == "wrong_purpose"
    assert "只用于通勤" in problem.expected.zh
    assert "commuting only" in problem.expected.en


# ------------------------------------------------------------------------------------------------ results


def test_sums_add_up(frame: pd.DataFrame) -> None:
    trips = frame[frame["indicator"] == "commuting_trips"]
    by = trips.groupby(["level", "group"])["value"].sum()
    assert by["region", "all"] == pytest.approx(2 * COMMUTERS)
    assert by["region", "inside"] + by["region", "across"] == pytest.approx(by["region", "all"])
    for level in ("city", "county"):
        assert by[level, "all"] == pytest.approx(by["region", "all"])
        assert by[level, "across"] == pytest.approx(by["region", "across"])
    assert by["city", "inside"] == pytest.approx(by["region", "inside"])
    assert by["border", "across"] == pytest.approx(by["region", "across"])
    share = value(frame, "commuting_crossing_share", "region", "tiny", "all")
    assert share == pytest.approx(100 * by["region", "across"] / by["region", "all"])
    assert (trips["low"] <= trips["value"]).all()
    assert (trips["value"] <= trips["high"]).all()


def test_trips_are_those_that_were_observed(circle: Region) -> None:
    found = measure_trips(circle, CircleTravel(circle))
    table = found.tables["trips"]
    assert len(table) == 16
    assert table["trips"].to_numpy() == pytest.approx(table["observed"].to_numpy(), rel=1e-3)
    margins = table.groupby("home")["trips"].sum()
    assert margins.to_numpy() == pytest.approx(2 * county_flows().sum(axis=1).to_numpy())
    rests_on = found.tables["trips_calibration"].iloc[0]
    assert (rests_on["purpose"], rests_on["source"]) == ("commuting", "flows")


def test_mean_minutes_by_hand(frame: pd.DataFrame) -> None:
    """Between z-places by the road across: the mean of trips times minutes, from the model's own matrix."""
    zones = zones_of()
    model = Model(zones, everyone(zones, COMMUTERS))
    weights = model.weights(Deterrence(rate=RATE), BORDER)
    made = model.balance(weights).trips(slice(0, 12), weights)
    assert value(frame, "commuting_minutes", "region", "tiny", "all") == pytest.approx(
        (made * zones.minutes).sum() / made.sum(), rel=1e-3
    )
    # Inside a zone half of the way to the nearest neighbour: 10 minutes along a row.
    assert np.diag(zones.minutes).tolist() == [5.0] * 12
    assert zones.minutes[2, 3] == 10.0


def test_the_matrix_of_all_zones_meets_margins_and_agrees_with_the_counties(circle: Region) -> None:
    travel = CircleTravel(circle)
    found = calibrate_trips(circle, travel)
    assert found is not None
    times = drive_times(circle, cutoff_min=120, network=travel.network, block=5)
    matrix = trip_matrix(circle, times, found)
    whole = np.vstack([trips for _, trips in matrix.blocks()])
    county = pd.Index(circle["counties"]["county"]).get_indexer(pd.Index(circle["zones"]["county"]))
    sums = np.zeros((4, 4))
    np.add.at(sums, (county[:, None], county[None, :]), whole)
    assert sums == pytest.approx(2 * county_flows().to_numpy(), rel=1e-3)
    assert whole.sum() == pytest.approx(2 * COMMUTERS)


def test_time_saved_by_a_new_road(circle: Region) -> None:
    travel = CircleTravel(circle)
    found = calibrate_trips(circle, travel)
    assert found is not None
    before = drive_times(circle, cutoff_min=120, network=travel.network, block=4)
    matrix = trip_matrix(circle, before, found)
    assert matrix.time_saved(before) == (0.0, 0.0)
    link = {"link": "x09-10", "from_node": "n09", "to_node": "n10", "class": "primary", "length_m": 10_000.0,
            "speed_kmh": 60.0, "basis": "synthetic", "source": "tiny"}  # fmt: skip
    opened = circle.with_tables({"road_links": pd.concat([circle["road_links"], pd.DataFrame([link])])})
    after = drive_times(opened, cutoff_min=120, block=4)
    kept, new = matrix.time_saved(after)
    whole = np.vstack([trips for _, trips in matrix.blocks()])
    saved = before.matrix() - after.matrix()
    np.fill_diagonal(saved, 0.0)
    assert kept == pytest.approx((whole * saved).sum(), rel=1e-5)
    more = whole * (np.exp(found.deterrence.rate * saved.astype(float)) - 1)
    assert new == pytest.approx((0.5 * more * saved).sum(), rel=1e-4)
    assert new > 0
    with pytest.raises(ValueError, match="same zones"):
        matrix.time_saved(drive_times(opened, cutoff_min=120, block=5))


def test_a_coarser_circle_keeps_people_jobs_and_counties() -> None:
    zones = zones_of()
    few = coarser(zones, 8)
    assert len(few.homes) == 8
    for name in ("homes", "jobs"):
        whole = np.bincount(zones.county, getattr(zones, name), 4)
        assert np.bincount(few.county, getattr(few, name), 4).tolist() == pytest.approx(whole.tolist())


def test_the_section_says_what_it_rests_on_and_what_it_is_not_for(circle: Region) -> None:
    found = measure_trips(circle, CircleTravel(circle))
    made = trips_report.section(run_of(circle, found))
    assert made is not None
    assert "只代表通勤" in made.sentence.zh
    assert "6 万人次" in made.sentence.zh
    said = "".join(line.zh for block in made.blocks if isinstance(block, Words) for line in block.lines)
    assert "不得用本表推算全部出行" in said
    assert "2020年" in said
    table = next(block for block in made.blocks if isinstance(block, Table))
    assert sum(float(str(row["trips"])) for row in table.rows) == pytest.approx(2 * COMMUTERS)
    locked = tiny_region(fictional=False)
    assert trips_report.section(run_of(locked, measure_trips(locked, CircleTravel(locked)))) is None


def test_the_section_of_a_published_total() -> None:
    region = with_total(tiny_region(), 1.2, "万人次/日")
    made = trips_report.section(run_of(region, measure_trips(region, CircleTravel(region))))
    assert made is not None
    assert "1.2 万人次" in made.sentence.zh
    assert "只代表通勤" in made.sentence.zh


def run_of(region: Region, found: Found) -> Run:
    return Run("r", region, {}, {}, [], found.results.frame, pd.DataFrame(), found.results.locked, found.tables)


# ------------------------------------------------------------------------------------------------ bad input


def test_a_real_circle_without_calibration_is_locked() -> None:
    region = tiny_region(fictional=False)
    found = measure_trips(region, CircleTravel(region))
    assert found.results.frame.empty
    assert {item.indicator for item in found.results.locked} == set(TRIPS_INDICATORS)
    missing = {need.table for item in found.results.locked for need, _ in item.missing}
    assert missing == {"flows", "figures"}
    assert calibrate_trips(region, CircleTravel(region)) is None


def test_synthetic_flows_do_not_open_a_real_circle() -> None:
    region = with_flows(tiny_region(fictional=False), rows(county_flows()))
    assert measure_trips(region, CircleTravel(region)).results.frame.empty


def test_every_bad_row_is_named() -> None:
    bad = rows(county_flows())
    bad[1]["destination"] = "A11"
    bad[2]["unit"] = "person_trips_per_day"
    bad[3]["unit"] = "vehicles_per_day"
    with pytest.raises(InputError) as caught:
        observed_commuting(with_flows(tiny_region(), bad))
    said = {(problem.code, problem.row, problem.column) for problem in caught.value.problems}
    assert said == {
        ("unknown_place", 3, "destination"),
        ("mixed_units", 4, "unit"),
        ("not_commuting", 5, "unit"),
    }
    assert "did you mean A" in caught.value.problems[0].remedy.en


def test_only_the_latest_period_and_commuting_count() -> None:
    flows = county_flows()
    old = rows(flows * 7, period="2015")
    medical = rows(flows * 5, purpose="medical")
    cars = rows(flows * 0.4, mode="drive")
    city = [{**rows(flows)[0], "level": "city", "origin": "A", "destination": "B"}]
    for row in (*old, *medical, *cars):
        row.setdefault("mode", "all")
    seen = observed_commuting(with_flows(tiny_region(), [*rows(flows), *old, *medical, *cars, *city]))
    assert (seen.level, seen.period, seen.unit) == ("county", "2020", "persons")
    assert seen.flows == pytest.approx(flows.to_numpy())
    assert seen.left_out == 16 + 16 + 1


def test_inputs_are_not_changed(circle: Region) -> None:
    before = {name: circle[name].copy() for name in circle}
    measure_trips(circle, CircleTravel(circle))
    for name, table in before.items():
        pd.testing.assert_frame_equal(pd.DataFrame(circle[name]), pd.DataFrame(table))
