"""The approval number of a circle's map: without one, maps are shown to the office only."""

from __future__ import annotations

from django.db import models

from tongcheng.office.core.recorded import Frozen
from tongcheng.office.core.wording import both


class MapNumber(Frozen):
    """A 审图号 as it was entered; the latest of a circle governs, an empty one takes the map off the public pages."""

    circle = models.CharField(both("都市圈", "circle"), max_length=40, db_index=True)
    number = models.CharField(both("审图号", "map approval number"), max_length=60, blank=True)
    entered = models.DateTimeField(both("登记时间", "entered"))
    person = models.CharField(both("登记人", "entered by"), max_length=80, blank=True)

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.number or "—"
