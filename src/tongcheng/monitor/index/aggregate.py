"""From scores to an index, and what each indicator adds to it.

Linear aggregation lets a strong indicator make up for a weak one; the geometric mean does so less and less the weaker
it is (OECD and JRC 2008, step 6).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

How = Literal["linear", "geometric"]

#: A place with less of the weight known has no index.
LEAST_COVERAGE = 2 / 3


@dataclass(frozen=True)
class Composite:
    """An index and its parts.

    Parameters
    ----------
    score
        Shape ``(places,)``; NaN where too little is known.
    contributions
        Shape ``(places, indicators)``; of each place they add up to its score. NaN where the indicator is not known.
    coverage
        Shape ``(places,)``: part of the weight whose indicators are known.
    """

    score: Floats
    contributions: Floats
    coverage: Floats


def aggregate(
    scores: Floats, weights: Floats, how: How = "linear", *, least_coverage: float = LEAST_COVERAGE
) -> Composite:
    """Put scores together.

    Weights of unknown scores go to the known ones of the same place, in proportion. The contribution of an indicator
    is ``w s`` of a linear index. A geometric one, ``100 Π (s/100)^w``, is divided by the logarithmic mean (Ang 2005,
    *Energy Policy* 33): what an indicator takes off 100 is ``L w ln(100/s)`` with ``L = (100 - I) / ln(100 / I)``,
    and its contribution is ``100 w`` less that; it is negative for an indicator so weak that it costs more than its
    weight.

    Parameters
    ----------
    scores
        Shape ``(places, indicators)``, higher is better, NaN where not known.
    weights
        Shape ``(indicators,)``, not negative, of any sum above 0.
    how
        ``linear`` or ``geometric``.
    least_coverage
        Least part of the weight that must be known.

    Returns
    -------
    Composite

    Raises
    ------
    ValueError
        If the weights have no sum above 0, or a geometric mean meets a score that is not above 0.

    Examples
    --------
    >>> index = aggregate(np.array([[50.0, 100.0], [80.0, np.nan]]), np.array([3.0, 1.0]))
    >>> index.score, index.coverage
    (array([62.5, 80. ]), array([1.  , 0.75]))
    """
    weights = np.asarray(weights, dtype=np.float64)
    if not np.isfinite(weights).all() or (weights < 0).any() or weights.sum() <= 0:
        raise ValueError("weights must not be negative and must have a sum above 0")
    known = np.isfinite(scores)
    coverage = (known * weights).sum(axis=1) / weights.sum()
    share = np.where(known, weights, 0.0)
    total = share.sum(axis=1, keepdims=True)
    share = np.divide(share, total, out=np.zeros_like(share), where=total > 0)
    filled = np.where(known, scores, 100.0)
    parts = share * filled if how == "linear" else _geometric_parts(filled, share)
    enough = (coverage >= least_coverage - 1e-12) & (total[:, 0] > 0)
    score = np.where(enough, parts.sum(axis=1), np.nan)
    return Composite(score, np.where(known & enough[:, None], parts, np.nan), coverage)


def _geometric_parts(scores: Floats, share: Floats) -> Floats:
    if ((scores <= 0) & (share > 0)).any():
        raise ValueError("a geometric mean needs scores above 0: give the normalisation a floor")
    lost = share * np.log(100.0 / np.where(share > 0, scores, 100.0))
    log_loss = lost.sum(axis=1, keepdims=True)
    loss = 100.0 - 100.0 * np.exp(-log_loss)
    small = np.abs(log_loss) < 1e-12
    mean = np.where(small, 100.0, loss / np.where(small, 1.0, log_loss))
    return 100.0 * share - mean * lost


def ranks(score: Floats) -> Floats:
    """Rank the highest score first; equal scores share the better rank, a place without a score has none.

    Examples
    --------
    >>> ranks(np.array([50.0, 80.0, np.nan, 80.0]))
    array([ 3.,  1., nan,  1.])
    """
    known = np.isfinite(score)
    # Scores that differ only by rounding are equal: otherwise the unit of an indicator could decide a rank.
    rounded = np.where(known, np.round(score, 9), -np.inf)
    better = (rounded[None, :] > rounded[:, None]) & known[None, :]
    return np.where(known, 1.0 + better.sum(axis=1), np.nan)
