"""What every benchmark shares: rows, timing in a process of its own, peak memory, and printing.

A benchmark module has ``rows(quick) -> list[Row]`` and ends with ``if __name__ == "__main__": main(__doc__, rows)``.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

_COLUMNS = ("work", "ours_s", "peer", "peer_s", "ratio", "peak_mb", "n")


@dataclass(frozen=True)
class Row:
    """One measurement.

    Parameters
    ----------
    work
        What was done.
    ours_s, peer_s
        Seconds of both; ``None`` where there is no peer.
    peer
        Name and version of the peer; what it does differently belongs into ``work`` or the module's text.
    ratio
        Peer over ours: above 1 we are faster.
    peak_mb
        Peak resident memory of our process, libraries included.
    n
        Size of the work: nodes, trips, pairs.
    """

    work: str
    ours_s: float
    peer: str | None
    peer_s: float | None
    ratio: float | None
    peak_mb: float
    n: int


@dataclass(frozen=True)
class Measured:
    """Seconds (the best of the repeats), peak memory of the process, and what the work returned."""

    seconds: float
    peak_mb: float
    value: Any


def compare(work: str, ours: Measured, n: int, *, peer: str | None = None, theirs: Measured | None = None) -> Row:
    """Make the row of a measurement with or without a peer."""
    peer_s = theirs.seconds if theirs is not None else None
    ratio = peer_s / ours.seconds if peer_s is not None else None
    return Row(work, ours.seconds, peer if theirs is not None else None, peer_s, ratio, ours.peak_mb, n)


def measure(work: Callable[..., Any], *arguments: Any, repeats: int = 1) -> Measured:
    """Run a function of a module in a fresh process and measure it there.

    Parameters
    ----------
    work
        A function at the top of a module. It returns the work itself, a function without arguments: what it does
        before (imports, reading inputs) is not timed.
    arguments
        Handed to ``work``; plain values.
    repeats
        How often the work is done; the best time counts.

    Returns
    -------
    Measured
        ``value`` must be small: it crosses the process border.

    Raises
    ------
    RuntimeError
        If the process failed.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_in_child, args=(theirs, work, arguments, repeats))
    process.start()
    theirs.close()
    try:
        result, fault = ours.recv()
    except EOFError as error:
        process.join()
        raise RuntimeError(f"{work.__name__}{arguments} ended with code {process.exitcode}") from error
    process.join()
    if fault is not None:
        raise RuntimeError(f"{work.__name__}{arguments}: {fault}")
    return Measured(*result)


def _in_child(pipe: Any, work: Callable[..., Any], arguments: tuple[Any, ...], repeats: int) -> None:
    try:
        job = work(*arguments)
        best = float("inf")
        for _ in range(repeats):
            start = time.perf_counter()
            value = job()
            best = min(best, time.perf_counter() - start)
        pipe.send(((best, peak_mb(), value), None))
    except Exception as error:  # noqa: BLE001 - whatever it is, the parent says it
        pipe.send((None, f"{type(error).__name__}: {error}"))
    finally:
        pipe.close()


def peak_mb() -> float:
    """Give the peak resident memory of this process in megabytes."""
    status = Path("/proc/self/status")
    if status.exists():  # VmHWM starts anew with a program; ru_maxrss keeps that of the parent
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1000
    import psutil

    memory = psutil.Process(os.getpid()).memory_info()
    return float(getattr(memory, "peak_wset", memory.rss)) / 1e6


def version_of(package: str) -> str | None:
    """Give name and version of an installed package, or None: a peer that is not there is left out by name."""
    try:
        return f"{package} {metadata.version(package)}"
    except metadata.PackageNotFoundError:
        return None


def missing(package: str) -> None:
    """Say on standard error that a peer is not installed."""
    print(f"peer {package} is not installed: pip install -e '.[bench]'", file=sys.stderr)


def main(text: str | None, rows: Callable[[bool], list[Row]]) -> None:
    """Run one benchmark from the command line and print it as a table or as JSON."""
    options = parse(text)
    show(rows(options.quick), as_json=options.json)


def parse(text: str | None) -> argparse.Namespace:
    """Read ``--quick`` and ``--json``."""
    parser = argparse.ArgumentParser(description=(text or "").split("\n\n")[0])
    parser.add_argument("--quick", action="store_true", help="small inputs only, under a minute")
    parser.add_argument("--json", action="store_true", help="rows as JSON")
    return parser.parse_args()


def show(rows: Iterable[Row], *, as_json: bool) -> None:
    """Print rows."""
    rows = list(rows)
    if as_json:
        print(json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=1))
        return
    cells = [_COLUMNS, *(tuple(_cell(value) for value in asdict(row).values()) for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(_COLUMNS))]
    for row in cells:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def _cell(value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, float):
        return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
    return f"{value:,}" if isinstance(value, int) else str(value)
