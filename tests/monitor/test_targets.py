"""Required pace: by hand, and on the real figures of the Chengdu circle."""

from __future__ import annotations

import pandas as pd
import pytest

from tongcheng import open_region
from tongcheng.monitor.targets import pace_table, required_pace
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
