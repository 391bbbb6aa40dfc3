"""Querysets of this app: who may see a service, its cells and its use."""

from __future__ import annotations

from tongcheng.office.core.recorded import RecordedQuerySet
from tongcheng.office.people.standing import Standing


def _inside(standing: Standing) -> bool:
    return standing.system or bool(standing.roles - {"administrator"})


class ServiceQuerySet(RecordedQuerySet):
    """Services."""

    def visible_to(self, standing: Standing) -> ServiceQuerySet:
        """Keep all for whoever works in the office, the public ones for the public, none for the administrator."""
        if _inside(standing):
            return self.all()
        return self.filter(public=True) if standing.person is None else self.none()


class PartQuerySet(RecordedQuerySet):
    """Cells and readings: visible with their service."""

    def visible_to(self, standing: Standing) -> PartQuerySet:
        """Keep those whose service may be seen."""
        if _inside(standing):
            return self.all()
        return self.filter(service__public=True) if standing.person is None else self.none()
