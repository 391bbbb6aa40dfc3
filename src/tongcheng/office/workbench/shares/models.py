"""The rule that the parties of a joint project agreed on."""

from __future__ import annotations

from django.db import models

from tongcheng.office.core.recorded import Frozen
from tongcheng.office.core.wording import both


class AgreedRule(Frozen):
    """An agreed rule with the amounts that it gave; the latest of a project governs, older ones stay beside it."""

    run = models.ForeignKey("figures.Run", on_delete=models.PROTECT, related_name="agreed_rules")
    circle = models.CharField(both("都市圈", "circle"), max_length=40, db_index=True)
    project = models.CharField(both("项目编号", "project"), max_length=80, db_index=True)
    project_name = models.CharField(both("项目", "project"), max_length=200)
    rule = models.CharField(both("规则", "rule"), max_length=30)
    amounts = models.JSONField(both("各市承担（亿元）", "borne by each city, 亿元"))
    meeting = models.ForeignKey("meetings.Meeting", on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(both("理由", "reason"))
    recorded = models.DateTimeField(both("登记时间", "recorded"))
    person = models.CharField(both("登记人", "recorded by"), max_length=80, blank=True)

    class Meta:
        ordering = ("-recorded", "-pk")

    def __str__(self) -> str:
        return f"{self.project_name} {self.rule}"
