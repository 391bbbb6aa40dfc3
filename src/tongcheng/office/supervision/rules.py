"""Who may do what in this app: one predicate per action, each giving the sentence why not, or ``None``.

Rows come with ``item__list`` and ``item__reporting_unit`` (``select_related``); no rule asks the database.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from tongcheng.language import Text
from tongcheng.office.lists.models import OPEN_STATES, Item, ItemState
from tongcheng.office.lists.rules import answers_for, keeps
from tongcheng.office.people.models import Unit
from tongcheng.office.people.rules import is_dissolved
from tongcheng.office.people.standing import Standing
from tongcheng.office.supervision.models import (
    NEXT_KIND,
    OWED,
    WAY,
    AskState,
    Blocker,
    BlockerSort,
    BlockerState,
    DueChange,
    Order,
    OrderKind,
    OrderState,
    Pause,
    Signal,
    StepName,
)
from tongcheng.office.supervision.words import day, label

if TYPE_CHECKING:
    from tongcheng.office.supervision.models import Light

JOINT_ONLY = Text("只有同城化办公室可以办理", "Only the joint office may do this")
BY_PEOPLE = Text("须由有关人员办理，系统不能代办", "People do this, never the system")
OWN_UNIT = Text("不得核实本单位的条目，请由其他单位同志办理", "Nobody verifies what his own unit reports")
TWICE = Text(
    "相邻两个环节不得由同一人办理，请由其他同志办理", "Nobody takes two steps in a row; somebody else has to"
)
NOT_YOURS = Text("此环节不在您的职责范围", "This step is not yours to take")
NOT_UNIT = Text("只有该单位和同城化办公室可以办理", "Only the unit and the joint office may do this")
DISSOLVED = Text(
    "{unit}已于{day}撤销，不能再发文，请改发承接单位", "{unit} was dissolved on {day}; write to its successor"
)
NOT_SUBORDINATE = Text(
    "{unit}不是下级单位，不发{kind}，请改用函", "{unit} is not subordinate: send a letter, not a {kind}"
)
OWN_REQUEST = Text("不得审批本人提出的申请，请由其他同志审批", "Nobody decides what he asked for himself")
OWN_ANSWER = Text("不得认定本人录入的回复，请由其他同志办结", "Nobody settles on an answer that he entered himself")

#: Who takes which step. Verification is also the work of the unit's city office.
STEP_ROLES: dict[str, tuple[str, ...]] = {
    StepName.VERIFIED: ("joint_office", "supervisor"),
    StepName.CONFERRED: ("joint_office", "secretary"),
    StepName.DECIDED: ("leader",),
    StepName.PUBLISHED: ("joint_office", "secretary"),
}
BEFORE: dict[str, str] = dict(zip(WAY, (StepName.PROPOSED, *WAY), strict=False))
#: Who issues which paper; a hint also the city's office to the units of its city.
ISSUERS: dict[str, tuple[str, ...]] = {
    OrderKind.HINT: ("joint_office", "supervisor"),
    OrderKind.REMINDER: ("joint_office", "supervisor"),
    OrderKind.LETTER: ("joint_office", "supervisor"),
    OrderKind.SUPERVISION: ("supervisor", "leader"),
    OrderKind.INSTRUCTION: ("leader", "secretary", "supervisor"),
}


@dataclass(frozen=True)
class Draft:
    """An order before it is issued; ``follows`` is the one that it presses on."""

    kind: str
    unit: Unit
    title: str
    text: str
    due: date
    item: Item | None = None
    light: Light | None = None
    instructed_by: str = ""
    follows: Order | None = None


def is_joint(standing: Standing) -> bool:
    """Say whether somebody acts for the joint office."""
    return standing.has("joint_office")


def is_city_of(standing: Standing, unit: Unit | None) -> bool:
    """Say whether somebody works in the office of a unit's city."""
    return unit is not None and unit.city_id is not None and unit.city_id in standing.cities("city_office")


def may_keep_rules(standing: Standing, _: object) -> Text | None:
    """Rules, settings, which list follows what: the joint office."""
    return None if is_joint(standing) or standing.system else JOINT_ONLY


def may_tick(standing: Standing, _: object) -> Text | None:
    """Do what the clock makes due: the clock itself, or the joint office by hand."""
    return may_keep_rules(standing, _)


def may_judge(standing: Standing, item: Item) -> Text | None:
    """Judge whether a row will be done: the offices, supervisors and leaders; nobody his own unit's."""
    if item.state not in OPEN_STATES:
        return Text("条目已办结或尚未列入", "The row is not under way")
    if not standing.has("joint_office", "supervisor", "leader") and not is_city_of(standing, item.reporting_unit):
        return NOT_YOURS
    return OWN_UNIT if item.reporting_unit_id in standing.units() else None


def _step_rule(step: str) -> Callable[[Standing, Signal], Text | None]:
    def may(standing: Standing, signal: Signal) -> Text | None:
        if standing.person is None:
            return BY_PEOPLE
        city = step == StepName.VERIFIED and is_city_of(standing, signal.item.reporting_unit)
        if not city and not standing.has(*STEP_ROLES[step]):
            return NOT_YOURS
        if signal.step != BEFORE[step]:
            return _STEP_STATES[signal.step]
        if step == StepName.VERIFIED and signal.item.reporting_unit_id in standing.units():
            return OWN_UNIT
        return TWICE if signal.last_person_id == standing.person.pk else None

    return may


_STEP_STATES: dict[str, Text] = {
    StepName.PROPOSED: Text("该灯尚为系统拟亮，须先核实", "The light is only proposed; it has to be verified first"),
    StepName.VERIFIED: Text("该灯已核实，待会商", "The light is verified and waits for conference"),
    StepName.CONFERRED: Text("该灯已会商，待审定", "The light waits for decision"),
    StepName.DECIDED: Text("该灯已审定，待发布", "The light is decided and waits for publication"),
    StepName.PUBLISHED: Text("该灯已发布", "The light is published"),
}
may_verify = _step_rule(StepName.VERIFIED)
may_confer = _step_rule(StepName.CONFERRED)
may_decide = _step_rule(StepName.DECIDED)
may_publish = _step_rule(StepName.PUBLISHED)


def may_return(standing: Standing, signal: Signal) -> Text | None:
    """Send a light back to where it was proposed: whoever takes a step, before publication."""
    if standing.person is None:
        return BY_PEOPLE
    if signal.step in (StepName.PROPOSED, StepName.PUBLISHED):
        return _STEP_STATES[signal.step]
    taking = {role for roles in STEP_ROLES.values() for role in roles}
    return None if standing.has(*taking) else NOT_YOURS


def may_issue(standing: Standing, draft: Draft) -> Text | None:
    """Issue a paper: who the kind asks for; not to a dissolved unit, and only letters to whom one cannot order."""
    unit = draft.unit
    if is_dissolved(unit):
        on = unit.dissolved
        assert on is not None
        return DISSOLVED.fill(unit=unit, day=day(on))
    if not unit.subordinate and draft.kind != OrderKind.LETTER:
        return NOT_SUBORDINATE.fill(unit=unit, kind=label(OrderKind(draft.kind)))
    if standing.has(*ISSUERS[draft.kind]):
        return None
    return None if draft.kind == OrderKind.HINT and is_city_of(standing, unit) else NOT_YOURS


def fitting_kind(unit: Unit, kind: str) -> str:
    """Give the kind of paper that a unit can be sent: a letter, where it is not subordinate."""
    return kind if unit.subordinate else OrderKind.LETTER


def may_acknowledge(standing: Standing, order: Order) -> Text | None:
    """Acknowledge: the unit, or its city's or the joint office for a unit that never logs in."""
    if order.state != OrderState.ISSUED:
        return Text("该件已签收", "It was acknowledged already")
    return _addressee(standing, order)


def may_answer(standing: Standing, order: Order) -> Text | None:
    """Answer: the unit, or its city's or the joint office for it."""
    if order.state not in OWED:
        return Text("该件已回复或已办结", "It was answered or settled already")
    return _addressee(standing, order)


def may_close(standing: Standing, order: Order) -> Text | None:
    """Settle what was answered: who issues such papers, and not on an answer of one's own."""
    if order.state != OrderState.ANSWERED:
        return Text("收到回复后才能办结", "It can be settled once it is answered")
    if not standing.has(*ISSUERS[order.kind]) and not (
        order.kind == OrderKind.HINT and is_city_of(standing, order.unit)
    ):
        return NOT_YOURS
    return OWN_ANSWER if standing.person is not None and order.answerer_id == standing.person.pk else None


def may_return_answer(standing: Standing, order: Order) -> Text | None:
    """Ask for another answer: who may settle it."""
    return may_close(standing, order)


def may_escalate(standing: Standing, order: Order) -> Text | None:
    """Press harder: who issues the next kind of paper."""
    if order.state in (OrderState.CLOSED, OrderState.ESCALATED):
        return Text("该件已办结或已升级", "It was settled or escalated already")
    if order.kind not in NEXT_KIND:
        return Text("批示件不再升级", "A leader's instruction is not escalated")
    following = fitting_kind(order.unit, NEXT_KIND[OrderKind(order.kind)])
    return None if standing.has(*ISSUERS[following]) else NOT_YOURS


def _addressee(standing: Standing, order: Order) -> Text | None:
    own = order.unit_id in standing.units("filler", "unit_head")
    office = standing.has("joint_office", "supervisor") or is_city_of(standing, order.unit)
    return None if own or office else NOT_UNIT


def may_ask_pause(standing: Standing, item: Item) -> Text | None:
    """Ask to pause a row under way: its unit and offices."""
    if item.state != ItemState.ACTIVE:
        return Text("只有推进中的条目可以申请暂缓", "Only a row under way can be paused")
    return _answers(standing, item)


def may_renew_pause(standing: Standing, pause: Pause) -> Text | None:
    """Ask to renew a pause that runs."""
    if pause.state != AskState.APPROVED:
        return Text("该暂缓未在执行", "The pause is not running")
    return _answers(standing, pause.item)


def may_end_pause(standing: Standing, pause: Pause) -> Text | None:
    """Take work up again: the unit and the offices."""
    return may_renew_pause(standing, pause)


def may_ask_due_change(standing: Standing, item: Item) -> Text | None:
    """Ask for another due date of a row under way; whether it is asked in time is seen with the date."""
    if item.state not in (ItemState.ACTIVE, ItemState.PAUSED):
        return Text("只有推进中或暂缓的条目可以申请改期", "Only a row under way or paused can get another date")
    return _answers(standing, item)


def may_decide_ask(standing: Standing, asked: Pause | DueChange) -> Text | None:
    """Decide what somebody else asked: those who keep the list."""
    if asked.state != AskState.ASKED:
        return Text("该申请已办理", "It was decided already")
    if standing.person is None:
        return BY_PEOPLE
    if not keeps(standing, asked.item.list):
        return JOINT_ONLY
    return OWN_REQUEST if asked.asker_id == standing.person.pk else None


def may_withdraw(standing: Standing, asked: Pause | DueChange) -> Text | None:
    """Take back what one asked."""
    if asked.state != AskState.ASKED:
        return Text("该申请已办理", "It was decided already")
    mine = standing.person is not None and asked.asker_id == standing.person.pk
    return None if mine else Text("只有申请人可以撤回", "Only who asked may withdraw it")


def _answers(standing: Standing, item: Item) -> Text | None:
    return None if answers_for(standing, item) or keeps(standing, item.list) else NOT_UNIT


def _blocker_rule(states: tuple[str, ...], roles: tuple[str, ...]) -> Callable[[Standing, Blocker], Text | None]:
    def may(standing: Standing, blocker: Blocker) -> Text | None:
        if blocker.state not in states:
            return Text("事项目前为“{state}”", "The matter is {state}").fill(state=label(BlockerState(blocker.state)))
        return None if standing.has(*roles) else NOT_YOURS

    return may


def may_verify_blocker(standing: Standing, blocker: Blocker) -> Text | None:
    """Find out what a blocker needs: the offices and supervisors, and nobody for his own unit."""
    if blocker.state != BlockerState.LISTED:
        return Text("事项已核实", "The matter is verified already")
    if not standing.has("joint_office", "supervisor") and not is_city_of(standing, blocker.item.reporting_unit):
        return NOT_YOURS
    return OWN_UNIT if blocker.item.reporting_unit_id in standing.units() else None


may_confer_blocker = _blocker_rule((BlockerState.VERIFIED,), ("joint_office", "secretary"))
_decides = _blocker_rule((BlockerState.VERIFIED, BlockerState.CONFERRED), ("joint_office", "secretary", "leader"))


def may_decide_blocker(standing: Standing, blocker: Blocker) -> Text | None:
    """Note a decision: after conference, or after verification where the matter can simply be solved."""
    if blocker.state == BlockerState.VERIFIED and blocker.sort == BlockerSort.STUDY:
        return Text("需专题研究的事项须先会商", "What needs study is conferred on first")
    if blocker.sort == BlockerSort.NONE:
        return Text("经核实不需协调，可直接办结", "It needs nobody else and can be closed")
    return _decides(standing, blocker)


def may_close_blocker(standing: Standing, blocker: Blocker) -> Text | None:
    """Close what was decided, or what needs nobody else."""
    needless = blocker.state == BlockerState.VERIFIED and blocker.sort == BlockerSort.NONE
    if blocker.state != BlockerState.DECIDED and not needless:
        return Text("作出决定后才能办结", "It can be closed once it is decided")
    return None if standing.has("joint_office", "secretary", "supervisor") else NOT_YOURS
