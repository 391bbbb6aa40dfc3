"""Effects of projects, against numbers computed by hand (see tests/sectors/hand_circle.py) and the demo."""

from __future__ import annotations

import pytest

from tests.sectors.hand_circle import hand_region, trips
from tongcheng import open_region
from tongcheng.errors import InputError
from tongcheng.sectors.found import Found
from tongcheng.sectors.transport.effects import effects, measure_effects
from tongcheng.travel.circle import CircleTravel


@pytest.fixture(scope="module")
def found() -> Found:
    region = hand_region()
    return measure_effects(region, CircleTravel(region), trips=trips())


@pytest.mark.parametrize(
    ("project", "indicator", "borders", "threshold", "expected"),
    [
        ("head", "residents_reached_gain", "together", 30.0, 700),
        ("head", "time_saved", "today", None, 2240),
        ("foot", "time_saved", "today", None, 225),
        ("foot", "residents_reached_gain", "together", 45.0, 100 * 7 / 15),
        ("closed", "residents_reached_gain", "together", 60.0, -1500),
        ("closed", "beneficiaries", "", None, 0),
    ],
)
def test_projects_by_hand(
    found: Found, project: str, indicator: str, borders: str, threshold: float | None, expected: float
) -> None:
    frame = found.results.frame
    rows = frame[
        (frame["scenario"] == project)
        & (frame["indicator"] == indicator)
        & (frame["borders"] == borders)
        & (frame["level"] == "region")
    ]
    row = rows[rows["threshold"].isna() if threshold is None else rows["threshold"] == threshold]
    assert len(row) == 1
    assert row["value"].iloc[0] == pytest.approx(expected, rel=1e-9)


def test_projects_that_change_no_road_or_line_are_named(found: Found) -> None:
    notes = found.tables["effects_notes"].set_index("project")["reason_en"]
    assert notes.to_dict() == {
        "clinic": "another capacity: measured by the sector concerned",
        "done": "completed: part of today's network",
        "talk": "no edit of roads or lines is entered, so that nothing can be measured",
    }


def test_the_table_tells_road_and_sides(found: Found) -> None:
    table = found.tables["project_worth"].set_index("project")
    assert table.loc["head", ["kind", "border", "length_m"]].tolist() == ["dead_end", "A|B", 2000.0]
    assert table.loc["foot", "kind"] == "bottleneck"
    assert table.loc["head", "time_saved_a"] == pytest.approx(2240)
    assert table.geometry.notna().all()


def test_unknown_projects_are_refused_by_name() -> None:
    region = hand_region()
    with pytest.raises(InputError) as caught:
        effects(region, CircleTravel(region), ["head", "hed"])
    assert [problem.found for problem in caught.value.problems] == ["hed"]


def test_lines_of_the_demo_bring_people_nearer_and_say_what_is_not_told() -> None:
    region = open_region("demo")
    found = measure_effects(region, CircleTravel(region), ["P12", "P13", "P15"])
    frame = found.results.frame
    assert set(frame["scenario"]) == {"P12", "P13"}
    assert set(frame["mode"]) == {"transit"}
    assert not frame["indicator"].str.startswith("time_saved").any()
    hour = frame[
        (frame["indicator"] == "residents_reached_gain") & (frame["threshold"] == 60.0) & (frame["level"] == "region")
    ]
    assert (hour["value"] > 0).all()
    assert {"P12", "P13", "P15"} == set(found.tables["effects_notes"]["project"])
    assert frame["basis"].eq("synthetic").all()
