"""The row of an opportunity changes through the opportunity: what else would part the two is refused.

Lists, workbooks and the API all write rows; whatever they wrote is seen here before their transaction ends.
"""

from __future__ import annotations

from collections.abc import Sequence

from tongcheng.language import Text
from tongcheng.office.core.acting import Change, RefusedError, running_action
from tongcheng.office.lists.models import Item, ItemKind, ItemState
from tongcheng.office.opportunities.actions.entering import ITEM_FIELDS
from tongcheng.office.opportunities.models import Opportunity, State

STATE = Text(
    "“{title}”是城市机会，其状态随机会办理，请在“城市机会”页操作",
    "{title} is an opportunity: its state follows the steps on the opportunity's own page",
)
WORDS = Text(
    "“{title}”已送审或已发布，内容不能再改；请先退回或撤回",
    "{title} is in review or published and its words stay; send it back or withdraw it first",
)
_UNDER_WAY = {ItemState.DRAFT, ItemState.ACTIVE, ItemState.PAUSED}
#: The states that a row may have beside its opportunity's.
_TOGETHER = {
    State.DRAFT: {ItemState.DRAFT},
    State.REVIEW: {ItemState.DRAFT},
    State.PUBLISHED: _UNDER_WAY,
    State.MATCHED: _UNDER_WAY,
    State.LANDED: {ItemState.DRAFT, ItemState.DONE, ItemState.CLOSED},
    State.EXPIRED: {ItemState.CANCELLED},
    State.WITHDRAWN: {ItemState.CANCELLED},
}


def follow(changes: Sequence[Change]) -> None:
    """Refuse a state of a row that its opportunity does not have, and new words after review began; one query.

    Raises
    ------
    RefusedError
        Naming the row; the action that changed it is undone.
    """
    if (running_action() or "").startswith("opportunities."):
        return
    told: dict[int, set[str]] = {}
    for change in changes:
        if isinstance(change.subject, Item) and change.subject.kind == ItemKind.OPPORTUNITY and change.before:
            told.setdefault(change.subject.pk, set()).update(change.after or ())
    if not told:
        return
    for one in Opportunity.objects.filter(item__in=told).select_related("item"):
        if "state" in told[one.item_id] and one.item.state not in _TOGETHER[State(one.state)]:
            raise RefusedError(STATE.fill(title=one.item.title))
        if one.state != State.DRAFT and told[one.item_id].intersection(ITEM_FIELDS):
            raise RefusedError(WORDS.fill(title=one.item.title))
