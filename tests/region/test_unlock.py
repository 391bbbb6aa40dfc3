"""No result of a real circle rests on a missing, incomplete or synthetic table."""

from __future__ import annotations

import pytest

from tests.tiny import tiny_region
from tongcheng.region import Region
from tongcheng.region.unlock import Evidence, assess, covered_share
from tongcheng.results import Locked
from tongcheng.sectors.services.indicators import BEDS_REACHED
from tongcheng.sectors.transport.indicators import JOBS_REACHED


def test_a_complete_real_circle_is_open_with_its_weakest_basis() -> None:
    region = tiny_region(fictional=False)
    assert assess(region, JOBS_REACHED) == Evidence("observed", ("tiny",))
    modelled = region.with_tables({"jobs": region["jobs"].assign(basis="modelled")})
    assert assess(modelled, JOBS_REACHED) == Evidence("modelled", ("tiny",))


@pytest.mark.parametrize("table", ["road_links", "road_nodes", "residents", "jobs", "borders"])
def test_each_table_alone_locks(table: str) -> None:
    region = tiny_region(fictional=False)
    del region.tables[table]
    found = assess(region, JOBS_REACHED)
    assert isinstance(found, Locked)
    assert (table, "missing") in [(need.table, lack) for need, lack in found.missing]


@pytest.mark.parametrize("table", ["road_links", "residents", "jobs", "borders"])
def test_one_synthetic_row_locks_a_real_circle_and_not_a_fictional_one(table: str) -> None:
    region = tiny_region(fictional=False)
    basis = region[table]["basis"].copy()
    basis.iloc[0] = "synthetic"
    mixed = region.with_tables({table: region[table].assign(basis=basis)})
    found = assess(mixed, JOBS_REACHED)
    assert isinstance(found, Locked)
    assert [(need.table, lack) for need, lack in found.missing] == [(table, "synthetic")]
    assert isinstance(assess(tiny_region(), JOBS_REACHED), Evidence)


def test_one_hospital_without_beds_locks_the_beds() -> None:
    region = tiny_region(fictional=False)
    facilities = region["facilities"]
    partly = region.with_tables({"facilities": facilities.assign(capacity=facilities["capacity"].where(
        facilities["facility"] != "hB"))})  # fmt: skip
    found = assess(partly, BEDS_REACHED)
    assert isinstance(found, Locked)
    assert found.missing[0][1] == "incomplete"


def test_roads_of_one_corner_do_not_open_a_circle(tiny: Region) -> None:
    nodes = tiny["road_nodes"]
    assert covered_share(tiny, nodes) == 1.0
    corner = nodes[nodes["node"].isin(["n11", "n12"])]
    assert covered_share(tiny, corner) == pytest.approx(23 / 78)
    found = assess(tiny.with_tables({"road_nodes": corner}), JOBS_REACHED)
    assert isinstance(found, Locked)
