"""What waits for somebody around documents."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils import timezone

from tongcheng.language import Text
from tongcheng.office.core.waiting import Waiting, urgency_of
from tongcheng.office.documents import rules
from tongcheng.office.documents.models import Consultation, ConsultedUnit, Opinion
from tongcheng.office.people.standing import Standing


def what_waits(standing: Standing) -> list[Waiting]:
    """Give opinions that are due, rounds that are over, and opinions to decide on."""
    return list(_waiting(standing)) if standing.posts else []


def _waiting(standing: Standing) -> Iterator[Waiting]:
    today, url = timezone.localdate(), reverse("documents:consultations")
    if rules.keeps_documents(standing):
        over = Consultation.objects.filter(state="open", due__lt=today).aggregate(n=Count("pk"), due=Min("due"))
        yield Waiting(
            Text("催收、截止征求意见", "Close rounds of consultation"), over["n"], f"{url}?state=open", over["due"],
            urgency_of(over["due"], today),
        )  # fmt: skip
        opinions = Opinion.objects.filter(disposition="waiting", asked__consultation__version__issue__isnull=True)
        yield Waiting(Text("处理反馈意见", "Decide on opinions"), opinions.count(), f"{url}?state=undecided")
    elif standing.units("filler", "unit_head", "city_office"):
        mine = Q(unit__in=standing.units("filler", "unit_head")) | Q(unit__city__in=standing.cities("city_office"))
        owed = ConsultedUnit.objects.filter(mine, answer="waiting", consultation__state="open")
        found = owed.aggregate(n=Count("pk"), due=Min("consultation__due"))
        yield Waiting(
            Text("反馈征求意见", "Give opinions on documents"), found["n"], f"{url}?state=waiting", found["due"],
            urgency_of(found["due"], today),
        )  # fmt: skip
