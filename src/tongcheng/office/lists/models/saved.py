"""Views of a list that somebody saved: filter, sorting, grouping and columns under a name."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from tongcheng.office.core.recorded import Recorded
from tongcheng.office.core.wording import both
from tongcheng.office.lists.models.lists import List


class SavedView(Recorded):
    """A view of one list; ``query`` is the address after the question mark."""

    list = models.ForeignKey(List, on_delete=models.CASCADE, related_name="saved_views")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="saved_views")
    name = models.CharField(both("名称", "name"), max_length=60)
    query = models.CharField(both("条件", "conditions"), max_length=1000, blank=True)
    shared = models.BooleanField(both("全员可用", "for everyone"), default=False)

    class Meta:
        ordering = ("name", "pk")
        constraints = [models.UniqueConstraint(fields=("list", "person", "name"), name="saved_view_name_once")]

    def __str__(self) -> str:
        return self.name
