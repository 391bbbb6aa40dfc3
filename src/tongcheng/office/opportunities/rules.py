"""Who may do what to an opportunity, and in which state: one predicate per action."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from tongcheng.language import Text
from tongcheng.office.opportunities.models import Opportunity, State
from tongcheng.office.people.standing import Standing

OWN_ONLY = Text("只能办理本单位、本市发布的机会", "Only opportunities of your own unit or city")
OFFICE_ONLY = Text("由同城化办公室办理", "The joint office does this")
REVIEWERS = Text("由发布市的同城化工作机构或同城化办公室审核", "Its city's office or the joint office reviews it")
CITY_ONLY = Text("由发布市的同城化工作机构审核", "Its city's office confirms it")
OWN_WORK = Text(
    "录入人和修改人不得审核、发布自己经手的机会", "Nobody reviews or publishes what he entered or changed"
)
WRONG_STATE = Text("“{state}”的机会不能这样做", "Not possible for an opportunity that is {state}")
CONFIRMED = Text("已经市级审核", "It is confirmed already")
NOT_OPEN = Text("此机会未在发布中，不接受询问", "It is not published: no enquiries")
CLOCK_ONLY = Text("到期由系统处理", "The clock does this")

#: What a state is called in both languages.
WORDS = {
    State.DRAFT: ("草稿", "a draft"),
    State.REVIEW: ("审核中", "in review"),
    State.PUBLISHED: ("已发布", "published"),
    State.MATCHED: ("已对接", "matched"),
    State.LANDED: ("已落地", "landed"),
    State.EXPIRED: ("已过期", "expired"),
    State.WITHDRAWN: ("已撤回", "withdrawn"),
}


class Published(Protocol):
    """What has a publishing unit and city: an opportunity, or one about to be entered."""

    @property
    def city_id(self) -> int | None:
        """The publishing city."""

    @property
    def unit_id(self) -> int | None:
        """The publishing unit."""


def answers_for(standing: Standing, one: Published) -> bool:
    """Say whether somebody publishes for this unit or city, or for all."""
    return (
        standing.system
        or standing.has("joint_office")
        or one.unit_id in standing.units("filler", "unit_head")
        or one.city_id in standing.cities("city_office")
    )


def _in(one: Opportunity, *states: State) -> Text | None:
    return None if one.state in states else WRONG_STATE.fill(state=Text(*WORDS[State(one.state)]))


def _had_a_hand(standing: Standing, one: Opportunity) -> bool:
    person = standing.person
    return person is not None and person.pk in (one.entered_by_id, one.changed_by_id)


def may_enter(standing: Standing, one: Published) -> Text | None:
    """Units for themselves, a city's office for its city, the joint office for all."""
    return None if answers_for(standing, one) else OWN_ONLY


def _own(*states: State) -> Callable[[Standing, Any], Text | None]:
    def rule(standing: Standing, one: Opportunity) -> Text | None:
        return (None if answers_for(standing, one) else OWN_ONLY) or _in(one, *states)

    return rule


may_change = _own(State.DRAFT)
may_submit = _own(State.DRAFT)
may_match = _own(State.PUBLISHED)
may_release = _own(State.MATCHED)
may_land = _own(State.MATCHED)
may_reopen = _own(State.EXPIRED, State.WITHDRAWN)
may_withdraw = _own(State.DRAFT, State.REVIEW, State.PUBLISHED, State.MATCHED)
may_follow = _own(State.PUBLISHED, State.MATCHED, State.LANDED, State.EXPIRED)


def may_return(standing: Standing, one: Opportunity) -> Text | None:
    """Its city's office or the joint office, while it is in review."""
    if not (standing.system or standing.has("joint_office") or one.city_id in standing.cities("city_office")):
        return REVIEWERS
    return _in(one, State.REVIEW)


def may_confirm(standing: Standing, one: Opportunity) -> Text | None:
    """Its city's office, but nobody who had a hand in it."""
    if one.city_id not in standing.cities("city_office"):
        return CITY_ONLY
    if why := _in(one, State.REVIEW):
        return why
    if _had_a_hand(standing, one):
        return OWN_WORK
    return CONFIRMED if one.confirmed_at else None


def may_publish(standing: Standing, one: Opportunity) -> Text | None:
    """Let the joint office publish, but nobody who had a hand in it."""
    if not (standing.system or standing.has("joint_office")):
        return OFFICE_ONLY
    if why := _in(one, State.REVIEW):
        return why
    return OWN_WORK if _had_a_hand(standing, one) else None


def may_expire(standing: Standing, one: Opportunity) -> Text | None:
    """Let the clock do it."""
    return _in(one, State.PUBLISHED) if standing.system else CLOCK_ONLY


def may_enquire(standing: Standing, one: Opportunity) -> Text | None:  # noqa: ARG001
    """Everybody, about what is published."""
    return None if one.state == State.PUBLISHED else NOT_OPEN


def may_keep_batches(standing: Standing, subject: object) -> Text | None:  # noqa: ARG001
    """Let the joint office keep the batches."""
    return None if standing.system or standing.has("joint_office") else OFFICE_ONLY
