"""Mixed-integer programmes against enumeration, scipy and planted conflicts."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse
from scipy.optimize import linprog

from tongcheng.methods.mip import Columns, Progress, Rows, solve_mip


@st.composite
def programmes(draw):
    seed = draw(st.integers(0, 2**32 - 1))
    random = np.random.default_rng(seed)
    columns, rows = draw(st.integers(1, 8)), draw(st.integers(1, 4))
    return random.integers(-9, 10, columns), random.integers(-4, 6, (rows, columns)), random.integers(-2, 9, rows)


@given(programmes())
@settings(max_examples=60, deadline=None)
def test_binary_programmes_by_enumeration(programme) -> None:
    cost, matrix, limit = programme
    points = np.array(list(itertools.product([0, 1], repeat=cost.size)))
    allowed = points[(points @ matrix.T <= limit).all(axis=1)]
    build = Columns("build", cost, upper=1, integer=True)
    answer = solve_mip([build], [Rows("limit", {"build": sparse.csr_array(matrix)}, upper=limit)])
    if allowed.size == 0:
        assert answer.status == "infeasible"
        chosen = [conflict.position for conflict in answer.conflicts]
        exclude = [~(points @ matrix[[row]].T <= limit[[row]]).all(axis=1) for row in chosen]
        assert np.any(exclude, axis=0).all()  # together they exclude every point
        for row in range(len(chosen)):  # and none can be spared
            rest = exclude[:row] + exclude[row + 1 :]
            assert not rest or not np.any(rest, axis=0).all()
    else:
        assert answer.proven
        assert answer.objective == (allowed @ cost).min()
        assert answer.bound <= answer.objective + 1e-6


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=30, deadline=None)
def test_linear_programmes_as_scipy_with_prices(seed) -> None:
    random = np.random.default_rng(seed)
    cost, matrix, need = random.uniform(1, 5, 6), random.uniform(0, 3, (4, 6)), random.uniform(1, 9, 4)
    theirs = linprog(cost, A_ub=-matrix, b_ub=-need, bounds=(0, 50))
    ours = solve_mip([Columns("x", cost, upper=50)], [Rows("need", {"x": matrix}, lower=need)])
    if theirs.status == 2:
        assert ours.status == "infeasible"
        return
    assert ours.objective == pytest.approx(theirs.fun)
    assert ours.gap == 0
    np.testing.assert_allclose(ours.prices["need"], -theirs.ineqlin.marginals, atol=1e-7)


def test_groups_keep_their_names_and_two_groups_may_share_a_row() -> None:
    roads = Columns("roads", [3, 2], upper=1, integer=True, ids=["a", "b"])
    schools = Columns("schools", [4], upper=2, integer=True)
    money = Rows("money", {"roads": np.array([[2, 1]]), "schools": np.array([[2]])}, upper=5)
    answer = solve_mip([roads, schools], [money], maximise=True)
    assert {name: value.tolist() for name, value in answer.values.items()} == {"roads": [0, 1], "schools": [2]}
    assert answer.objective == 10


def test_a_conflict_among_thousands_is_named_by_id() -> None:
    count = 2000
    build = Columns("build", np.ones(count), upper=1, integer=True)
    steps = sparse.eye_array(count - 1, count) - sparse.eye_array(count - 1, count, k=1)
    order = Rows("order", {"build": steps.tocsr()}, lower=0, ids=[f"{i}→{i + 1}" for i in range(count - 1)])
    first = Rows("never", {"build": sparse.csr_array(([1.0], ([0], [700])), shape=(1, count))}, upper=0, ids=["700"])
    last = Rows(
        "promised", {"build": sparse.csr_array(([1.0], ([0], [703])), shape=(1, count))}, lower=1, ids=["703"]
    )
    answer = solve_mip([build], [order, first, last])
    named = [conflict.id for conflict in answer.conflicts]
    assert named == ["700→701", "701→702", "702→703", "700", "703"]


def test_a_conflict_of_whole_numbers_only() -> None:
    pair = Columns("x", [0, 0, 0], upper=1, integer=True)
    odd = Rows("odd", {"x": np.array([[2, 2, 0], [0, 0, 1]])}, lower=[1, 0], upper=[1, 1], ids=["odd", "free"])
    answer = solve_mip([pair], [odd])
    assert [conflict.id for conflict in answer.conflicts] == ["odd"]


def test_unbounded_is_said() -> None:
    assert solve_mip([Columns("x", [-1.0])], [Rows("r", {"x": np.array([[1.0]])}, lower=0)]).status == "unbounded"


def hard(seed: int = 1) -> tuple[list[Columns], list[Rows]]:
    """A market split: no good answer is easy to prove."""
    random = np.random.default_rng(seed)
    matrix = random.integers(1, 100, (5, 40)).astype(float)
    slack = sparse.eye_array(5)
    return (
        [
            Columns("x", np.zeros(40), upper=1, integer=True),
            Columns("over", np.ones(5)),
            Columns("under", np.ones(5)),
        ],
        [
            Rows(
                "half",
                {"x": matrix, "over": -slack, "under": slack},
                matrix.sum(axis=1) // 2,
                matrix.sum(axis=1) // 2,
            )
        ],
    )


def test_a_time_limit_gives_the_incumbent_and_its_bound() -> None:
    answer = solve_mip(*hard(), time_limit_s=0.5)
    assert answer.status == "feasible"
    assert answer.bound < answer.objective
    assert answer.gap > 0
    assert not answer.proven
    assert answer.seconds < 5


def test_a_limit_of_branches_is_repeatable() -> None:
    one, two = (solve_mip(*hard(), max_nodes=50) for _ in range(2))
    assert one.status == "feasible"
    assert (one.objective, one.bound) == (two.objective, two.bound)


def test_the_search_tells_its_progress_and_can_be_stopped() -> None:
    seen: list[Progress] = []

    def listen(progress: Progress) -> bool:
        seen.append(progress)
        return progress.bound <= progress.objective  # both are known

    answer = solve_mip(*hard(), time_limit_s=20, progress=listen)
    assert answer.status == "feasible"
    assert answer.seconds < 10
    assert np.isfinite(seen[-1].objective)
    assert len(seen) > 1


def test_an_error_in_the_listener_is_raised() -> None:
    def fail(progress: Progress) -> bool:
        raise KeyError("listener")

    with pytest.raises(KeyError, match="listener"):
        solve_mip(*hard(), time_limit_s=20, progress=fail)


def test_a_start_is_used() -> None:
    columns, rows = hard()
    first = solve_mip(columns, rows, time_limit_s=0.5)
    seen: list[Progress] = []
    solve_mip(columns, rows, start=first.values, progress=lambda p: bool(seen.append(p)), time_limit_s=0.3)
    assert seen[0].objective <= first.objective + 1e-6


def test_a_start_does_not_mislead() -> None:
    """A covering problem of which HiGHS 1.16, given this start, says that 1 is the least; it is 2."""
    covers = np.array(
        [
            [0, 1, 1, 1, 0, 0, 1, 0],
            [1, 1, 1, 1, 0, 0, 1, 1],
            [0, 1, 1, 0, 0, 1, 0, 1],
            [0, 1, 0, 0, 0, 0, 0, 1],
            [1, 0, 1, 1, 0, 1, 1, 1],
            [0, 1, 1, 0, 0, 1, 1, 1],
            [0, 1, 1, 0, 0, 1, 0, 0],
            [0, 1, 1, 0, 0, 0, 1, 1],
            [1, 1, 0, 1, 0, 0, 0, 1],
        ]
    )
    upper = [1, 1, 1, 1, 0, 1, 1, 1]
    sites = Columns("open", np.ones(8), upper=upper, integer=True)
    start = {"open": [1.0, 1, 0, 0, 0, 0, 0, 0]}
    answer = solve_mip([sites], [Rows("reached", {"open": covers}, lower=1)], start=start)
    assert (answer.objective, answer.bound, answer.proven) == (2, 2, True)


@given(programmes())
@settings(max_examples=40, deadline=None)
def test_any_feasible_start_gives_the_same_optimum(programme) -> None:
    cost, matrix, limit = programme
    points = np.array(list(itertools.product([0, 1], repeat=cost.size)))
    allowed = points[(points @ matrix.T <= limit).all(axis=1)]
    if allowed.size == 0:
        return
    build, rows = Columns("build", cost, upper=1, integer=True), [Rows("limit", {"build": matrix}, upper=limit)]
    for start in (allowed[0], allowed[-1]):
        answer = solve_mip([build], rows, start={"build": start})
        assert answer.proven
        assert answer.objective == (allowed @ cost).min()


def test_same_input_same_answer() -> None:
    random = np.random.default_rng(5)
    build = Columns("b", random.integers(1, 50, 60), upper=1, integer=True)
    limit = Rows("l", {"b": random.integers(1, 30, (4, 60))}, upper=200)
    one, two = (solve_mip([build], [limit], maximise=True) for _ in range(2))
    np.testing.assert_array_equal(one.values["b"], two.values["b"])


def test_progress_and_silence(capfd) -> None:
    solve_mip([Columns("x", [1.0])], [Rows("r", {"x": np.array([[1.0]])}, lower=2)])
    assert capfd.readouterr().out == ""


@pytest.mark.parametrize(
    ("columns", "rows", "message"),
    [
        (Columns("x", [1, np.nan], ids=["a", "b"]), Rows("r", {"x": np.ones((1, 2))}), "cost of columns 'x'.*'b'"),
        (Columns("x", [1, 2], ids=["a"]), Rows("r", {"x": np.ones((1, 2))}), "2 members but 1 ids"),
        (Columns("x", [1, 2]), Rows("r", {"y": np.ones((1, 2))}), "name the columns 'y'"),
        (Columns("x", [1, 2]), Rows("r", {"x": np.ones((1, 3))}), "3 wide, the group has 2"),
        (Columns("x", [1, 2]), Rows("r", {"x": np.array([[1, np.inf]])}, ids=["money"]), "'money'.*coefficient"),
        (
            Columns("x", [1, 2]),
            Rows("r", {"x": np.ones((2, 2))}, upper=[1, np.nan]),
            "upper of rows 'r'.*first for 1",
        ),
        (Columns("x", [1, 2], 1, [1, 0], ids=["a", "b"]), Rows("r", {"x": np.ones((1, 2))}), "lower .* above .*'b'"),
        (Columns("x", [1, 2]), Rows("r", {}), "need matrices of one height"),
    ],
)
def test_what_is_wrong_is_named(columns, rows, message) -> None:
    with pytest.raises(ValueError, match=message):
        solve_mip([columns], [rows])
