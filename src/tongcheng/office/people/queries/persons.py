"""People and their posts as the pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Prefetch, Q
from django.utils import timezone

from tongcheng.office.people.models import Appointment, AppointmentKind, Person
from tongcheng.office.people.standing import Standing

#: Days before the end of a secondment from which the office is told.
ENDING = timedelta(days=30)


@dataclass(frozen=True)
class PeopleFilter:
    """Which people are asked for."""

    words: str = ""
    role: str = ""
    unit: int | None = None
    inactive: bool = False
    ending: bool = False


@dataclass(frozen=True)
class PersonPage:
    """All that a person's page shows."""

    person: Person
    posts: list[Appointment]
    former: list[Appointment]
    is_self: bool


def people_list(standing: Standing, wanted: PeopleFilter) -> Any:
    """Give people with the posts they hold today or later (``current``), as a queryset in order of the account."""
    today = timezone.localdate()
    posts = Appointment.objects.not_over(today).select_related("unit")
    people = Person.objects.visible_to(standing).filter(is_active=not wanted.inactive)
    if wanted.words:
        words = wanted.words.strip()
        people = people.filter(
            Q(name__icontains=words) | Q(username__icontains=words) | Q(appointments__unit__name__icontains=words)
        )
    post = Q()
    if wanted.role:
        post &= Q(role=wanted.role)
    if wanted.unit is not None:
        post &= Q(unit=wanted.unit)
    if wanted.ending:
        post &= Q(pk__in=ending(Appointment.objects.all()).values("pk"))
    if post:
        people = people.filter(pk__in=Appointment.objects.not_over(today).filter(post).values("person"))
    people = people.prefetch_related(Prefetch("appointments", queryset=posts, to_attr="current"))
    return people.distinct().order_by("username")


def ending(posts: Any) -> Any:
    """Keep the secondments and temporary posts that end soon."""
    today = timezone.localdate()
    kinds = (AppointmentKind.SECONDED, AppointmentKind.TEMPORARY)
    return posts.filter(kind__in=kinds, end__gte=today, end__lte=today + ENDING, person__is_active=True)


def person_page(standing: Standing, person: Person) -> PersonPage:
    """Give what a person's page shows."""
    today = timezone.localdate()
    posts = list(person.appointments.select_related("unit", "person").order_by("-start"))
    return PersonPage(
        person=person,
        posts=[post for post in posts if post.end is None or post.end >= today],
        former=[post for post in posts if post.end is not None and post.end < today],
        is_self=standing.is_person(person),
    )
