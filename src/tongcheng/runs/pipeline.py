"""The main job: check, see what is unlocked, measure in all border states, compare with targets, find the gaps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from tongcheng.language import Text
from tongcheng.region import Region
from tongcheng.region.checks import Finding
from tongcheng.region.unlock import split
from tongcheng.results import Locked, Results, combine
from tongcheng.runs.cache import StageCache
from tongcheng.runs.catalogue import INDICATORS
from tongcheng.runs.hashing import code_version, hashes_of, key_of, region_hashes
from tongcheng.runs.locks import once
from tongcheng.runs.parts import GAPS, PARTS, Part
from tongcheng.runs.planning import plan_tables
from tongcheng.runs.stages import Progress, Stages
from tongcheng.sectors.found import Found
from tongcheng.sectors.gaps import collect_gaps
from tongcheng.sectors.reach import THRESHOLDS_MIN
from tongcheng.travel.circle import CUTOFF_MIN, CircleTravel

#: Table of every part: places that its times could not join to the network, or only from afar.
_NOTES = "travel_notes"


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
    tables
        What stands beside the figures, by name: lines of the borders, candidates, flows, polygons, and
        ``travel_notes``, the places that are not on the network or far from it.
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
    tables: Mapping[str, pd.DataFrame]
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
    stages = Stages(cache or StageCache(None), progress)
    findings = stages.run(Text("检查数据", "checking data"), lambda: region.check(strict=True))
    inputs = stages.run(Text("识别输入", "hashing inputs"), lambda: region_hashes(region))
    options = {"thresholds_min": list(THRESHOLDS_MIN), "cutoff_min": CUTOFF_MIN, "mode": "drive"}
    locked = stages.run(Text("判断可计算项", "what is unlocked"), lambda: split(region, INDICATORS)[1])
    results, tables = _measure_parts(region, inputs, options, stages)
    gaps = stages.run(
        Text("查找差距", "finding gaps"),
        lambda: collect_gaps([gaps(region, results) for gaps in GAPS]),
    )
    planned, refused = stages.run(
        Text("编制方案", "making the plan"), lambda: plan_tables(region, results.frame, gaps)
    )
    return Run(
        run_id=key_of(code_version(), options, inputs, region.name, region.fictional),
        region=region,
        inputs=inputs,
        options=options,
        findings=[*findings, *refused],
        results=results.frame,
        gaps=gaps,
        locked=once([*locked, *results.locked]),
        tables={**tables, **planned},
        log=stages.log,
    )


def _measure_parts(
    region: Region, inputs: dict[str, str], options: dict[str, Any], stages: Stages
) -> tuple[Results, dict[str, pd.DataFrame]]:
    """Measure part after part; each sees the tables of those before it."""
    label = Text("路网与时刻表", "roads and timetables")
    travel = CircleTravel(region, progress=lambda _, share: stages.tell(label, share))
    results: list[Results] = []
    tables: dict[str, pd.DataFrame] = {}
    notes: list[pd.DataFrame] = []
    for part in PARTS:
        reads = hashes_of(inputs, part.reads) if part.reads else inputs
        key = f"{part.name}-{key_of(code_version(), options, reads, region.name, region.fictional)}"
        found = stages.kept(part.label, key, lambda part=part: _measure(part, region, travel, tables))  # type: ignore[misc]
        results.append(found.results)
        notes.append(found.tables[_NOTES])
        tables.update({name: table for name, table in found.tables.items() if name != _NOTES})
    tables[_NOTES] = pd.concat(notes, ignore_index=True).drop_duplicates(["place", "role"], ignore_index=True)
    return combine(results), tables


def _measure(part: Part, region: Region, travel: CircleTravel, tables: Mapping[str, pd.DataFrame]) -> Found:
    found = part.measure(region, travel, tables)
    return Found(found.results, {**found.tables, _NOTES: travel.notes})
