"""Which meetings, and what of them, somebody sees."""

from __future__ import annotations

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
