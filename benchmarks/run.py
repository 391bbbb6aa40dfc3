"""The main job on generated circles, stage by stage: ``python -m benchmarks.run``.

Circles of 5 k, 50 k and 500 k road nodes with 6.4 k zones and a 60-minute cut-off (``--quick``: 5 k nodes, 600 zones). Each runs in a
process of its own from a folder that is written before; the peak memory of a stage is the highest resident set while it ran (the kernel's
mark is set back before each stage). No other program does this job, so there is no peer; the matrix has its own benchmark beside its peers.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.harness import Row, main, measure, peak_mb

_CIRCLES = {5_000: 6_400, 50_000: 6_400, 500_000: 6_400}
_QUICK = {5_000: 600}


class Stages:
    """Notes seconds and peak memory of each stage from the calls that tell the progress."""

    def __init__(self) -> None:
        self.rows: dict[str, tuple[float, float]] = {}
        self._start = 0.0

    def begin(self) -> None:
        _reset_peak()
        self._start = time.perf_counter()

    def end(self, name: str) -> None:
        seconds, _ = self.rows.get(name, (0.0, 0.0))
        self.rows[name] = (seconds + time.perf_counter() - self._start, peak_mb())


def _reset_peak() -> None:
    path = Path("/proc/self/clear_refs")
    if path.exists():  # Linux: 5 sets the high-water mark back to what is resident now
        path.write_text("5")


def make_circle(nodes: int, zones: int, folder: str) -> Callable[[], int]:
    """Generate a circle and save it."""
    from tongcheng.region.synth import synthesise

    def work() -> int:
        region = synthesise(seed=1, nodes=nodes, zones=zones).region
        region.save(folder)
        return len(region["road_nodes"])

    return work


def main_job(folder: str, out: str) -> Callable[[], dict[str, tuple[float, float]]]:
    """Open, measure and write a circle; gives seconds and peak memory per stage."""
    from tongcheng.region import open_region
    from tongcheng.runs import measure_circle, write_run

    def work() -> dict[str, tuple[float, float]]:
        stages = Stages()
        stages.begin()
        region = open_region(folder)
        stages.end("open")
        started: set[str] = set()

        def tell(stage: Any, share: float) -> None:
            if stage.en not in started:
                started.add(stage.en)
                if not stage.en.startswith("road network"):  # told while another stage runs
                    stages.begin()
            if share == 1.0 and not stage.en.startswith("road network"):
                stages.end(stage.en)

        run = measure_circle(region, progress=tell)
        stages.begin()
        write_run(run, out)
        stages.end("write report, workbook, layers")
        return stages.rows

    return work


def rows(quick: bool) -> list[Row]:
    """Measure each circle; one row per stage and one for the whole."""
    found: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        for nodes, zones in (_QUICK if quick else _CIRCLES).items():
            circle = str(Path(folder) / f"circle{nodes}")
            made = measure(make_circle, nodes, zones, circle)
            done = measure(main_job, circle, str(Path(folder) / f"run{nodes}"))
            name = f"{nodes // 1000} k nodes, {zones} zones"
            found.append(
                Row(f"run, {name}: generate and save", made.seconds, None, None, None, made.peak_mb, made.value)
            )
            for stage, (seconds, peak) in done.value.items():
                found.append(Row(f"run, {name}: {stage}", seconds, None, None, None, peak, made.value))
            peak = max(peak for _, peak in done.value.values())
            found.append(Row(f"run, {name}: whole", done.seconds, None, None, None, peak, made.value))
    return found


if __name__ == "__main__":
    main(__doc__, rows)
