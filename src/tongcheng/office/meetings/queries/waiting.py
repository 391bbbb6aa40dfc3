"""What waits for somebody around meetings."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils import timezone

from tongcheng.language import Text
from tongcheng.office.core.waiting import Waiting, urgency_of
from tongcheng.office.meetings import rules
from tongcheng.office.meetings.models import Meeting, Outcome
from tongcheng.office.people.standing import Standing


def what_waits(standing: Standing) -> list[Waiting]:
    """Give agendas to settle, meetings to call, outcomes to issue, and the meetings to go to."""
    return list(_waiting(standing)) if standing.posts else []


def _waiting(standing: Standing) -> Iterator[Waiting]:
    url = reverse("meetings:meetings")
    rows = Meeting.objects.visible_to(standing)
    if standing.has("leader"):
        count = rows.filter(state="approving", decided__isnull=True).count()
        yield Waiting(Text("审定会议议题", "Settle the agenda"), count, f"{url}?state=approving")
    today = timezone.localdate()
    if rules.prepares(standing):
        found = rows.aggregate(
            call=Count("pk", filter=Q(state="approving", decided__isnull=False)),
            on=Min("on", filter=Q(state="approving", decided__isnull=False)),
            issue=Count("pk", filter=Q(state="closed")),
        )
        title = Text("发会议通知", "Call meetings")
        yield Waiting(title, found["call"], f"{url}?state=approving", found["on"], urgency_of(found["on"], today))
        yield Waiting(Text("印发议定事项", "Issue outcomes"), found["issue"], f"{url}?state=closed")
        if standing.has("joint_office"):
            yield Waiting(
                Text("议定事项列入清单", "Enter decisions in lists"), _without_rows(), f"{url}?state=issued"
            )
    elif not standing.sees_everything:
        coming = rows.filter(state="called", on__gte=today).aggregate(count=Count("pk"), on=Min("on"))
        title = Text("参加会议", "Attend meetings")
        yield Waiting(title, coming["count"], f"{url}?state=called", coming["on"], urgency_of(coming["on"], today))


def _without_rows() -> int:
    """Count the meetings called here whose issued decisions have none of the rows they need."""
    needed = Q(resolutions__outcome__in=(Outcome.PASSED, Outcome.IN_PRINCIPLE), resolutions__rows__isnull=True)
    needed |= Q(instructions__isnull=False, instructions__rows__isnull=True)
    rows = Meeting.objects.filter(needed, state="issued", called__isnull=False)
    return int(rows.order_by().values("pk").distinct().count())
