"""What somebody wants to be made: plain values, checked by the action that makes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tongcheng.office.people.models import AppointmentKind


@dataclass(frozen=True)
class CityDraft:
    """A city to be kept; ``code`` is its id in the circle's tables."""

    code: str
    name: str
    name_en: str = ""
    order: int = 0
    circle: str = ""


@dataclass(frozen=True)
class AreaDraft:
    """A functional area to be kept; ``city`` is a city's code."""

    code: str
    name: str
    city: str
    name_en: str = ""


@dataclass(frozen=True)
class UnitDraft:
    """A unit to be kept; ``city``, ``area`` and ``parent`` are codes; without a ``code`` one is made."""

    name: str
    kind: str
    code: str = ""
    short_name: str = ""
    city: str = ""
    area: str = ""
    parent: str = ""
    order: int = 0
    source: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class PostDraft:
    """A post to be given; ``unit`` is a unit's key."""

    unit: int
    role: str
    start: date
    end: date | None = None
    title: str = ""
    kind: str = AppointmentKind.REGULAR


@dataclass(frozen=True)
class AccountDraft:
    """An account to be made, with its first posts."""

    username: str
    name: str
    phone: str = ""
    email: str = ""
    posts: tuple[PostDraft, ...] = ()
