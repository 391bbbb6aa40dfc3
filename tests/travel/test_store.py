"""Times written to files, killed and resumed; blocks as Dask tasks."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import numpy as np
import pytest

from tests.travel.test_times import circle, random_region
from tongcheng.errors import InputError
from tongcheng.travel import drive_times
from tongcheng.travel.store import open_times, save_times
from tongcheng.travel.times import Times


def some_times(**changes: object) -> Times:
    return drive_times(random_region(2), cutoff_min=10, block=8, **changes)


def test_files_give_the_same_times_and_notes(tmp_path: Path) -> None:
    times = some_times()
    read = open_times(save_times(times, tmp_path / "times"))
    assert np.array_equal(read.matrix(), times.matrix(), equal_nan=True)
    assert read.notes.equals(times.notes)
    assert (read.mode, read.basis, read.cutoff_min, read.shape) == ("drive", "synthetic", 10, (40, 40))
    assert np.isnan(read.percentile)


def test_a_killed_run_goes_on_where_it_stopped(tmp_path: Path) -> None:
    steps: list[float] = []

    def die(_: str, part: float) -> None:
        steps.append(part)
        if len(steps) == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        save_times(some_times(progress=die, engine="dijkstra"), tmp_path)
    with pytest.raises(InputError) as caught:
        open_times(tmp_path)
    missing = [problem.found for problem in caught.value.problems]
    assert 0 < len(missing) < 5
    before = {path.name: path.stat().st_mtime_ns for path in tmp_path.glob("part-*")}
    save_times(some_times(), tmp_path)
    after = {path.name: path.stat().st_mtime_ns for path in tmp_path.glob("part-*")}
    assert {name: after[name] for name in before} == before
    assert set(after) - set(before) == set(missing)
    assert np.array_equal(open_times(tmp_path).matrix(), some_times().matrix(), equal_nan=True)


def test_a_folder_of_other_times_is_refused(tmp_path: Path) -> None:
    save_times(some_times(), tmp_path)
    with pytest.raises(InputError, match="other|另|同一"):  # noqa: RUF043
        save_times(drive_times(random_region(2), cutoff_min=11, block=8), tmp_path)
    with pytest.raises(InputError):
        open_times(tmp_path / "nothing")


def test_kept_times_are_the_same_and_tenths_nearly() -> None:
    times = some_times()
    whole = times.matrix()
    assert np.array_equal(times.keep().matrix(), whole, equal_nan=True)
    tenths = times.keep(tenths=True).matrix()
    assert np.array_equal(np.isnan(tenths), np.isnan(whole))
    assert np.nanmax(np.abs(tenths - whole)) <= 0.05 / 60 + 1e-6
    with pytest.raises(InputError, match="109"):
        drive_times(circle(), cutoff_min=110).keep(tenths=True)


def test_two_processes_give_the_same_times_though_one_is_killed() -> None:
    distributed = pytest.importorskip("distributed")
    times = some_times()
    expected = times.matrix()
    options = {"n_workers": 2, "threads_per_worker": 1, "processes": True, "dashboard_address": None}
    with distributed.LocalCluster(**options, silence_logs="CRITICAL") as cluster:
        blocks = times.blocks(scheduler=cluster.scheduler_address)
        rows, minutes = next(blocks)
        assert np.array_equal(minutes, expected[rows], equal_nan=True)
        os.kill(next(iter(cluster.workers.values())).pid, signal.SIGKILL)
        for rows, minutes in blocks:
            assert np.array_equal(minutes, expected[rows], equal_nan=True)
        assert rows.stop == 40


def test_a_scheduler_that_does_not_answer_is_named() -> None:
    pytest.importorskip("distributed")
    from tongcheng.travel.tasks import blocks_on

    times = some_times()
    with pytest.raises(InputError) as caught:
        next(blocks_on("tcp://127.0.0.1:9", times.source, times.slices(), 40, answer_s=0.5))
    assert [problem.code for problem in caught.value.problems] == ["no_answer"]
