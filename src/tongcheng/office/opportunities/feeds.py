"""What is published, as an Atom feed: stable ids, times in UTC, nothing that the public page does not show."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed

from tongcheng.language import Text
from tongcheng.office.core.wording import say
from tongcheng.office.opportunities.queries.faces import Face, faces_of
from tongcheng.office.opportunities.queries.one import published
from tongcheng.office.people.standing import PUBLIC

_MOST = 200


class PublishedFeed(Feed):  # type: ignore[type-arg]
    """The newest opportunities on offer, the same for every reader."""

    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> list[Face]:  # noqa: ARG002
        """Read them."""
        return faces_of(published(PUBLIC)[:_MOST], PUBLIC)

    def title(self) -> str:
        """Name the feed."""
        return say(Text("城市机会清单", "City opportunities"))

    def subtitle(self) -> str:
        """Say what it holds."""
        return say(Text("已发布、仍在有效期内的城市机会", "Opportunities published and still on offer"))

    def link(self) -> str:
        """Give the page."""
        return reverse("opportunities:opportunities")

    def feed_guid(self) -> str:
        """Give an id that does not depend on the site's address."""
        return "tag:tongcheng,2021:opportunities"

    def items(self, obj: list[Face]) -> list[Face]:
        """Give the entries."""
        return obj

    def item_title(self, item: Any) -> str:
        """Name an entry."""
        return str(item.title)

    def item_description(self, item: Any) -> str:
        """Say what is sought, as plain words."""
        valid = (
            say(Text("有效期至 {day}", "valid until {day}")).format(day=item.valid_until) if item.valid_until else ""
        )
        contact = " ".join(one for one in (item.contact_unit, item.contact_name, item.contact_phone) if one)
        synthetic = say(Text("示意数据，不反映真实情况", "Synthetic data, not real")) if item.synthetic else ""
        parts = (
            synthetic, item.city_name, item.side_label, item.sort_label, item.field, item.place,
            say(item.money_words) if item.money_words else "", valid, item.content, contact,
        )  # fmt: skip
        return "；".join(str(part) for part in parts if part)

    def item_link(self, item: Any) -> str:
        """Give the page of an entry."""
        return reverse("opportunities:opportunity", args=[item.uid])

    def item_guid(self, item: Any) -> str:
        """Give the permanent id of the row."""
        return f"urn:uuid:{item.uid}"

    def item_pubdate(self, item: Any) -> datetime | None:
        """Say when it was published."""
        return item.published_at.astimezone(UTC).replace(microsecond=0) if item.published_at else None

    def item_updateddate(self, item: Any) -> datetime | None:
        """Say when it changed last: what is published changes no more."""
        return self.item_pubdate(item)

    def item_categories(self, item: Any) -> tuple[str, ...]:
        """Give field and industries."""
        return tuple(one for one in (item.field, *item.industries) if one)
