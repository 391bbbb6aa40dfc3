"""Who may see an opportunity, and what belongs to it."""

from __future__ import annotations

from django.db.models import Q

from tongcheng.office.core.recorded import RecordedQuerySet
from tongcheng.office.people.standing import Standing

#: What the public sees: nothing that is not, or no longer, on offer.
PUBLIC_STATES = ("published",)
#: What everybody who works in the office sees.
OPEN_STATES = ("published", "matched", "landed", "expired")


def own(standing: Standing, before: str = "") -> Q:
    """Ask for what somebody's units publish, and for what his city's office looks after."""
    wanted = Q(pk__in=())
    if units := standing.units("filler", "unit_head"):
        wanted |= Q(**{f"{before}unit__in": units})
    if cities := standing.cities("city_office"):
        wanted |= Q(**{f"{before}city__in": cities}) | Q(**{f"{before}unit__city__in": cities})
    return wanted


class OpportunityQuerySet(RecordedQuerySet):
    """Opportunities."""

    def visible_to(self, standing: Standing) -> OpportunityQuerySet:
        """Keep published ones for everybody, later ones for the office, drafts for those who answer for them."""
        if standing.sees_everything:
            return self.all()
        if standing.person is None:
            return self.filter(state__in=PUBLIC_STATES)
        if not standing.roles - {"administrator"}:
            return self.none()
        return self.filter(Q(state__in=OPEN_STATES) | own(standing))


class PartQuerySet(RecordedQuerySet):
    """Enquiries and follow-up: for those who answer for the opportunity alone; they hold who asked."""

    def visible_to(self, standing: Standing) -> PartQuerySet:
        """Keep those of one's own opportunities; the joint office answers for all."""
        if standing.system or standing.has("joint_office"):
            return self.all()
        return self.filter(own(standing, "opportunity__"))
