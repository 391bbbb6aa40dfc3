"""An Atom feed of what was published."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed

from tongcheng.language import SYNTHETIC_MARK
from tongcheng.office.core.wording import say
from tongcheng.office.publication.models import Snapshot

_MOST = 100


class SnapshotFeed(Feed):  # type: ignore[type-arg]
    """The newest snapshots, the same for every reader."""

    feed_type = Atom1Feed
    title = "同城公开数据 Open data"
    subtitle = "最近公开的数据 The latest snapshots"
    feed_guid = "tag:tongcheng,2021:open"

    def link(self) -> str:
        """Give the catalogue."""
        return reverse("publication:publications")

    def items(self) -> Any:
        """Give what is published now, without its content."""
        return (
            Snapshot.objects.out()
            .defer("content", "shapes")
            .select_related("publication", "approval")
            .order_by("-approval__at", "-pk")[:_MOST]
        )

    def item_title(self, item: Any) -> str:
        """Name it."""
        return f"{item.publication.title} 第{item.number}期"

    def item_description(self, item: Any) -> str:
        """Say how much, as of when, and whether it is real."""
        mark = f"；{say(SYNTHETIC_MARK)}" if item.synthetic else ""
        return f"{item.rows} 行，截至 {item.as_of}{mark}"

    def item_link(self, item: Any) -> str:
        """Give its page."""
        return reverse("publication:snapshot", args=[item.publication.slug, item.number])

    def item_guid(self, item: Any) -> str:
        """Give an id that does not depend on the site's address."""
        return f"tag:tongcheng,2021:open/{item.publication.slug}/{item.number}"

    def item_pubdate(self, item: Any) -> datetime:
        """Say when it came out."""
        at: datetime = item.approval.at
        return at.astimezone(UTC)

    def item_updateddate(self, item: Any) -> datetime:
        """Say when it changed last: it does not."""
        return self.item_pubdate(item)
