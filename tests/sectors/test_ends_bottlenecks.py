"""Bottlenecks on one straight road over a border, link by link.

Eleven links of 500 m run from west to east at 1 km north of the middle; the sixth (``h5``) crosses the border.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sectors.test_ends_by_hand import circle, search
from tongcheng.sectors.transport.ends.falls import drops

COUNT = 11


def road(
    values: dict[str, Sequence[Any]],
    *,
    nodes: dict[str, tuple[float, float]] | None = None,
    links: dict[str, dict[str, Any]] | None = None,
) -> pd.DataFrame:
    """Give the bottlenecks of a road whose links have the given values, with further nodes and links."""
    places = {f"n{number}": (-2750.0 + 500 * number, 1000.0) for number in range(COUNT + 1)}
    rows: dict[str, dict[str, Any]] = {
        f"h{number}": {"from_node": f"n{number}", "to_node": f"n{number + 1}", "class": "secondary", "ref": "S1",
                       **{name: column[number] for name, column in values.items()}}
        for number in range(COUNT)
    }  # fmt: skip
    frame = search(circle({**places, **(nodes or {})}, {**rows, **(links or {})}))
    return pd.DataFrame(frame[frame["kind"] == "bottleneck"])


def spread(before: Any, worse: Any, after: Any, first: int = 4, stop: int = 7) -> list[Any]:
    return [before] * first + [worse] * (stop - first) + [after] * (COUNT - stop)


def test_a_pinch_is_mended_between_its_ends() -> None:
    found = road({"lanes": spread(4, 2, 4), "speed_kmh": spread(60.0, 30.0, 60.0)})
    assert len(found) == 1
    row = found.iloc[0]
    assert set(row["links"].split(";")) == {"h4", "h5", "h6"}
    assert (row["end_class"], row["attributes"]) == ("pinch", "lanes")
    assert {row["node"], row["counterpart_node"]} == {"n4", "n7"}
    assert (row["lanes"], row["speed_kmh"], row["speed_now_kmh"]) == (4, 60, 30)
    assert row["saved_min"] == pytest.approx(1500 / 1000 * (60 / 30 - 60 / 60), abs=0.01)
    assert "4 lanes both ways to 2 lanes both ways" in row["evidence_en"]


@pytest.mark.parametrize(
    ("values", "attributes"),
    [
        ({"lanes": spread(4, 2, 2)}, "lanes"),
        ({"width_m": spread(7.5, 5.0, 5.0)}, "width_m"),
        ({"surface": spread("asphalt", "gravel", "gravel")}, "surface"),
        ({"class": spread("secondary", "tertiary", "tertiary"), "speed_kmh": spread(60.0, 40.0, 40.0)}, "class"),
        ({"class": spread("secondary", "tertiary", "tertiary"), "lanes": [2] * COUNT,
          "technical_class": spread("class_2", "class_3", "class_3")}, "class"),
        ({"class": spread("primary", "secondary", "secondary"), "lanes": spread(4, 2, 2)}, "class;lanes"),
    ],
)  # fmt: skip
def test_what_a_road_can_fall_in(values: dict[str, Sequence[Any]], attributes: str) -> None:
    found = road(values)
    assert list(found["attributes"]) == [attributes]
    assert found.iloc[0]["node"] == "n4"
    assert found.iloc[0]["links"].split(";") == [f"h{number}" for number in range(4, COUNT)]


@pytest.mark.parametrize(
    "values",
    [
        {"lanes": spread(4, 3, 3)},  # a turning lane between both directions
        {"lanes": spread(4, np.nan, np.nan)},
        {"width_m": spread(7.5, 7.0, 7.0)},
        {"surface": spread("asphalt", "concrete", "concrete")},
        {"class": spread("secondary", "tertiary", "tertiary"), "lanes": [2] * COUNT},  # a matter of words
        {"class": spread("tertiary", "residential", "residential")},  # it has arrived
        {"lanes": spread(4, 2, 2, first=10)},  # 2.25 km beyond the border
    ],
)
def test_what_is_no_fall(values: dict[str, Sequence[Any]]) -> None:
    assert road(values).empty


def test_traffic_that_turns_off_with_its_number_is_not_held_up() -> None:
    lower = {"lanes": spread(4, 2, 2), "ref": spread("S1", "S2", "S2"), "name": ["大道"] * COUNT}
    assert len(road(lower)) == 1
    turned = {"s": {"from_node": "n4", "to_node": "side", "class": "secondary", "ref": "S1", "lanes": 4}}
    assert road(lower, nodes={"side": (-750, 2500)}, links=turned).empty


def test_another_road_as_good_beside_it_takes_the_traffic() -> None:
    fall = {"lanes": spread(4, 2, 2)}
    nodes = {"v0": (-1500, 1200), "v1": (1500, 1200)}
    beside = {"v": {"from_node": "v0", "to_node": "v1", "class": "secondary", "lanes": 4}}
    assert road(fall, nodes=nodes, links=beside).empty
    beside["v"]["lanes"] = 2
    assert len(road(fall, nodes=nodes, links=beside)) == 1


def test_both_carriageways_of_a_road_are_one_candidate() -> None:
    """A road of two by two lanes that narrows to two by one."""
    nodes = {f"m{number}": (-2750.0 + 500 * number, 1020.0) for number in range(COUNT + 1)}
    lanes = spread(2, 1, 2)
    back = {
        f"k{number}": {"from_node": f"m{number + 1}", "to_node": f"m{number}", "class": "secondary", "ref": "S1",
                       "direction": "forward", "lanes": lanes[number]}
        for number in range(COUNT)
    }  # fmt: skip
    found = road({"lanes": lanes, "direction": ["forward"] * COUNT}, nodes=nodes, links=back)
    assert len(found) == 1
    assert set(found.iloc[0]["links"].split(";")) == {"h4", "h5", "h6", "k4", "k5", "k6"}


def test_a_one_way_street_that_becomes_one_for_both_ways_keeps_its_lanes() -> None:
    values = {"lanes": [2] * COUNT, "direction": spread("forward", "both", "both")}
    assert road(values).empty


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from([1.0, 2.0, 3.0, np.nan]), min_size=3, max_size=14), st.floats(100, 900))
def test_a_fall_is_full_before_and_worse_for_long_enough_after(values: list[float], run_m: float) -> None:
    column, metres = np.array(values), np.full(len(values), 250.0)
    for first, stop, pinch in drops(column, metres, column - 1, run_m):
        full = column[first - 1]
        stretch = column[first:stop]
        assert (stretch[~np.isnan(stretch)] < full).all()
        assert 250 * (~np.isnan(stretch)).sum() >= run_m
        assert stop == len(column) or column[stop] > full - 1
        assert not pinch or column[stop] >= full
        count = int(np.ceil(run_m / 250))
        assert (column[max(first - count, 0) : first] >= full).all()
