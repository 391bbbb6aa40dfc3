"""Linear and Poisson regression for few observations, with errors that do not trust the spread to be even.

Standard errors are HC3 (MacKinnon and White 1985; Long and Ervin 2000 recommend them below 250 observations) and
intervals use Student's t. :func:`wild_bootstrap` gives a second p-value that holds in small samples (Wu 1986; Liu
1988; the null imposed as in Cameron, Gelbach and Miller 2008).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from tongcheng.methods.checks import Checks

Floats = NDArray[np.float64]

_STEPS = 100
_CLOSE = 1e-10


@dataclass(frozen=True, eq=False)
class Fit:
    """Coefficients with their covariance, shape (columns,) and (columns, columns); residual degrees of freedom."""

    coefficients: Floats
    covariance: Floats
    freedom: int

    def error(self, column: int) -> float:
        """Give the standard error of a coefficient."""
        return float(np.sqrt(self.covariance[column, column]))

    def interval(self, column: int, level: float = 0.95) -> tuple[float, float]:
        """Give the ends of the interval of a coefficient."""
        reach = float(stats.t.ppf(0.5 + level / 2, self.freedom)) * self.error(column)
        middle = float(self.coefficients[column])
        return middle - reach, middle + reach

    def p_value(self, column: int) -> float:
        """Give the two-sided p-value of no effect."""
        return float(2 * stats.t.sf(abs(self.coefficients[column]) / self.error(column), self.freedom))


def least_squares(y: ArrayLike, x: ArrayLike) -> Fit:
    """Fit ``y = x b`` with HC3 errors.

    Parameters
    ----------
    y
        Shape (n,).
    x
        Shape (n, k) with a column of ones where an intercept is wanted; more rows than columns, full rank.

    Raises
    ------
    ArrayError
        If an array holds something unknown or does not fit.

    Examples
    --------
    >>> fit = least_squares([1.0, 3.1, 4.9, 7.0], np.column_stack([np.ones(4), np.arange(4)]))
    >>> fit.coefficients.round(2)
    array([1.03, 1.98])
    """
    outcome, design = _checked(y, x)
    inverse = _inverse(design.T @ design)
    beta = inverse @ design.T @ outcome
    spread = _leverage_scaled(outcome - design @ beta, design, inverse)
    return Fit(beta, inverse @ ((design.T * spread**2) @ design) @ inverse, len(outcome) - design.shape[1])


def poisson(y: ArrayLike, x: ArrayLike) -> Fit:
    """Fit ``E[y] = exp(x b)`` by pseudo-likelihood with HC3-like errors (Santos Silva and Tenreyro 2006).

    It needs no Poisson spread and takes zeros, which logarithms cannot. Arguments as for :func:`least_squares`.
    """
    outcome, design = _checked(y, x)
    beta: Any = np.linalg.lstsq(design, np.log(outcome + 0.5), rcond=None)[0]
    for _ in range(_STEPS):
        mean = np.exp(np.clip(design @ beta, -50, 50))
        step = np.linalg.lstsq((design.T * mean) @ design, design.T @ (outcome - mean), rcond=None)[0]
        beta = beta + step
        if np.abs(step).max() < _CLOSE:
            break
    mean = np.exp(np.clip(design @ beta, -50, 50))
    inverse = _inverse((design.T * mean) @ design)
    leverage = mean * np.einsum("ij,jk,ik->i", design, inverse, design)
    spread = (outcome - mean) / np.maximum(1 - leverage, _CLOSE)
    return Fit(beta, inverse @ ((design.T * spread**2) @ design) @ inverse, len(outcome) - design.shape[1])


def wild_bootstrap(y: ArrayLike, x: ArrayLike, column: int, *, draws: int = 4999, seed: int = 0) -> float:
    """Give the p-value of no effect of one column by a wild bootstrap of its t-value, the null imposed.

    Parameters
    ----------
    y, x
        As for :func:`least_squares`.
    column
        Column of ``x`` under test.
    draws
        Bootstrap samples; signs are drawn at random (Rademacher).
    seed
        Seed of the signs.

    Examples
    --------
    >>> x = np.column_stack([np.ones(12), np.arange(12)])
    >>> wild_bootstrap(3.0 * np.arange(12) + np.tile([0.1, -0.1], 6), x, 1) < 0.01
    True
    """
    outcome, design = _checked(y, x)
    others = np.delete(design, column, axis=1)
    fitted = others @ np.linalg.lstsq(others, outcome, rcond=None)[0]
    signs = np.random.default_rng(seed).choice([-1.0, 1.0], (draws, len(outcome)))
    samples = fitted + signs * (outcome - fitted)
    inverse = _inverse(design.T @ design)
    solve = inverse @ design.T
    found = np.abs(_t_values(samples, design, solve, inverse, column))
    actual = abs(_t_values(outcome[None, :], design, solve, inverse, column)[0])
    return float((1 + (found >= actual - _CLOSE).sum()) / (1 + draws))


def holm(p_values: ArrayLike) -> Floats:
    """Adjust p-values for the number of tests (Holm 1979); NaN stays NaN and counts as no test.

    Examples
    --------
    >>> holm([0.01, 0.04, 0.03]).tolist()
    [0.03, 0.06, 0.06]
    """
    given = np.asarray(p_values, dtype=np.float64)
    result = np.full(given.shape, np.nan)
    known = np.flatnonzero(~np.isnan(given))
    order = known[np.argsort(given[known], kind="stable")]
    scaled = given[order] * np.arange(len(order), 0, -1)
    result[order] = np.minimum(np.maximum.accumulate(scaled), 1.0) if len(order) else scaled
    return result


def _t_values(samples: Floats, design: Floats, solve: Floats, inverse: Floats, column: int) -> Floats:
    beta = samples @ solve.T
    spread = _leverage_scaled(samples - beta @ design.T, design, inverse)
    variance: Any = (spread**2) @ (solve[column] ** 2)
    return np.asarray(beta[:, column] / np.sqrt(np.maximum(variance, np.finfo(float).tiny)), dtype=np.float64)


def _inverse(matrix: Floats) -> Floats:
    return np.asarray(np.linalg.pinv(matrix), dtype=np.float64)


def _leverage_scaled(residuals: Floats, design: Floats, inverse: Floats) -> Floats:
    leverage = np.einsum("ij,jk,ik->i", design, inverse, design)
    scaled: Floats = residuals / np.maximum(1 - leverage, _CLOSE)
    return scaled


def _checked(y: ArrayLike, x: ArrayLike) -> tuple[Floats, Floats]:
    checks = Checks()
    outcome = checks.array("y", y, "known", shape=(None,))
    design = checks.array("x", x, "known", shape=(len(outcome) if outcome.ndim == 1 else None, None))
    checks.raise_if_any()
    if len(outcome) <= design.shape[1]:
        checks.add("x", "shape", str(design.shape), extra=f"(more than {design.shape[1]} rows, {design.shape[1]})")
    elif np.linalg.matrix_rank(design) < design.shape[1]:
        checks.add("x", "shape", f"rank {np.linalg.matrix_rank(design)}", extra=f"and rank {design.shape[1]}")
    checks.raise_if_any()
    return outcome, design
