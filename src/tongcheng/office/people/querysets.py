"""Querysets of people and units."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth.models import UserManager
from django.db import models
from django.db.models import Q

from tongcheng.office.core.recorded import RecordedQuerySet
from tongcheng.office.people.standing import Standing


class UnitQuerySet(RecordedQuerySet):
    """Units; every reader may see that a unit exists."""

    def visible_to(self, standing: Standing) -> UnitQuerySet:  # noqa: ARG002
        """Keep every unit: that a unit exists is no secret."""
        return self.all()

    def standing_on(self, on: date) -> UnitQuerySet:
        """Keep the units that are not dissolved on a day."""
        return self.filter(Q(dissolved__isnull=True) | Q(dissolved__gt=on))


class PersonQuerySet(models.QuerySet[Any]):
    """People with an account."""

    def visible_to(self, standing: Standing) -> PersonQuerySet:
        """Keep the people this reader may see.

        The administrator and those who see every row see everybody; a city's office sees who works in its city; others
        see those of their own units, and themselves. The public sees nobody.
        """
        if standing.sees_everything or standing.manages_accounts:
            return self.all()
        if standing.person is None:
            return self.none()
        wanted = Q(pk=standing.person.pk) | Q(appointments__unit__in=standing.units())
        if cities := standing.cities("city_office"):
            wanted |= Q(appointments__unit__city__in=cities)
        return self.filter(pk__in=self.filter(wanted).order_by().values("pk"))


class AppointmentQuerySet(RecordedQuerySet):
    """Posts that people hold."""

    def held_on(self, on: date) -> AppointmentQuerySet:
        """Keep the posts held on a day."""
        return self.filter(Q(end__isnull=True) | Q(end__gte=on), start__lte=on)

    def not_over(self, on: date) -> AppointmentQuerySet:
        """Keep the posts held on a day or to be held after it."""
        return self.filter(Q(end__isnull=True) | Q(end__gte=on))


class PersonManager(UserManager):  # type: ignore[type-arg]
    """People; created through Django's own user manager."""

    def get_queryset(self) -> PersonQuerySet:
        """Give people with what this office asks of them."""
        return PersonQuerySet(self.model, using=self._db)

    def visible_to(self, standing: Standing) -> PersonQuerySet:
        """Keep the people this reader may see."""
        return self.get_queryset().visible_to(standing)
