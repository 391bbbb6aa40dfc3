"""提示 → 催办单 → 督办单: issued, acknowledged, answered, closed or escalated; 函 to whom one cannot order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Max
from django.utils import timezone

from tongcheng.errors import Problems
from tongcheng.language import Text
from tongcheng.office.audit.chain import record
from tongcheng.office.core.acting import Act, Change, RefusedError, action, check
from tongcheng.office.core.recorded import new
from tongcheng.office.supervision import rules
from tongcheng.office.supervision.models import NEXT_KIND, Order, OrderKind, OrderState, Settings, Step, StepName
from tongcheng.office.supervision.rules import Draft, fitting_kind

NOT_PUBLISHED = Text(
    "所引预警灯尚未发布，发布后才能据以发文", "The light it cites is not published; publish it first"
)
_MEND = Text("改正后重新提交", "correct it and send again")


@action("supervision.issue_orders", Text("发文督办", "issue orders"), rule=rules.may_issue)
def issue_orders(act: Act, drafts: Sequence[Draft]) -> list[Order]:
    """Issue papers, one to each unit, numbered by kind and year.

    Raises
    ------
    InputError
        With every draft that lacks something or is due in the past.
    """
    _check(drafts, timezone.localdate(act.at))
    orders = _numbered(act, drafts)
    for one in orders:
        one.save()
    record(act, map(new, orders))
    return orders


def _check(drafts: Sequence[Draft], today: date) -> None:
    problems = Problems("")
    something = Text("不为空", "something")
    for number, draft in enumerate(drafts, start=1):
        wanted = [("title", draft.title), ("text", draft.text)]
        if draft.kind == OrderKind.INSTRUCTION:
            wanted.append(("instructed_by", draft.instructed_by))
        for name, value in wanted:
            if not value.strip():
                problems.add("empty", expected=something, found="", remedy=_MEND, row=number, column=name)
        if draft.due < today:
            later = Text("不早于今天", "today or later")
            problems.add("past", expected=later, found=draft.due, remedy=_MEND, row=number, column="due")
    problems.raise_if_any()
    cited = {draft.light.pk for draft in drafts if draft.light is not None}
    published = Step.objects.filter(light__in=cited, step=StepName.PUBLISHED).values_list("light_id", flat=True)
    if cited - set(published):
        raise RefusedError(NOT_PUBLISHED)


def _numbered(act: Act, drafts: Sequence[Draft]) -> list[Order]:
    year = timezone.localdate(act.at).year
    last = dict(
        Order.objects.filter(year=year).values("kind").annotate(last=Max("serial")).values_list("kind", "last")
    )
    mark = Settings.objects.values_list("order_mark", flat=True).first() or "同城"
    orders = []
    for draft in drafts:
        last[draft.kind] = last.get(draft.kind, 0) + 1
        orders.append(
            Order(
                kind=draft.kind,
                year=year,
                serial=last[draft.kind],
                mark=mark,
                unit=draft.unit,
                item=draft.item,
                light=draft.light,
                title=draft.title.strip()[:200],
                text=draft.text.strip(),
                instructed_by=draft.instructed_by.strip()[:60],
                due=draft.due,
                issued=act.at,
                issuer=act.standing.person,
                follows=draft.follows,
            )
        )
    return orders


def _held(order: Order) -> Order:
    """Read an order anew and hold it; the given object is brought up to date."""
    now = Order.objects.select_for_update().get(pk=order.pk)
    for one in order._meta.concrete_fields:  # noqa: SLF001
        setattr(order, one.attname, getattr(now, one.attname))
    return order


def _move(act: Act, order: Order, values: dict[str, object]) -> Order:
    change = order.revise(values)
    order.save()
    record(act, [change])
    return order


def _entered_for(act: Act, order: Order) -> bool:
    return order.unit_id not in act.standing.units("filler", "unit_head")


@action("supervision.acknowledge_order", Text("签收", "acknowledge"), rule=rules.may_acknowledge)
def acknowledge_order(act: Act, order: Order, by: str = "") -> Order:
    """Note that the unit has it; ``by`` names who took it, where the office enters that for the unit."""
    check(rules.may_acknowledge, act.standing, _held(order))
    person = act.standing.person
    name = by.strip() or (person.name if person else "")
    values = {"state": OrderState.ACKNOWLEDGED, "acknowledged": act.at, "acknowledged_by": name[:60]}
    return _move(act, order, values | {"entered_for": _entered_for(act, order)})


@action("supervision.answer_order", Text("回复", "answer"), rule=rules.may_answer)
def answer_order(act: Act, order: Order, answer: str) -> Order:
    """Note what the unit answers; an order answered before it was acknowledged counts as acknowledged."""
    check(rules.may_answer, act.standing, _held(order))
    if not answer.strip():
        problems = Problems(order.number)
        said = Text("办理情况", "what was done")
        problems.add("empty", expected=said, found="", remedy=_MEND, column="answer")
        problems.raise_if_any()
    values: dict[str, object] = {"state": OrderState.ANSWERED, "answer": answer.strip(), "answered": act.at}
    values |= {"answerer": act.standing.person, "entered_for": _entered_for(act, order)}
    if order.acknowledged is None:
        values["acknowledged"] = act.at
    return _move(act, order, values)


@action("supervision.return_answer", Text("退回重办", "ask for another answer"), rule=rules.may_return_answer,
        reason_needed=True)  # fmt: skip
def return_answer(act: Act, order: Order) -> Order:
    """Send an answer back; the due date stays."""
    check(rules.may_return_answer, act.standing, _held(order))
    return _move(act, order, {"state": OrderState.ACKNOWLEDGED, "answered": None, "settled_note": act.reason[:400]})


@action("supervision.close_order", Text("办结", "settle"), rule=rules.may_close, reason_needed=True)
def close_order(act: Act, order: Order) -> Order:
    """Settle an order; the reason says how it was verified."""
    check(rules.may_close, act.standing, _held(order))
    return _move(act, order, {"state": OrderState.CLOSED, "settled": act.at, "settled_note": act.reason[:400]})


@action("supervision.escalate_order", Text("升级督办", "escalate"), rule=rules.may_escalate, reason_needed=True)
def escalate_order(act: Act, order: Order, due: date, instructed_by: str = "") -> Order:
    """Press harder: the next kind of paper goes out, citing this one; a letter where the unit is not subordinate."""
    check(rules.may_escalate, act.standing, _held(order))
    draft = Draft(
        kind=fitting_kind(order.unit, NEXT_KIND[OrderKind(order.kind)]),
        unit=order.unit,
        title=order.title,
        text=f"{order.text}\n\n前发{order.number}，{act.reason.strip()}",
        due=due,
        item=order.item,
        light=order.light,
        instructed_by=instructed_by,
        follows=order,
    )
    check(rules.may_issue, act.standing, draft)
    _check([draft], timezone.localdate(act.at))
    (following,) = _numbered(act, [draft])
    following.save()
    change: Change | None = order.revise({"state": OrderState.ESCALATED, "settled": act.at})
    order.save()
    record(act, [change, new(following)])
    return following
