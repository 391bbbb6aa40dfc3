"""Reading attached runs for the pages of the workbench: nothing is measured here and nothing is written.

Frames come from memory and are shared between requests: copy before changing one.
"""

from tongcheng.office.workbench.reading.locked import Closed, closed_results
from tongcheng.office.workbench.reading.measures import (
    BASE,
    BORDERS,
    DIFFERENCES,
    Measure,
    differences_of,
    measures_of,
    states_of,
    values_at,
    values_of,
)
from tongcheng.office.workbench.reading.runs import (
    choose_run,
    circle_of,
    gaps_of,
    has_table,
    layer_path,
    names_of,
    papers_of,
    results_of,
    runs_for,
    stored_run,
    table_of,
    title_of,
)
from tongcheng.office.workbench.reading.scenarios import scenarios_of

__all__ = [
    "BASE",
    "BORDERS",
    "DIFFERENCES",
    "Closed",
    "Measure",
    "choose_run",
    "circle_of",
    "closed_results",
    "differences_of",
    "gaps_of",
    "has_table",
    "layer_path",
    "measures_of",
    "names_of",
    "papers_of",
    "results_of",
    "runs_for",
    "scenarios_of",
    "states_of",
    "stored_run",
    "table_of",
    "title_of",
    "values_at",
    "values_of",
]
