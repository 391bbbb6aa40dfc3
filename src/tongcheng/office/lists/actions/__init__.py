"""Everything that changes lists and their rows.

Pages, the API, workbooks and the loaders of samples call these. Sequences of rows take a constant number of
statements; fetch rows with ``select_related("list", "reporting_unit")``, for the rules read both.
"""

from tongcheng.office.lists.actions.fields import (
    ITEM_FIELDS,
    LIST_FIELDS,
    MILESTONE_FIELDS,
    PROJECT_FIELDS,
    PROJECT_RELATIONS,
    RELATIONS,
    NewItem,
)
from tongcheng.office.lists.actions.held import wants_resolution
from tongcheng.office.lists.actions.items import add_items, change_items, reorder
from tongcheng.office.lists.actions.lists import (
    archive_list,
    change_list,
    content_hash,
    create_list,
    issue_version,
    reopen_list,
)
from tongcheng.office.lists.actions.milestones import change_milestones
from tongcheng.office.lists.actions.projects import change_projects
from tongcheng.office.lists.actions.replacing import (
    assign_unit,
    merge_items,
    split_item,
    swap_item,
    transfer_item,
)
from tongcheng.office.lists.actions.states import (
    activate_items,
    cancel_items,
    close_items,
    complete_items,
    resume_items,
)
from tongcheng.office.lists.actions.views import delete_view, save_view

__all__ = [
    "ITEM_FIELDS",
    "LIST_FIELDS",
    "MILESTONE_FIELDS",
    "PROJECT_FIELDS",
    "PROJECT_RELATIONS",
    "RELATIONS",
    "NewItem",
    "activate_items",
    "add_items",
    "archive_list",
    "assign_unit",
    "cancel_items",
    "change_items",
    "change_list",
    "change_milestones",
    "change_projects",
    "close_items",
    "complete_items",
    "content_hash",
    "create_list",
    "delete_view",
    "issue_version",
    "merge_items",
    "reopen_list",
    "reorder",
    "resume_items",
    "save_view",
    "split_item",
    "swap_item",
    "transfer_item",
    "wants_resolution",
]
