"""Which meetings, and what of them, somebody sees."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from tongcheng.office.core.recorded import RecordedQuerySet
from tongcheng.office.people.standing import Standing


class MeetingQuerySet(RecordedQuerySet):
    """Meetings."""

    def visible_to(self, standing: Standing) -> MeetingQuerySet:
        """Keep the meetings this reader may see.

        The office sees every meeting; units see the meetings they take part in, present to or were told something
        at, once these were called; a city's office those of its city. The public sees none.
        """
        if standing.sees_everything:
            return self.all()
        units, cities = standing.units("filler", "unit_head"), standing.cities("city_office")
        if not units and not cities:
            return self.none()
        wanted = Q(attendances__unit__in=units) | Q(agenda__presenter__in=units)
        wanted |= Q(state="issued") & Q(instructions__unit__in=units)
        wanted |= Q(attendances__unit__city__in=cities) | Q(venues__city__in=cities)
        open_to = Q(called__isnull=False) | Q(state="issued")
        found = self.filter(wanted, open_to).order_by().values("pk")
        return self.filter(pk__in=found)


class PartQuerySet(RecordedQuerySet):
    """Venues, people and agenda of meetings."""

    def visible_to(self, standing: Standing) -> PartQuerySet:
        """Keep the parts of the meetings this reader may see."""
        from tongcheng.office.meetings.models import Meeting

        if standing.sees_everything:
            return self.all()
        return self.filter(meeting__in=Meeting.objects.visible_to(standing).order_by().values("pk"))


class OutcomeQuerySet(PartQuerySet):
    """Resolutions and instructions."""

    def visible_to(self, standing: Standing) -> PartQuerySet:
        """Keep what was issued; the office sees it before."""
        seen = super().visible_to(standing)
        return seen if standing.sees_everything else seen.filter(meeting__state="issued")


def opened_versions(standing: Standing) -> models.QuerySet[Any] | None:
    """Give the documents that lie before the meetings a reader is called to, and the records of what was issued."""
    from tongcheng.office.documents.models import Version
    from tongcheng.office.meetings.models import Meeting

    if not standing.units("filler", "unit_head") and not standing.cities("city_office"):
        return None
    meetings = Meeting.objects.visible_to(standing).order_by().values("pk")
    wanted = Q(agenda_items__meeting__in=meetings) | Q(records_of__in=meetings, records_of__state="issued")
    return Version.objects.filter(wanted).order_by().values("pk")
