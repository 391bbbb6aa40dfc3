"""Which projects, in which stage: chosen exactly, with a bound, and with the reasons."""

from tongcheng.plan.portfolio.alternatives import Alternative, Change, Margin, alternatives, budget_plus
from tongcheng.plan.portfolio.choose import Portfolio, choose
from tongcheng.plan.portfolio.problem import ANY_MONEY, PortfolioProblem, Relation
from tongcheng.plan.portfolio.why import WhyOut, why_out

__all__ = [
    "ANY_MONEY",
    "Alternative",
    "Change",
    "Margin",
    "Portfolio",
    "PortfolioProblem",
    "Relation",
    "WhyOut",
    "alternatives",
    "budget_plus",
    "choose",
    "why_out",
]
