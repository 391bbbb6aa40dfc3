"""Cooperative games against published cases, closed forms and the axioms."""

from __future__ import annotations

import json
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tongcheng.methods.games import (
    core_test,
    game_of,
    least_core,
    separable_cost_remaining_benefit,
    shapley,
    shapley_sampled,
    talmud,
)

#: Recomputed from the characteristic functions of the papers that it names.
KNOWN = json.loads((Path(__file__).parent / "data/costshare/reference.json").read_text(encoding="utf-8"))


def games(players: int) -> st.SearchStrategy[np.ndarray]:
    values = arrays(np.float64, (1 << players) - 1, elements=st.floats(0, 1000, width=32))
    return values.map(lambda rest: np.r_[0.0, rest])


def tva() -> np.ndarray:
    return game_of("NFP", {frozenset(key): value for key, value in KNOWN["tva"]["c"].items()})


def test_the_tennessee_valley_authority() -> None:
    assert dict(zip("NFP", shapley(tva()), strict=True)) == pytest.approx(KNOWN["tva"]["shapley"])
    assert core_test(tva(), shapley(tva()), cost=True).stable


def test_the_tennessee_valley_by_separable_costs() -> None:
    """Straffin and Heaney 1981, table 2: alternative cost avoided 117,476, 99,157, 195,951."""
    shares = separable_cost_remaining_benefit(tva(), np.full(3, np.inf))
    assert shares.round().tolist() == [117476, 99157, 195951]


def test_the_airport_has_a_closed_form() -> None:
    alone = KNOWN["airport"]["stand_alone"]
    names = list(alone)
    costs = {
        frozenset(n for k, n in enumerate(names) if bits >> k & 1): max(
            alone[n] for k, n in enumerate(names) if bits >> k & 1
        )
        for bits in range(1, 16)
    }
    assert shapley(game_of(names, costs)) == pytest.approx(list(KNOWN["airport"]["shapley_closed_form"].values()))


@pytest.mark.parametrize("estate", [100, 200, 300])
def test_the_talmud(estate: int) -> None:
    assert talmud(np.array([100.0, 200.0, 300.0]), estate) == pytest.approx(KNOWN["talmud"][f"estate_{estate}"])


@given(game=games(4))
@settings(deadline=None, max_examples=40)
def test_shapley_is_the_mean_over_all_orders(game: np.ndarray) -> None:
    slow = np.zeros(4)
    for order in permutations(range(4)):
        bits = 0
        for player in order:
            slow[player] += game[bits | 1 << player] - game[bits]
            bits |= 1 << player
    assert shapley(game) == pytest.approx(slow / 24, abs=1e-9)
    assert shapley(game).sum() == pytest.approx(game[-1])


@given(game=games(5), other=games(5))
@settings(deadline=None, max_examples=40)
def test_shapley_adds_up_over_games(game: np.ndarray, other: np.ndarray) -> None:
    assert shapley(game + other) == pytest.approx(shapley(game) + shapley(other), abs=1e-6)


def test_who_adds_nothing_gets_nothing() -> None:
    game = np.array([float(bits & 3) for bits in range(8)])
    assert shapley(game)[2] == 0


def test_drawn_orders_cover_the_exact_value_and_add_up() -> None:
    source = np.random.default_rng(5)
    misses = 0
    for seed in range(20):
        game = np.r_[0.0, source.uniform(0, 100, 255)]
        sampled = shapley_sampled(lambda bits, game=game: game[bits], 8, samples=300, seed=seed)
        exact = shapley(game)
        assert sampled.share.sum() == pytest.approx(game[-1])
        misses += int(((exact < sampled.low) | (exact > sampled.high)).sum())
    assert misses <= 0.12 * 160  # 95 % intervals miss about 8 of 160


@given(game=games(4))
@settings(deadline=None, max_examples=40)
def test_the_least_core_is_in_the_core_exactly_when_there_is_one(game: np.ndarray) -> None:
    loss, shares = least_core(game, cost=True)
    scale = max(1.0, abs(game).max())
    test = core_test(game, shares, cost=True, tolerance=1e-6)
    assert shares.sum() == pytest.approx(game[-1], abs=1e-6 * scale)
    assert test.stable == (loss <= 1e-6 * max(abs(game[-1]), 1.0)) or abs(loss) < 1e-5 * scale
    inside = np.array([[bits >> k & 1 for k in range(4)] for bits in range(1, 15)])
    assert (inside @ shares - game[1:15]).max() == pytest.approx(loss, abs=1e-5 * scale)


def test_a_coalition_that_would_do_better_alone_is_named() -> None:
    costs = game_of("ab", {frozenset("a"): 10, frozenset("b"): 30, frozenset("ab"): 36})
    found = core_test(costs, np.array([12.0, 24.0]), cost=True)
    assert (found.stable, found.blocking, found.excess) == (False, (1,), (2.0,))
    assert core_test(-costs, np.array([-12.0, -24.0]), cost=False).blocking == (1,)


@given(
    claims=arrays(np.float64, 4, elements=st.floats(0, 1000, width=32)),
    part=st.floats(0, 1),
)
@settings(deadline=None, max_examples=60)
def test_the_talmud_divides_all_and_is_its_own_dual(claims: np.ndarray, part: float) -> None:
    total = float(claims.sum())
    estate = part * total
    shares = talmud(claims, estate)
    assert shares.sum() == pytest.approx(estate, abs=1e-6)
    assert (shares <= claims + 1e-9).all()
    assert claims - talmud(claims, max(total - estate, 0.0)) == pytest.approx(shares, abs=1e-6)


def test_bad_games_are_named() -> None:
    with pytest.raises(ValueError, match=r"a\+b"):
        game_of("ab", {frozenset("a"): 1, frozenset("b"): 1})
    with pytest.raises(ValueError, match=r"2\*\*n"):
        shapley(np.zeros(3))
    with pytest.raises(ValueError, match="add up"):
        core_test(np.array([0.0, 1.0, 1.0, 2.0]), np.array([1.0, 2.0]), cost=True)
    with pytest.raises(ValueError, match="too many"):
        shapley(np.zeros(1 << 13))
    with pytest.raises(ValueError, match="cannot be divided"):
        talmud(np.array([1.0, 1.0]), 3.0)
