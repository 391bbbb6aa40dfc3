"""SMAA-2 against exact areas of the weight triangle, TOPSIS against published cases, and what must hold of both."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from shapely.ops import split

from tongcheng.methods.checks import ArrayError
from tongcheng.methods.smaa import even_weights, smaa, swap_weight, topsis

CASES = json.loads((Path(__file__).parent / "data/topsis/cases.json").read_text(encoding="utf-8"))

tables = arrays(np.float64, st.tuples(st.integers(2, 7), st.just(3)), elements=st.integers(0, 8).map(float))


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_topsis_as_published(case: dict) -> None:
    found = topsis(case["values"], case["weights"], case["better"])
    assert found == pytest.approx(case["closeness"], abs=1e-3)  # the books round on the way


@settings(deadline=None, max_examples=60)
@given(tables, st.lists(st.floats(0.1, 5), min_size=3, max_size=3), st.lists(st.booleans(), min_size=3, max_size=3))
def test_topsis_step_by_step(values: np.ndarray, weights: list[float], less: list[bool]) -> None:
    found = topsis(values, weights, ["less" if one else "more" for one in less])
    rows = [list(row) for row in values]
    weighted = []
    for row in rows:
        lengths = [sum(other[c] ** 2 for other in rows) ** 0.5 for c in range(3)]
        weighted.append([weights[c] / sum(weights) * (row[c] / lengths[c] if lengths[c] else 0.0) for c in range(3)])
    best = [(min if less[c] else max)(row[c] for row in weighted) for c in range(3)]
    worst = [(max if less[c] else min)(row[c] for row in weighted) for c in range(3)]
    for place, row in enumerate(weighted):
        far, near = (sum((row[c] - end[c]) ** 2 for c in range(3)) ** 0.5 for end in (best, worst))
        if far + near > 0:
            assert found[place] == pytest.approx(near / (far + near), abs=1e-9)
        else:
            assert np.isnan(found[place])


def exact_shares(values: np.ndarray) -> np.ndarray:
    """Cut the triangle of all weights where any two alternatives are worth the same, and rank inside each piece."""
    triangle = shapely.Polygon([(0, 0), (1, 0), (0, 1)])  # weights of the first two criteria
    pieces = [triangle]
    for one in range(len(values)):
        for other in range(one):
            gap = values[one] - values[other]
            a, b, c = gap[0] - gap[2], gap[1] - gap[2], gap[2]
            if a == 0 and b == 0:
                continue
            foot = -c * np.array([a, b]) / (a * a + b * b)
            along = 9.0 * np.array([-b, a]) / np.hypot(a, b)
            line = shapely.LineString([foot - along, foot + along])
            pieces = [part for piece in pieces for part in split(piece, line).geoms]
    shares = np.zeros((len(values), len(values)))
    for piece in pieces:
        inside = piece.representative_point()
        score = values @ np.array([inside.x, inside.y, 1 - inside.x - inside.y])
        for place in range(len(values)):
            shares[place, int((score > score[place] + 1e-12).sum())] += piece.area / triangle.area
    return shares


@settings(deadline=None, max_examples=25)
@given(tables)
def test_acceptability_is_the_area_of_the_weights(values: np.ndarray) -> None:
    found = smaa(values, samples=4_000, seed=7).shares()
    assert np.abs(found - exact_shares(values)).max() < 0.05


def test_the_area_itself() -> None:
    assert exact_shares(np.eye(3))[:, 0].tolist() == pytest.approx([1 / 3] * 3)
    compromise = np.vstack([np.eye(3), [0.5, 0.5, 0.5]])
    # The corners keep the weights above one half: a quarter of the triangle each... and the compromise the last quarter.
    assert exact_shares(compromise)[:, 0].tolist() == pytest.approx([0.25] * 4)
    found = smaa(compromise, samples=20_000, seed=1)
    assert found.shares()[:, 0].tolist() == pytest.approx([0.25] * 4, abs=0.02)
    assert found.central_weights()[3].tolist() == pytest.approx([1 / 3] * 3, abs=0.02)
    assert found.shares()[3, 1] > 0.5  # never worse than second where it is not first: the compromise of SMAA-2


def test_ranks_as_counted_one_by_one() -> None:
    values = np.random.default_rng(3).integers(0, 5, (40, 4)).astype(float)
    weights = even_weights(4, 200, seed=5)
    found = smaa(values, weights=weights, seed=5)
    for weight, ranks in zip(weights, found.ranks, strict=True):
        score = values @ weight
        slow = [1 + sum(other > own + 1e-12 for other in score) for own in score]
        assert np.abs(ranks - slow).max() == 0 or np.abs(np.diff(np.sort(score))).min() < 1e-9
    assert found.shares(3).tolist() == found.shares()[:, :3].tolist()
    assert found.within(3).tolist() == pytest.approx(found.shares(3).sum(axis=1).tolist())


@settings(deadline=None, max_examples=20)
@given(st.integers(1, 60), st.sampled_from([0.5, 0.8, 0.9, 1.0]))
def test_the_interval_is_numpy_s_quantile(samples: int, share: float) -> None:
    found = smaa(np.random.default_rng(1).random((9, 3)), samples=samples, seed=samples)
    ends = [(1 - share) / 2, 0.5, (1 + share) / 2]
    wanted = np.quantile(found.ranks, np.round(ends, 12), axis=0, method="inverted_cdf")
    assert np.array(found.interval(share)).tolist() == wanted.tolist()


def test_who_is_worse_in_everything_is_never_before() -> None:
    values = np.array([[3.0, 2.0, 2.0], [1.0, 1.0, 1.0], [2.0, 3.0, 1.5]])
    found = smaa(values, samples=2_000, seed=1)
    assert found.ahead(0, 1) == 1
    assert found.shares()[1].tolist() == [0, 0, 1]
    assert np.isnan(found.central_weights()[1]).all()
    assert found.ahead(0, 2) == pytest.approx(1 - found.ahead(2, 0))


def test_equal_alternatives_share_the_better_rank() -> None:
    found = smaa([[1.0, 2.0], [1.0, 2.0], [0.0, 0.0]], samples=50, seed=1)
    assert found.ranks.tolist() == [[1, 1, 3]] * 50
    assert found.ahead(0, 1) == 0.5


def test_an_unknown_value_is_drawn_from_the_known_ones() -> None:
    found = smaa([[0.0, 1.0], [1.0, 1.0], [np.nan, 1.0]], weights=np.tile([1.0, 0.0], (20_000, 1)), seed=2)
    assert found.ranks[:, 2].min() == 1
    assert found.shares()[2, 0] == pytest.approx(0.5, abs=0.02)  # as good as the better one half of the time
    assert found.shares()[2, 1] == pytest.approx(0.5, abs=0.02)  # else second, equal to the worse one: never a nought


def test_a_range_is_drawn_evenly() -> None:
    values = np.array([[0.5, 0.0], [0.25, 0.0]])
    found = smaa(values, [[0.0, 0.0], [np.nan, 0.0]], [[1.0, 0.0], [np.nan, 0.0]], samples=20_000, seed=4)
    assert found.ahead(0, 1) == pytest.approx(0.75, abs=0.01)


def test_the_same_seed_gives_the_same_ranks_and_no_input_changes() -> None:
    values = np.random.default_rng(0).random((300, 3))
    before = values.copy()
    one, two = (smaa(values, values - 0.1, values + 0.1, samples=700, seed=9) for _ in range(2))
    assert (one.ranks == two.ranks).all()
    assert (values == before).all()
    assert (one.ranks != smaa(values, values - 0.1, values + 0.1, samples=700, seed=10).ranks).any()


@settings(deadline=None, max_examples=80)
@given(*(st.lists(st.floats(0, 1), min_size=3, max_size=3) for _ in range(2)), st.integers(0, 2))
def test_beyond_the_swap_weight_the_order_turns(one: list[float], other: list[float], criterion: int) -> None:
    now = np.array([0.5, 0.3, 0.2])
    found = swap_weight(one, other, now, criterion)
    assume(not np.isnan(found))
    rest = np.delete(now, criterion) / np.delete(now, criterion).sum()

    def gap(weight: float) -> float:
        weights = np.insert((1 - weight) * rest, criterion, weight)
        return float((np.array(one) - np.array(other)) @ weights)

    assert gap(found) == pytest.approx(0, abs=1e-9)
    step = min(found, 1 - found) / 2
    assert gap(found - step) * gap(found + step) <= 1e-12


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: topsis([[1, 2]], [0, 0]), "weights must be a number above 0, found a sum of 0"),
        (lambda: topsis([[1, 2]], [1, 1], ["more", "most"]), "better must be one of more, less"),
        (lambda: topsis([[1, np.nan]], [1, 1]), r"values\[0, 1\]"),
        (lambda: smaa([[1.0, 2.0]], [[2.0, 0.0]], seed=1), r"values\[0, 0\] must be within its range"),
        (lambda: smaa([[1.0, np.nan]], seed=1), r"values\[1\] must be a known number, found nothing known"),
        (lambda: smaa([[1.0, 2.0]], weights=np.ones((5, 3)), seed=1), "weights must be an array of shape"),
    ],
)
def test_bad_input_is_named(call, said: str) -> None:
    with pytest.raises(ArrayError, match=said):
        call()
