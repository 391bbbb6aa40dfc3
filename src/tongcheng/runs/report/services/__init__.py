"""Public services in the report: what stands where, who reaches it, what open borders change, what to move or build."""

from tongcheng.runs.report.services import (
    counted,
    equity,
    offered,
    rank,
    reached,
    reallotment,
    sharing,
    siting,
    supply,
)

#: Modules with ``section(run)``, in the order of the report.
SECTIONS = (supply, reached, sharing, equity, rank, reallotment, siting, counted, offered)

__all__ = ["SECTIONS"]
