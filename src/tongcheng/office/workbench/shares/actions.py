"""What changes about shares: the agreed rule is recorded."""

from __future__ import annotations

from tongcheng.errors import InputError, Problem
from tongcheng.language import Text
from tongcheng.office.audit.chain import record
from tongcheng.office.core.acting import Act, RefusedError, action
from tongcheng.office.core.recorded import new
from tongcheng.office.figures.models import Run
from tongcheng.office.meetings.models import Meeting
from tongcheng.office.workbench.shares import rules
from tongcheng.office.workbench.shares.models import AgreedRule
from tongcheng.office.workbench.shares.queries import projects_for, shares_for, stake_for

INVENTED = Text(
    "示意数据的分担不得登记为真实会议的商定结果", "Shares of an invented circle are not what a real meeting agreed"
)


@action(
    "workbench.agree_rule", Text("登记商定规则", "record the agreed rule"), rule=rules.may_agree, reason_needed=True
)
def agree_rule(act: Act, run: Run, project: str, rule: str, meeting: Meeting) -> AgreedRule:
    """Record the rule that the parties agreed on at a meeting, with the amounts that it gives.

    Raises
    ------
    InputError
        If the run has no such joint project, or the rule gives no amounts for it.
    RefusedError
        If a real meeting would agree on invented figures.
    """
    if run.synthetic and not meeting.synthetic:
        raise RefusedError(INVENTED)
    known = dict(projects_for(act.standing, run))
    shares = {one.rule.name: one for one in shares_for(run, project)} if project in known else {}
    share = shares.get(rule)
    if share is None or share.amounts is None:
        expected = Text("已有数据的规则", "a rule whose data are there")
        remedy = share.missing if share is not None else Text("选择项目和规则", "choose a project and a rule")
        raise InputError([Problem("closed_rule", "", expected, rule, remedy, column="rule")])
    stake, person = stake_for(run, project), act.standing.person
    row = AgreedRule(
        run=run,
        circle=run.circle,
        project=project,
        project_name=stake.name,
        rule=rule,
        amounts={city: round(float(amount), 4) for city, amount in zip(stake.cities, share.amounts, strict=True)},
        meeting=meeting,
        reason=act.reason,
        recorded=act.at,
        person=person.name if person else "",
    )
    row.save()
    record(act, [new(row)])
    return row
