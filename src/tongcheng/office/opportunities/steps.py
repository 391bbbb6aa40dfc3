"""The steps that a reader may take with an opportunity, as buttons and as addresses."""

from __future__ import annotations

from dataclasses import dataclass

from tongcheng.language import Text
from tongcheng.office.core.acting import ACTIONS, may
from tongcheng.office.opportunities.models import Opportunity
from tongcheng.office.people.standing import Standing


@dataclass(frozen=True)
class Step:
    """A step: its address, the action behind it, its words; ``form`` if it asks for more than a reason."""

    name: str
    action: str
    label: Text
    form: bool = False
    danger: bool = False

    @property
    def reason(self) -> bool:
        """Whether it asks for a reason."""
        return ACTIONS[self.action].reason_needed


STEPS = {
    step.name: step
    for step in (
        Step("submit", "opportunities.submit_opportunities", Text("送审", "Send for review")),
        Step("confirm", "opportunities.confirm_opportunities", Text("市级审核通过", "Confirm for the city")),
        Step("publish", "opportunities.publish_opportunities", Text("发布", "Publish"), form=True),
        Step("return", "opportunities.return_opportunities", Text("退回修改", "Send back")),
        Step("match", "opportunities.match_opportunity", Text("登记对接", "Note a match"), form=True),
        Step("land", "opportunities.land_opportunity", Text("登记落地", "Note that it landed"), form=True),
        Step("follow", "opportunities.add_follow_up", Text("记录跟进", "Note a follow-up"), form=True),
        Step("release", "opportunities.release_match", Text("对接未成，恢复发布", "The match fell through")),
        Step("reopen", "opportunities.reopen_opportunities", Text("重新起草", "Draft anew")),
        Step("withdraw", "opportunities.withdraw_opportunities", Text("撤回", "Withdraw"), danger=True),
    )
}


def steps_for(standing: Standing, one: Opportunity) -> list[Step]:
    """Give the steps that a reader may take now."""
    if standing.person is None:
        return []
    return [step for step in STEPS.values() if may(step.action, standing, one)]
