"""Who pays and who gains: rules side by side, tested for whether anybody would do better alone."""

from tongcheng.plan.shares.revenue import Partner, RevenueRule, share_revenue
from tongcheng.plan.shares.rules import RULES, Share, share_cost
from tongcheng.plan.shares.stakes import Ground, Stake, joint_projects, stake_of
from tongcheng.plan.shares.words import core_words

__all__ = [
    "RULES",
    "Ground",
    "Partner",
    "RevenueRule",
    "Share",
    "Stake",
    "core_words",
    "joint_projects",
    "share_cost",
    "share_revenue",
    "stake_of",
]
