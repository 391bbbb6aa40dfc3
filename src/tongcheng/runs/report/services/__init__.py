"""Public services in the report: what stands where, who reaches it, what open borders change, how even it is."""

from tongcheng.runs.report.services import counted, equity, offered, rank, reached, sharing, supply

#: Modules with ``section(run)``, in the order of the report.
SECTIONS = (supply, reached, sharing, equity, rank, counted, offered)

__all__ = ["SECTIONS"]
