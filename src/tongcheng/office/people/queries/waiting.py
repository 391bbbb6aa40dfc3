"""What waits for those who keep accounts and posts."""

from __future__ import annotations

from django.db.models import Count, Min
from django.urls import reverse
from django.utils import timezone

from tongcheng.language import Text
from tongcheng.office.core.waiting import Waiting, urgency_of
from tongcheng.office.people.models import Appointment
from tongcheng.office.people.queries.persons import ending
from tongcheng.office.people.standing import Standing


def ending_posts(standing: Standing) -> list[Waiting]:
    """Give the secondments that end soon, so that work is handed over in time."""
    if not (standing.has("administrator", "joint_office")):
        return []
    found = ending(Appointment.objects.all()).aggregate(count=Count("pk"), first=Min("end"))
    title = Text("借调、挂职即将期满，办理移交", "secondments ending: hand over")
    url = reverse("people:accounts") + "?ending=1"
    return [Waiting(title, found["count"], url, found["first"], urgency_of(found["first"], timezone.localdate()))]
