"""Posts: given and ended. What somebody may do comes from posts alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.utils import timezone

from tongcheng.errors import Problems
from tongcheng.language import Text
from tongcheng.office.audit.chain import record
from tongcheng.office.core.acting import Act, Change, RefusedError, action
from tongcheng.office.core.recorded import altered, new, removed
from tongcheng.office.people import rules
from tongcheng.office.people.drafts import PostDraft
from tongcheng.office.people.models import Appointment, AppointmentKind, Person, Role, Unit


@action("people.appoint", Text("任职", "appoint"), rule=rules.may_appoint)
def appoint(act: Act, person: Person, draft: PostDraft) -> Appointment:
    """Give somebody a post from one day to another, both inclusive.

    Raises
    ------
    InputError
        If the days, the role or the unit are not right.
    RefusedError
        If the post is held already, or does not go together with another.
    """
    (change,) = give_posts(person, [draft])
    record(act, [change])
    post = change.subject
    assert isinstance(post, Appointment)
    return post


def give_posts(person: Person, drafts: Sequence[PostDraft]) -> list[Change]:
    """Write posts inside a running action and give the changes."""
    if not drafts:
        return []
    units = {unit.pk: unit for unit in Unit.objects.filter(pk__in=[draft.unit for draft in drafts])}
    _refuse_bad(drafts, units)
    posts = [
        Appointment(
            person=person,
            unit=units[draft.unit],
            role=draft.role,
            title=draft.title.strip(),
            kind=draft.kind,
            start=draft.start,
            end=draft.end,
        )
        for draft in drafts
    ]
    _refuse_overlaps(person, posts)
    return [new(post) for post in Appointment.objects.bulk_create(posts)]


def _refuse_bad(drafts: Sequence[PostDraft], units: dict[int, Unit]) -> None:
    problems = Problems("")
    for draft in drafts:
        unit = units.get(draft.unit)
        if unit is None or rules.is_dissolved(unit, draft.start):
            problems.add(
                "unknown_unit", column="unit", expected=Text("未撤销的单位", "a unit that is not dissolved"),
                found=unit or draft.unit, remedy=Text("另选单位", "choose another unit"),
            )  # fmt: skip
        for column, value, known in (("role", draft.role, Role.values), ("kind", draft.kind, AppointmentKind.values)):
            if value not in known:
                choices = "、".join(known)
                problems.add(
                    f"unknown_{column}", column=column, expected=Text(choices, choices), found=value,
                    remedy=Text("选择其中之一", "choose one of them"),
                )  # fmt: skip
        if draft.end is not None and draft.end < draft.start:
            problems.add(
                "ends_before_start", column="end", expected=Text(f"不早于 {draft.start}", f"{draft.start} or later"),
                found=draft.end, remedy=Text("改正日期", "correct the day"),
            )  # fmt: skip
    problems.raise_if_any()


def _refuse_overlaps(person: Person, posts: Sequence[Appointment]) -> None:
    known = list(Appointment.objects.filter(person=person).select_related("unit")) if person.pk else []
    for post in posts:
        beside = [one for one in known if _meet(one, post)]
        if any(one.unit_id == post.unit_id and one.role == post.role for one in beside):
            raise RefusedError(Text(f"同一时期已任此职：{post}", f"the post is held at that time already: {post}"))
        if why := rules.mixes_roles({post.role, *(one.role for one in beside)}):
            raise RefusedError(why)
        known.append(post)


def _meet(one: Appointment, other: Appointment) -> bool:
    return one.start <= (other.end or date.max) and other.start <= (one.end or date.max)


@action("people.end_appointment", Text("结束任职", "end a post"), rule=rules.may_end_appointment)
def end_appointment(act: Act, post: Appointment, last_day: date | None = None) -> Appointment:
    """End a post after a day (yesterday if none is given, so that it ends at once).

    Raises
    ------
    RefusedError
        If the day is later than the post's own end: what goes on longer is a further post.
    """
    last_day = last_day or timezone.localdate() - timedelta(days=1)
    if post.end is not None and last_day > post.end:
        raise RefusedError(
            Text(
                f"该任职原定至 {post.end}，延期请另行任职",
                f"it ends on {post.end} anyway; appoint again to prolong it",
            )
        )
    record(act, [close_post(post, last_day)])
    return post


def close_post(post: Appointment, last_day: date) -> Change | None:
    """End a post inside a running action; one that would end before it began is taken back."""
    if last_day < post.start:
        taken_back = removed(post)
        post.delete()
        return taken_back
    change = altered(post, {"end": last_day})
    post.save()
    return change
