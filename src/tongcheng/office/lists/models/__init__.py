"""Lists, their rows, what a row's project is, its milestones, and versions as issued."""

from tongcheng.office.lists.models.item import (
    COUNTED_STATES,
    ENDED_STATES,
    OPEN_STATES,
    Item,
    ItemKind,
    ItemState,
    ItemUnit,
    ItemUnitRole,
    OriginKind,
    Visibility,
)
from tongcheng.office.lists.models.lists import List, ListKind, Stage, Version
from tongcheng.office.lists.models.milestone import BY_DUE, Firmness, Milestone, MilestoneKind
from tongcheng.office.lists.models.project import (
    FundingSource,
    MoneySource,
    Permit,
    PermitKind,
    Project,
    ProjectClass,
)
from tongcheng.office.lists.models.saved import SavedView

__all__ = [
    "BY_DUE",
    "COUNTED_STATES",
    "ENDED_STATES",
    "OPEN_STATES",
    "Firmness",
    "FundingSource",
    "Item",
    "ItemKind",
    "ItemState",
    "ItemUnit",
    "ItemUnitRole",
    "List",
    "ListKind",
    "Milestone",
    "MilestoneKind",
    "MoneySource",
    "OriginKind",
    "Permit",
    "PermitKind",
    "Project",
    "ProjectClass",
    "SavedView",
    "Stage",
    "Version",
    "Visibility",
]
