"""Python's search for cycles of garbage, kept out of the way of work that holds very many rows.

It walks through all objects again and again while thousands of rows are made, and frees next to nothing: with 5,000
rows it is half of the time of an import.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_lock = threading.Lock()
_holding = 0
_was_on = False


@contextmanager
def uncollected() -> Iterator[None]:
    """Search for no cycles meanwhile; what is dropped is freed as always. Blocks may overlap, in any thread."""
    global _holding, _was_on  # noqa: PLW0603 - the collector, too, is one for the process
    with _lock:
        if _holding == 0:
            _was_on = gc.isenabled()
            gc.disable()
        _holding += 1
    try:
        yield
    finally:
        with _lock:
            _holding -= 1
            if _holding == 0 and _was_on:
                gc.enable()
