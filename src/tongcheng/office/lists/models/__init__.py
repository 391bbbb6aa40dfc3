"""Lists, their rows, what a row's project is, its milestones, and versions as issued."""

from tongcheng.office.lists.models.item import (
    Item,
    ItemKind,
    ItemState,
    ItemUnit,
    ItemUnitRole,
    OriginKind,
    Visibility,
)
from tongcheng.office.lists.models.lists import List, ListKind, Version
from tongcheng.office.lists.models.milestone import Firmness, Milestone, MilestoneKind
from tongcheng.office.lists.models.project import (
    FundingSource,
    MoneySource,
    Permit,
    PermitKind,
    Project,
    ProjectClass,
)

__all__ = [
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
    "Version",
    "Visibility",
]
