"""What waits for somebody in supervision."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils import timezone

from tongcheng.language import Text
from tongcheng.office.core.waiting import Waiting, urgency_of
from tongcheng.office.people.standing import Standing
from tongcheng.office.supervision import rules
from tongcheng.office.supervision.models import WAY, AskState, BlockerState, DueChange, Order, Pause, StepName
from tongcheng.office.supervision.queries.board import waiting_for_step
from tongcheng.office.supervision.queries.desks import funnel
from tongcheng.office.supervision.queries.due import lapsed

_STEPS = {
    StepName.VERIFIED: Text("核实预警灯", "Verify lights"),
    StepName.CONFERRED: Text("会商预警灯", "Confer on lights"),
    StepName.DECIDED: Text("审定预警灯", "Decide lights"),
    StepName.PUBLISHED: Text("发布预警灯", "Publish lights"),
}


def what_waits(standing: Standing) -> list[Waiting]:
    """Give what waits for somebody: steps of lights, orders, requests, lapsed pauses, blockers."""
    if not standing.posts:
        return []
    return [*_steps(standing), *_orders(standing), *_requests(standing), *_blockers(standing)]


def _steps(standing: Standing) -> Iterator[Waiting]:
    for step in WAY:
        takes = standing.has(*rules.STEP_ROLES[step]) or (step == StepName.VERIFIED and standing.has("city_office"))
        if takes:
            rows = waiting_for_step(standing, step).exclude(last_person=standing.person)
            if step == StepName.VERIFIED:
                rows = rows.exclude(item__reporting_unit__in=standing.units())
            count = rows.order_by().count()
            yield Waiting(_STEPS[step], count, reverse("supervision:steps", args=[step]))


def _orders(standing: Standing) -> Iterator[Waiting]:
    today, url = timezone.localdate(), reverse("supervision:orders")
    units = standing.units("filler", "unit_head")
    if units:
        rows = Order.objects.filter(unit__in=units)
        found = rows.aggregate(
            owed=Count("pk", filter=Q(state__in=("issued", "acknowledged"))),
            due=Min("due", filter=Q(state__in=("issued", "acknowledged"))),
        )
        title = Text("签收、回复来文", "Acknowledge and answer orders")
        yield Waiting(title, found["owed"], url, found["due"], urgency_of(found["due"], today))
    if standing.has("joint_office", "supervisor"):
        answered = Order.objects.filter(state="answered").exclude(answerer=standing.person).count()
        yield Waiting(Text("认定回复、办结来文", "Settle answered orders"), answered, f"{url}?state=answered")
        late = Order.objects.filter(state__in=("issued", "acknowledged"), due__lt=today)
        first = late.aggregate(count=Count("pk"), due=Min("due"))
        title = Text("督办逾期未复", "Orders late without answer")
        yield Waiting(title, first["count"], f"{url}?state=late", first["due"], "late")


def _requests(standing: Standing) -> Iterator[Waiting]:
    if not standing.has("joint_office"):
        return
    url = reverse("supervision:dates")
    asked = sum(
        model.objects.filter(state=AskState.ASKED).exclude(asker=standing.person).count()
        for model in (Pause, DueChange)
    )
    yield Waiting(Text("审批暂缓和改期申请", "Decide on pauses and dates"), asked, url)
    over = lapsed(timezone.localdate())
    first = over[0].until if over else None
    yield Waiting(
        Text("暂缓到期未续，督促续期或恢复", "Pauses lapsed: renew or resume"), len(over), url, first, "late"
    )


def _blockers(standing: Standing) -> Iterator[Waiting]:
    if not standing.has("joint_office", "secretary", "supervisor"):
        return
    found = funnel(standing, BlockerState.LISTED)
    url = reverse("supervision:blockers")
    rows = [one for one in found.rows if rules.may_verify_blocker(standing, one) is None]
    yield Waiting(Text("核实需协调事项", "Verify blockers"), len(rows), f"{url}?state=listed")
