"""The rank test finds a planted rank effect and does not find an absent one; regressions against published answers."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.tiny import tiny_region
from tongcheng.methods.checks import ArrayError
from tongcheng.methods.regression import holm, least_squares, poisson, wild_bootstrap
from tongcheng.region.synth import synthesise
from tongcheng.sectors.services.declared import PER_1000
from tongcheng.sectors.services.gates import supply_of
from tongcheng.sectors.services.kinds import kinds_of
from tongcheng.sectors.services.rank_test import rank_table

RANKED = {"hospital", "high_school", "elder_care", "government_counter", "job_centre"}
SEEDS = (1, 2, 3, 4)


def table(seed: int, effect: float) -> pd.DataFrame:
    region = synthesise(seed, nodes=1_000, zones=800, residents=4_000_000, rank_effect=effect).region
    supplies = [supply_of(region, kind, PER_1000) for kind in kinds_of(region)]
    return rank_table(region, supplies).set_index("kind")


@pytest.fixture(scope="module")
def planted() -> pd.DataFrame:
    return pd.concat([table(seed, 0.25).assign(seed=seed) for seed in SEEDS[:2]])


@pytest.fixture(scope="module")
def absent() -> pd.DataFrame:
    return pd.concat([table(seed, 0.0).assign(seed=seed) for seed in SEEDS])


def test_a_planted_effect_is_recovered_and_found(planted):
    rows = planted.loc[planted.index.isin(RANKED)]
    assert len(rows) == 10
    assert rows["found"].all()
    assert (rows["step"] - 0.25).abs().max() < 0.08
    inside = (rows["step_low"] <= 0.25) & (rows["step_high"] >= 0.25)
    assert inside.sum() >= 8  # of 10 intervals of 95 %
    # A district over a county is two steps.
    assert rows["effect_pct"].to_numpy() == pytest.approx(100 * (np.exp(2 * rows["step"]) - 1))
    assert (rows["within_city_step"] - 0.25).abs().max() < 0.12
    assert (rows["poisson_step"] - 0.25).abs().max() < 0.12


def test_kinds_without_a_planted_effect_are_not_found_beside_those_with_one(planted):
    others = planted.loc[~planted.index.isin(RANKED)]
    assert len(others) == 10
    assert not others["found"].any()


def test_an_absent_effect_is_not_found(absent):
    assert len(absent) == 40
    assert absent.groupby("seed")["found"].any().sum() == 0
    inside = (absent["step_low"] <= 0) & (absent["step_high"] >= 0)
    assert inside.sum() >= 33  # of 40 intervals of 95 %; small samples miss somewhat more
    assert absent["step"].abs().max() < 0.15


def test_too_few_counties_are_not_tested():
    region = tiny_region()
    supplies = [supply_of(region, kind, PER_1000) for kind in kinds_of(region)]
    assert rank_table(region, supplies).empty


# Regressions ---------------------------------------------------------------------------------------------------------


def test_least_squares_of_norris_is_the_certified_one():
    # NIST StRD, Norris: y = B0 + B1 x with certified B0 -0.262323073774029, B1 1.00211681802045.
    x = [0.2, 337.4, 118.2, 884.6, 10.1, 226.5, 666.3, 996.3, 448.6, 777.0, 558.2, 0.4, 0.6, 775.5, 666.9, 338.0,
         447.5, 11.6, 556.0, 228.1, 995.8, 887.6, 120.2, 0.3, 0.3, 556.8, 339.1, 887.2, 999.0, 779.0, 11.1, 118.3,
         229.2, 669.1, 448.9, 0.5]  # fmt: skip
    y = [0.1, 338.8, 118.1, 888.0, 9.2, 228.1, 668.5, 998.5, 449.1, 778.9, 559.2, 0.3, 0.1, 778.1, 668.8, 339.3,
         448.9, 10.8, 557.7, 228.3, 998.0, 888.8, 119.6, 0.3, 0.6, 557.6, 339.3, 888.0, 998.5, 778.9, 10.2, 117.6,
         228.9, 668.4, 449.2, 0.2]  # fmt: skip
    fit = least_squares(y, np.column_stack([np.ones(len(x)), x]))
    assert fit.coefficients == pytest.approx([-0.262323073774029, 1.00211681802045], rel=1e-9)
    assert fit.freedom == 34


def test_hc3_is_the_jackknife_like_formula_written_out():
    rng = np.random.default_rng(5)
    x = np.column_stack([np.ones(20), rng.normal(size=20)])
    y = 1 + 2 * x[:, 1] + rng.normal(size=20) * (1 + np.abs(x[:, 1]))
    fit = least_squares(y, x)
    bread = np.linalg.inv(x.T @ x)
    hat = np.diag(x @ bread @ x.T)
    meat = sum(
        (e / (1 - h)) ** 2 * np.outer(row, row) for e, h, row in zip(y - x @ fit.coefficients, hat, x, strict=True)
    )
    assert fit.covariance == pytest.approx(bread @ meat @ bread)
    low, high = fit.interval(1)
    assert low < 2 < high


def test_poisson_of_one_group_is_the_logarithm_of_the_mean_and_takes_zeros():
    y = np.array([0.0, 2.0, 4.0, 0.0, 9.0, 3.0])
    group = np.array([0.0, 0.0, 0.0, 1.0, 1.0, 1.0])
    fit = poisson(y, np.column_stack([np.ones(6), group]))
    assert fit.coefficients == pytest.approx([np.log(2.0), np.log(2.0)])


def test_the_wild_bootstrap_keeps_its_level():
    rng = np.random.default_rng(1)
    x = np.column_stack([np.ones(16), rng.normal(size=16)])
    p = [wild_bootstrap(rng.normal(size=16) * (1 + x[:, 1] ** 2), x, 1, draws=399, seed=k) for k in range(200)]
    assert 0.01 <= np.mean(np.array(p) < 0.05) <= 0.10
    assert wild_bootstrap(x[:, 1] + 0.1 * rng.normal(size=16), x, 1, draws=999) <= 0.01


def test_holm_by_hand_and_without_the_unknown():
    assert holm([0.01, float("nan"), 0.02, 0.5])[[0, 2, 3]].tolist() == pytest.approx([0.03, 0.04, 0.5])
    assert np.isnan(holm([float("nan")]))[0]


def test_regressions_name_what_cannot_be():
    with pytest.raises(ArrayError, match=r"y\[1\]"):
        least_squares([1.0, float("nan"), 2.0], np.ones((3, 1)))
    with pytest.raises(ArrayError, match="rank"):
        least_squares([1.0, 2.0, 3.0], np.ones((3, 2)))
    with pytest.raises(ArrayError, match="more than 2 rows"):
        least_squares([1.0, 2.0], np.eye(2))
