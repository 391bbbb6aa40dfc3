"""The plan in the report: what first and why, when, with whose money, and the year's list."""

from tongcheng.runs.report.plan import choice, money, year_list

#: Modules with ``section(run)``, in the order of the report.
SECTIONS = (choice, money, year_list)

__all__ = ["SECTIONS"]
