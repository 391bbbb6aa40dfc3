"""Edits: what a project changes in the world, by stable ids, and scenarios made of them.

A scenario is an ordered list of typed edits. :func:`resolve` finds everything that is wrong with it before anything is
done; :func:`apply` then makes a new circle and leaves the old one as it was. The id of a scenario hashes its contents.
The pattern is that of scenario and modifications in Conveyal R5.
"""

from tongcheng.region.edits.apply import apply
from tongcheng.region.edits.kinds import (
    EDIT_KINDS,
    AddFacility,
    AddLine,
    AddLink,
    ChangeCapacity,
    ChangeService,
    CloseLink,
    Edit,
    ModifyLink,
    OpenBorder,
    arguments_of,
    parse_edit,
)
from tongcheng.region.edits.resolve import resolve
from tongcheng.region.edits.scenario import Scenario
from tongcheng.region.edits.table import edits_from_table, edits_to_table

__all__ = [
    "EDIT_KINDS",
    "AddFacility",
    "AddLine",
    "AddLink",
    "ChangeCapacity",
    "ChangeService",
    "CloseLink",
    "Edit",
    "ModifyLink",
    "OpenBorder",
    "Scenario",
    "apply",
    "arguments_of",
    "edits_from_table",
    "edits_to_table",
    "parse_edit",
    "resolve",
]
