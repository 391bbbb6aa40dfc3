"""The plan page's computation with 200 projects: ``python -m benchmarks.workbench_plan RUN``.

The projects of a finished run of the fictional circle are repeated until there are 200, each copy with its own figures,
relations, appraisal and scores, a tenth dearer than the one before; budgets grow as much. A planner then drags: each
step changes one budget, a weight or a promise, and the plan is made from the one before. No peer: held against 0.5 s.
"""

from __future__ import annotations

import statistics
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

_PROJECTS = 200
_LIMIT_S = 0.25
_STEPS = 12
_HELD_S = 0.5


def repeated(measured: Any, count: int = _PROJECTS) -> Any:
    """Repeat a run's projects until there are so many."""
    region, appraisal = measured.region, measured.appraisal
    own = [str(one) for one in region["projects"]["project"]]
    copies = -(-count // len(own))
    tables = {name: region[name] for name in region}

    def again(frame: pd.DataFrame, keys: tuple[str, ...], value: str = "") -> pd.DataFrame:
        parts = [frame]
        for number in range(1, copies):
            part = frame[frame[keys[0]].isin(own)].copy()
            for key in keys:
                part[key] = part[key].map(lambda one, n=number: f"{one}-{n}" if one in own else one)
            if value:
                part[value] = part[value] * (1 + 0.1 * number)
            parts.append(part)
        return pd.concat(parts, ignore_index=True)

    tables["projects"] = again(tables["projects"], ("project",)).head(count)
    tables["figures"] = again(tables["figures"], ("subject",), "value")
    tables["figures"]["figure"] = [f"f{number}" for number in range(len(tables["figures"]))]
    tables["project_relations"] = again(tables["project_relations"], ("project", "other"))
    tables["budgets"] = tables["budgets"].assign(value=tables["budgets"]["value"] * copies)
    kept = set(tables["projects"]["project"])
    rows = tables["project_relations"]
    tables["project_relations"] = rows[rows["project"].isin(kept) & rows["other"].isin(kept)]
    parts = {
        name: (frame := again(getattr(appraisal, name), ("project",)))[frame["project"].isin(kept)].reset_index(
            drop=True
        )
        for name in ("projects", "cities", "costs")
    }
    scores = again(measured.scores, ("project",))
    scores = scores[scores["project"].isin(kept)].reset_index(drop=True)
    return replace(
        measured, region=replace(region, tables=tables), appraisal=replace(appraisal, **parts), scores=scores
    )


def main(folder: Path) -> float:
    """Print how long each step takes, and give the median in seconds."""
    from tongcheng.plan.options import PlanOptions
    from tongcheng.plan.quick import Measured, quick_plan
    from tongcheng.runs import read_run

    stored = read_run(folder)
    measured = Measured.of_tables(stored.region, stored.tables)
    if measured is None:
        raise SystemExit("this run holds no plan")
    measured = repeated(measured)
    first = quick_plan(measured, PlanOptions(reasons=False, time_limit_s=_LIMIT_S))
    before, seconds, gaps = first.chosen, [], []
    for step in range(_STEPS):
        options = PlanOptions(
            weights={"shortfall": 1 + step % 3, "market_pull": 1, "felt_gain": 1},
            budget_factor=1 - 0.03 * (step % 5),
            time_limit_s=_LIMIT_S,
            reasons=False,
        )
        start = time.perf_counter()
        made = quick_plan(measured, options, before=before)
        seconds.append(time.perf_counter() - start)
        assert made.choice is not None
        gaps.append(100 * made.choice.gap)
        before = made.chosen
    print(f"{len(measured.region['projects'])} projects, {len(before)} in the plan")
    print(f"seconds: median {statistics.median(seconds):.2f}, most {max(seconds):.2f} (held against {_HELD_S})")
    print(f"gap: median {statistics.median(gaps):.2f} %, most {max(gaps):.2f} %")
    return statistics.median(seconds)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
