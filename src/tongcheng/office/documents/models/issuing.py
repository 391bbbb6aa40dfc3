"""Numbers under which documents are issued, and how they end."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from tongcheng.office.core.recorded import Frozen
from tongcheng.office.core.wording import both
from tongcheng.office.documents.models.dossiers import Version
from tongcheng.office.documents.querysets import IssueQuerySet, OfIssueQuerySet


class Issue(Frozen):
    """A version as issued (印发): number, signer, recipients as printed. Never changes; it ends by an :class:`Ending`.

    ``number`` is written with 〔〕, as 成德眉资同城办〔2026〕3号, and exists once.
    """

    version = models.OneToOneField(Version, on_delete=models.PROTECT, related_name="issue")
    number = models.CharField(both("文号", "document number"), max_length=80, unique=True)
    issuer = models.CharField(both("发文机关", "issued by"), max_length=160)
    signer = models.CharField(both("签发人", "signed by"), max_length=60)
    main_to = models.TextField(both("主送", "to"))
    copy_to = models.TextField(both("抄送", "copies to"), blank=True)
    issued = models.DateField(both("印发日期", "issued on"))
    in_force = models.DateField(both("施行日期", "in force from"))
    made = models.DateTimeField()
    maker = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects: ClassVar[Any] = IssueQuerySet.as_manager()

    class Meta:
        verbose_name = both("印发", "issue")
        ordering = ("-issued", "-pk")

    def __str__(self) -> str:
        return self.number

    def holds(self, on: date) -> bool:
        """Say whether it is in force on a day; asks for ``ending``, so select it."""
        ending = getattr(self, "ending", None)
        return self.in_force <= on and (ending is None or on < ending.on)


class Ending(Frozen):
    """The end of an issue: superseded by another one, or repealed without one (废止)."""

    issue = models.OneToOneField(Issue, on_delete=models.PROTECT, related_name="ending")
    by = models.ForeignKey(Issue, null=True, blank=True, on_delete=models.PROTECT, related_name="supersedes")
    on = models.DateField(both("失效日期", "ended on"))
    reason = models.CharField(both("说明", "reason"), max_length=400, blank=True)
    made = models.DateTimeField()
    maker = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects: ClassVar[Any] = OfIssueQuerySet.as_manager()

    class Meta:
        verbose_name = both("失效", "end of an issue")

    def __str__(self) -> str:
        return f"{self.issue} → {self.by or '废止'}"
