"""What changes opportunities: nothing else does."""

from tongcheng.office.opportunities.actions.asking import add_follow_up, enquire
from tongcheng.office.opportunities.actions.batches import open_batch
from tongcheng.office.opportunities.actions.entering import (
    DETAIL_FIELDS,
    ITEM_FIELDS,
    NewOpportunity,
    add_opportunities,
    attach_details,
    change_opportunities,
)
from tongcheng.office.opportunities.actions.states import (
    confirm_opportunities,
    expire_opportunities,
    land_opportunity,
    match_opportunity,
    publish_opportunities,
    release_match,
    reopen_opportunities,
    return_opportunities,
    submit_opportunities,
    withdraw_opportunities,
)

__all__ = [
    "DETAIL_FIELDS",
    "ITEM_FIELDS",
    "NewOpportunity",
    "add_follow_up",
    "add_opportunities",
    "attach_details",
    "change_opportunities",
    "confirm_opportunities",
    "enquire",
    "expire_opportunities",
    "land_opportunity",
    "match_opportunity",
    "open_batch",
    "publish_opportunities",
    "release_match",
    "reopen_opportunities",
    "return_opportunities",
    "submit_opportunities",
    "withdraw_opportunities",
]
