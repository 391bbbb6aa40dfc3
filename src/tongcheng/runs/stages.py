"""Stages of a run: one after the other, with progress, seconds, and what is read back."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from tongcheng.language import Text
from tongcheng.runs.cache import StageCache
from tongcheng.sectors.found import Found

Progress = Callable[[Text, float], None]
T = TypeVar("T")


@dataclass
class Stages:
    """Runs stages one after the other, tells the progress and notes the seconds."""

    cache: StageCache
    progress: Progress | None
    log: list[dict[str, Any]] = field(default_factory=list)

    def tell(self, name: Text, share: float) -> None:
        """Tell the part of a stage that is done."""
        if self.progress is not None:
            self.progress(name, share)

    def run(self, name: Text, compute: Callable[[], T]) -> T:
        """Compute a stage."""
        return self._timed(name, lambda: (compute(), False))

    def kept(self, name: Text, key: str, compute: Callable[[], Found]) -> Found:
        """Compute a stage, or read it back if nothing that it rests on has changed."""
        return self._timed(name, lambda: self.cache.found(key, compute))

    def _timed(self, name: Text, compute: Callable[[], tuple[T, bool]]) -> T:
        self.tell(name, 0.0)
        start = time.perf_counter()
        value, read_back = compute()
        self.log.append({"stage": name.en, "seconds": time.perf_counter() - start, "read_back": read_back})
        self.tell(name, 1.0)
        return value
