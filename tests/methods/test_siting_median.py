"""The p-median against published optima, enumeration and what must hold whatever the numbers are."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from tests.methods.siting_cases import ORLIB, choices, nearest, orlib, san_francisco, small
from tongcheng.methods.checks import ArrayError
from tongcheng.methods.siting import Unreachable, max_cover, p_centre, p_median

SEEDS = st.integers(0, 2**32 - 1)


@pytest.mark.parametrize("name", ORLIB.index)
def test_orlib_problems_are_proven(name) -> None:
    answer = p_median(orlib(name), None, int(ORLIB.p[name]))
    assert answer.objective == ORLIB.optimum[name]
    assert answer.bound == ORLIB.optimum[name]
    assert answer.proven


def test_san_francisco() -> None:
    metres, people, _, stores = san_francisco()
    answer = p_median(metres, people, 4, site_ids=stores)
    assert answer.objective / people.sum() == pytest.approx(2982.1268579890657, rel=1e-14)
    assert answer.proven
    np.testing.assert_array_equal(answer.cost, metres[np.arange(205), answer.assignment])
    assert list(answer.site_ids) == list(stores[answer.sites])


@given(SEEDS)
@settings(max_examples=80, deadline=None)
def test_against_enumeration(seed) -> None:
    cost, weight = small(seed, holes=0.3)
    random = np.random.default_rng(seed)
    sites = cost.shape[1]
    order = random.permutation(sites)
    kept, forbidden = sorted(order[: random.integers(0, 2)]), sorted(order[2 : 2 + random.integers(0, 2)])
    p = int(random.integers(max(1, len(kept)), sites - len(forbidden) + 1))
    served = weight > 0
    totals = {
        tuple(choice): (weight[served] * nearest(cost, choice)[served]).sum()
        for choice in choices(sites, p, kept, forbidden)
    }
    best = min(totals.values())
    if np.isinf(best):
        with pytest.raises(Unreachable) as error:
            p_median(cost, weight, p, kept=kept, forbidden=forbidden)
        assert error.value.demands.size
        assert (weight[error.value.demands] > 0).all()
        return
    answer = p_median(cost, weight, p, kept=kept, forbidden=forbidden)
    assert answer.objective == pytest.approx(best)
    assert totals[tuple(answer.sites)] == pytest.approx(best)
    assert answer.bound <= answer.objective
    assert answer.proven


def plane(seed: int, demands: int, sites: int) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    home, site = random.random((demands, 2)), random.random((sites, 2))
    return np.linalg.norm(home[:, None] - site, axis=2) * 60, random.integers(1, 500, demands).astype(float)


@given(SEEDS)
@settings(max_examples=10, deadline=None)
def test_more_sites_and_open_borders_never_hurt_and_kept_sites_stay(seed) -> None:
    cost, weight = plane(seed, 120, 25)
    home, site = np.arange(120) % 3, np.arange(25) % 3
    apart = home[:, None] == site
    closed = p_median(cost, weight, 6, allowed=apart)
    assert (home == site[closed.assignment]).all()
    free = p_median(cost, weight, 6)
    assert free.objective <= closed.objective
    assert p_median(cost, weight, 7).objective <= free.objective
    unwanted = np.setdiff1d(np.arange(25), free.sites)[:2]
    kept = p_median(cost, weight, 6, kept=unwanted)
    assert set(unwanted) <= set(kept.sites)
    assert kept.objective >= free.objective
    for answer in (closed, free, kept):
        assert answer.bound <= answer.objective
        assert answer.proven


def test_sparse_and_dense_say_the_same() -> None:
    cost, weight = plane(3, 60, 12)
    cost[cost > 35] = np.nan
    allowed = np.add.outer(np.arange(60), np.arange(12)) % 5 > 0
    rows, columns = np.nonzero(np.isfinite(cost))
    pairs = sparse.csr_array((cost[rows, columns], (rows, columns)), shape=cost.shape)
    one = p_median(cost, weight, 4, allowed=allowed)
    two = p_median(pairs, weight, 4, allowed=sparse.csr_array(allowed))
    np.testing.assert_array_equal(one.assignment, two.assignment)
    assert one.objective == two.objective


def test_a_large_matrix_has_cut_lists_and_an_honest_bound(monkeypatch) -> None:
    cost, weight = plane(5, 400, 150)
    exact = p_median(cost, weight, 25)
    assert exact.proven
    monkeypatch.setattr("tongcheng.methods.siting.median.WHOLE", 100)
    monkeypatch.setattr("tongcheng.methods.siting.nearby.WHOLE", 100)
    rough = p_median(cost, weight, 25)
    assert rough.bound <= exact.objective * (1 + 1e-9)
    assert exact.objective <= rough.objective * (1 + 1e-9)
    assert 0 <= rough.gap < 0.02
    again = p_median(cost, weight, 25)
    assert (again.objective, again.bound) == (rough.objective, rough.bound)


def test_a_stop_gives_the_answer_so_far_with_its_gap() -> None:
    cost = orlib("pmed16")
    told = []
    answer = p_median(cost, None, 5, progress=lambda progress: bool(told.append(progress)) or len(told) == 2)
    assert len(told) == 2
    assert answer.bound <= 8162 <= answer.objective
    assert not answer.proven
    short = p_median(cost, None, 5, time_limit_s=0.0)
    assert short.bound <= 8162 <= short.objective


def test_who_cannot_be_served_is_named_with_the_nearest_site() -> None:
    cost = np.array([[1.0, 9.0], [8.0, 2.0], [7.0, np.nan]])
    allowed = np.array([[True, True], [True, True], [False, True]])
    with pytest.raises(
        Unreachable, match=r"1 of 3 demands can use no site: 'far' \(nearest site 'A' at 7\). Add"
    ) as error:
        p_median(cost, None, 1, allowed=allowed, demand_ids=["x", "y", "far"], site_ids=["A", "B"])
    assert error.value.ids == ("far",)
    assert error.value.nearest.tolist() == [7.0]


def test_too_few_sites_are_said_with_the_number_that_would_do() -> None:
    cost = np.where(np.eye(4, dtype=bool), 1.0, np.nan)
    with pytest.raises(Unreachable, match=r"3 sites cannot serve everybody.*Open at least 4 sites"):
        p_median(cost, [5, 5, 5, 1], 3)
    answer = p_median(cost, [5, 5, 5, 0], 3)
    assert answer.assignment.tolist() == [0, 1, 2, -1]
    assert np.isnan(answer.cost[3])


@pytest.mark.parametrize("sparsely", [False, True])
def test_an_endless_way_is_no_way(sparsely) -> None:
    whole = np.where(np.arange(6)[:, None] // 2 == np.arange(6) // 2, 1.0, np.inf)  # three pairs of villages
    rows, columns = np.indices(whole.shape).reshape(2, -1)
    cost = sparse.csr_array((whole.ravel(), (rows, columns)), shape=whole.shape) if sparsely else whole
    with pytest.raises(Unreachable, match=r"2 sites cannot serve everybody.*Open at least 3 sites"):
        p_median(cost, None, 2)
    assert p_median(cost, None, 3).objective == 6.0
    assert p_centre(cost, None, 3).objective == 1.0
    assert max_cover(cost, None, 2, reach=np.inf).objective == 4.0


def test_inputs_are_not_changed() -> None:
    cost, weight = small(4)
    before = cost.copy(), weight.copy()
    p_median(cost, weight, 2, allowed=np.ones(cost.shape, bool))
    np.testing.assert_array_equal(cost, before[0])
    np.testing.assert_array_equal(weight, before[1])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"weight": [1, -2, 1]}, r"weight\[1\]"),
        ({"weight": [1, 1]}, "weight must be an array of shape"),
        ({"p": 3}, "p must be an index that exists .1 to 2"),
        ({"kept": [5]}, r"kept\[0\]"),
        ({"kept": [0], "forbidden": [0]}, r"forbidden\[0\]"),
        ({"cost": [[1.0, -1.0], [1, 1], [1, 1]]}, r"cost\[0, 1\]"),
        ({"allowed": np.ones((2, 2), bool)}, "allowed must be an array of shape"),
        ({"site_ids": ["only"]}, "site_ids"),
    ],
)
def test_what_is_wrong_is_named(change, message) -> None:
    given = {"cost": np.ones((3, 2)), "weight": None, "p": 1} | change
    with pytest.raises(ArrayError, match=message):
        p_median(given.pop("cost"), given.pop("weight"), given.pop("p"), **given)
