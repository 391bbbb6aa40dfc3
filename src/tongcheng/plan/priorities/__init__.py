"""What first: shortfall, market pull and felt gain; ease as the visible sequencing rule."""

from tongcheng.plan.priorities.declared import CRITERIA, Criterion
from tongcheng.plan.priorities.ease import Ease
from tongcheng.plan.priorities.prioritise import Priorities, check_weights, prioritise, reweigh

__all__ = ["CRITERIA", "Criterion", "Ease", "Priorities", "check_weights", "prioritise", "reweigh"]
