"""The plan of a run: made from what was measured, kept with it; what it refuses is told and stops nothing."""

from __future__ import annotations

import pandas as pd

from tongcheng.errors import InputError
from tongcheng.language import Text
from tongcheng.plan.make import make_plan
from tongcheng.region import Region
from tongcheng.region.checks import Finding

_TITLE = Text("项目方案无法编制", "No plan could be made")


def plan_tables(
    region: Region, results: pd.DataFrame, gaps: pd.DataFrame
) -> tuple[dict[str, pd.DataFrame], list[Finding]]:
    """Appraise the projects of a circle, rank them and choose among them.

    Parameters
    ----------
    region, results, gaps
        The circle and what was measured; effects are the rows whose scenario is a project.

    Returns
    -------
    tuple
        Tables of appraisal, priorities and plan (none without projects), and a warning if the circle's budgets or
        relations allow no plan: the measures stand without it.
    """
    projects = region["projects"]
    if projects.empty:
        return {}, []
    effects = results[results["scenario"].isin(projects["project"])]
    try:
        made = make_plan(region, results, gaps, effects)
    except InputError as error:
        problems = tuple(error.problems)
        return {}, [Finding("plan", "warning", _TITLE, problems, len(problems))]
    return {**made.grounds, **made.tables()}, []
