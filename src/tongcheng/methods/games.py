"""Who pays and who gains when several share: cooperative games with transferable utility.

A game is given by what every coalition has alone: an array of ``2**n`` numbers in which entry ``s`` belongs to the
coalition of the players whose bits are set in ``s`` (entry 0, nobody, is 0). In a *cost* game the numbers are costs,
less being better; in a *worth* game they are gains. Cost games are turned into worth games by the cost saved.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import factorial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

Floats = NDArray[np.float64]

#: Up to here all coalitions are counted; beyond it orders are drawn.
MOST_EXACT = 12

#: Half the width of an interval in standard errors: 95 %.
_STANDARD_ERRORS = 1.959963984540054


def game_of(players: Sequence[str], values: Mapping[frozenset[str], float]) -> Floats:
    """Give the array of a game from coalitions by name.

    Parameters
    ----------
    players
        Order of the bits.
    values
        One number for every coalition; the empty one may be left out.

    Raises
    ------
    ValueError
        Naming the coalitions without a number.

    Examples
    --------
    >>> game_of(["a", "b"], {frozenset("a"): 1, frozenset("b"): 2, frozenset("ab"): 5})
    array([0., 1., 2., 5.])
    """
    game = np.zeros(1 << len(players))
    missing = []
    for number in range(1, len(game)):
        members = frozenset(player for place, player in enumerate(players) if number >> place & 1)
        if members in values:
            game[number] = values[members]
        else:
            missing.append("+".join(sorted(members)))
    if missing:
        raise ValueError(f"no number for the coalitions {', '.join(missing)}")
    return game


def shapley(game: Floats) -> Floats:
    """Give each player the average of what it adds, over all orders of joining (Shapley 1953); up to 12 players.

    Parameters
    ----------
    game
        Shape ``(2**n,)``, costs or worths.

    Returns
    -------
    numpy.ndarray
        Shape ``(n,)``; adds up to the last entry of the game.

    Raises
    ------
    ValueError
        If the game has more players than can be counted (see :func:`shapley_sampled`) or a wrong length.

    Examples
    --------
    A landing strip: short planes need 10, long ones 30 (Littlechild and Owen 1973).

    >>> shapley(np.array([0.0, 10.0, 30.0, 30.0]))
    array([ 5., 25.])
    """
    count = players_of(game)
    if count > MOST_EXACT:
        raise ValueError(f"{count} players are too many to count every coalition; draw orders with shapley_sampled")
    numbers = np.arange(len(game))
    size = np.bitwise_count(numbers).astype(np.intp)
    weight = np.array([factorial(k) * factorial(count - k - 1) / factorial(count) for k in range(count)])
    shares = np.zeros(count)
    for player in range(count):
        without = numbers[numbers >> player & 1 == 0]
        shares[player] = np.sum(weight[size[without]] * (game[without | 1 << player] - game[without]))
    return shares


@dataclass(frozen=True)
class Sampled:
    """Shares from drawn orders, each of shape ``(n,)``, with a 95 % interval; they add up exactly."""

    share: Floats
    low: Floats
    high: Floats
    samples: int


def shapley_sampled(value: Callable[[int], float], players: int, *, samples: int = 2000, seed: int = 0) -> Sampled:
    """Estimate the Shapley value from drawn orders of joining (Castro, Gómez and Tejada 2009).

    Parameters
    ----------
    value
        Number of a coalition given by its bits.
    players
        Any number of them.
    samples
        Orders that are drawn, each with its reverse, which narrows the interval.
    seed
        Of the draw.

    Examples
    --------
    >>> sampled = shapley_sampled(lambda bits: float(bits.bit_count() ** 2), 20, samples=200)
    >>> bool(np.allclose(sampled.share, 20.0, atol=3.0))
    True
    """
    if samples < 2:
        raise ValueError(f"an interval needs at least 2 samples, not {samples}")
    source = np.random.default_rng(seed)
    added = np.zeros((samples, players))
    for row in range(samples):
        order = source.permutation(players)
        for path in (order, order[::-1]):
            bits, before = 0, 0.0
            for player in path:
                bits |= 1 << int(player)
                after = value(bits)
                added[row, player] += (after - before) / 2
                before = after
    share = added.mean(axis=0)
    half = _STANDARD_ERRORS * added.std(axis=0, ddof=1) / np.sqrt(samples)
    return Sampled(share, share - half, share + half, samples)


def separable_cost_remaining_benefit(costs: Floats, benefits: Floats) -> Floats:
    """Split a cost by separable costs and remaining benefits (SCRB; Heaney and Dickinson 1982).

    Each pays what the whole would save without it; what is left is split by the benefit that remains to each, its
    benefit being no more than what it would pay alone.

    Parameters
    ----------
    costs
        Cost game, shape ``(2**n,)``.
    benefits
        Benefit of each player in the unit of the costs, shape ``(n,)``; infinity where it would build alone anyway.

    Raises
    ------
    ValueError
        If nobody has any benefit left while a cost remains.

    Examples
    --------
    >>> separable_cost_remaining_benefit(np.array([0.0, 60.0, 80.0, 100.0]), np.array([np.inf, np.inf]))
    array([40., 60.])
    """
    count = players_of(costs)
    everyone = len(costs) - 1
    alone = costs[1 << np.arange(count)]
    separable = costs[everyone] - costs[everyone ^ (1 << np.arange(count))]
    left = float(costs[everyone] - separable.sum())
    remaining = np.maximum(np.minimum(benefits, alone) - separable, 0.0)
    if left == 0:
        return np.asarray(separable)
    if remaining.sum() <= 0:
        raise ValueError("no player has a benefit beyond its separable cost, so the joint cost cannot be split by it")
    return np.asarray(separable + left * remaining / remaining.sum())


def talmud(claims: Floats, estate: float) -> Floats:
    """Divide an estate that is less than the claims on it (Aumann and Maschler 1985).

    Parameters
    ----------
    claims
        Shape ``(n,)``, not negative.
    estate
        At most the sum of the claims.

    Examples
    --------
    >>> talmud(np.array([100.0, 200.0, 300.0]), 200.0)
    array([50., 75., 75.])
    """
    claims = np.asarray(claims, dtype=np.float64)
    total = float(claims.sum())
    if (claims < 0).any() or not 0 <= estate <= total:
        raise ValueError(f"an estate of {estate:g} cannot be divided among claims of {total:g}")
    half = claims / 2
    if estate <= total / 2:
        return _equal_up_to(half, estate)
    return np.asarray(claims - _equal_up_to(half, total - estate))


def _equal_up_to(limits: Floats, amount: float) -> Floats:
    """Share an amount equally, nobody getting more than the limit (constrained equal awards)."""
    shares = np.zeros(len(limits))
    left = amount
    for place, index in enumerate(np.argsort(limits, kind="stable")):
        shares[index] = min(limits[index], left / (len(limits) - place))
        left -= shares[index]
    return shares


@dataclass(frozen=True)
class CoreTest:
    """Whether anybody would do better alone.

    Parameters
    ----------
    stable
        No coalition has a reason to leave.
    blocking
        Coalitions (bits) that would do better alone, the one that loses most first.
    excess
        What each of them loses by staying, in the unit of the game.
    """

    stable: bool
    blocking: tuple[int, ...]
    excess: tuple[float, ...]


def core_test(game: Floats, shares: Floats, *, cost: bool, tolerance: float = 1e-9) -> CoreTest:
    """Tell whether shares lie in the core: no coalition does better alone (Gillies 1959).

    Parameters
    ----------
    game
        Shape ``(2**n,)``.
    shares
        Shape ``(n,)``: what each pays in a cost game, or gets.
    cost
        Whether the game counts costs.
    tolerance
        Part of the whole that counts as nothing.

    Raises
    ------
    ValueError
        If the shares do not add up to the whole.

    Examples
    --------
    >>> core_test(np.array([0.0, 10.0, 30.0, 30.0]), np.array([15.0, 15.0]), cost=True).blocking
    (1,)
    """
    count = players_of(game)
    whole = float(game[-1])
    small = tolerance * max(abs(whole), 1.0)
    if abs(float(np.sum(shares)) - whole) > max(small, 1e-6 * abs(whole)):
        raise ValueError(f"the shares add up to {float(np.sum(shares)):g}, the whole is {whole:g}")
    inside = (np.arange(len(game))[:, None] >> np.arange(count)) & 1
    together = inside @ np.asarray(shares, dtype=np.float64)
    loss = together - game if cost else game - together
    loss[[0, -1]] = 0.0
    blocking = np.flatnonzero(loss > small)
    blocking = blocking[np.argsort(-loss[blocking], kind="stable")]
    return CoreTest(
        not len(blocking), tuple(int(bits) for bits in blocking), tuple(float(loss[bits]) for bits in blocking)
    )


def least_core(game: Floats, *, cost: bool) -> tuple[float, Floats]:
    """Find the shares under which the unhappiest coalition is least unhappy (Maschler, Peleg and Shapley 1979).

    Returns
    -------
    tuple of float and numpy.ndarray
        What that coalition loses (0 or less: the core is not empty), and shares of shape ``(n,)``.

    Examples
    --------
    >>> loss, shares = least_core(np.array([0.0, 10.0, 30.0, 30.0]), cost=True)
    >>> loss, shares.round(6).tolist()
    (-5.0, [5.0, 25.0])
    """
    count = players_of(game)
    if count == 1:
        return 0.0, np.array([float(game[-1])])
    proper = np.arange(1, len(game) - 1)
    inside = ((proper[:, None] >> np.arange(count)) & 1).astype(np.float64)
    sign = 1.0 if cost else -1.0
    found: Any = linprog(
        np.r_[np.zeros(count), 1.0],
        A_ub=np.column_stack([sign * inside, -np.ones(len(proper))]),
        b_ub=sign * game[proper],
        A_eq=np.r_[np.ones(count), 0.0][None, :],
        b_eq=[float(game[-1])],
        bounds=[(None, None)] * (count + 1),
        method="highs",
    )
    return float(found.x[-1]), np.asarray(found.x[:-1])


def players_of(game: Floats) -> int:
    """Give the number of players of a game.

    Raises
    ------
    ValueError
        If its length is no power of two, or nobody has something.
    """
    count = len(game).bit_length() - 1
    if len(game) != 1 << count or count < 1:
        raise ValueError(f"a game of n players has 2**n numbers, not {len(game)}")
    if game[0] != 0:
        raise ValueError(f"nobody has nothing: entry 0 of a game is 0, not {game[0]:g}")
    return count
