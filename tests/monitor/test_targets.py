"""Required pace: by hand, and on the real figures of the Chengdu circle."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.tiny import tiny_region
from tongcheng import open_region
from tongcheng.monitor import measure
from tongcheng.monitor.economic_census import CENSUSES, series_of
from tongcheng.monitor.growth import rest_of_growth
from tongcheng.monitor.targets import pace_frame, pace_table, required_pace
from tongcheng.region import Region


def test_pace_by_hand() -> None:
    assert required_pace(100, 121, 2) == pytest.approx(10.0)
    assert required_pace(29756.8, 33000, 1) == pytest.approx(10.9, abs=0.05)


@pytest.mark.parametrize("numbers", [(0, 1, 1), (1, 0, 1), (1, 1, 0), (1, 2, -1)])
def test_impossible_growth_is_refused(numbers: tuple[float, float, float]) -> None:
    with pytest.raises(ValueError, match="positive"):
        required_pace(*numbers)


@pytest.fixture(scope="module")
def chengdu() -> Region:
    return open_region("chengdu")


def test_the_circle_needs_10_9_percent_nominal_on_2024(chengdu: Region) -> None:
    row = pace_table(chengdu).set_index("target").loc["PLAN-1"]
    assert row["goal"] == 33_000
    assert row["latest"] == 29_756.8
    assert row["latest_as_of"] == "2024"
    assert row["pace"] == pytest.approx(10.9, abs=0.05)
    assert "现价" in row["reason"].zh


def test_words_are_not_tested_and_say_so(chengdu: Region) -> None:
    table = pace_table(chengdu).set_index("target")
    assert pd.isna(table.loc["PLAN-2", "pace"])
    assert "无法检验" in table.loc["PLAN-2", "reason"].zh


def test_a_quarter_is_never_taken_for_a_year(chengdu: Region) -> None:
    figures = chengdu["figures"]
    gdp = figures[(figures["subject"] == "region") & (figures["attribute"] == "gdp")]
    assert (gdp["as_of"] == "2025Q1").any()
    assert pace_table(chengdu).set_index("target").loc["PLAN-1", "latest_as_of"] == "2024"


def test_a_rate_is_paced_in_points(chengdu: Region) -> None:
    row = pace_table(chengdu).set_index("target").loc["PLAN-3"]
    assert row["pace_unit"] == "百分点/年"
    assert row["pace"] == pytest.approx((75 - 71.2) / 4, abs=0.05)


def test_every_target_without_pace_has_a_reason(chengdu: Region) -> None:
    table = pace_table(chengdu)
    assert all(reason.zh and reason.en for reason in table.loc[table["pace"].isna(), "reason"])


def test_targets_of_other_circles_are_not_ours(chengdu: Region) -> None:
    table = pace_table(chengdu).set_index("target")
    others = set(table.index[~table["own"]])
    assert others == {"GF-1", "GF-2-centre", "GF-2-area", "GF-3", "CSJ-1", "CSJ-2", "CSJ-3", "CN-1"}
    # A park without a row of its own is ours because a city of ours plans it.
    assert table.loc["DY-3-area", "own"]


def test_no_result_rests_on_another_circles_target() -> None:
    circle = open_region("chengdu")
    own = {"figure": "x", "subject": "广佛", "attribute": "gdp", "value": 42_000.0, "unit": "亿元", "as_of": "2024",
           "basis": "official", "source": "dossier", "qualifier": "exact"}  # fmt: skip
    figures = pd.concat([circle["figures"], pd.DataFrame([own])], ignore_index=True)
    region = circle.with_tables({"figures": figures})
    assert pace_table(region).set_index("target").loc["GF-1", "pace"] > 0
    paced = measure(region).frame
    assert set(paced.loc[paced["indicator"] == "required_pace", "group"]) == {"PLAN-1", "PLAN-3", "ACT23-1", "RAIL-1"}


def test_the_economic_census_is_flagged_and_never_crossed(chengdu: Region) -> None:
    row = pace_table(chengdu).set_index("target").loc["PLAN-1"]
    assert "第五次全国经济普查（2023 年）修订之前" in row["reason"].zh
    # The plan gives no baseline; 约 25,000 亿元 of 2021 is of the series before the revision.
    assert row["baseline"] == 25_000
    assert pd.isna(row["progress"])
    assert "不作比较" in row["progress_reason"].zh


def test_a_revised_product_by_hand() -> None:
    assert CENSUSES[series_of("2023", "2024-03")][2] == 2018
    assert CENSUSES[series_of("2023", "2025-02")][2] == 2023
    assert CENSUSES[series_of("2024")][2] == 2023
    assert series_of("2003") == -1


def _with(figures: list[tuple[str, str, float, str]], **target: object) -> Region:
    rows = [
        {"figure": f"f{number}", "subject": "region", "attribute": attribute, "as_of": as_of, "value": value,
         "unit": unit, "scope": scope, "qualifier": "exact", "basis": "synthetic", "source": "tiny"}
        for number, (attribute, as_of, value, words) in enumerate(figures)
        for unit, _, scope in [words.partition("|")]
    ]  # fmt: skip
    goal = {"target": "t", "plan": "规划", "territory": "全域", "subject": "region", "name": "目标", "operator": ">=",
            "kind": "level", "price": "none", "year": 2025, "basis": "synthetic", "source": "tiny"}  # fmt: skip
    return tiny_region().with_tables({"figures": pd.DataFrame(rows), "targets": pd.DataFrame([goal | target])})


def test_constant_and_nominal_prices_are_never_mixed() -> None:
    figures = [("output", "2023", 100.0, "亿元|按当年价格"), ("output", "2024", 80.0, "亿元|按2020年不变价")]
    nominal = pace_table(_with(figures, indicator="output", value=121.0, unit="亿元", price="nominal")).iloc[0]
    assert (nominal["latest"], nominal["latest_as_of"]) == (100, "2023")
    assert nominal["pace"] == pytest.approx(10.0, abs=0.01)
    constant = pace_table(_with(figures, indicator="output", value=88.0, unit="亿元", price="constant")).iloc[0]
    assert constant["latest"] == 80
    assert constant["pace"] == pytest.approx(10.0, abs=0.01)
    assert "不变价" in constant["reason"].zh
    assert "现价" not in constant["reason"].zh


def test_persons_do_not_measure_a_target_in_trips() -> None:
    row = pace_table(
        _with([("commuters", "2024", 9.0, "万人")], indicator="commuters", value=20.0, unit="万人次/日")
    ).iloc[0]
    assert "没有同口径" in row["reason"].zh


def test_growth_targets_take_real_growth_only() -> None:
    goal = {"indicator": "gdp", "kind": "growth", "value": 10.0, "unit": "%/年", "baseline_as_of": "2023"}
    totals = [("gdp", "2023", 100.0, "亿元"), ("gdp", "2024", 108.0, "亿元")]
    without = pace_table(_with(totals, **goal)).iloc[0]
    assert pd.isna(without["pace"])
    assert "现价总量不能代替" in without["reason"].zh
    row = pace_table(_with([*totals, ("gdp_growth", "2024", 8.0, "%")], **goal)).iloc[0]
    assert row["pace"] == pytest.approx(100 * (1.1**2 / 1.08 - 1))
    assert rest_of_growth(5.0, 3, [5.0, 5.0]) == pytest.approx(5.0)


def test_progress_by_hand() -> None:
    goal = {"indicator": "rail", "value": 50.0, "unit": "km", "baseline_value": 10.0, "baseline_as_of": "2021",
            "published": "2021"}  # fmt: skip
    row = pace_table(_with([("rail", "2023", 30.0, "km")], **goal)).iloc[0]
    assert (row["progress"], row["pace"], row["pace_unit"]) == (50.0, 10.0, "km/年")
    assert row["elapsed"] == pytest.approx(50, abs=0.1)
    early = pace_table(_with([("rail", "2021", 10.0, "km")], **goal)).iloc[0]
    assert pd.isna(early["progress"])
    assert "没有新的公布值" in early["progress_reason"].zh
    done = pace_table(_with([("rail", "2023", 30.0, "km")], **goal | {"value": 10.0})).iloc[0]
    assert "已达到" in done["progress_reason"].zh
    assert pd.isna(done["progress"])


def test_a_past_goal_year_is_told_by_its_own_year_and_never_called_missed() -> None:
    goal = {"indicator": "rail", "value": 50.0, "unit": "km", "year": 2022}
    rows = [("rail", "2022", 40.0, "km"), ("rail", "2023", 45.0, "km")]
    assert "2022 年公布值 40 km" in pace_table(_with(rows, **goal)).iloc[0]["reason"].zh
    assert "缺 2022 年" in pace_table(_with(rows[1:], **goal)).iloc[0]["reason"].zh


def test_a_territory_that_changed_is_not_compared() -> None:
    region = _with(
        [("rail", "2020", 10.0, "km"), ("rail", "2023", 30.0, "km")],
        subject="A1", indicator="rail", value=50.0, unit="km", published="2020",
    )  # fmt: skip
    figures = region["figures"].assign(subject="A1")
    counties = region["counties"]
    moved = counties.assign(changed_on=pd.to_datetime(pd.Series(["2022-05-03", None, None, None])))
    assert pace_table(region.with_tables({"figures": figures})).iloc[0]["progress"] == 50
    row = pace_table(region.with_tables({"figures": figures, "counties": moved})).iloc[0]
    assert "区划有变更" in row["progress_reason"].zh


def test_the_file_form_holds_plain_columns(chengdu: Region) -> None:
    frame = pace_frame(pace_table(chengdu))
    assert {"reason_zh", "reason_en", "progress_reason_zh"} <= set(frame.columns)
    assert len(frame) == len(chengdu["targets"])
