"""One opportunity, what fits it, who asked and what was done; and what waits for somebody."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.urls import reverse

from tongcheng.language import Text
from tongcheng.office.core.waiting import Waiting
from tongcheng.office.opportunities.models import Enquiry, FollowUp, Opportunity, State
from tongcheng.office.opportunities.queries.matching import Match, matches, text_of
from tongcheng.office.people.standing import Standing

#: Published opportunities that are compared: the newest.
_COMPARED = 2000


def opportunity(standing: Standing, uid: UUID) -> Opportunity:
    """Give one that this reader may see; else there is none."""
    rows = Opportunity.objects.visible_to(standing).select_related(
        "item__list", "item__reporting_unit", "city", "unit", "batch", "entered_by", "changed_by"
    )
    found: Opportunity = get_object_or_404(rows, item__uid=uid)
    return found


def published(standing: Standing) -> list[Opportunity]:
    """Give what is on offer, the newest first; one query."""
    rows = Opportunity.objects.visible_to(standing).filter(state=State.PUBLISHED)
    return list(rows.select_related("item", "city", "unit", "batch")[:_COMPARED])


def fitting(standing: Standing, one: Opportunity) -> list[Match]:
    """Give what is on offer elsewhere and fits; one query."""
    others = [other for other in published(standing) if other.pk != one.pk]
    return matches(text_of(one), one.industries, others, 5)


def trail(standing: Standing, one: Opportunity) -> tuple[list[Enquiry], list[FollowUp]]:
    """Give who asked and what was done, as far as this reader may see it; two queries."""
    asked = Enquiry.objects.visible_to(standing).filter(opportunity=one).prefetch_related("followups")
    done = FollowUp.objects.visible_to(standing).filter(opportunity=one).select_related("enquiry", "person")
    return list(asked), list(done)


def what_waits(standing: Standing) -> list[Waiting]:
    """Give reviews and unanswered enquiries of a person; two queries."""
    url = reverse("opportunities:opportunities")
    found = []
    if standing.has("joint_office", "city_office"):
        rows = Opportunity.objects.filter(state=State.REVIEW)
        if not standing.has("joint_office"):
            rows = rows.filter(city__in=standing.cities("city_office"), confirmed_at__isnull=True)
        if standing.person is not None:
            me = standing.person.pk
            rows = rows.exclude(Q(entered_by=me) | Q(changed_by=me))
        found.append(Waiting(Text("审核城市机会", "review opportunities"), rows.count(), f"{url}?state=review"))
    if standing.has("joint_office", "city_office", "filler", "unit_head"):
        asked = Enquiry.objects.visible_to(standing).filter(
            followups__isnull=True, opportunity__state__in=(State.PUBLISHED, State.MATCHED)
        )
        found.append(Waiting(Text("答复机会询问", "answer enquiries"), asked.count(), f"{url}?open=1"))
    return found
