"""Sets of small numbers as bits, for the searches: adding is cheap, and they are read in ascending order."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit, types
from numba.extending import intrinsic

_WORD = 64


def words_for(count: int) -> int:
    """Give how many words of 64 bits hold a set of numbers below ``count``.

    Examples
    --------
    >>> words_for(64), words_for(65)
    (1, 2)
    """
    return -(-count // _WORD)


@njit(inline="always")
def put(words: Any, number: Any) -> None:
    """Put a number into a set."""
    words[number >> 6] |= np.uint64(1) << np.uint64(number & 63)


def _lowest_bit(_typing: Any, word: Any) -> Any:
    """Give the place of the lowest bit of a word that is not 0: one instruction of the processor."""

    def generate(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.cttz(arguments[0], context.get_constant(types.boolean, 1))

    return types.int64(types.uint64), generate if word is not None else None


lowest_bit: Any = intrinsic(_lowest_bit)
