"""What is published: a publication, its snapshots as they left, who approved each and which were withdrawn."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from tongcheng.office.core.recorded import Frozen, Revised
from tongcheng.office.core.wording import both
from tongcheng.office.publication.querysets import PublicationQuerySet, SnapshotQuerySet


class PublicationKind(models.TextChoices):
    """What rows a publication takes; each kind has one whitelist in ``fields.py``."""

    LIST = "list", both("清单", "rows of a list")
    SERVICES = "services", both("跨市通办", "services across cities")
    FIGURES = "figures", both("公开数值", "published figures")
    LIGHTS = "lights", both("已发布灯号", "published lights")
    AREAS = "areas", both("区域轮廓", "areas")


class Licence(models.TextChoices):
    """Under which terms others may use the data."""

    CC_BY = "CC-BY-4.0", both("CC BY 4.0 署名", "CC BY 4.0 attribution")
    CC0 = "CC0-1.0", both("CC0 1.0 公共领域", "CC0 1.0 public domain")


#: The canonical address of each licence.
LICENCE_ADDRESS = {
    Licence.CC_BY: "https://creativecommons.org/licenses/by/4.0/",
    Licence.CC0: "https://creativecommons.org/publicdomain/zero/1.0/",
}


class Publication(Revised):
    """A data set with a stable address; what leaves are its snapshots."""

    slug = models.SlugField(both("地址名", "name in the address"), max_length=60, unique=True)
    title = models.CharField(both("标题", "title in Chinese"), max_length=160)
    title_en = models.CharField(both("英文标题", "title in English"), max_length=160)
    kind = models.CharField(both("类型", "kind"), max_length=10, choices=PublicationKind)
    list = models.ForeignKey(
        "lists.List", null=True, blank=True, on_delete=models.PROTECT, related_name="publications",
        verbose_name=both("清单", "list"),
    )  # fmt: skip
    circle = models.CharField(both("都市圈", "circle"), max_length=40, blank=True)
    publisher = models.CharField(both("发布单位", "publisher"), max_length=120)
    licence = models.CharField(both("使用许可", "licence"), max_length=12, choices=Licence, default=Licence.CC_BY)
    source = models.CharField(both("数据来源（公开显示）", "source, shown to the public"), max_length=300)
    redactions = models.TextField(both("删减说明（公开显示）", "what is left out, shown to the public"), blank=True)
    redactions_en = models.TextField(both("删减说明（英文）", "the same in English"), blank=True)

    objects: ClassVar[Any] = PublicationQuerySet.as_manager()

    class Meta:
        ordering = ("slug",)
        constraints = [
            models.CheckConstraint(
                name="publication_of_a_list_has_one",
                condition=models.Q(list__isnull=False) | ~models.Q(kind="list"),
            )
        ]

    def __str__(self) -> str:
        return self.title


class Snapshot(Frozen):
    """What leaves the office, complete: the file is made of this and of nothing that may change later.

    ``content`` is the JSON file without its own hash; ``shapes`` are the outlines of the GeoJSON file, empty while
    the circle had no map approval number.
    """

    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="snapshots")
    number = models.PositiveIntegerField(both("期号", "number"))
    content = models.JSONField()
    shapes = models.JSONField(null=True)
    rows = models.PositiveIntegerField(both("行数", "rows"))
    as_of = models.DateField(both("截至", "as of"))
    made = models.DateTimeField(both("制作时间", "made"))
    maker = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    chain_head = models.CharField(max_length=40)
    synthetic = models.BooleanField(both("示意数据", "synthetic"))

    objects: ClassVar[Any] = SnapshotQuerySet.as_manager()

    class Meta:
        ordering = ("publication", "-number")
        constraints = [models.UniqueConstraint(fields=("publication", "number"), name="snapshot_number_once")]

    def __str__(self) -> str:
        return f"{self.publication} 第{self.number}期"

    @property
    def state(self) -> str:
        """Give ``waiting``, ``published``, ``withdrawn`` or ``dropped`` (withdrawn before it was published)."""
        approved, withdrawn = hasattr(self, "approval"), hasattr(self, "withdrawal")
        if withdrawn:
            return "withdrawn" if approved else "dropped"
        return "published" if approved else "waiting"


class Approval(Frozen):
    """Somebody else than the maker lets a snapshot out."""

    snapshot = models.OneToOneField(Snapshot, on_delete=models.PROTECT, related_name="approval")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.snapshot}"


class Withdrawal(Frozen):
    """A snapshot is taken back; its address then answers with the reason."""

    snapshot = models.OneToOneField(Snapshot, on_delete=models.PROTECT, related_name="withdrawal")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.TextField(both("理由（公开显示）", "reason, shown to the public"))

    def __str__(self) -> str:
        return f"{self.snapshot}"
