"""Rules of cost and revenue sharing: the real railways, hand-made stakes, and what must hold for all."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tiny import tiny_region
from tongcheng.plan.costs import cost_of
from tongcheng.plan.shares import (
    Partner,
    RevenueRule,
    core_words,
    joint_projects,
    share_cost,
    share_revenue,
    stake_of,
)
from tongcheng.region import Region, open_region


def figure(attribute: str, value: float, unit: str, subject: str = "p1", as_of: str = "2021") -> dict[str, object]:
    return {
        "figure": f"{subject}.{attribute}.{as_of}", "subject": subject, "attribute": attribute, "value": value,
        "unit": unit, "as_of": as_of, "basis": "synthetic", "source": "tiny",
    }  # fmt: skip


def with_figures(*rows: dict[str, object]) -> Region:
    region = tiny_region()
    return region.with_tables({"figures": pd.concat([region["figures"], pd.DataFrame(rows)], ignore_index=True)})


@pytest.fixture
def line() -> Region:
    """A line of 30 km for 12 亿元: 10 km in A (the larger city), 20 km in B."""
    return with_figures(
        figure("investment", 12.0, "亿元"),
        figure("length_in_A", 10.0, "km"),
        figure("length_in_B", 20.0, "km"),
        figure("riders_from_A", 3.0, "万人次/日"),
        figure("riders_from_B", 1.0, "万人次/日"),
        figure("gdp", 900.0, "亿元", "A"),
        figure("gdp", 100.0, "亿元", "B"),
    )


def amounts(region: Region, **benefit: float) -> dict[str, list[float] | None]:
    stake = stake_of(region, "p1", benefit=benefit or None)
    return {
        share.rule.name: None if share.amounts is None else share.amounts.round(6).tolist()
        for share in share_cost(stake)
    }


def test_every_rule_by_hand(line: Region) -> None:
    """A pays alone 4 (its 10 km); B needs the whole line, 12. So c(A)=4, c(B)=12, c(AB)=12.

    Shapley: A 4/2 = 2, B 10. SCRB with benefits 6 and 10: separable costs 12-12=0 and 12-4=8; remaining benefits
    min(6, 4)-0 = 4 and min(10, 12)-8 = 2; the rest 4 is split 2:1, so A 2.666667 and B 9.333333.
    """
    found = amounts(line, A=6.0, B=10.0)
    assert found == {
        "length": [4.0, 8.0],
        "residents": [round(12 * 30 / 78, 6), round(12 * 48 / 78, 6)],
        "benefit": [4.5, 7.5],
        "riders": [9.0, 3.0],
        "ability": [10.8, 1.2],
        "equal": [6.0, 6.0],
        "scrb": [2.666667, 9.333333],
        "shapley": [2.0, 10.0],
        "paid": None,
        "equity": None,
    }


def test_who_would_do_better_alone_is_told_in_words(line: Region) -> None:
    stake = stake_of(line, "p1")
    words = {share.rule.name: core_words(stake, share).zh for share in share_cost(stake)}
    assert words["length"] == "各方均不比单独建设多付，联盟稳定。"
    assert words["riders"] == "甲市多付：比只建自己用得上的路段多 5.00 亿元，宜另作补偿。"
    assert words["benefit"].startswith("待数据")


def test_a_rule_without_its_data_gives_no_number_and_says_what_opens_it() -> None:
    stake = stake_of(with_figures(figure("investment", 12.0, "亿元")), "p1")
    shares = {share.rule.name: share for share in share_cost(stake)}
    assert shares["equal"].amounts is not None
    assert shares["shapley"].amounts is None
    assert "length_in_" in shares["length"].missing.zh


def test_the_last_length_is_the_rest_of_the_line() -> None:
    region = with_figures(
        figure("investment", 12.0, "亿元"), figure("length", 30.0, "km"), figure("length_in_B", 20.0, "km")
    )
    assert stake_of(region, "p1").grounds["length"].value.tolist() == [10.0, 20.0]


def test_lengths_of_different_days_are_not_mixed() -> None:
    region = with_figures(
        figure("investment", 12.0, "亿元"),
        figure("length_in_A", 10.0, "km", as_of="2020"),
        figure("length_in_B", 20.0, "km", as_of="2021"),
    )
    assert "length" not in stake_of(region, "p1").grounds


def test_two_railways_of_one_programme_follow_different_rules() -> None:
    """Ziyang paid 5.9 % for 48.6 % of S3's length; Meishan holds 54.8 % for 61.5 % of S5's of that day."""
    region = open_region("chengdu")
    s3, s5 = stake_of(region, "S3"), stake_of(region, "S5")
    assert (s3.grounds["length"].value / s3.grounds["length"].value.sum())[1] == pytest.approx(0.486, abs=5e-4)
    assert (s3.grounds["paid"].value / s3.cost.value)[1] == pytest.approx(0.059, abs=5e-4)
    assert s3.grounds["paid"].value.sum() == pytest.approx(s3.cost.value)
    assert s5.grounds["equity"].value.tolist() == [45.2, 54.8]
    assert s5.length_then is not None
    assert s5.length_then.as_of == s5.grounds["equity"].as_of != s5.grounds["length"].as_of
    assert s5.length_then.value[1] / s5.length_then.value.sum() == pytest.approx(0.615, abs=5e-4)
    agreed = {share.rule.name: share for share in share_cost(s3)}
    assert agreed["paid"].amounts is not None
    assert agreed["paid"].core is not None
    assert "成都" in core_words(s3, agreed["paid"]).zh  # it pays more than for its own part alone
    assert "已商定" in core_words(s3, agreed["paid"]).zh  # and nobody is told to ask for it back
    assert s3.length_then is None
    for words in ("资本金53.54", "债务72.45", "征地拆迁"):  # a loan is no money of the city: it is told apart
        assert words in s3.grounds["paid"].what.zh


def test_a_quarter_is_not_what_a_city_can_pay() -> None:
    """Quarters of 2025 are newer, but the pattern of a quarter is not that of a year."""
    ground = stake_of(open_region("chengdu"), "S3").grounds["ability"]
    assert (ground.as_of, ground.what.zh) == ("2024", "采用地区生产总值")
    assert ground.value.tolist() == [23511.3, 1090.0]


def test_only_joint_projects_with_a_cost_are_shared() -> None:
    assert joint_projects(tiny_region()) == []
    assert {"S3", "S5", "S11"} <= set(joint_projects(open_region("chengdu")))
    with pytest.raises(KeyError, match="no cost"):
        stake_of(tiny_region(), "p1")


def test_the_cost_is_the_newest_that_was_given_as_exact() -> None:
    cost = cost_of(open_region("chengdu"), "S3")
    assert cost is not None
    assert (cost.value, cost.high, cost.versions) == (133.84, 149.0, 2)  # 149 is another report's estimate


@given(
    revenue=st.lists(st.floats(0, 50), min_size=1, max_size=6),
    before=st.lists(st.floats(0, 5), min_size=3, max_size=3),
    invested=st.lists(st.floats(0, 20), min_size=3, max_size=3),
    retained=st.floats(0, 1),
    kept=st.integers(0, 3),
)
@settings(deadline=None, max_examples=60)
def test_shared_revenue_adds_up(
    revenue: list[float], before: list[float], invested: list[float], retained: float, kept: int
) -> None:
    partners = [Partner(str(k), k == 0, invested[k], before[k]) for k in range(3)]
    shared = share_revenue(revenue, partners, RevenueRule(retained, kept))
    assert shared.sum(axis=1) == pytest.approx(np.array(revenue) * retained, abs=1e-9)
    assert (shared >= -1e-12).all()
    assert shared[: min(kept, len(revenue)), :3].sum() == 0


def test_moved_firms_cost_their_old_city_nothing() -> None:
    """Revenue 10; firms worth 3 came from B; the rest, 7, goes by investment 1:1."""
    partners = [Partner("A", True, invested=5.0), Partner("B", False, invested=5.0, moved_in=3.0)]
    assert share_revenue([10.0], partners, RevenueRule()).tolist() == [[3.5, 6.5, 0.0]]


def test_bad_rules_are_named() -> None:
    with pytest.raises(ValueError, match="hosts"):
        share_revenue([1.0], [Partner("A", True), Partner("B", True)], RevenueRule())
    with pytest.raises(ValueError, match="add up"):
        share_revenue([1.0], [Partner("A", True), Partner("B", False)], RevenueRule(split=(0.5, 0.6)))
