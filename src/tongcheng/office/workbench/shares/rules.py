"""Who sees and who records how a joint project is paid for."""

from __future__ import annotations

from tongcheng.language import Text
from tongcheng.office.figures.models import Run
from tongcheng.office.people.standing import Standing

JOINT_ONLY = Text("只有同城化办公室可以登记商定的规则", "Only the joint office records the agreed rule")


def sees_all(standing: Standing) -> bool:
    """Say whether somebody sees the shares of every joint project: the joint office."""
    return standing.system or standing.has("joint_office", "secretary")


def may_agree(standing: Standing, run: Run) -> Text | None:  # noqa: ARG001
    """Record the rule that the parties agreed on: the joint office."""
    return None if standing.system or standing.has("joint_office") else JOINT_ONLY
