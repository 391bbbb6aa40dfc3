"""Somebody leaves (调离、借调期满、挂职结束): posts end and all open work passes on, in one action."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from tongcheng.language import Text
from tongcheng.office.audit.chain import record
from tongcheng.office.core.acting import Act, Change, RefusedError, action
from tongcheng.office.core.recorded import altered
from tongcheng.office.people import handover, rules
from tongcheng.office.people.actions.posts import close_post, give_posts
from tongcheng.office.people.drafts import PostDraft
from tongcheng.office.people.models import Appointment, Person

NO_SUCCESSOR = Text("尚有未了工作，请指定接手人", "open work is left: name who takes it over")
SAME_PERSON = Text("接手人不能是本人", "the successor is the same person")
OWN_POSTS = Text("办理人不得给自己任职，请由他人办理", "nobody takes posts over by his own hand; ask somebody else")
GONE = Text("接手人的账号已停用", "the successor's account is closed")


@dataclass(frozen=True)
class HandedOver:
    """What an action of handing over has changed."""

    posts_ended: int
    posts_given: int
    rows_passed: int


@action("people.hand_over", Text("离任移交", "hand over"), rule=rules.may_hand_over, reason_needed=True)
def hand_over(
    act: Act,
    person: Person,
    successor: Person | None = None,
    last_day: date | None = None,
    *,
    take_posts: bool = True,
    deactivate: bool = True,
) -> HandedOver:
    """End all posts of somebody, pass open work to a successor, and close the account.

    ``take_posts`` gives the successor the posts from the next day on. The account is closed at once unless the last
    day is still to come; then it is without any right by itself when the posts end.

    Raises
    ------
    RefusedError
        If open work is left and nobody is named, or the successor cannot take it.
    """
    today = timezone.localdate()
    last_day = last_day or today
    _refuse_bad_successor(act, person, successor, take_posts=take_posts)
    changes: list[Change | None] = []
    passed = handover.pass_all(act, person, successor) if successor is not None else []
    posts = list(Appointment.objects.filter(person=person).not_over(last_day).select_related("unit"))
    given = _give(successor, posts, last_day) if successor is not None and take_posts else []
    changes += [close_post(post, last_day) for post in posts]
    if deactivate and last_day <= today and person.is_active:
        changes.append(altered(person, {"is_active": False}))
        person.save()
    record(act, [*changes, *given, *passed])
    return HandedOver(len(posts), len(given), len(passed))


def _refuse_bad_successor(act: Act, person: Person, successor: Person | None, *, take_posts: bool) -> None:
    if successor is None:
        if any(work.passes for work in handover.open_work(person)):
            raise RefusedError(NO_SUCCESSOR)
        return
    if successor.pk == person.pk:
        raise RefusedError(SAME_PERSON)
    if not successor.is_active:
        raise RefusedError(GONE)
    if take_posts and act.standing.is_person(successor):
        raise RefusedError(OWN_POSTS)


def _give(successor: Person, posts: list[Appointment], last_day: date) -> list[Change]:
    start = last_day + timedelta(days=1)
    held = {(post.unit_id, post.role) for post in Appointment.objects.filter(person=successor).not_over(start)}
    drafts = {
        (post.unit_id, post.role): PostDraft(post.unit_id, post.role, start, title=post.title)
        for post in posts
        if (post.unit_id, post.role) not in held and not rules.is_dissolved(post.unit, start)
    }
    return give_posts(successor, list(drafts.values()))
