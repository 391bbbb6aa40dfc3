"""Covering and the p-centre against published answers and enumeration."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from tests.methods.siting_cases import ORLIB, choices, nearest, orlib, san_francisco, small
from tongcheng.methods.siting import Unreachable, max_cover, p_centre, set_cover
from tongcheng.methods.siting.classes import merge

SEEDS = st.integers(0, 2**32 - 1)

#: Optimal p-centres of the OR-Library graphs (Daskin 2000; Elloumi, Labbé & Pochet 2004).
CENTRES = {"pmed1": 127, "pmed2": 98, "pmed3": 93, "pmed6": 84, "pmed7": 64, "pmed11": 59, "pmed12": 51, "pmed16": 47}


def test_san_francisco_within_5000_m() -> None:
    metres, people, _, _ = san_francisco()
    fewest = set_cover(metres, reach=5000)
    assert (fewest.objective, fewest.proven) == (8, True)
    assert (fewest.cost <= 5000).all()
    most = max_cover(metres, people, 4, reach=5000)
    assert (most.objective, most.proven) == (875_247, True)
    assert (most.assignment < 0).sum() == 21


@pytest.mark.parametrize("name", CENTRES)
def test_orlib_centres(name) -> None:
    answer = p_centre(orlib(name), None, int(ORLIB.p[name]))
    assert (answer.objective, answer.bound, answer.proven) == (CENTRES[name], CENTRES[name], True)


def drawn(seed: int) -> tuple[np.ndarray, np.ndarray, list[int], list[int], int]:
    cost, weight = small(seed, holes=0.25)
    random = np.random.default_rng(seed)
    order = random.permutation(cost.shape[1])
    kept, forbidden = sorted(order[: random.integers(0, 2)]), sorted(order[2 : 2 + random.integers(0, 2)])
    return cost, weight, kept, forbidden, int(random.integers(max(1, len(kept)), cost.shape[1] - len(forbidden) + 1))


@given(SEEDS, st.floats(2, 40))
@settings(max_examples=60, deadline=None)
def test_most_reached_by_enumeration(seed, reach) -> None:
    cost, weight, kept, forbidden, p = drawn(seed)
    best = max(weight[nearest(cost, choice) <= reach].sum() for choice in choices(cost.shape[1], p, kept, forbidden))
    answer = max_cover(cost, weight, p, reach=reach, kept=kept, forbidden=forbidden)
    assert answer.objective == best
    assert answer.proven
    assert answer.sites.size == p
    assert set(kept) <= set(answer.sites)
    assert not set(forbidden) & set(answer.sites)
    assert weight[answer.assignment >= 0].sum() == best


@given(SEEDS, st.floats(5, 60))
@settings(max_examples=60, deadline=None)
def test_fewest_sites_by_enumeration(seed, reach) -> None:
    cost, weight, kept, forbidden, _ = drawn(seed)
    sites = cost.shape[1]
    works = [
        len(choice)
        for count in range(max(1, len(kept)), sites - len(forbidden) + 1)
        for choice in choices(sites, count, kept, forbidden)
        if (nearest(cost, choice)[weight > 0] <= reach).all()
    ]
    if not works:
        with pytest.raises(Unreachable, match="no usable site within"):
            set_cover(cost, weight, reach=reach, kept=kept, forbidden=forbidden)
        return
    answer = set_cover(cost, weight, reach=reach, kept=kept, forbidden=forbidden)
    expected = min(works) if (weight > 0).any() else len(kept)
    assert answer.objective == expected
    assert answer.proven


@given(SEEDS)
@settings(max_examples=60, deadline=None)
def test_centre_by_enumeration(seed) -> None:
    cost, weight, kept, forbidden, p = drawn(seed)
    weight[0] = 1.0
    best = min(nearest(cost, choice)[weight > 0].max() for choice in choices(cost.shape[1], p, kept, forbidden))
    if np.isinf(best):
        with pytest.raises(Unreachable):
            p_centre(cost, weight, p, kept=kept, forbidden=forbidden)
        return
    answer = p_centre(cost, weight, p, kept=kept, forbidden=forbidden)
    assert answer.objective == best
    assert answer.proven
    assert answer.sites.size == p


def test_borders_and_sparse_costs() -> None:
    random = np.random.default_rng(2)
    cost = random.uniform(1, 60, (80, 15))
    weight = random.integers(1, 9, 80).astype(float)
    apart = (np.arange(80) % 2)[:, None] == np.arange(15) % 2
    rows, columns = np.nonzero(cost <= 30)
    pairs = sparse.csr_array((cost[rows, columns], (rows, columns)), shape=cost.shape)
    closed = max_cover(cost, weight, 3, reach=15, allowed=apart)
    opened = max_cover(cost, weight, 3, reach=15)
    assert closed.objective < opened.objective
    assert max_cover(pairs, weight, 3, reach=15, allowed=apart).objective == closed.objective
    assert max_cover(pairs, weight, 3, reach=15).objective == opened.objective


def test_who_is_out_of_reach_is_named_with_what_would_reach_them() -> None:
    cost = np.array([[3.0, 9.0], [8.0, 12.0]])
    with pytest.raises(Unreachable, match=r"'b' \(nearest site 'x' at 8\). Set the reach to 8, add a site") as error:
        set_cover(cost, reach=5, demand_ids=["a", "b"], site_ids=["x", "y"])
    assert error.value.nearest_site.tolist() == [0]


@pytest.mark.parametrize("limit", [None, 20.0])
def test_a_large_problem_by_search_agrees_with_the_programme(monkeypatch, limit) -> None:
    random = np.random.default_rng(8)
    home, site = random.random((600, 2)), random.random((60, 2))
    cost, weight = np.linalg.norm(home[:, None] - site, axis=2), random.integers(1, 500, 600).astype(float)
    exact = max_cover(cost, weight, 9, reach=0.13, kept=[3], forbidden=[5])
    assert exact.proven
    monkeypatch.setattr("tongcheng.methods.siting.cover_search._WHOLE", 0)
    searched = max_cover(cost, weight, 9, reach=0.13, kept=[3], forbidden=[5], time_limit_s=limit)
    assert searched.objective <= exact.objective <= searched.bound
    assert searched.gap < 0.01
    assert 3 in searched.sites
    assert 5 not in searched.sites
    assert searched.proven or limit is None


def test_where_everybody_is_reached_nothing_is_left_to_prove(monkeypatch) -> None:
    monkeypatch.setattr("tongcheng.methods.siting.cover_search._WHOLE", 0)
    random = np.random.default_rng(8)
    home, site = random.random((600, 2)), random.random((60, 2))
    cost = np.linalg.norm(home[:, None] - site, axis=2)
    weight = random.integers(1, 500, 600).astype(float)
    answer = max_cover(cost, weight, 40, reach=0.13)
    assert answer.objective == weight[cost.min(axis=1) <= 0.13].sum()
    assert answer.proven


def test_a_bound_is_above_what_is_reached() -> None:
    random = np.random.default_rng(0)
    cost, weight = random.uniform(0, 60, (120, 40)), random.integers(1, 99, 120).astype(float)
    told = []
    answer = max_cover(
        cost, weight, 8, reach=6, progress=lambda progress: bool(told.append(progress)) or len(told) > 2
    )
    assert answer.bound >= answer.objective
    full = max_cover(cost, weight, 8, reach=6)
    assert answer.objective <= full.objective <= answer.bound


@given(SEEDS)
@settings(max_examples=40, deadline=None)
def test_merging_keeps_every_row(seed) -> None:
    random = np.random.default_rng(seed)
    covers = sparse.csr_array((random.random((40, 4)) < 0.5).astype(float))
    classes = merge(covers)
    np.testing.assert_array_equal(classes.covers.toarray()[classes.of], covers.toarray())
    assert len(np.unique(classes.covers.toarray(), axis=0)) == classes.covers.shape[0]


def test_a_short_limit_still_gives_a_choice_and_a_bound() -> None:
    random = np.random.default_rng(1)
    cost, weight = random.uniform(0, 60, (400, 80)), random.integers(1, 99, 400).astype(float)
    most = max_cover(cost, weight, 8, reach=6, time_limit_s=0.001)
    assert most.objective == weight[most.assignment >= 0].sum() <= most.bound
    fewest = set_cover(cost, reach=9, time_limit_s=0.001)
    assert (fewest.cost <= 9).all()
    assert fewest.bound <= fewest.objective


def test_the_reach_that_is_advised_is_that_of_usable_sites() -> None:
    cost = np.array([[9.0, 6.0], [1.0, 1.0]])
    with pytest.raises(Unreachable, match=r"\(nearest site 1 at 6\). Set the reach to 9,"):
        set_cover(cost, reach=5, forbidden=[1])
    with pytest.raises(Unreachable, match=r"\(nearest site 1 at 6\). Add a site"):
        set_cover(cost, reach=5, forbidden=[1], allowed=np.array([[False, True], [True, True]]))
