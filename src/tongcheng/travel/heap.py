"""A heap of packed keys for the searches: time in the upper 32 bits, node in the lower."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit


@njit(inline="always")
def pack(time: Any, node: Any) -> Any:
    """Put a time and a node into one key; keys are in the order of the times."""
    return (np.uint64(time) << np.uint64(32)) | np.uint64(node)


@njit(inline="always")
def time_of(key: Any) -> Any:
    """Give the time of a key."""
    return np.uint32(key >> np.uint64(32))


@njit(inline="always")
def node_of(key: Any) -> Any:
    """Give the node of a key."""
    return np.int64(key & np.uint64(0xFFFFFFFF))


@njit(boundscheck=False, inline="always")
def push(heap: Any, size: int, key: Any) -> None:
    """Put a key into a four-ary heap of ``size`` keys (Johnson 1975)."""
    place = size
    while place > 0:
        parent = (place - 1) >> 2
        if heap[parent] <= key:
            break
        heap[place] = heap[parent]
        place = parent
    heap[place] = key


@njit(boundscheck=False, inline="always")
def pop(heap: Any, size: int) -> Any:
    """Take the smallest key out of a heap of ``size`` keys."""
    top = heap[0]
    size -= 1
    key = heap[size]
    place = 0
    while True:
        child = 4 * place + 1
        if child >= size:
            break
        best = child
        least = heap[child]
        for other in range(child + 1, min(child + 4, size)):
            if heap[other] < least:
                least = heap[other]
                best = other
        if least >= key:
            break
        heap[place] = least
        place = best
    heap[place] = key
    return top
