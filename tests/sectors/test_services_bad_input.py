"""Bad rows of services are told with their row and what to do: when a folder is read, checked, and measured."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.tiny import tiny_region
from tongcheng.errors import InputError, Problem
from tongcheng.region import Region, open_region
from tongcheng.region.checks import run_checks
from tongcheng.sectors.services.declared import ACCESS, CROWDING, NEAREST
from tongcheng.sectors.services.measure import measure_services
from tongcheng.travel.circle import CircleTravel


def changed(table: str, row: int, **values: Any) -> Region:
    """The circle by hand with one row changed; ``row`` as a spreadsheet counts."""
    region = tiny_region()
    for column, value in values.items():
        region.tables[table].loc[row - 2, column] = value
    return region


def checked(region: Region, name: str) -> list[Problem]:
    """What one check finds."""
    return [problem for finding in run_checks(region) if finding.check == name for problem in finding.problems]


@pytest.mark.parametrize(
    ("region", "check", "remedy"),
    [
        (changed("facilities", 3, capacity=0.0), "zero_capacity", "填实际规模"),
        (changed("facilities", 3, capacity=-5.0), "impossible_values", "改正实际规模"),
        (changed("facilities", 3, capacity_authorised=-5.0), "impossible_values", "改正核定规模"),
        (changed("facilities", 3, lat=30.6), "point_in_another_city", "核对坐标"),
        (changed("facilities", 3, lon=0.0, lat=1.0), "far_from_circle", "改正坐标，或删去圈外的行"),
        (changed("service_kinds", 3, norm_group="15-17"), "unknown_age_group", ""),
    ],
)
def test_checks_name_the_row_and_the_remedy(region: Region, check: str, remedy: str):
    (problem,) = checked(region, check)
    assert problem.row == 3
    assert remedy in problem.remedy.zh
    assert problem.remedy.zh
    assert problem.remedy.en


def test_residents_of_no_zone_are_named():
    (problem,) = checked(changed("residents", 5, zone="z99"), "unknown_references")
    assert (problem.file, problem.row, problem.column, problem.found) == ("residents.csv", 5, "zone", "z99")
    assert problem.remedy.zh
    assert problem.remedy.en


@pytest.mark.parametrize("column", ["capacity", "capacity_authorised"])
def test_a_folder_with_a_negative_capacity_is_not_read(tmp_path: Path, column: str):
    changed("facilities", 3, **{column: -5.0}).save(tmp_path / "circle")
    with pytest.raises(InputError) as caught:
        open_region(tmp_path / "circle")
    (problem,) = caught.value.problems
    assert (problem.file, problem.row, problem.column) == ("facilities.csv", 3, column)
    assert problem.remedy.zh.startswith("改正")


def test_a_hospital_without_beds_serves_nobody_and_makes_no_infinite_load():
    region = changed("facilities", 3, capacity=0.0)
    found = measure_services(region, CircleTravel(region))
    rows = found.results.frame[found.results.frame["group"] == "hospital"]
    assert np.isfinite(rows["value"].dropna()).all()
    access = rows[(rows["indicator"] == ACCESS.indicator) & (rows["borders"] == "apart") & (rows["level"] == "city")]
    assert access.set_index("place")["value"].drop("A").eq(0).all()
    load = rows[rows["indicator"] == CROWDING.indicator]
    assert "hB" not in set(load.dropna(subset="value")["place"])
    nearest = rows[rows["indicator"] == NEAREST.indicator]
    assert len(nearest)
