"""A comparison of two ledgers as they were on the day, and what people decided about its rows."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from tongcheng.office.core.recorded import Frozen, Recorded, RecordedQuerySet
from tongcheng.office.core.wording import both
from tongcheng.office.people.standing import Standing


class ComparisonQuerySet(RecordedQuerySet):
    """Comparisons."""

    def visible_to(self, standing: Standing) -> ComparisonQuerySet:
        """Keep those that somebody made; those who see every row see every comparison."""
        if standing.sees_everything:
            return self.all()
        return self.filter(maker=standing.person) if standing.person is not None else self.none()


class Comparison(Frozen):
    """Two ledgers laid beside each other (口径对账). ``left`` and ``right`` hold their rows as they were read."""

    name = models.CharField(both("名称", "name"), max_length=200)
    sources = models.CharField(max_length=160, db_index=True)
    left = models.JSONField()
    right = models.JSONField()
    sha256 = models.CharField(max_length=64)
    made = models.DateTimeField(both("对账时间", "made"))
    maker = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    chain_head = models.CharField(max_length=40)
    synthetic = models.BooleanField(default=False)

    objects: ClassVar[Any] = ComparisonQuerySet.as_manager()

    class Meta:
        ordering = ("-made", "-pk")

    def __str__(self) -> str:
        return self.name


class Choice(Recorded):
    """What a person decided about two rows: the same, or not the same."""

    comparison = models.ForeignKey(Comparison, on_delete=models.CASCADE, related_name="choices")
    left_key = models.CharField(max_length=200)
    right_key = models.CharField(max_length=200)
    same = models.BooleanField(both("同一项目", "the same"))
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    note = models.CharField(both("说明", "note"), max_length=300, blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=("comparison", "left_key", "right_key"), name="choice_once_per_pair")
        ]

    def __str__(self) -> str:
        return f"{self.left_key} {'=' if self.same else '≠'} {self.right_key}"
