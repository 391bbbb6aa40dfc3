"""What the kernels of :mod:`tongcheng.travel.link_kernels` are handed: plain tuples of arrays."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Ends(NamedTuple):
    """Candidates of one call: rows of their ends in the trees, ms, and whether they lead both ways."""

    tail: NDArray[np.int64]
    head: NDArray[np.int64]
    ms: NDArray[np.uint32]
    both: NDArray[np.bool_]


class Trees(NamedTuple):
    """Ms from every origin to each end, and from each end to every destination; one row per end."""

    to_end: NDArray[np.uint32]
    from_end: NDArray[np.uint32]


class Weights(NamedTuple):
    """People at the origins and their city, and what is counted at the destinations."""

    people: NDArray[np.float64]
    city: NDArray[np.int64]
    amount: NDArray[np.float64]


class Dense(NamedTuple):
    """Times of all pairs, and the largest time of each block of destinations.

    Rows are filled up to whole blocks with 0, which nothing can shorten.
    """

    ms: NDArray[np.uint32]
    largest: NDArray[np.uint32]


class Decay(NamedTuple):
    """Tables whose product is the decay of a time: ``high[ms >> 12] * low[ms & 4095]``."""

    high: NDArray[np.float64]
    low: NDArray[np.float64]
