"""Everything that changes figures, runs and what rows cite of them."""

from tongcheng.office.figures.actions.adopting import Adopted, adopt_gaps
from tongcheng.office.figures.actions.effects import cite_effects, measure_effects
from tongcheng.office.figures.actions.recording import FigureDraft, record_figures
from tongcheng.office.figures.actions.runs import attach_run, remove_run
from tongcheng.office.figures.actions.verdicts import judge_candidate

__all__ = [
    "Adopted",
    "FigureDraft",
    "adopt_gaps",
    "attach_run",
    "cite_effects",
    "judge_candidate",
    "measure_effects",
    "record_figures",
    "remove_run",
]
