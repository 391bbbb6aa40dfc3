"""The report of a run as blocks: one module per section, each with its sentence first."""

from tongcheng.runs.report.compose import make_report

__all__ = ["make_report"]
