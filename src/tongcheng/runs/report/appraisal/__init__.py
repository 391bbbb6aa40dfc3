"""What projects cost and are worth: per project, per city, and how often each is counted."""

from __future__ import annotations

import pandas as pd

from tongcheng.language import Text
from tongcheng.render.blocks import Block, Section
from tongcheng.runs.pipeline import Run
from tongcheng.runs.report.appraisal.counts import counted, summed
from tongcheng.runs.report.appraisal.money import by_city, costs, shares, worth
from tongcheng.runs.report.appraisal.papers import assumed, lacking
from tongcheng.runs.report.appraisal.people import reached, unpriced
from tongcheng.runs.report.appraisal.sentence import sentence
from tongcheng.runs.report.words import place_names

__all__ = ["section"]


def section(run: Run) -> Section | None:
    """Give the section, or None in a run without projects or without their appraisal."""
    projects = run.tables.get("appraisal_projects", pd.DataFrame())
    if projects.empty:
        return None
    names = place_names(run.region)
    appraised = projects[projects["npv"].notna()]
    blocks: list[Block | None] = []
    if len(appraised):
        blocks += [worth(appraised), by_city(run, appraised, names), shares(run, appraised, names)]
    blocks += [counted(run), summed(run), costs(projects, names)]
    if projects["annual_cost"].notna().any():
        blocks += [reached(run, projects, names), unpriced(run, names), assumed(run)]
    blocks.append(lacking(run, names))
    shown = [block for block in blocks if block is not None]
    return Section("appraisal", Text("投资与效益", "Costs and benefits"), sentence(run, projects), shown)
