"""The main job: check, see what is unlocked, measure in all border states, compare with targets, find the gaps."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import pandas as pd

from tongcheng.language import Text
from tongcheng.monitor import measure as monitor_measure
from tongcheng.region import Region
from tongcheng.region.border_lines import border_lines
from tongcheng.region.borders import BorderState, apart, today, together
from tongcheng.region.checks import Finding
from tongcheng.region.unlock import split
from tongcheng.results import Indicator, Locked, Results, combine
from tongcheng.runs.cache import StageCache
from tongcheng.runs.catalogue import INDICATORS
from tongcheng.runs.hashing import code_version, hashes_of, key_of, region_hashes
from tongcheng.sectors import services, transport
from tongcheng.sectors.gaps import collect_gaps
from tongcheng.sectors.reach import THRESHOLDS_MIN
from tongcheng.travel.times import DriveNetwork, Times, drive_network, drive_times

Progress = Callable[[Text, float], None]

CUTOFF_MIN = max(THRESHOLDS_MIN)

#: What the travel and reach stages read; a change of anything else does not compute them again.
_REACH_TABLES = (
    "cities", "counties", "functional_areas", "zones", "residents", "jobs", "borders",
    "road_nodes", "road_links", "facilities",
)  # fmt: skip


@dataclass(frozen=True)
class Run:
    """Everything that one run found out, before it is written.

    Parameters
    ----------
    run_id
        Hash of inputs, options and code: the same inputs give the same id.
    region
        The circle as it was measured.
    inputs
        Hash of every table and feed.
    options
        Options that can change a figure.
    findings
        Warnings of the checks (errors stop a run).
    results, gaps
        Tables of figures and of gap rows.
    locked
        Results that stay locked and what would open them.
    travel_notes
        Places that are not on the network or far from it.
    borders
        The line of every pair of cities that touch.
    log
        Seconds and origin of each stage; stands outside the promise of equal bytes.
    """

    run_id: str
    region: Region
    inputs: dict[str, str]
    options: dict[str, Any]
    findings: Sequence[Finding]
    results: pd.DataFrame
    gaps: pd.DataFrame
    locked: tuple[Locked, ...]
    travel_notes: pd.DataFrame
    borders: gpd.GeoDataFrame
    log: list[dict[str, Any]] = field(default_factory=list)


def measure_circle(
    region: Region,
    *,
    cache: StageCache | None = None,
    progress: Progress | None = None,
) -> Run:
    """Run the main job on a circle.

    Parameters
    ----------
    region
        The circle.
    cache
        Where finished stages are kept; nothing is kept without it.
    progress
        Called with the name of the stage and the share of it that is done.

    Returns
    -------
    Run

    Raises
    ------
    InputError
        With every row that a check calls an error.

    Examples
    --------
    >>> from tongcheng import open_region
    >>> run = measure_circle(open_region("chengdu"))
    >>> "jobs_reached" in {item.indicator.indicator for item in run.locked}
    True
    """
    stages = _Stages(cache or StageCache(None), progress)
    findings = stages.run(Text("检查数据", "checking data"), lambda: region.check(strict=True))
    inputs = stages.run(Text("识别输入", "hashing inputs"), lambda: region_hashes(region))
    options = {"thresholds_min": list(THRESHOLDS_MIN), "cutoff_min": CUTOFF_MIN, "mode": "drive"}
    locked = stages.run(Text("判断可计算项", "what is unlocked"), lambda: split(region, INDICATORS)[1])
    opened = {item.indicator for item in INDICATORS} - {item.indicator.indicator for item in locked}
    key = key_of(code_version(), options, hashes_of(inputs, _REACH_TABLES), region.name, region.fictional)
    reach, notes = _reach(region, opened, key, stages)
    lines = stages.run(Text("交界线", "border lines"), lambda: border_lines(region))
    facts = stages.run(Text("交界情况", "border facts"), lambda: transport.measure_borders(region, lines))
    monitor = stages.run(Text("对照目标与清单", "targets and lists"), lambda: monitor_measure(region))
    results = combine([Results(reach), facts, monitor]).frame
    gaps = stages.run(
        Text("查找差距", "finding gaps"),
        lambda: collect_gaps([sector.gaps(region, Results(results)) for sector in _SECTORS]),
    )
    return Run(
        run_id=key_of(code_version(), options, inputs, region.name, region.fictional),
        region=region,
        inputs=inputs,
        options=options,
        findings=findings,
        results=results,
        gaps=gaps,
        locked=locked,
        travel_notes=notes,
        borders=lines,
        log=stages.log,
    )


_SECTORS = (transport, services)


@dataclass
class _Stages:
    """Runs stages one after the other, tells the progress and notes the seconds."""

    cache: StageCache
    progress: Progress | None
    log: list[dict[str, Any]] = field(default_factory=list)

    def tell(self, name: Text, share: float) -> None:
        if self.progress is not None:
            self.progress(name, share)

    def run(self, name: Text, compute: Callable[[], Any], *, read_back: bool = False) -> Any:
        self.tell(name, 0.0)
        start = time.perf_counter()
        value = compute()
        self.log.append({"stage": name.en, "seconds": time.perf_counter() - start, "read_back": read_back})
        self.tell(name, 1.0)
        return value

    def kept(self, name: Text, key: str, compute: Callable[[], pd.DataFrame]) -> pd.DataFrame:
        self.tell(name, 0.0)
        start = time.perf_counter()
        frame, read = self.cache.frame(key, compute)
        self.log.append({"stage": name.en, "seconds": time.perf_counter() - start, "read_back": read})
        self.tell(name, 1.0)
        return frame


def _reach(region: Region, opened: set[str], key: str, stages: _Stages) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Measure what residents reach; travel times are made only if a result needs them and is not kept yet."""
    travel = _Travel(region, stages)

    def measured(sector: Any, indicators: Sequence[Indicator]) -> pd.DataFrame:
        needed = {item.indicator for item in indicators if item.aggregate == "mean"} & opened
        states = {item.sector: _states(region, item.sector) for item in indicators} if needed else {}
        frame: pd.DataFrame = sector.measure(region, travel.times(needed), states).frame
        return frame

    notes = stages.kept(Text("路网接入", "joining the network"), f"notes-{key}", lambda: travel.notes(opened))
    frames = [
        stages.kept(label, f"{name}-{key}", lambda sector=sector: measured(sector, sector.INDICATORS))  # type: ignore[misc]
        for name, label, sector in (
            ("transport", Text("可达人口与岗位", "residents and jobs within reach"), transport),
            ("services", Text("可达床位", "beds within reach"), services),
        )
    ]
    return pd.concat([frame for frame in frames if len(frame)] or frames[:1], ignore_index=True), notes


class _Travel:
    """Travel times, made when first asked for and then shared by the sectors of one run."""

    def __init__(self, region: Region, stages: _Stages) -> None:
        self._region = region
        self._stages = stages
        self._network: DriveNetwork | None = None
        self._made: dict[str, Times] = {}

    def times(self, needed: set[str]) -> dict[str, Times]:
        wanted = {"zones"} if needed & {"residents_reached", "jobs_reached"} else set()
        wanted |= {"hospital"} if "beds_reached" in needed else set()
        for name in sorted(wanted - set(self._made)):
            self._made[name] = self._drive(None if name == "zones" else services.hospitals(self._region))
        return self._made

    def notes(self, needed: set[str]) -> pd.DataFrame:
        frames = [times.notes for times in self.times(needed).values() if len(times.notes)]
        columns = {"place": "str", "role": "str", "reason": "str", "component": "Int64", "distance_km": "float64"}
        if not frames:
            return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in columns.items()})
        return pd.concat(frames, ignore_index=True).drop_duplicates(["place", "role"], ignore_index=True)

    def _drive(self, to: pd.DataFrame | None) -> Times:
        label = Text("路网", "road network")

        def tell(_: str, share: float) -> None:
            self._stages.tell(label, share)

        if self._network is None:
            self._network = drive_network(self._region, progress=tell)
        return drive_times(self._region, to=to, cutoff_min=CUTOFF_MIN, network=self._network, progress=tell)


def _states(region: Region, sector: str) -> list[BorderState]:
    return [apart(region), today(region, sector), together(region)]
