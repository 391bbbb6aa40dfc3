"""The index: three circles by hand, what must hold for any, and what is refused by name.

Three circles P, Q, R with two indicators, weights 3 and 1 (so 0.75 and 0.25)::

              gain (more)   dust (less)     gain scores   dust scores     linear
    P              10            40             0              0              0
    Q              20            20            33 1/3         66 2/3         41 2/3   = 25 + 16 2/3
    R              40            10           100            100            100       = 75 + 25

Min-max: (20 - 10) / (40 - 10) = 1/3; dust falls: 1 - (20 - 10) / (40 - 10) = 2/3.
With a floor of 1 the scores of Q are 1 + 99/3 = 34 and 1 + 99 * 2/3 = 67; geometric: 34^0.75 * 67^0.25 = 40.284.
Z-scores of gain: mean 70/3, deviations -40/3, -10/3, 50/3, sd sqrt((1600 + 100 + 2500) / 27) = 12.472.
Distance to R: gain 25, 50, 100; dust 10/40, 10/20, 1 = 25, 50, 100.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tiny import tiny_region
from tongcheng import open_region
from tongcheng.errors import InputError
from tongcheng.monitor.index import (
    LEVEL,
    Choices,
    DistanceTo,
    MinMax,
    ZScore,
    aggregate,
    check_indicators,
    leave_one_out,
    level_sheet,
    rank_ranges,
    ranks,
)
from tongcheng.monitor.index.definitions import Ratio, value_of
from tongcheng.monitor.index.level import level_tables
from tongcheng.monitor.index.own_progress import progress_sheet, progress_tables
from tongcheng.monitor.index.published import published_index
from tongcheng.monitor.index.robustness import impute
from tongcheng.monitor.targets import pace_table
from tongcheng.region import Region

VALUES = np.array([[10.0, 40.0], [20.0, 20.0], [40.0, 10.0]])
DIRECTIONS = ["more", "less"]
WEIGHTS = np.array([3.0, 1.0])


def test_three_circles_by_hand() -> None:
    scores = MinMax()(VALUES, DIRECTIONS)
    np.testing.assert_allclose(scores, [[0, 0], [100 / 3, 200 / 3], [100, 100]])
    made = aggregate(scores, WEIGHTS)
    np.testing.assert_allclose(made.score, [0, 125 / 3, 100])
    np.testing.assert_allclose(made.contributions[1], [25, 50 / 3])
    assert ranks(made.score).tolist() == [3, 2, 1]


def test_the_geometric_mean_by_hand() -> None:
    scores = MinMax(floor=1.0)(VALUES, DIRECTIONS)
    np.testing.assert_allclose(scores[1], [34, 67])
    made = aggregate(scores, WEIGHTS, "geometric")
    np.testing.assert_allclose(made.score, [1, 34**0.75 * 67**0.25, 100])
    assert made.score[1] == pytest.approx(40.284, abs=1e-3)
    np.testing.assert_allclose(made.contributions.sum(axis=1), made.score)


def test_z_scores_and_distances_by_hand() -> None:
    np.testing.assert_allclose(ZScore()(VALUES, DIRECTIONS)[:, 0], [-1.06904, -0.26726, 1.33631], atol=1e-5)
    np.testing.assert_allclose(DistanceTo((40.0, 10.0))(VALUES, DIRECTIONS), [[25, 25], [50, 50], [100, 100]])


def test_fixed_goalposts_make_years_comparable_and_cap() -> None:
    posts = MinMax((0.0, 0.0), (20.0, 50.0))
    np.testing.assert_allclose(posts(VALUES, DIRECTIONS), [[50, 20], [100, 60], [100, 80]])


def test_an_indicator_without_spread_tells_nobody_apart() -> None:
    values = np.array([[1.0, 5.0], [2.0, 5.0]])
    scores = MinMax()(values, ["more", "more"])
    assert np.isnan(scores[:, 1]).all()
    np.testing.assert_allclose(aggregate(scores, np.array([1.0, 1.0]), least_coverage=0.5).score, [0, 100])


def test_unknown_values_pass_their_weight_on_or_leave_a_place_without_an_index() -> None:
    scores = np.array([[50.0, 100.0, np.nan], [50.0, np.nan, np.nan]])
    made = aggregate(scores, np.array([2.0, 1.0, 1.0]))
    assert made.score[0] == pytest.approx((2 * 50 + 100) / 3)
    assert np.isnan(made.score[1])
    assert made.coverage.tolist() == [0.75, 0.5]
    assert impute(np.array([[1.0], [3.0], [np.nan]])).ravel().tolist() == [1, 3, 2]


tables = st.integers(2, 6).flatmap(
    lambda places: st.integers(1, 5).flatmap(
        lambda columns: st.tuples(
            st.lists(
                st.lists(st.integers(1, 1000), min_size=columns, max_size=columns), min_size=places, max_size=places
            ),
            st.lists(st.sampled_from(["more", "less"]), min_size=columns, max_size=columns),
            st.lists(st.integers(1, 9), min_size=columns, max_size=columns),
        )
    )
)


@given(tables, st.sampled_from([0.001, 10.0, 10_000.0]))
@settings(deadline=None, max_examples=60)
def test_units_do_not_matter(table: tuple[list[list[int]], list[str], list[int]], factor: float) -> None:
    values, directions, weights = np.array(table[0], dtype=float), table[1], np.array(table[2], dtype=float)
    scaled = values.copy()
    scaled[:, 0] *= factor
    for one, other in ((MinMax(), MinMax()), (ZScore(), ZScore()), (_best(values), _best(scaled))):
        first = aggregate(one(values, directions), weights, least_coverage=0.0).score
        second = aggregate(other(scaled, directions), weights, least_coverage=0.0).score
        np.testing.assert_allclose(first, second, atol=1e-6)
        np.testing.assert_array_equal(ranks(first), ranks(second))


def _best(values: np.ndarray) -> DistanceTo:
    return DistanceTo(tuple(values.max(axis=0)))


@given(tables)
@settings(deadline=None, max_examples=60)
def test_contributions_add_up_and_no_mean_beats_the_linear_one(
    table: tuple[list[list[int]], list[str], list[int]],
) -> None:
    values, directions, weights = np.array(table[0], dtype=float), table[1], np.array(table[2], dtype=float)
    scores = MinMax(floor=1.0)(values, directions)
    linear = aggregate(scores, weights, least_coverage=0.0)
    geometric = aggregate(scores, weights, "geometric", least_coverage=0.0)
    for made in (linear, geometric):
        known = np.isfinite(made.score)
        np.testing.assert_allclose(np.nansum(made.contributions, axis=1)[known], made.score[known], atol=1e-9)
    assert (geometric.score <= linear.score + 1e-9)[np.isfinite(linear.score)].all()
    assert ((scores >= 1) | np.isnan(scores)).all()


def test_a_place_that_leads_in_everything_is_first_under_all_weights() -> None:
    found = rank_ranges(VALUES, DIRECTIONS, WEIGHTS, seed=1, draws=300)
    assert found.low.tolist() == found.high.tolist() == [3, 2, 1]
    assert found.first.tolist() == [0, 0, 1]
    assert found.explained == {}


def test_rank_ranges_follow_the_weights_and_repeat_with_the_seed() -> None:
    values = np.array([[1.0, 0.0], [0.0, 1.0], [0.4, 0.4]])
    choices = Choices(concentration=1.0, geometric=False, impute=False, leave_out=False)
    one, two = (rank_ranges(values, ["more", "more"], np.ones(2), seed=7, draws=4000, choices=choices) for _ in "ab")
    np.testing.assert_array_equal(one.ranks, two.ranks)
    # With even weights from 0 to 1 each of the two specialists is first in half of the draws; 0.4 never beats both.
    np.testing.assert_allclose(one.first, [0.5, 0.5, 0], atol=0.03)
    assert one.low.tolist() == [1, 1, 2]
    assert one.high.tolist() == [3, 3, 2] or one.high.tolist() == [3, 3, 3]
    assert one.explained["weights"] == pytest.approx(1)


def test_leaving_out_what_decides_a_rank_moves_it() -> None:
    values = np.array([[1.0, 0.0, 0.0], [0.0, 0.6, 0.6]])
    found = leave_one_out(values, ["more"] * 3, np.array([5.0, 1.0, 1.0]), MinMax())
    assert found[0].tolist() == [2, 1]
    assert found[1].tolist() == found[2].tolist() == [1, 2]


@pytest.mark.parametrize("weights", [[0.0, 0.0], [-1.0, 2.0], [np.nan, 1.0]])
def test_impossible_weights_are_refused(weights: list[float]) -> None:
    with pytest.raises(ValueError, match="weights"):
        aggregate(np.ones((1, 2)), np.array(weights))


def test_a_geometric_mean_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="floor"):
        aggregate(np.array([[0.0, 50.0]]), np.ones(2), "geometric")


def _indexed(**changes: object) -> Region:
    """Give the tiny circle with two indicators of its cities, changed as asked."""
    indicators = pd.DataFrame(
        {
            "indicator": ["income", "dust"],
            "system": "s",
            "level": "二级",
            "dimension": LEVEL,
            "name": ["收入", "浓度"],
            "unit": ["元", "µg/m³"],
            "direction": ["more", "less"],
            "weight": [0.5, 0.5],
            "basis": "synthetic",
            "source": "tiny",
        }
    )
    for column, values in changes.items():
        if column in indicators:
            indicators[column] = values
    figures = pd.DataFrame(
        [
            {"figure": f"{city}-{name}", "subject": city, "subject_table": "cities", "attribute": name,
             "value": value, "unit": changes.get("figure_unit", unit) if name == "income" else unit, "as_of": "2024",
             "basis": "synthetic", "source": "tiny"}
            for city, pair in {"A": (100.0, 20.0), "B": (50.0, 40.0)}.items()
            for name, value, unit in (("income", pair[0], "元"), ("dust", pair[1], "µg/m³"))
        ]
    )  # fmt: skip
    return tiny_region().with_tables({"indicators": indicators, "figures": figures})


def test_two_cities_from_the_tables() -> None:
    sheet = level_sheet(_indexed(), "city")
    assert sheet is not None
    assert sheet.year == 2024
    made = aggregate(sheet.goalposts()(sheet.values, sheet.directions), sheet.weights)
    assert made.score.tolist() == [100, 0]


def test_another_definition_of_another_circle_is_not_known() -> None:
    region = _indexed()
    rows = [
        {"figure": f"{place}-{name}", "subject": place, "attribute": name, "value": value, "unit": unit, "as_of": "2024",
         "scope": "他处口径" if place == "别处" and name == "dust" else "同口径", "basis": "synthetic",
         "source": "tiny" if place == "region" else "elsewhere"}
        for place, values in {"region": (80.0, 30.0), "别处": (60.0, 10.0), "某处": (90.0, 20.0)}.items()
        for name, value, unit in zip(("income", "dust"), values, ("元", "µg/m³"), strict=True)
    ]  # fmt: skip
    sheet = level_sheet(region.with_tables({"figures": pd.DataFrame(rows)}), "circle")
    assert sheet is not None
    values = dict(zip(sheet.places, sheet.values.tolist(), strict=True))
    assert values["某处"] == [90, 20]
    assert values["region"] == [80, 30]
    assert values["别处"][0] == 60
    assert np.isnan(values["别处"][1])


@pytest.mark.parametrize(
    ("changes", "code", "words"),
    [
        ({"weight": [0.0, 0.0]}, "zero_weights", "income, dust"),
        ({"direction": ["more", "none"]}, "no_direction", "dust: none"),
        ({"indicator": ["index_level", "dust"]}, "circular_definition", "index_level"),
        ({"dimension": ["浓度", "收入"], "name": ["收入", "浓度"]}, "circular_definition", "收入 → 浓度 → 收入"),
        ({"figure_unit": "万人次"}, "different_unit", "A-income: 万人次"),
    ],
)
def test_bad_indicators_are_named(changes: dict[str, object], code: str, words: str) -> None:
    with pytest.raises(InputError) as caught:
        level_sheet(_indexed(**changes), "city")
    (problem, *_) = caught.value.problems
    assert problem.code == code
    assert words in problem.found
    assert problem.remedy.zh
    assert problem.file in {"indicators.csv", "figures.csv"} or problem.file == "indicators"


def test_ratios_that_run_in_a_circle_are_named() -> None:
    ratios = {"a": Ratio("b", "c"), "b": Ratio("a", "c")}
    with pytest.raises(InputError, match="a → b → a"):
        value_of("a", {}.get, ratios)


def test_demo_has_both_parts_and_says_what_is_not_known() -> None:
    circle = open_region("demo")
    sheet = level_sheet(circle, "city")
    assert sheet is not None
    tables = level_tables(sheet, draws=100)
    newest = tables.scores[(tables.scores["year"] == 2024) & (tables.scores["how"] == "linear")]
    # Residents are counted in 2020, so no product per head exists for 2024: 0.10 of 0.50 is not known.
    assert newest["coverage"].tolist() == pytest.approx([0.8] * 4)
    assert (newest["rank_low"] <= newest["rank"]).all()
    assert (newest["rank"] <= newest["rank_high"]).all()
    added = tables.contributions.groupby(["place", "how"])["contribution"].sum()
    scores = tables.scores[tables.scores["year"] == 2024].set_index(["place", "how"])["score"]
    pd.testing.assert_series_equal(added, scores.sort_index(), check_names=False)


def test_the_progress_of_demo_by_hand() -> None:
    circle = open_region("demo")
    sheet = progress_sheet(circle, pace_table(circle))
    tables = progress_tables(circle, sheet, draws=100)
    assert tables is not None
    hand = [
        (0.10, 100 * (64.9 - 58.2) / (70 - 58.2)),
        (0.06, 100 * (78 - 64) / (90 - 64)),
        (0.06, 100 * (84_700 - 18_400) / (100_000 - 18_400)),
        (0.06, 100.0),
        (0.06, 100.0),
    ]
    score = sum(weight * value for weight, value in hand) / sum(weight for weight, _ in hand)
    assert tables.scores["score"].iloc[0] == pytest.approx(score)
    assert tables.scores["coverage"].iloc[0] == pytest.approx(0.34 / 0.5)
    missing = sheet[sheet["score"].isna()]
    assert sorted(missing["indicator"]) == ["border_crossings", "cross_city_commuters"]
    assert all("未设" in reason.zh for reason in missing["reason"])


def test_chengdu_has_published_scores_and_nothing_to_recompute() -> None:
    circle = open_region("chengdu")
    assert check_indicators(circle, LEVEL).empty
    assert circle["indicators"]["weight"].isna().all()
    table = published_index(circle)
    assert set(table["system"]) == {"清华 现代化成都都市圈高质量发展指数"}
    assert table.loc[table["own"] & (table["indicator"] == "thu_level_score"), "value"].tolist() == [76.4]
    assert table.loc[~table["own"] & (table["indicator"] == "thu_level_score"), "value"].isna().all()
