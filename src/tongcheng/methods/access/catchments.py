"""Measures with crowding: supply is shared among all who reach it (floating catchment areas)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array

from tongcheng.methods.access.pairs import Borders, Sparse, Times, shape_of, sparse, weigh
from tongcheng.methods.access.sides import amount
from tongcheng.methods.checks import Checks
from tongcheng.methods.decays import Decay

Floats = NDArray[np.float64]

#: How residents claim supply and how it is shared out.
Rule = Literal["two_step", "three_step", "balanced", "available"]

RULES: Final = ("two_step", "three_step", "balanced", "available")


@dataclass(frozen=True, eq=False)
class Catchments:
    """Access with crowding, and everything it is made of.

    Seen from the side of facilities, read facilities for zones, zones for facilities and demand for supply.

    Parameters
    ----------
    rule
        ``two_step``, ``three_step``, ``balanced`` or ``available``.
    access
        Supply per resident of each zone, or for ``available`` supply of each zone; shape (zones,).
    claimed
        Demand that comes to each facility, shape (facilities,). Everybody comes to every facility with the weight of
        the way in ``two_step`` and ``available``; everybody comes once in all in ``balanced``.
    crowding
        ``claimed`` over supply: residents per unit. 0 where nobody comes, NaN where there is no supply.
    supply, demand
        As they came in.
    weights
        Share of each zone's demand that comes to each facility, shape (zones, facilities); see :meth:`claims`.
    """

    rule: str
    access: Floats
    claimed: Floats
    crowding: Floats
    supply: Floats
    demand: Floats
    weights: Sparse = field(repr=False)

    @property
    def used(self) -> NDArray[np.bool_]:
        """Facilities that anybody comes to; the supply of the others is in nobody's access."""
        return self.claimed > 0

    def claims(self) -> Sparse:
        """Give the demand of each zone at each facility, sparse; columns add up to ``claimed``."""
        return _scaled_rows(self.weights, self.demand)

    def served(self) -> Sparse:
        """Give the supply of each facility that falls to each zone, sparse.

        Columns add up to the supply of every facility that is used, whatever the rule.
        """
        return _scaled_columns(self.claims(), _ratio(self.supply, self.claimed))


def catchments(
    times: Times,
    supply: ArrayLike,
    demand: ArrayLike,
    *,
    decay: Decay,
    borders: Borders | None = None,
    active: str = "residents",
    rule: str = "two_step",
) -> Catchments:
    """Share supply among those who reach it; give access, crowding and flows.

    Parameters
    ----------
    times
        Minutes, shape (zones, facilities), dense or sparse.
    supply
        Capacity of each facility, 0 or more.
    demand
        Residents of each zone (of the age group that it is for), 0 or more.
    decay
        See :mod:`tongcheng.methods.decays`.
    borders
        See :class:`Borders`; the open share weakens both the claim and the access of a pair.
    active
        ``residents`` for supply per resident; ``facilities`` for demand per unit of supply, by the same rule with
        the sides exchanged.
    rule
        ``two_step``: Luo and Wang (2003), with a falling decay Luo and Qi (2009).
        ``three_step``: claims and access weigh by the choice among all facilities in reach (Wan et al. 2012).
        ``balanced``: weights add up to 1 by zone for claims and by facility for access (Paez et al. 2019).
        ``available``: spatial availability (Soukhov et al. 2023); ``two_step`` times demand.

    Returns
    -------
    Catchments

    Raises
    ------
    ArrayError
        Naming every argument and index that cannot be.

    Examples
    --------
    Twenty beds in reach of two zones, ten in reach of the second only:

    >>> from tongcheng.methods.decays import step
    >>> found = catchments(np.array([[10, np.nan], [20, 5.0]]), [20, 10], [1000, 1000], decay=step(30))
    >>> found.access, found.crowding
    (array([0.01, 0.02]), array([100., 100.]))
    >>> found.served().toarray()
    array([[10.,  0.],
           [10., 10.]])
    """
    checks = Checks()
    checks.word("active", active, ("residents", "facilities"))
    checks.word("rule", rule, RULES)
    zones, facilities = shape_of(times)
    there = amount(checks, "supply", supply, facilities)
    wanted = amount(checks, "demand", demand, zones)
    checks.raise_if_any()
    weights = sparse(weigh(times, decay, borders))
    if active == "facilities":
        return _shared(rule, sparse(weights.T), wanted, there)
    return _shared(rule, weights, there, wanted)


def two_step(
    times: Times,
    supply: ArrayLike,
    demand: ArrayLike,
    *,
    decay: Decay,
    borders: Borders | None = None,
    active: str = "residents",
) -> Floats:
    """Give supply per resident by the two-step floating catchment area (Luo and Wang 2003; Luo and Qi 2009).

    See :func:`catchments` for arguments, errors, crowding and flows. Access times demand adds up to the supply that
    anybody reaches.
    """
    return catchments(times, supply, demand, decay=decay, borders=borders, active=active, rule="two_step").access


def three_step(
    times: Times,
    supply: ArrayLike,
    demand: ArrayLike,
    *,
    decay: Decay,
    borders: Borders | None = None,
    active: str = "residents",
) -> Floats:
    """Give supply per resident by the three-step floating catchment area (Wan, Zou and Sternberg 2012).

    See :func:`catchments`. Demand at a facility is less where residents have others, nearer. Access times demand adds
    up to the supply that anybody reaches.
    """
    return catchments(times, supply, demand, decay=decay, borders=borders, active=active, rule="three_step").access


def balanced(
    times: Times,
    supply: ArrayLike,
    demand: ArrayLike,
    *,
    decay: Decay,
    borders: Borders | None = None,
    active: str = "residents",
) -> Floats:
    """Give supply per resident by the balanced floating catchment area (Paez, Higgins and Vivona 2019).

    See :func:`catchments`. Everybody is counted once, and access adds up over zones to supply over demand added up
    over facilities.
    """
    return catchments(times, supply, demand, decay=decay, borders=borders, active=active, rule="balanced").access


def available(
    times: Times,
    supply: ArrayLike,
    demand: ArrayLike,
    *,
    decay: Decay,
    borders: Borders | None = None,
    active: str = "residents",
) -> Floats:
    """Give the supply that falls to each zone, its spatial availability (Soukhov et al. 2023).

    See :func:`catchments`. It adds up to the supply that anybody reaches. To let demand count less than in proportion
    (their α), raise it to that power first.
    """
    return catchments(times, supply, demand, decay=decay, borders=borders, active=active, rule="available").access


def _shared(rule: str, weights: Sparse, supply: Floats, demand: Floats) -> Catchments:
    claiming, reaching = _both(rule, weights)
    claimed = claiming.T @ demand
    per_claim = _ratio(supply, claimed)
    access = reaching @ per_claim
    if rule == "available":
        access *= demand
    else:
        # Supply that nobody lives near cannot be divided by residents: 0 of them, and 0 who would be told.
        idle = (per_claim == 0) & (supply > 0)
        if idle.any():
            access[reaching @ idle.astype(np.float64) > 0] = np.nan
    with np.errstate(divide="ignore", invalid="ignore"):
        crowding = np.where(supply > 0, claimed / supply, np.nan)
    return Catchments(rule, access, claimed, crowding, supply, demand, claiming)


def _both(rule: str, weights: Sparse) -> tuple[Sparse, Sparse]:
    """Give the weights with which zones claim supply and those with which they reach it."""
    if rule in {"two_step", "available"}:
        return weights, weights
    zones = _ratio(np.ones(weights.shape[0]), np.asarray(weights.sum(axis=1)))
    if rule == "three_step":
        squared = csr_array((weights.data**2, weights.indices, weights.indptr), shape=weights.shape)
        chosen = _scaled_rows(squared, zones)
        return chosen, chosen
    facilities = _ratio(np.ones(weights.shape[1]), np.asarray(weights.sum(axis=0)))
    return _scaled_rows(weights, zones), _scaled_columns(weights, facilities)


def _ratio(top: Floats, bottom: Floats) -> Floats:
    """Divide; 0 where there is nothing to divide by."""
    result = np.zeros(len(top))
    with np.errstate(over="ignore"):
        np.divide(top, bottom, out=result, where=bottom > 0)
    result[~np.isfinite(result)] = 0.0
    return result


def _scaled_rows(matrix: Sparse, factors: Floats) -> Sparse:
    data = matrix.data * np.repeat(factors, np.diff(matrix.indptr))
    return csr_array((data, matrix.indices, matrix.indptr), shape=matrix.shape)


def _scaled_columns(matrix: Sparse, factors: Floats) -> Sparse:
    data: Any = matrix.data * factors[matrix.indices]
    return csr_array((data, matrix.indices, matrix.indptr), shape=matrix.shape)
