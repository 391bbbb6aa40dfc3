"""Comparisons that may be made, and those that may not and say why."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.tiny import tiny_region
from tongcheng import open_region
from tongcheng.monitor.peers import compare, peers_table


def figure(**changes: object) -> dict[object, object]:
    row: dict[object, object] = {
        "figure": "x",
        "subject": "region",
        "subject_table": None,
        "subject_name": "袖珍都市圈",
        "attribute": "cross_city_commuters",
        "value": 10.0,
        "value_text": None,
        "qualifier": "exact",
        "unit": "万人",
        "as_of": "2024",
        "scope": "跨城通勤人口",
        "rank": pd.NA,
        "rank_of": pd.NA,
        "note": None,
        "source": "a",
        "basis": "official",
    }
    return row | changes


THEIRS = {"subject": "别处都市圈", "subject_name": "别处都市圈"}


@pytest.mark.parametrize(
    "other",
    [
        {"source": "b"},
        {"source": "b", "unit": "人", "value": 50_000.0},
        {"source": "a", "scope": "另一种写法"},
        {"source": "b", "scope": "别处都市圈跨城通勤人口"},
        {"source": "b", "as_of": "2023"},
    ],
)
def test_what_agrees_is_compared(other: dict[str, object]) -> None:
    compared, reason = compare(figure(), figure(**THEIRS, **other))
    assert compared == "value"
    assert "一致" in reason.zh


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"unit": "万人次/日"}, "人次"),
        ({"unit": "%"}, "单位不同"),
        ({"scope": "居民出行", "source": "b"}, "口径不同"),
        ({"attribute": "commuters_in"}, "口径不同"),
        ({"as_of": "2019"}, "相差 5 年"),
        ({"qualifier": "planned"}, "目标值"),
        ({"subject_name": "某江流域"}, "流域"),
        ({"value": float("nan")}, "未公布数值"),
    ],
)
def test_what_differs_is_refused_in_words(other: dict[str, object], words: str) -> None:
    compared, reason = compare(figure(), figure(**{**THEIRS, **other}))
    assert compared == ""
    assert words in reason.zh
    assert reason.en


def test_current_and_constant_prices_are_not_compared() -> None:
    money = {"attribute": "gdp", "unit": "亿元", "scope": "地区生产总值"}
    compared, reason = compare(figure(**money), figure(**THEIRS, **money | {"scope": "地区生产总值（不变价）"}))
    assert compared == ""
    assert "不变价" in reason.zh


def test_units_of_one_quantity_give_one_ratio() -> None:
    rows = pd.DataFrame([figure(), figure(**THEIRS, figure="y", unit="人", value=50_000.0, source="b")])
    table = peers_table(
        tiny_region().with_tables({"figures": rows.assign(basis="synthetic", source=["tiny", "tiny"])})
    )
    assert table["ratio"].tolist() == [2.0]


def test_a_quarter_is_never_set_beside_a_year() -> None:
    money = {"attribute": "gdp", "unit": "亿元", "scope": "按当年价格"}
    rows = [
        figure(**money, figure="a", value=400.0, as_of="2024"),
        figure(**money, figure="b", value=110.0, as_of="2025Q1"),
        figure(**{**THEIRS, **money}, figure="c", value=800.0, as_of="2024", source="b"),
    ]
    frame = pd.DataFrame(rows).assign(basis="synthetic", source="tiny")
    table = peers_table(tiny_region().with_tables({"figures": frame}))
    assert table[["value", "as_of", "ratio"]].to_numpy().tolist() == [[400.0, "2024", 0.5]]
    compared, reason = compare(rows[1], rows[2])
    assert compared == ""
    assert "时段不同" in reason.zh


def test_chengdu_compares_ranks_and_never_trips_with_persons() -> None:
    table = peers_table(open_region("chengdu"))
    assert set(table.loc[table["compared"].ne(""), "compared"]) == {"rank", "class"}
    assert table["ratio"].isna().all()
    commuting = table[table["indicator"] == "cross_city_commuting_trips"]
    assert len(commuting) >= 8
    assert commuting["compared"].eq("").all()
    guangfo = commuting[commuting["peer"] == "广州-佛山"]
    assert guangfo["reason_zh"].str.contains("万人次/日（每日人次）与 万人（人数）", regex=False).any()
    # A city of ours is never a peer of ours.
    assert not set(table["peer"]) & set(open_region("chengdu")["cities"]["city"])
