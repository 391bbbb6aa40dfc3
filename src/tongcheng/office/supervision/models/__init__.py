"""Rules, lights, orders, pauses, changes of dates, blockers."""

from tongcheng.office.supervision.models.blockers import Blocker, BlockerSort, BlockerState
from tongcheng.office.supervision.models.dates import AskState, DueChange, Pause
from tongcheng.office.supervision.models.lights import (
    RETURNED,
    WAY,
    AspectName,
    Colour,
    Light,
    LightWord,
    Signal,
    Step,
    StepName,
)
from tongcheng.office.supervision.models.orders import (
    NEXT_KIND,
    OPEN_ORDER,
    OWED,
    Order,
    OrderKind,
    OrderState,
)
from tongcheng.office.supervision.models.rules import Clock, Follows, Judgement, Rule, RuleVersion, Settings

__all__ = [
    "NEXT_KIND",
    "OPEN_ORDER",
    "OWED",
    "RETURNED",
    "WAY",
    "AskState",
    "AspectName",
    "Blocker",
    "BlockerSort",
    "BlockerState",
    "Clock",
    "Colour",
    "DueChange",
    "Follows",
    "Judgement",
    "Light",
    "LightWord",
    "Order",
    "OrderKind",
    "OrderState",
    "Pause",
    "Rule",
    "RuleVersion",
    "Settings",
    "Signal",
    "Step",
    "StepName",
]
