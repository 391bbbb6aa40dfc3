"""Functional urban areas: six counties by hand, what must hold for any matrix, and the real figures of chengdu.

Six counties in two rows, cities P (county 0) and Q (county 2)::

      0 P | 1 | 2 Q          touching: 0-1, 1-2, 3-4, 4-5, 0-3, 1-4, 2-5
      ----+---+----
      3   | 4 | 5

of 100 employed residents each, who work (rows: home, columns: place of work)::

            0    1    2    3    4    5
      0    90    .   10    .    .    .      P sends 10 % to Q
      1    12    .    8    .   80    .      12 % to P, 8 % to Q: 20 % to both together
      2     5    .   95    .    .    .
      3    16    .    .   84    .    .      16 % to P
      4     .    .    .    .  100    .      nobody commutes
      5     2    .    4    .    .   94

* 15 %: P and Q stay apart (10 % < 15 %). P takes county 3; county 1 has 12 % and 8 %, so nothing takes it.
* 10 %: P sends 10 % to Q, so both are one. County 1 sends 20 % to it, county 3 sends 16 %, county 5 only 6 %.
* County 4 is at the edge, so it is no enclave even where 1, 3 and 5 surround it.
"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tiny import tiny_region
from tongcheng import open_region
from tongcheng.errors import InputError
from tongcheng.monitor.delineate import (
    THRESHOLDS,
    commuters,
    county_centres,
    delineate,
    delineation_table,
    functional_areas,
    neighbours,
    outer_commuting,
    urban_centres,
)
from tongcheng.region import Region
from tongcheng.region.outlines import zone_outlines

WORKERS = np.array(
    [
        [90, 0, 10, 0, 0, 0],
        [12, 0, 8, 0, 80, 0],
        [5, 0, 95, 0, 0, 0],
        [16, 0, 0, 84, 0, 0],
        [0, 0, 0, 0, 100, 0],
        [2, 0, 4, 0, 0, 94],
    ],
    dtype=float,
)
CITY = np.array([0, -1, 1, -1, -1, -1])
EDGE = np.ones(6, dtype=bool)


def pairs(count: int, *joined: tuple[int, int]) -> np.ndarray:
    touching = np.zeros((count, count), dtype=bool)
    for one, other in joined:
        touching[one, other] = touching[other, one] = True
    return touching


GRID = pairs(6, (0, 1), (1, 2), (3, 4), (4, 5), (0, 3), (1, 4), (2, 5))


def test_six_counties_by_hand() -> None:
    found = functional_areas(WORKERS, CITY, GRID, EDGE, threshold=15)
    assert found.cities == ((0,), (1,))
    assert found.area.tolist() == [0, -1, 1, 0, -1, -1]
    assert found.role == ("core", "none", "core", "commuting", "none", "none")
    np.testing.assert_allclose(found.share[:, 0], [90, 12, 5, 16, 0, 2])


def test_two_cities_become_one_and_take_what_neither_took() -> None:
    found = functional_areas(WORKERS, CITY, GRID, EDGE, threshold=10)
    assert found.cities == ((0, 1),)
    assert found.area.tolist() == [0, 0, 0, 0, -1, -1]
    np.testing.assert_allclose(found.share[:, 0], [100, 20, 100, 16, 0, 6])


def test_cities_join_one_after_the_other() -> None:
    """R sends 9 % to P and 9 % to Q: it joins them only once they are one, at 15 %."""
    workers = np.array([[84.0, 16, 0], [0, 100, 0], [9, 9, 82]])
    city, touching, edge = np.array([0, 1, 2]), pairs(3, (0, 1), (1, 2)), np.ones(3, dtype=bool)
    assert functional_areas(workers, city, touching, edge, threshold=15).cities == ((0, 1, 2),)
    assert functional_areas(workers, city, touching, edge, threshold=17).cities == ((0,), (1,), (2,))
    turned = [2, 0, 1]
    mixed = functional_areas(workers[np.ix_(turned, turned)], city[turned], touching[np.ix_(turned, turned)], edge)
    assert mixed.cities == ((0, 1, 2),)


def test_cities_are_measured_by_themselves_when_they_join() -> None:
    """City 0 sends 15 % to 1, and 1 sends 20 % to 2: measured as a group, 0 and 1 would send 10 % and stop at 15 %.

    County 3 sends 12 % to 1 and 12 % to 2, so it belongs to both at 20 % and must not be lost at 15 %.
    """
    workers = np.array([[85.0, 15, 0, 0], [0, 80, 20, 0], [0, 0, 100, 0], [0, 12, 12, 76]])
    city, touching, edge = np.array([0, 1, 2, -1]), ~np.eye(4, dtype=bool), np.ones(4, dtype=bool)
    high, low = (functional_areas(workers, city, touching, edge, threshold=threshold) for threshold in (20, 15))
    assert (high.cities, low.cities) == (((0,), (1, 2)), ((0, 1, 2),))
    assert high.role[3] == low.role[3] == "commuting"


def test_exclaves_are_dropped_and_enclaves_taken() -> None:
    """A 3 × 3 grid: the city in a corner, everybody around commutes but the middle; with a gap the far side drops out."""
    grid = pairs(9, *[(k, k + 1) for k in range(9) if k % 3 < 2], *[(k, k + 3) for k in range(6)])
    edge = np.array([k != 4 for k in range(9)])
    city = np.array([0] + [-1] * 8)
    workers = np.diag(np.full(9, 80.0))
    workers[:, 0] += 20
    workers[4] = [0, 0, 0, 0, 100, 0, 0, 0, 0]
    whole = functional_areas(workers, city, grid, edge)
    assert whole.role[4] == "enclave"
    assert whole.area.tolist() == [0] * 9
    for stays in (2, 5, 8):  # the far column no longer commutes, but for county 8
        workers[stays, 0] = 0
    workers[8, 0] = 20
    for row in (6, 7):  # and neither do those between it and the city
        workers[row, 0] = 0
    parted = functional_areas(workers, city, grid, edge)
    assert parted.role[8] == "exclave"
    assert parted.area[8] == -1
    assert parted.role[4] == "none"  # open towards 5 and 7


matrices = st.integers(2, 8).flatmap(
    lambda units: st.tuples(
        st.lists(st.lists(st.integers(0, 40), min_size=units, max_size=units), min_size=units, max_size=units),
        st.lists(st.sampled_from([-1, -1, 0, 1, 2]), min_size=units, max_size=units),
        st.lists(st.booleans(), min_size=units * units, max_size=units * units),
        st.lists(st.booleans(), min_size=units, max_size=units),
        st.lists(st.sampled_from([5.0, 10.0, 15.0, 20.0, 25.0, 40.0]), min_size=2, max_size=2, unique=True),
    )
)


@given(matrices)
@settings(deadline=None, max_examples=300)
def test_raising_the_threshold_never_adds_a_county(
    drawn: tuple[list[list[int]], list[int], list[bool], list[bool], list[float]],
) -> None:
    workers, units = np.array(drawn[0], dtype=float), len(drawn[1])
    city = np.array([0, *drawn[1][1:]])
    half = np.triu(np.array(drawn[2]).reshape(units, units), 1)
    touching, edge = half | half.T, np.array(drawn[3])
    low, high = (
        functional_areas(workers, city, touching, edge, threshold=threshold) for threshold in sorted(drawn[4])
    )
    assert not ((high.area >= 0) & (low.area < 0)).any()
    assert len(low.cities) <= len(high.cities)
    assert (low.area[city >= 0] >= 0).all()


@pytest.mark.parametrize("threshold", [0.0, -1.0, 101.0])
def test_impossible_thresholds_are_refused(threshold: float) -> None:
    with pytest.raises(ValueError, match="threshold"):
        functional_areas(WORKERS, CITY, GRID, EDGE, threshold=threshold)


def test_corners_do_not_touch_and_holes_are_no_edge() -> None:
    ring = [shapely.box(x, y, x + 0.1, y + 0.1) for y in (30.0, 30.1, 30.2) for x in (104.0, 104.1, 104.2)]
    touching, edge = neighbours(gpd.GeoSeries(ring, crs=4326))
    assert np.flatnonzero(touching[4]).tolist() == [1, 3, 5, 7]
    assert np.flatnonzero(~edge).tolist() == [4]
    # Outlines of two files run 50 m apart and are neighbours all the same.
    apart = gpd.GeoSeries([shapely.box(104, 30, 104.1, 30.1), shapely.box(104.1005, 30, 104.2, 30.1)], crs=4326)
    assert neighbours(apart)[0][0, 1]


def test_cells_that_meet_at_a_corner_are_two_centres() -> None:
    region = tiny_region()
    residents = np.zeros(12)
    residents[[0, 7]] = 60_000  # z01 and z08 meet at a corner
    outlines = zone_outlines(region)
    assert urban_centres(region, residents, outlines, density=100, least=50_000)[[0, 7]].tolist() == [0, 1]
    residents[1] = 60_000  # z02 touches both
    found = urban_centres(region, residents, outlines, density=100, least=50_000)
    assert found[[0, 1, 7]].tolist() == [0, 0, 0]
    assert (urban_centres(region, residents, outlines, density=100, least=200_000) == -1).all()


def _with_flows(rows: list[tuple[str, str, float, str]], *, level: str = "county") -> Region:
    flows = pd.DataFrame(rows, columns=["origin", "destination", "value", "unit"]).assign(
        level=level, purpose="commuting", mode="all", period="2020", basis="synthetic", source="tiny"
    )
    return tiny_region().with_tables({"flows": flows})


def test_trips_are_halved_and_zones_added_up() -> None:
    made = commuters(
        _with_flows(
            [("z01", "z04", 20.0, "person_trips_per_day"), ("z02", "z05", 10.0, "person_trips_per_day")], level="zone"
        )
    )
    assert made is not None
    assert made.workers[0].tolist() == [0, 0, 15, 0]
    assert made.from_trips


def test_who_works_outside_still_counts_as_employed() -> None:
    made = commuters(_with_flows([("A1", "A1", 60.0, "persons"), ("A1", "elsewhere", 40.0, "persons")]))
    assert made is not None
    assert made.employed[0] == 100
    assert made.workers[0, 0] == 60


def test_persons_and_trips_in_one_matrix_are_named() -> None:
    region = _with_flows(
        [("A1", "A1", 60.0, "persons"), ("A1", "B1", 40.0, "persons"), ("A2", "B1", 5.0, "person_trips_per_day")]
    )
    with pytest.raises(InputError) as caught:
        commuters(region)
    (problem,) = caught.value.problems
    assert (problem.code, problem.row, problem.column) == ("different_unit", 4, "unit")
    assert "A2 → B1" in problem.found


def test_a_declared_core_and_one_that_does_not_exist() -> None:
    rows = [
        *[(county, county, 80.0, "persons") for county in ("A1", "A2", "B1", "B2")],
        ("A2", "A1", 20.0, "persons"),
        ("B1", "A1", 10.0, "persons"),
        ("B2", "A1", 20.0, "persons"),
    ]
    region = _with_flows(rows)
    found = delineate(region, core=["A1"])
    assert found.within(15.0).tolist() == [True, True, False, True]
    assert found.within(10.0).tolist() == [True] * 4
    assert found.areas[15.0].role == ("core", "commuting", "none", "commuting")  # B2 touches A2
    table = delineation_table(region, found, {}).set_index("county")
    assert table["verdict"].to_dict() == {"A1": "both", "A2": "both", "B1": "scope_only", "B2": "both"}
    with pytest.raises(InputError, match="Z9"):
        delineate(region, core=["Z9"])


def test_the_hour_of_the_run_stands_beside_it() -> None:
    region = tiny_region()
    hour = pd.DataFrame(
        {"origin": "centre", "mode": ["transit", "drive", "drive"], "threshold": [60.0, 60.0, 30.0],
         "percentile": [50.0, np.nan, np.nan], "county": "A1", "share": [10.0, 70.0, 5.0]}
    )  # fmt: skip
    table = delineation_table(region, delineate(region), {"one_hour_counties": hour}).set_index("county")
    assert table.loc["A1", ["hour_share", "hour_mode"]].tolist() == [70.0, "drive"]
    assert np.isnan(table.loc["A2", "hour_share"])
    assert set(table["verdict"]) == {""}


def test_chengdu_has_no_matrix_but_a_published_total() -> None:
    circle = open_region("chengdu")
    found = delineate(circle)
    assert found.commuters is None
    assert not found.areas
    outer = outer_commuting(circle)
    assert outer is not None
    assert outer.share == pytest.approx(0.55, abs=0.005)
    assert outer.high == pytest.approx(2 * outer.share)
    assert outer.basis == "modelled"
    centres = county_centres(circle)
    core = set(circle["counties"].loc[centres.city == 0, "name"])
    assert {"锦江区", "青羊区", "金牛区", "武侯区", "成华区"} <= core
    assert not core & {"旌阳区", "东坡区", "雁江区"}


def test_areas_of_demo_fall_or_stay_with_the_threshold() -> None:
    found = delineate(open_region("demo"))
    assert tuple(found.areas) == THRESHOLDS
    sizes = [int((found.areas[threshold].area >= 0).sum()) for threshold in THRESHOLDS]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] > sizes[-1]
