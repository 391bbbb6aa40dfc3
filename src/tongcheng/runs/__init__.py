"""The pipeline: stages, what is unlocked, run folders written and read."""

from tongcheng.runs.folder import read_run, write_run
from tongcheng.runs.pipeline import Run, measure_circle

__all__ = ["Run", "measure_circle", "read_run", "write_run"]
