"""The harness of the benchmarks: what it times, what it prints, and that a failure is not swallowed."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

import pytest
from benchmarks.harness import Measured, compare, measure, show


def nap(seconds: float) -> Callable[[], float]:
    time.sleep(0.3)  # making ready is not timed
    return lambda: time.sleep(seconds) or seconds


def hoard(megabytes: int) -> Callable[[], int]:
    return lambda: len(bytearray(megabytes * 1_000_000))


def fail(word: str) -> Callable[[], None]:
    raise ValueError(word)


def test_only_the_work_is_timed():
    measured = measure(nap, 0.05, repeats=2)
    assert 0.05 <= measured.seconds < 0.3
    assert measured.value == 0.05


def test_peak_memory_is_that_of_the_work():
    small, large = measure(hoard, 1), measure(hoard, 300)
    assert 280 < large.peak_mb - small.peak_mb < 320


def test_a_failure_is_told():
    with pytest.raises(RuntimeError, match="ValueError: no such peer"):
        measure(fail, "no such peer")


def test_rows_as_json_and_as_a_table(capsys):
    rows = [
        compare("read", Measured(2.0, 100.0, None), 10, peer="other 1.0", theirs=Measured(5.0, 50.0, None)),
        compare("read", Measured(2.0, 100.0, None), 10, peer="other 1.0"),
    ]
    show(rows, as_json=True)
    first, second = json.loads(capsys.readouterr().out)
    assert list(first) == ["work", "ours_s", "peer", "peer_s", "ratio", "peak_mb", "n"]
    assert (first["ratio"], first["peer"]) == (2.5, "other 1.0")
    assert (second["ratio"], second["peer"], second["peer_s"]) == (None, None, None)
    show(rows, as_json=False)
    assert len(capsys.readouterr().out.splitlines()) == 3
