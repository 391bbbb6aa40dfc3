"""Querysets of people and units."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.models import UserManager
from django.db import models

from tongcheng.office.core.recorded import RecordedQuerySet


class UnitQuerySet(RecordedQuerySet):
    """Units; every reader may see that a unit exists."""

    def standing_on(self, on: date) -> UnitQuerySet:
        """Keep the units that are not dissolved on a day."""
        return self.filter(models.Q(dissolved__isnull=True) | models.Q(dissolved__gt=on))


class PersonManager(UserManager):  # type: ignore[type-arg]
    """People; created through Django's own user manager."""
