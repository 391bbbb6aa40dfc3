"""Three criteria by hand, what is missing, what would change the order, and what must hold of it."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tests.plan.appraised import circle, effect, effects, figure, with_projects
from tongcheng.errors import InputError
from tongcheng.plan.appraisal import appraise
from tongcheng.plan.priorities import Ease, Priorities, check_weights, prioritise
from tongcheng.plan.priorities.felt import county_weights
from tongcheng.plan.priorities.order import _reversals
from tongcheng.plan.priorities.shortfall import _percent, worst_gaps
from tongcheng.region import Region, open_region
from tongcheng.results import Results, empty_results, make_results
from tongcheng.sectors.gaps import empty_gaps

PROJECTS = ("p1", "p2", "p3")
#: Depths 0.5, 0.8, 0.2 and 0.1; the quarter of four that is deepest is A2 alone.
GAPS = {"A1": (50.0, 100.0, 6000.0), "A2": (80.0, 100.0, 24_000.0), "B1": (20.0, 100.0, 15_000.0), "B2": (10.0, 100.0, 33_000.0)}  # fmt: skip


def gaps() -> pd.DataFrame:
    rows = [
        {"gap_key": place, "sector": "transport", "indicator": "jobs_reached", "level": "county", "place": place,
         "borders": "together-today", "group": "all", "threshold": 60.0, "today": reference - shortfall,
         "reference": reference, "shortfall": shortfall, "residents": residents, "worth": shortfall * residents,
         "unit": "job", "year": "2020", "basis": "modelled", "figure_today": "", "figure_reference": ""}
        for place, (shortfall, reference, residents) in GAPS.items()
    ]  # fmt: skip
    return pd.DataFrame(rows)


def reach(**by_county: float) -> Results:
    """Make jobs within the hour of today: by county, and 100 for the circle."""
    base = {"sector": "transport", "indicator": "jobs_reached", "borders": "today", "threshold": 60.0, "unit": "job",
            "year": "2020", "basis": "modelled", "mode": "drive"}  # fmt: skip
    rows = [{**base, "level": "county", "place": place, "value": value} for place, value in by_county.items()]
    return Results(make_results([*rows, {**base, "level": "region", "place": "tiny", "value": 100.0}]))


EVEN = reach(A1=100.0, A2=100.0, B1=100.0, B2=100.0)


def changes(project: str, jobs: float, people: float, minutes: float, **more: float) -> list[dict]:
    """Make what a project changes in A2: jobs reached, people who gain, minutes saved."""
    return [
        effect(name, place, value, project, **extra)
        for name, value, extra in (
            ("jobs_reached_gain", jobs, {"threshold": 60.0}), ("beneficiaries", people, {}), ("time_saved", minutes, {})
        )
        for place in ("A2", *(("A", "tiny") if name == "time_saved" else ("tiny",)))
    ]  # fmt: skip


def market(
    project: str, private: float, revenue: float, operating: float, matched: float, **ease: float
) -> list[dict]:
    values = {"private_investment": (private, "亿元"), "user_revenue": (revenue, "亿元/年"),
              "operating_cost": (operating, "亿元/年"), "matched_demand": (matched, "%")}  # fmt: skip
    values |= {f"ease_{name}": (value, "%") for name, value in ease.items()}
    return [figure(name, value, unit, subject=project) for name, (value, unit) in values.items()]


def three(*extra: dict) -> Region:
    costs = [figure("investment", 2.0, subject=project) for project in PROJECTS]
    return with_projects(circle(*costs, *extra), *({"project": project, "name": project} for project in PROJECTS[1:]))


def ranked(region: Region, rows: pd.DataFrame, results: Results = EVEN, **more) -> Priorities:
    return prioritise(region, results, gaps(), appraise(region, rows), rows, **more)


def score(made: Priorities, column: str) -> dict[str, float]:
    return made.scores.set_index("project")[column].to_dict()


MARKET = [
    *market("p1", 1.0, 0.1, 0.2, 40.0, land=100.0, consent=50.0),
    *market("p2", 0.0, 0.3, 0.2, 80.0, land=20.0),
    *market("p3", 0.2, 0.0, 0.2, 10.0),
]
ROWS = effects(*changes("p1", 8.0, 100.0, 50.0), *changes("p2", 160.0, 40.0, 400.0), *changes("p3", 4.0, 10.0, 20.0))


def test_the_three_criteria_by_hand() -> None:
    made = ranked(three(*MARKET), ROWS)
    assert score(made, "shortfall") == pytest.approx(
        {"p1": 10.0, "p2": 100.0, "p3": 5.0}
    )  # of 80 in A2, no more than all
    # private over cost, users over operation (one at most), matched
    assert score(made, "market_pull") == pytest.approx(
        {"p1": 100 * (0.5 + 0.5 + 0.4) / 3, "p2": 100 * (0.0 + 1.0 + 0.8) / 3, "p3": 100 * (0.1 + 0.0 + 0.1) / 3}
    )
    # 50 minutes make 50 people notice; 400 minutes all 40 of them; per 2 亿元
    assert score(made, "felt_gain") == pytest.approx({"p1": 25.0, "p2": 20.0, "p3": 5.0})
    assert made.ranks["project"].tolist() == ["p2", "p1", "p3"]
    second = 100 * (0.1 + (1.4 / 1.8) + 1.0) / 3
    assert made.ranks.set_index("project").loc["p1", "score"] == pytest.approx(second)
    assert made.weights["weight"].tolist() == pytest.approx([1 / 3] * 3)


def test_only_the_deepest_quarter_of_the_gaps_counts() -> None:
    assert worst_gaps(gaps())["place"].tolist() == ["A2"]
    assert worst_gaps(gaps(), 0.5)["place"].tolist() == ["A2", "A1"]
    elsewhere = effects(
        effect("jobs_reached_gain", "B2", 9.0, threshold=60.0),
        effect("jobs_reached_gain", "tiny", 9.0, threshold=60.0),
    )
    made = ranked(three(), elsewhere)
    assert score(made, "shortfall")["p1"] == 0  # measured, and nothing closed: a nought that was counted
    assert np.isnan(score(made, "shortfall")["p2"])  # not measured: no nought


def test_who_reaches_less_weighs_more() -> None:
    region = three(*MARKET)
    poor = reach(A1=100.0, A2=50.0, B1=100.0, B2=100.0)
    assert county_weights(region, poor.frame, 1.0).to_dict() == {"A1": 1.0, "A2": 2.0, "B1": 1.0, "B2": 1.0}
    assert county_weights(region, empty_results(), 1.0).tolist() == [1.0] * 4
    one, two = (score(ranked(region, ROWS, results), "felt_gain") for results in (EVEN, poor))
    assert two == pytest.approx({project: 2 * value for project, value in one.items()})


def test_what_is_missing_is_no_nought_and_says_what_opens_it() -> None:
    rows = effects(*changes("p1", 8.0, 100.0, 50.0), *changes("p2", 160.0, 40.0, 400.0))
    made = ranked(three(*MARKET), rows)
    third = made.scores.set_index("project").loc["p3"]
    assert np.isnan(third["shortfall"])
    assert third["shortfall_why_zh"]
    assert third["felt_gain_why_zh"]
    place = made.ranks.set_index("project").loc["p3"]
    assert place["missing"] == "shortfall;felt_gain"
    assert place["score_low"] < place["score"] < place["score_high"]
    assert place["rank_high"] > place["rank_low"]  # what is not known makes the range, as SMAA draws it
    assert "暂列" in place["why_place_zh"]
    assert np.isnan(place["topsis"])


def test_a_project_with_nothing_known_is_named_and_not_ranked() -> None:
    made = ranked(three(*MARKET[:11]), effects(*changes("p1", 8.0, 100.0, 50.0)))
    assert "p3" not in set(made.ranks["project"])
    assert made.scores.set_index("project").loc["p3", "not_ranked_zh"] == "三项准则均待数据"


def test_trains_are_not_measured_by_car() -> None:
    rows = [{**one, "mode": "transit"} for one in changes("p1", 8.0, 100.0, 50.0) if one["indicator"] != "time_saved"]
    first = ranked(three(*MARKET), effects(*rows)).scores.set_index("project").loc["p1"]
    assert "公共交通" in first["shortfall_why_zh"]
    assert "公共交通" in first["felt_gain_why_zh"]


def test_beds_are_no_trips() -> None:
    """A hospital that adds beds lacks no trips by public transport: nobody measured the time it saves."""
    rows = [effect("available_gain", place, 20.0, "p1") for place in ("A2", "tiny")]
    first = ranked(three(*MARKET), effects(*rows)).scores.set_index("project").loc["p1"]
    assert "服务增量" in first["felt_gain_why_zh"]
    assert "公共交通" not in first["felt_gain_why_zh"]


def test_a_circle_kept_with_its_run_lacks_nothing_that_was_measured() -> None:
    """Its tables by zone and road stay behind; a project without effects is told the same as in the run."""
    whole = three(*MARKET)
    rows = effects(*changes("p1", 8.0, 100.0, 50.0))
    left = {name: whole[name].iloc[:0] for name in ("residents", "jobs", "road_nodes", "road_links", "flows")}
    kept = whole.with_tables(left)
    for name in ("shortfall_why_zh", "felt_gain_why_zh"):
        told = [ranked(region, rows).scores.set_index("project").at["p2", name] for region in (whole, kept)]
        assert told[0] == told[1] != ""
        assert "待数据" not in told[1]


def test_parts_of_a_gap_are_told_no_finer_than_they_are_known() -> None:
    assert [_percent(part).zh.strip() for part in (1.0, 0.234, 0.0047, 0.000001)] == [
        "100%", "23%", "0.5%", "不到 0.01%",
    ]  # fmt: skip


def test_a_criterion_that_nobody_knows_is_left_out_for_all() -> None:
    made = ranked(three(), ROWS)
    assert made.weights.set_index("criterion")["open"].to_dict() == {
        "shortfall": True, "market_pull": False, "felt_gain": True,
    }  # fmt: skip
    assert made.weights["weight"].tolist() == pytest.approx([0.5, 0.0, 0.5])
    assert not made.ranks["missing"].str.contains("market").any()


def test_parts_of_the_market_that_are_not_published_make_the_range() -> None:
    made = ranked(three(figure("matched_demand", 60.0, "%"), *MARKET[6:]), ROWS)
    first = made.scores.set_index("project").loc["p1"]
    assert (first["market_pull"], first["market_pull_low"], first["market_pull_high"]) == pytest.approx(
        (60, 20, 260 / 3)
    )
    assert "未公布社会资本投资额" in first["market_pull_inputs_zh"]


def test_revenue_and_operation_of_two_price_years_are_not_mixed() -> None:
    old = figure("user_revenue", 0.1, "亿元/年", as_of="2020")
    first = ranked(three(old, figure("operating_cost", 0.2, "亿元/年"), *MARKET[6:]), ROWS).scores.iloc[0]
    assert np.isnan(first["market_pull"])
    index = [
        figure("construction_price_index", 110.0, "上年=100", subject="region", as_of=year)
        for year in ("2021", "2022")
    ]
    first = ranked(three(old, figure("operating_cost", 0.2, "亿元/年"), *index, *MARKET[6:]), ROWS).scores.iloc[0]
    assert first["market_pull"] == pytest.approx(100 * 0.1 * 1.21 / 0.2)


def test_weights_change_the_order_where_the_swap_says() -> None:
    made = ranked(three(*MARKET), ROWS)
    swaps = made.swaps.dropna(subset=["weight_swap"])
    assert len(swaps)
    table = made.scores.set_index("project")
    for row in swaps.to_dict("records"):
        rest = {name: 1.0 for name in ("shortfall", "market_pull", "felt_gain") if name != row["criterion"]}
        gap = []
        for weight in (row["weight_swap"], row["weight_swap"] + 0.02, row["weight_swap"] - 0.02):
            weights = {**dict.fromkeys(rest, (1 - weight) / 2), row["criterion"]: weight}
            gap.append(sum(w * (table.at[row["project"], f"{name}_score"] - table.at[row["other"], f"{name}_score"]) for name, w in weights.items()))  # fmt: skip
        assert gap[0] == pytest.approx(0, abs=1e-6)
        assert gap[1] * gap[2] < 0


def test_ease_moves_only_what_the_criteria_leave_open() -> None:
    region = three(*MARKET)
    plain = ranked(region, ROWS, ease=Ease(easy_first=False, livelihood_first=False))
    assert plain.ranks["place"].tolist() == plain.ranks["rank"].tolist()
    ruled = ranked(region, ROWS, ease=Ease(firm=1.01))  # nothing is ever told apart: one band, the easiest first
    assert ruled.ranks["band"].unique().tolist() == [1]
    assert ruled.ranks["project"].tolist() == ["p1", "p2", "p3"]
    one, two = (made.ranks.set_index("project")["score"].sort_index() for made in (plain, ruled))
    pd.testing.assert_series_equal(one, two)  # no part of the score
    assert score(ruled, "ease")["p1"] == 75
    firm = ranked(region, ROWS, ease=Ease(firm=0.0))
    assert firm.ranks["place"].tolist() == firm.ranks["rank"].tolist()


def test_livelihood_goes_first_among_equals_and_the_unmeasured_last() -> None:
    region = three(*MARKET)
    sectors = region["projects"].assign(sector=["transport", "health", "transport"])
    region = region.with_tables({"projects": sectors})
    assert ranked(region, ROWS, ease=Ease(firm=1.01)).ranks["project"].tolist() == ["p2", "p1", "p3"]
    part = effects(*changes("p1", 8.0, 100.0, 50.0), *changes("p3", 4.0, 10.0, 20.0))
    assert ranked(region, part, ease=Ease(firm=1.01)).ranks["project"].tolist() == ["p1", "p3", "p2"]


@settings(deadline=None, max_examples=150)
@given(arrays(np.float64, st.tuples(st.integers(3, 7), st.just(3)), elements=st.integers(0, 20).map(float)))
def test_reversals_as_found_pair_by_pair(values: np.ndarray) -> None:
    weights = np.array([0.5, 0.3, 0.2])

    def scored(kept: list[int]) -> dict[int, float]:
        top = values[kept].max(axis=0)
        return {one: float(sum(w * (v / t if t else 0.0) for w, v, t in zip(weights, values[one], top, strict=True))) for one in kept}  # fmt: skip

    everyone = list(range(len(values)))
    before = scored(everyone)
    order = sorted(everyone, key=lambda one: (-round(before[one] / 1e-9), one))
    found = set(_reversals(pd.Series([str(one) for one in everyone]), values, weights, order)["dropped"])
    slow = set()
    for dropped in everyone:
        after = scored([one for one in everyone if one != dropped])
        pairs = combinations([one for one in order if one != dropped], 2)
        if any(after[other] > after[one] + 1e-9 * len(values) for one, other in pairs):
            slow.add(str(dropped))
    assert slow <= found
    for dropped in found - slow:  # turned by no more than rounding adds up to
        after = scored([one for one in everyone if one != int(dropped)])
        assert any(after[b] > after[a] for a, b in combinations([one for one in order if str(one) != dropped], 2))


def test_who_is_worse_in_everything_comes_after() -> None:
    made = ranked(three(*MARKET), ROWS, ease=Ease(easy_first=False, livelihood_first=False))
    last = made.ranks.set_index("project").loc["p3"]
    assert last["rank_low"] == last["rank_high"] == 3
    assert last["first_share"] == 0
    assert made.ranks["first_ten_share"].tolist() == [1, 1, 1]
    sums = made.acceptability.groupby("project")["share"].sum()
    assert sums.to_numpy() == pytest.approx(1.0)


def test_the_same_input_gives_the_same_order() -> None:
    one, two = (ranked(three(*MARKET), ROWS).tables() for _ in range(2))
    for name, table in one.items():
        assert name.startswith("priorities_")
        pd.testing.assert_frame_equal(table, two[name])


def test_frames_can_be_kept_also_without_any_order(tmp_path) -> None:
    circle_, none = open_region("chengdu"), empty_results()
    made = prioritise(circle_, Results(none), empty_gaps(), appraise(circle_, none), none)
    assert made.ranks.empty
    assert not made.scores["ranked"].any()
    assert made.scores[["shortfall", "market_pull", "felt_gain"]].isna().all().all()  # no number nobody measured
    assert (made.scores.loc[made.scores["status"] != "completed", "felt_gain_why_zh"] != "").all()
    for table in (*made.tables().values(), *ranked(three(*MARKET), ROWS).tables().values()):
        table.to_parquet(tmp_path / "table.parquet")
        pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "table.parquet"), table)


@pytest.mark.parametrize(
    ("weights", "said"),
    [
        ({"shortfall": 0, "market_pull": 0, "felt_gain": 0}, "权重之和大于 0"),
        ({"shortfall": -1, "felt_gain": float("nan")}, "不小于 0"),
        ({"speed": 1}, "unknown_criterion"),
    ],
)
def test_weights_that_cannot_be_are_named(weights: dict[str, float], said: str) -> None:
    with pytest.raises(InputError) as caught:
        check_weights(weights)
    words = " ".join(f"{one.code} {one.say('zh')}" for one in caught.value.problems)
    assert said in words
    assert all(one.remedy.zh for one in caught.value.problems)


def test_weights_on_what_nobody_knows_are_refused() -> None:
    with pytest.raises(InputError, match="shortfall"):
        ranked(three(), ROWS, weights={"market_pull": 1.0})
