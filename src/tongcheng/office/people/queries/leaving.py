"""What will be handed over when somebody leaves, shown before it is done."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from tongcheng.office.people.handover import Work, open_work
from tongcheng.office.people.models import Appointment, Person
from tongcheng.office.people.standing import Standing


@dataclass(frozen=True)
class PostLeft:
    """A post that ends, with the others who hold the same one."""

    post: Appointment
    others: tuple[str, ...]


@dataclass(frozen=True)
class LeavingPage:
    """All that the page of handing over shows; the administrator sees counts, no content."""

    person: Person
    posts: list[PostLeft]
    work: list[Work]
    shows_content: bool

    @property
    def needs_successor(self) -> bool:
        """Say whether somebody must be named."""
        return any(work.passes for work in self.work)


def leaving_page(standing: Standing, person: Person) -> LeavingPage:
    """Give what will be handed over."""
    today = timezone.localdate()
    posts = list(person.appointments.not_over(today).select_related("unit", "person"))
    beside = Appointment.objects.not_over(today).filter(
        unit__in=[post.unit_id for post in posts], person__is_active=True
    )
    held: dict[tuple[int, str], list[str]] = {}
    for one in beside.exclude(person=person).select_related("person"):
        held.setdefault((one.unit_id, one.role), []).append(one.person.name)
    return LeavingPage(
        person,
        [PostLeft(post, tuple(held.get((post.unit_id, post.role), ()))) for post in posts],
        open_work(person),
        standing.sees_everything,
    )
