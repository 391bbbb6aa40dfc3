"""An opportunity as a reader sees it: what is not named here does not reach the public page, the feed or the API."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from tongcheng.language import Text
from tongcheng.office.core.wording import language
from tongcheng.office.lists.rules import sees_contacts
from tongcheng.office.opportunities.models import MoneyUnit, Opportunity
from tongcheng.office.people.models import City
from tongcheng.office.people.standing import Standing

_WAN_OF_YI = 10_000


@dataclass(frozen=True)
class Face:
    """What is shown of an opportunity; the contact is empty where the reader may not have it."""

    uid: UUID
    code: str
    title: str
    content: str
    field: str
    city: City | None
    publisher: str
    side: str
    side_label: str
    sort: str
    sort_label: str
    place: str
    money: Decimal | None
    money_words: Text | None
    valid_until: date | None
    industries: tuple[str, ...]
    contact_unit: str
    contact_name: str
    contact_phone: str
    batch: str
    state: str
    state_label: str
    published_at: datetime | None
    source: str
    synthetic: bool

    @property
    def city_name(self) -> str:
        """Name the publishing city in the language of the page."""
        if self.city is None:
            return self.publisher
        return self.city.name_en if language() == "en" and self.city.name_en else self.city.name


def money_words(one: Opportunity) -> Text | None:
    """Say a sum in the unit and of the year in which it was given."""
    return sum_in_words(one.money, one.money_unit, one.money_year)


def sum_in_words(yi: Decimal | None, unit: str, year: int | None = None) -> Text | None:
    """Say a sum of 亿元 in a unit, with its year.

    Examples
    --------
    >>> sum_in_words(Decimal("0.035000"), "wan", 2021).zh
    '350万元（2021年）'
    """
    if yi is None:
        return None
    wan = unit == MoneyUnit.WAN
    digits = f"{(yi * _WAN_OF_YI if wan else yi).normalize():,f}"
    zh = f"{digits}{'万元' if wan else '亿元'}"
    en = f"{digits} {'× 10,000 yuan' if wan else '× 100 million yuan'}"
    return Text(f"{zh}（{year}年）", f"{en} ({year})") if year else Text(zh, en)


def face_of(one: Opportunity, standing: Standing) -> Face:
    """Give what a reader sees; the row with its item, city, unit and batch was fetched before."""
    contact = one.contact_public or sees_contacts(standing)
    item = one.item
    return Face(
        uid=item.uid,
        code=item.code,
        title=item.title,
        content=item.content,
        field=item.field,
        city=one.city,
        publisher=str(one.unit) if one.unit else item.group,
        side=one.side,
        side_label=one.get_side_display(),
        sort=one.sort,
        sort_label=one.get_sort_display(),
        place=one.place,
        money=one.money,
        money_words=money_words(one),
        valid_until=one.valid_until,
        industries=tuple(one.industries),
        contact_unit=one.contact_unit if contact else "",
        contact_name=one.contact_name if contact else "",
        contact_phone=one.contact_phone if contact else "",
        batch=one.batch.name if one.batch else "",
        state=one.state,
        state_label=one.get_state_display(),
        published_at=one.published_at,
        source=item.source,
        synthetic=item.synthetic,
    )


def faces_of(rows: Iterable[Opportunity], standing: Standing) -> list[Face]:
    """Give what a reader sees of several."""
    return [face_of(one, standing) for one in rows]
