"""What the API of this app takes and gives."""

from __future__ import annotations

from datetime import date
from typing import Any

from ninja import Field, Schema

from tongcheng.office.people.drafts import AccountDraft, PostDraft, UnitDraft
from tongcheng.office.people.models import AppointmentKind


class CityOut(Schema):
    """A city."""

    id: int
    code: str
    name: str
    name_en: str


class UnitOut(Schema):
    """A unit; ``city`` and ``parent`` are keys."""

    id: int
    code: str
    name: str
    short_name: str
    kind: str
    city: int | None = Field(None, alias="city_id")
    parent: int | None = Field(None, alias="parent_id")
    dissolved: date | None


class UnitIn(Schema):
    """A unit to be added; ``city``, ``area`` and ``parent`` are codes."""

    name: str = Field(max_length=120)
    kind: str
    code: str = Field("", max_length=60)
    short_name: str = Field("", max_length=60)
    city: str = ""
    area: str = ""
    parent: str = ""
    order: int = Field(0, ge=0, le=32767)
    source: str = Field("", max_length=300)
    aliases: list[str] = []

    def draft(self) -> UnitDraft:
        """Give it as the action takes it."""
        return UnitDraft(**self.dict() | {"aliases": tuple(self.aliases)})


class UnitChange(Schema):
    """What is changed of a unit; what is left out stays. ``reason`` goes into the log."""

    name: str | None = Field(None, max_length=120)
    short_name: str | None = Field(None, max_length=60)
    order: int | None = Field(None, ge=0, le=32767)
    source: str | None = Field(None, max_length=300)
    parent: int | None = None
    aliases: list[str] | None = None
    reason: str = ""


class Reason(Schema):
    """Why, and from which day."""

    reason: str = Field("", max_length=1000)
    on: date | None = None


class NamesIn(Schema):
    """Names to be understood; ``city`` is the key of the city whose list they stand in."""

    names: list[str] = Field(max_length=20_000)
    city: int | None = None


class NameOut(Schema):
    """What a name means: a unit, or those it may mean."""

    name: str
    unit: int | None
    how: str
    ambiguous: bool
    suggestions: list[str]


class PostOut(Schema):
    """A post."""

    id: int
    unit: int = Field(alias="unit_id")
    role: str
    title: str
    kind: str
    start: date
    end: date | None


class PersonOut(Schema):
    """Somebody with the posts held today or later."""

    id: int
    username: str
    name: str
    phone: str
    is_active: bool
    posts: list[PostOut] = Field(alias="current")


class PostIn(Schema):
    """A post to be given."""

    unit: int
    role: str
    start: date
    end: date | None = None
    title: str = Field("", max_length=60)
    kind: str = AppointmentKind.REGULAR.value

    def draft(self) -> PostDraft:
        """Give it as the action takes it."""
        return PostDraft(**self.dict())


class AccountIn(Schema):
    """An account to be made."""

    username: str = Field(max_length=150)
    name: str = Field(max_length=40)
    phone: str = Field("", max_length=40)
    email: str = Field("", max_length=254)
    posts: list[PostIn] = []

    def draft(self) -> AccountDraft:
        """Give it as the action takes it."""
        posts = tuple(post.draft() for post in self.posts)
        return AccountDraft(self.username, self.name, self.phone, self.email, posts)


class PasswordOut(Schema):
    """An account with a password that is shown once."""

    id: int
    username: str
    password: str


class HandOverIn(Schema):
    """Who takes over; ``successor`` is a person's key."""

    successor: int | None = None
    last_day: date | None = None
    take_posts: bool = True
    deactivate: bool = True
    reason: str = Field(max_length=1000)


class HandedOverOut(Schema):
    """What handing over has changed."""

    posts_ended: int
    posts_given: int
    rows_passed: int


class WorkOut(Schema):
    """Open work of one kind: how much, and what if the reader may see it."""

    title: dict[str, Any]
    count: int
    pieces: list[str]
    passes: bool
