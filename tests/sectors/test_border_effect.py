"""The border effect: by hand, on grids where the line is only on paper, and where crossings were planted or closed."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from tests.tiny import tiny_region
from tongcheng.region import Region
from tongcheng.region.plane import Plane
from tongcheng.runs.pipeline import Run
from tongcheng.runs.report import border_effect as report
from tongcheng.sectors.transport.border_effect import Settings, measure_border_effect
from tongcheng.sectors.transport.border_effect.barriers import Barriers
from tongcheng.sectors.transport.border_effect.estimate import Estimate, estimate
from tongcheng.sectors.transport.border_effect.ground import Ground
from tongcheng.sectors.transport.border_effect.pairs import across
from tongcheng.sectors.transport.border_effect.segments import border_segments
from tongcheng.sectors.transport.representatives import representatives
from tongcheng.travel.circle import CircleTravel

PLANE = Plane(104.0, 30.0)
NO_BARRIERS = Barriers(pd.DataFrame({"geometry": [], "kind": []}), PLANE)
COLUMNS, ROWS, STEP_KM = 24, 14, 2.0
PAPER = Settings(draws=100, within_min=20.0)
SMALL = Settings(least=1, fewest_pairs=1, fewest_clusters=1, draws=10)


def grid(
    seed: int, *, toll: float = 0.0, open_rows: tuple[int, ...] = (), cities: tuple[float, ...] = (24.0,)
) -> Ground:
    """Give a grid of places 2 km apart, streets of random speed, and cities side by side.

    ``toll`` is added to every street across a border; if ``open_rows`` are given only they cross.
    """
    rng = np.random.default_rng(seed)
    x, y = (axis.ravel() * STEP_KM + 1.0 for axis in np.meshgrid(np.arange(COLUMNS), np.arange(ROWS)))
    city = np.searchsorted(cities, x)
    place = np.arange(COLUMNS * ROWS).reshape(ROWS, COLUMNS)
    ends = np.concatenate(
        [
            np.column_stack([place[:, :-1].ravel(), place[:, 1:].ravel()]),
            np.column_stack([place[:-1].ravel(), place[1:].ravel()]),
        ]
    )
    minutes = 2.0 * rng.lognormal(0, 0.3, len(ends))
    crossing = city[ends[:, 0]] != city[ends[:, 1]]
    minutes[crossing] += toll
    if open_rows:
        minutes[crossing & ~np.isin(ends[:, 0] // COLUMNS, open_rows)] = np.inf
    kept = np.isfinite(minutes)
    graph = coo_array((minutes[kept], (ends[kept, 0], ends[kept, 1])), (x.size, x.size)).tocsr()
    xy = np.column_stack([x, y])
    residents = rng.uniform(500, 1500, x.size)
    return Ground(
        cities=tuple("ABC"[: len(cities) + 1]),
        counties=tuple("abc"[: len(cities) + 1]),
        city=city,
        county=city,
        xy=xy,
        counted={"residents": residents},
        density=np.zeros(x.size),
        density_class=np.zeros(x.size, np.int64),
        cluster=np.unique(np.floor(xy / 4), axis=0, return_inverse=True)[1].reshape(-1),
        minutes=dijkstra(graph, directed=False).astype(np.float32),
        plane=PLANE,
        barriers=NO_BARRIERS,
    )


def line_at(*east_km: float) -> gpd.GeoDataFrame:
    """Give the borders of the grid: straight lines from south to north."""
    rows = []
    for number, east in enumerate(east_km):
        lon, lat = PLANE.round(np.full(2, east * 1000), np.array([0.0, ROWS * STEP_KM * 1000]))
        shape = shapely.LineString(np.column_stack([lon, lat]))
        rows.append({"city_a": "ABC"[number], "city_b": "ABC"[number + 1], "geometry": shape})
    lines = gpd.GeoDataFrame(pd.DataFrame(rows), geometry="geometry", crs="EPSG:4326")
    return border_segments(lines, PLANE)


def measure(ground: Ground, *east_km: float, chosen: Settings = PAPER) -> Estimate:
    return estimate(ground, line_at(*(east_km or (24.0,))), "grid", chosen)


def figure(found: Estimate, level: str, place: str, outcome: str = "minutes") -> tuple[float, float, float]:
    row = found.targets.number[level, place]
    value, low, high = (column[row] for column in found.figures(outcome))
    return float(value), float(low), float(high)


# ------------------------------------------------------------------------------------------------ by hand


@pytest.fixture(scope="module")
def even() -> Region:
    """Give the tiny circle with 1,000 people and 500 jobs everywhere, so that all places are equally dense."""
    region = tiny_region()
    residents = region["residents"].assign(value=1000.0)
    return region.with_tables({"residents": residents, "jobs": region["jobs"].assign(value=500.0)})


def test_by_hand(even: Region) -> None:
    """Trips up to 20 km between places within 20 km of the border (not z01, z06, z07, z12).

    Across: z03-z04 takes 10 minutes and z09-z10 34 (9.6 km); z03-z10 and z09-z04 take 22 (14.7 km). Inside, neighbours
    take 10 and diagonals 22. So the four pairs lose 0, 24, 0, 0. The pairs two columns apart (19.3 km: z02-z04, z03-z05,
    z08-z10, z09-z11) have no counterpart: inside a city the third column is too far from the border.
    Within 30 minutes (no limit of distance there): z09-z10 34, z08-z10 44 and z09-z11 44 are out of reach, all like
    pairs inside are within; so 3 pairs of 1,000 x 1,000, seen from both ends, over 12,000 residents.
    """
    chosen = replace(SMALL, within_min=30.0)
    found = measure_border_effect(even, CircleTravel(even), settings=chosen)
    frame = found.results.frame.set_index(["indicator", "level", "place"])["value"]
    assert frame["border_minutes", "border", "A|B"] == pytest.approx(6.0)
    assert frame["border_minutes", "region", "tiny"] == pytest.approx(6.0)
    # A2 holds z08 and z09: z09-z10 (24) and z09-z04 (0); A1 holds z03: z03-z04 (0), z03-z10 (0).
    assert frame["border_minutes", "county", "A2"] == pytest.approx(12.0)
    assert frame["border_minutes", "county", "A1"] == pytest.approx(0.0)
    assert frame["border_residents_lost", "region", "tiny"] == pytest.approx(2 * 3 * 1e6 / 12_000)
    assert frame["border_jobs_lost", "city", "A"] == pytest.approx(3 * 1000 * 500 / 6_000)
    assert frame["border_residents_lost", "county", "B2"] == pytest.approx(3 * 1e6 / 3_000)
    effect = found.tables["border_effect"].set_index(["level", "place"])
    assert effect.loc[("border", "A|B"), ["trips_pairs", "trips_matched"]].tolist() == [8, 4]
    unmatched = found.tables["border_effect_unmatched"].set_index(["outcome", "reason"])
    assert unmatched.loc[("minutes", "no_counterpart"), "share"] == pytest.approx(0.5)
    # Twelve zones are too few to draw lines on paper: there is a value but no interval.
    assert found.results.frame["low"].isna().all()


def test_segments_add_up_to_their_border(even: Region) -> None:
    found = measure_border_effect(even, CircleTravel(even), settings=replace(SMALL, within_min=30.0))
    effect = found.tables["border_effect"].set_index(["level", "place"])
    segments = effect.loc["segment"]
    assert len(segments) == 4
    assert segments["residents_lost"].sum() == pytest.approx(effect.loc[("border", "A|B"), "residents_lost"])
    assert segments["trips_matched"].sum() == 4
    lines = found.tables["border_segments"]
    assert lines["length_km"].sum() == pytest.approx(22.171, rel=1e-3)
    assert isinstance(lines, gpd.GeoDataFrame)


def test_a_closed_border_is_told_apart_from_a_slow_one(even: Region) -> None:
    links = even["road_links"]
    closed = even.with_tables({"road_links": links[links["link"] != "x03-04"]})
    found = measure_border_effect(closed, CircleTravel(closed), settings=replace(SMALL, within_min=30.0))
    frame = found.results.frame
    assert frame[frame["indicator"] == "border_minutes"].empty
    unmatched = found.tables["border_effect_unmatched"].set_index(["outcome", "reason"])
    assert unmatched.loc[("minutes", "unreachable"), "pairs"] == 8
    # What is out of reach for good still counts: 2 pairs of neighbours, 4 of two columns apart, 2 of diagonals.
    lost = frame[(frame["indicator"] == "border_residents_lost") & (frame["level"] == "region")]["value"]
    assert lost.item() == pytest.approx(2 * 8 * 1e6 / 12_000)


def test_zones_on_no_road_are_counted(even: Region) -> None:
    zones = even["zones"]
    moved = even.with_tables({"zones": zones.assign(lat=zones["lat"].where(zones["zone"] != "z12", 31.0))})
    found = measure_border_effect(moved, CircleTravel(moved), settings=SMALL)
    assert (found.tables["border_effect_unmatched"]["zones_off_road"] == 1).all()


def test_a_real_circle_without_roads_has_no_number() -> None:
    region = tiny_region(fictional=False).with_tables({"road_links": tiny_region()["road_links"].iloc[:0]})
    found = measure_border_effect(region, CircleTravel(region))
    assert found.results.frame.empty
    assert not found.tables
    assert {item.indicator.indicator for item in found.results.locked} == {
        "border_minutes",
        "border_residents_lost",
        "border_jobs_lost",
    }


def test_the_section_says_the_conclusion_first(even: Region) -> None:
    found = measure_border_effect(even, CircleTravel(even), settings=SMALL)
    frame = found.results.frame
    run = Run("r", even, {}, {}, [], frame, pd.DataFrame(), found.results.locked, found.tables)
    made = report.section(run)
    assert made is not None
    assert "不能判断" in made.sentence.zh  # no interval, no judgement
    table = found.tables["border_effect"]
    sure = table.assign(minutes_low=table["minutes"] - 1, minutes_high=table["minutes"] + 1)
    told = report.section(replace(run, tables={**found.tables, "border_effect": sure}))
    assert told is not None
    assert "甲市—乙市 6.0（5.0—7.0）分钟" in told.sentence.zh
    assert report.section(replace(run, tables={})) is None


# ------------------------------------------------------------------------------------------------ on paper


def test_zero_lies_in_the_interval_of_a_line_on_paper() -> None:
    """95 % intervals on 30 networks of random speeds with nothing at the border: about 28 should hold 0."""
    values, widths, held, stretches = [], [], 0, []
    for seed in range(30):
        found = measure(grid(seed))
        value, low, high = figure(found, "border", "A|B")
        values.append(value)
        widths.append(high - low)
        held += low <= 0 <= high
        for segment in (place for level, place in found.targets.number if level == "segment"):
            _, below, above = figure(found, "segment", segment)
            stretches.append(below <= 0 <= above)
    # Fewer than 25 of 30 have a chance of 1 in 300 if every interval holds 0 with 95 %.
    assert held >= 25
    assert np.mean(stretches) >= 0.9
    # Not by being endless: honest 95 % intervals are 3.9 standard deviations wide.
    assert np.median(widths) < 2 * 3.92 * np.std(values)
    assert abs(np.mean(values)) < 3 * np.std(values) / np.sqrt(30)


def test_a_planted_toll_is_found_again() -> None:
    held = 0
    for seed in range(6):
        value, low, high = figure(measure(grid(seed, toll=7.0)), "border", "A|B")
        held += low <= 7 <= high
        assert low > 0
        # Some trips along the border went over it and back before; without tolls they have no such way any more.
        assert value == pytest.approx(7.0, abs=0.6)
    assert held >= 5


def test_closed_crossings_cost_what_the_network_says() -> None:
    """One street of fourteen is left: the estimate knows only today's network, the truth also the open one."""
    for seed in (1, 2):
        before, after = grid(seed), grid(seed, open_rows=(3,))
        pairs = across(after, 0, 1, most_km=20.0, within_min=60.0)
        detour = after.minutes[pairs.first, pairs.second] - before.minutes[pairs.first, pairs.second]
        residents = after.counted["residents"]
        truth = np.average(detour, weights=residents[pairs.first] + residents[pairs.second])
        found = measure(after)
        value, low, _ = figure(found, "border", "A|B")
        assert low > 0
        assert value == pytest.approx(truth, rel=0.15)
        # The open street lies at 7 km from the south: trips there lose least.
        stretches = [
            figure(found, "segment", place)[0] for level, place in found.targets.number if level == "segment"
        ]
        assert np.argmin(stretches) in (0, 1, 4, 5)
        assert max(stretches[1:-1]) == pytest.approx(max(stretches), rel=0.5)


def test_people_out_of_reach_are_those_of_the_network() -> None:
    before, after = grid(4), grid(4, open_rows=(6,))
    chosen = replace(PAPER, within_min=30.0)
    pairs = across(after, 0, 1, most_km=99.0, within_min=30.0)
    other = across(before, 0, 1, most_km=99.0, within_min=30.0)
    residents = after.counted["residents"]
    lost = ((other.within - pairs.within) * 2 * residents[pairs.first] * residents[pairs.second]).sum()
    value, low, _ = figure(measure(after, chosen=chosen), "region", "grid", "residents")
    assert low > 0
    assert value == pytest.approx(lost / residents.sum(), rel=0.25)


def test_it_does_not_matter_which_city_comes_first() -> None:
    one = grid(8, toll=3.0)
    swapped = replace(one, city=1 - one.city, county=1 - one.county)
    first, second = measure(one), measure(swapped)
    assert figure(first, "border", "A|B") == pytest.approx(figure(second, "border", "A|B"))
    assert figure(first, "city", "A") == pytest.approx(figure(second, "city", "B"))
    assert figure(first, "county", "b", "residents") == pytest.approx(figure(second, "county", "a", "residents"))


def test_the_same_seed_gives_the_same_interval() -> None:
    ground = grid(5)
    assert figure(measure(ground), "border", "A|B") == figure(measure(ground), "border", "A|B")
    other = figure(measure(ground, chosen=replace(PAPER, seed=1)), "border", "A|B")
    assert other[0] == figure(measure(ground), "border", "A|B")[0]
    assert other[1:] != figure(measure(ground), "border", "A|B")[1:]


def test_cities_that_do_not_touch_are_named() -> None:
    ground = grid(2, cities=(20.0, 28.0))
    found = measure(ground, 20.0, 28.0)
    rows = found.unmatched.set_index(["border", "reason"])
    apart = across(ground, 0, 2, most_km=20.0, within_min=60.0)
    assert rows.loc[("A|C", "no_common_border"), "pairs"] == len(apart)
    assert ("border", "A|C") not in found.targets.number


def test_a_place_with_too_few_trips_has_no_number() -> None:
    found = measure(grid(3), chosen=replace(PAPER, fewest_pairs=10**6))
    assert np.isnan(found.figures("minutes")[0]).all()


# ------------------------------------------------------------------------------------------------ parts


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), bends=st.integers(2, 30))
def test_barriers_between_are_those_crossed_an_odd_number_of_times(seed: int, bends: int) -> None:
    rng = np.random.default_rng(seed)
    lines = [shapely.LineString(rng.uniform(-20, 20, (bends, 2))) for _ in range(4)]
    kinds = ["river", "railway", "cliff", "motorway"]
    degrees = [
        shapely.transform(line, lambda xy: np.column_stack(PLANE.round(xy[:, 0] * 1000, xy[:, 1] * 1000)))
        for line in lines
    ]
    barriers = Barriers(pd.DataFrame({"geometry": degrees, "kind": kinds}), PLANE)
    start, end = rng.uniform(-30, 30, (2, 40, 2))
    hard, soft = barriers.between(start, end)
    # Thinning a line by 50 m may move it over an end; such close shaves are left out.
    for number in range(40):
        chord = shapely.LineString([start[number], end[number]])
        if any(shapely.distance(line, shapely.Point(point)) < 0.06 for line in lines for point in chord.coords):
            continue
        if any(shapely.distance(chord, shapely.Point(point)) < 0.06 for line in lines for point in line.coords):
            continue
        odd = [len(shapely.get_coordinates(shapely.intersection(chord, line))) % 2 for line in lines]
        assert (hard[number], soft[number]) == (odd[0] + odd[2], odd[1] + odd[3])


def test_a_river_is_not_blamed_on_the_border() -> None:
    """Crossing any river takes 9 minutes; one runs along the border and one through each city."""
    ground = grid(6)
    rivers = (12.0, 24.0, 36.0)
    x = ground.xy[:, 0]
    banks = sum(((x[:, None] < river) != (x[None, :] < river)).astype(np.float32) for river in rivers)
    lines = [line_at(east).dissolve("border").geometry.iloc[0] for east in rivers]
    table = pd.DataFrame({"geometry": lines, "kind": "river"})
    slow = replace(ground, minutes=ground.minutes + 9 * banks)
    blamed, low, _ = figure(measure(slow), "border", "A|B")
    assert low > 0
    assert blamed > 5
    assert (Barriers(table, PLANE).between(ground.xy, ground.xy[::-1])[0] == np.diag(banks[:, ::-1])).all()
    value, low, high = figure(measure(replace(slow, barriers=Barriers(table, PLANE))), "border", "A|B")
    assert low <= 0 <= high
    assert abs(value) < 1.0


def test_representatives_keep_the_people_of_every_county() -> None:
    region = tiny_region()
    few = representatives(region, most=6)
    zones = region["zones"]
    assert len(few.rows) == 6
    county = zones["county"].to_numpy()
    assert (county[few.rows][few.stands_for] == county).all()
    residents = np.arange(12.0) + 1
    sums = pd.Series(few.gather(residents)).groupby(county[few.rows]).sum()
    assert sums.to_dict() == pd.Series(residents).groupby(county).sum().to_dict()
    assert (few.stands_for[few.rows] == np.arange(6)).all()
