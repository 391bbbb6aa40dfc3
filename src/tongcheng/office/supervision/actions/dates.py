"""Pauses with their renewals, and changes of due dates: asked before the day, decided by another."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone

from tongcheng.errors import Problems
from tongcheng.language import Text
from tongcheng.office.audit.chain import record
from tongcheng.office.core.acting import NO_REASON, Act, Change, RefusedError, action, check
from tongcheng.office.core.recorded import new
from tongcheng.office.lists.actions import change_items, change_milestones
from tongcheng.office.lists.models import Item, ItemState, Milestone
from tongcheng.office.supervision import rules
from tongcheng.office.supervision.models import AskState, DueChange, Pause

#: A pause lasts a quarter at most, then it is renewed or work goes on.
LONGEST = timedelta(days=92)
TOO_LATE = Text(
    "时限（{day}）已过，不再受理改期申请；请说明情况，由同城化办公室研究",
    "The date ({day}) has passed and no change is taken; explain to the joint office",
)
PENDING = Text("已有待审批的申请，请先办理", "A request is pending; decide that first")
MOVED = Text("申请提出后时限已变为{day}，请重新申请", "The date became {day} since; ask again")
_MEND = Text("改正后重新提交", "correct it and send again")


@action("supervision.ask_pause", Text("申请暂缓", "ask to pause"), rule=rules.may_ask_pause, reason_needed=True)
def ask_pause(act: Act, item: Item, next_step: str, until: date) -> Pause:
    """Ask to pause a row from today; the reason and the next step are both needed."""
    return _ask_pause(act, item, next_step, timezone.localdate(act.at), until, None)


@action("supervision.renew_pause", Text("申请续期", "ask to renew"), rule=rules.may_renew_pause, reason_needed=True)
def renew_pause(act: Act, pause: Pause, next_step: str, until: date) -> Pause:
    """Ask to renew a pause; one that has lapsed is renewed from today."""
    start = max(pause.until + timedelta(1), timezone.localdate(act.at))
    return _ask_pause(act, pause.item, next_step, start, until, pause)


def _ask_pause(act: Act, item: Item, next_step: str, start: date, until: date, renews: Pause | None) -> Pause:
    problems = Problems(str(item))
    if not next_step.strip():
        said = Text("下步打算", "a next step")
        problems.add("empty", expected=said, found="", remedy=_MEND, column="next_step")
    if not start < until <= start + LONGEST:
        quarter = Text("{first}之后，最长一个季度（至{last}）", "after {first}, a quarter at most (until {last})")
        expected = quarter.fill(first=start, last=start + LONGEST)
        problems.add("too_long", expected=expected, found=until, remedy=_MEND, column="until")
    problems.raise_if_any()
    if Pause.objects.filter(item=item, state=AskState.ASKED).exists():
        raise RefusedError(PENDING)
    pause = Pause(
        item=item,
        reason=act.reason.strip(),
        next_step=next_step.strip(),
        start=start,
        until=until,
        renews=renews,
        asker=act.standing.person,
        asked=act.at,
    )
    pause.save()
    record(act, [new(pause)])
    return pause


@action("supervision.decide_pause", Text("审批暂缓", "decide on a pause"), rule=rules.may_decide_ask)
def decide_pause(act: Act, pause: Pause, approve: bool) -> Pause:
    """Approve or refuse; an approved row is paused, the pause that is renewed is over. Refusing needs a reason."""
    _hold(pause)
    check(rules.may_decide_ask, act.standing, pause)
    changes = [_decide(act, pause, approve)]
    if approve and pause.renews_id is not None:
        before = Pause.objects.select_for_update().get(pk=pause.renews_id)
        changes.append(before.revise({"state": AskState.ENDED, "ended": timezone.localdate(act.at)}))
        before.save()
    if approve:
        changes.append(_set_state(pause.item, (ItemState.ACTIVE, ItemState.PAUSED), ItemState.PAUSED))
    record(act, changes)
    return pause


@action("supervision.end_pause", Text("恢复推进", "take up again"), rule=rules.may_end_pause, reason_needed=True)
def end_pause(act: Act, pause: Pause) -> Pause:
    """Take work up again: the row is under way."""
    _hold(pause)
    check(rules.may_end_pause, act.standing, pause)
    change = pause.revise({"state": AskState.ENDED, "ended": timezone.localdate(act.at)})
    pause.save()
    record(act, [change, _set_state(pause.item, (ItemState.PAUSED,), ItemState.ACTIVE)])
    return pause


@action("supervision.ask_due_change", Text("申请改期", "ask for another date"), rule=rules.may_ask_due_change,
        reason_needed=True)  # fmt: skip
def ask_due_change(act: Act, item: Item, new_due: date, milestone: Milestone | None = None) -> DueChange:
    """Ask for another due date of a row or of one of its milestones, before that date has passed."""
    old = milestone.due if milestone is not None else item.due
    problems = Problems(str(item))
    if milestone is not None and milestone.item_id != item.pk:
        own = Text("该条目的节点", "a milestone of this row")
        problems.add("not_its_milestone", expected=own, found=milestone, remedy=_MEND, column="milestone")
    if old is None:
        some = Text("已有时限", "a due date to change")
        problems.add("no_date", expected=some, found="", remedy=_MEND, column="due")
    elif new_due == old:
        other = Text("与现时限不同的日期", "another date than now")
        problems.add("same_date", expected=other, found=new_due, remedy=_MEND, column="new_due")
    problems.raise_if_any()
    assert old is not None
    if timezone.localdate(act.at) > old:
        raise RefusedError(TOO_LATE.fill(day=old))
    if DueChange.objects.filter(item=item, milestone=milestone, state=AskState.ASKED).exists():
        raise RefusedError(PENDING)
    change = DueChange(
        item=item,
        milestone=milestone,
        old_due=old,
        new_due=new_due,
        reason=act.reason.strip(),
        asker=act.standing.person,
        asked=act.at,
    )
    change.save()
    record(act, [new(change)])
    return change


@action("supervision.decide_due_change", Text("审批改期", "decide on a date"), rule=rules.may_decide_ask)
def decide_due_change(act: Act, asked: DueChange, approve: bool) -> DueChange:
    """Approve or refuse; an approved date is set by the lists' own actions, and the original one stays."""
    _hold(asked)
    check(rules.may_decide_ask, act.standing, asked)
    if approve:
        now = asked.milestone.due if asked.milestone is not None else asked.item.due
        if now != asked.old_due:
            raise RefusedError(MOVED.fill(day=now))
    record(act, [_decide(act, asked, approve)])
    if approve:
        _apply(act.because(f"{asked.reason}（{act.reason.strip() or '同意改期'}）"), asked)
    return asked


def _apply(act: Act, asked: DueChange) -> None:
    if asked.milestone is not None:
        given = {"pk": asked.milestone.pk, "due": asked.new_due}
        change_milestones(act, [asked.item], {asked.item.pk: [given]})
    else:
        change_items(act, [asked.item], {asked.item.pk: {"due": asked.new_due}})


@action("supervision.withdraw", Text("撤回申请", "withdraw a request"), rule=rules.may_withdraw)
def withdraw(act: Act, asked: Pause | DueChange) -> Pause | DueChange:
    """Take back what one asked."""
    _hold(asked)
    check(rules.may_withdraw, act.standing, asked)
    change = asked.revise({"state": AskState.WITHDRAWN, "decided": act.at})
    asked.save()
    record(act, [change])
    return asked


def _decide(act: Act, asked: Pause | DueChange, approve: bool) -> Change | None:
    if not approve and not act.reason.strip():
        raise RefusedError(NO_REASON)
    change = asked.revise(
        {
            "state": AskState.APPROVED if approve else AskState.REFUSED,
            "decider": act.standing.person,
            "decided": act.at,
            "decision": act.reason.strip()[:400],
        }
    )
    asked.save()
    return change


def _hold(asked: Pause | DueChange) -> None:
    """Read a request and its row anew; both are held."""
    now = type(asked).objects.select_for_update().get(pk=asked.pk)
    for one in asked._meta.concrete_fields:  # noqa: SLF001
        setattr(asked, one.attname, getattr(now, one.attname))
    asked.item = (
        Item.objects.select_for_update(of=("self",)).select_related("list", "reporting_unit").get(pk=asked.item_id)
    )
    if isinstance(asked, DueChange) and asked.milestone_id is not None:
        asked.milestone = Milestone.objects.select_for_update().get(pk=asked.milestone_id)


def _set_state(item: Item, allowed: tuple[ItemState, ...], state: ItemState) -> Change | None:
    """Pause a row or take it up; lists leave these two states to this app."""
    if item.state not in allowed:
        raise RefusedError(
            Text("条目状态已变，不能办理", "The row is in another state by now, so this cannot be done")
        )
    change = item.revise({"state": state})
    item.save()
    return change
