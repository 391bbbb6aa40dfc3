"""Everything that changes lights, orders, pauses, dates and blockers."""

from tongcheng.office.supervision.actions.blockers import (
    close_blocker,
    confer_blocker,
    decide_blocker,
    list_blockers,
    verify_blocker,
)
from tongcheng.office.supervision.actions.dates import (
    ask_due_change,
    ask_pause,
    decide_due_change,
    decide_pause,
    end_pause,
    renew_pause,
    withdraw,
)
from tongcheng.office.supervision.actions.lights import (
    confer_lights,
    decide_lights,
    judge_item,
    propose_lights,
    publish_lights,
    return_lights,
    verify_lights,
)
from tongcheng.office.supervision.actions.orders import (
    acknowledge_order,
    answer_order,
    close_order,
    escalate_order,
    issue_orders,
    return_answer,
)
from tongcheng.office.supervision.actions.rules import change_settings, follow, save_rule, take_preset
from tongcheng.office.supervision.rules import Draft

__all__ = [
    "Draft",
    "acknowledge_order",
    "answer_order",
    "ask_due_change",
    "ask_pause",
    "change_settings",
    "close_blocker",
    "close_order",
    "confer_blocker",
    "confer_lights",
    "decide_blocker",
    "decide_due_change",
    "decide_lights",
    "decide_pause",
    "end_pause",
    "escalate_order",
    "follow",
    "issue_orders",
    "judge_item",
    "list_blockers",
    "propose_lights",
    "publish_lights",
    "renew_pause",
    "return_answer",
    "return_lights",
    "save_rule",
    "take_preset",
    "verify_blocker",
    "verify_lights",
    "withdraw",
]
