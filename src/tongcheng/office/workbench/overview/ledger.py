"""What the ledger says on the overview: published lights by list, the meetings, what changed between them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import F, Q
from django.utils import timezone

from tongcheng.office.audit.models import Event
from tongcheng.office.lists.models import Item, ItemState, List
from tongcheng.office.meetings.models import AgendaItem, Meeting, MeetingState
from tongcheng.office.meetings.queries.followup import Followup, followup
from tongcheng.office.people.models import City
from tongcheng.office.people.standing import Standing
from tongcheng.office.supervision.lights import COLOURS, worst
from tongcheng.office.supervision.models import Signal, Step, StepName
from tongcheng.office.supervision.queries.board import LIVE

_HELD = (MeetingState.CLOSED, MeetingState.ISSUED)
_TO_COME = (
    MeetingState.COLLECTING,
    MeetingState.CONSULTING,
    MeetingState.APPROVING,
    MeetingState.CALLED,
    MeetingState.IN_SESSION,
)
_OF_STEP = ("light__item_id", "light__aspect", "colour")


@dataclass(frozen=True)
class ListLine:
    """A list with its published lights, row by row the worst one."""

    lst: List
    counts: dict[str, int]

    @property
    def in_order(self) -> list[tuple[str, int]]:
        """Give colours with their counts: green, yellow, red."""
        return [(colour, self.counts.get(colour, 0)) for colour in COLOURS]

    @property
    def total(self) -> int:
        """Give how many rows show a light."""
        return sum(self.counts.values())


@dataclass(frozen=True)
class Lights:
    """Published lights by list and by city (by its code)."""

    lists: tuple[ListLine, ...]
    cities: dict[str, dict[str, int]]


@dataclass(frozen=True)
class Coming:
    """The next meeting and what is on its agenda."""

    meeting: Meeting
    agenda: tuple[AgendaItem, ...]


@dataclass(frozen=True)
class Since:
    """What changed since a meeting, as far as the reader sees it."""

    meeting: Meeting
    added: int
    done: int
    reds: tuple[Item, ...]
    decisions: Followup


def cities_of(circle: str) -> list[City]:
    """Give the member cities of a circle, of every circle if none is named."""
    rows = City.objects.order_by("order", "code")
    return list(rows.filter(circle=circle) if circle else rows)


def lights(standing: Standing, circle: str = "") -> Lights:
    """Count what is published, never what is proposed; three queries."""
    seen = Signal.objects.visible_to(standing).filter(LIVE, published__isnull=False)
    if circle:
        seen = seen.filter(item__list__circle=circle)
    colour_of: dict[int, str] = {}
    list_of: dict[int, int] = {}
    for item, lst, colour in seen.order_by().values_list("item_id", "item__list_id", "published_colour"):
        colour_of[item] = worst([colour_of.get(item, ""), colour])
        list_of[item] = lst
    by_list: dict[int, Counter[str]] = defaultdict(Counter)
    for item, colour in colour_of.items():
        if colour:
            by_list[list_of[item]][colour] += 1
    lists = List.objects.filter(pk__in=by_list).order_by("-year", "code")
    by_city: dict[str, Counter[str]] = defaultdict(Counter)
    through = Item.cities.through.objects.filter(item__in=[pk for pk, colour in colour_of.items() if colour])
    for item, city in through.values_list("item_id", "city__code"):
        by_city[city][colour_of[item]] += 1
    lines = tuple(ListLine(one, dict(by_list[one.pk])) for one in lists)
    return Lights(lines, {code: dict(counts) for code, counts in by_city.items()})


def coming(standing: Standing, today: date) -> Coming | None:
    """Give the next meeting that the reader may see; one without a day comes after those with one; two queries."""
    rows = Meeting.objects.visible_to(standing).filter(state__in=_TO_COME).select_related("body")
    rows = rows.filter(Q(on__isnull=True) | Q(on__gte=today))
    meeting = rows.order_by(F("on").asc(nulls_last=True), "pk").first()
    if meeting is None:
        return None
    agenda = AgendaItem.objects.visible_to(standing).filter(meeting=meeting).select_related("presenter")
    return Coming(meeting, tuple(agenda))


def last_meeting(standing: Standing, today: date, body: int | None) -> Meeting | None:
    """Give the last meeting that was held, of this body if it held one; one query."""
    rows = Meeting.objects.visible_to(standing).filter(state__in=_HELD, on__lte=today).select_related("body")
    held = list(rows.order_by("-on", "-pk")[:50])
    return next((one for one in held if one.body_id == body), held[0] if held else None)


def since(standing: Standing, meeting: Meeting, today: date) -> Since:
    """Give what changed since a meeting; a constant number of queries."""
    assert meeting.on is not None
    begin = timezone.make_aware(datetime.combine(meeting.on, time.min))
    rows = Item.objects.visible_to(standing)
    made = Event.objects.filter(subject_type="lists.item", before__isnull=True, at__gte=begin)
    keys = [int(key) for key in made.values_list("subject_id", flat=True)]
    ended = rows.filter(state__in=(ItemState.DONE, ItemState.CLOSED), ended__gte=meeting.on)
    return Since(
        meeting,
        rows.filter(pk__in=keys).exclude(state=ItemState.DRAFT).count(),
        ended.count(),
        tuple(_newly_red(standing, begin)),
        followup(standing, meeting, today),
    )


def _newly_red(standing: Standing, begin: datetime) -> Iterable[Item]:
    """Give the rows that are published red since then and were not red before; two queries."""
    reds = Signal.objects.visible_to(standing).filter(LIVE, published_colour="red", published_at__gte=begin)
    signals = list(reds.select_related("item__list").order_by("item__list__code", "item__order", "item_id"))
    steps = Step.objects.filter(
        step=StepName.PUBLISHED, at__lt=begin, light__item__in=[one.item_id for one in signals]
    ).order_by("at", "pk")
    before = {(item, aspect): colour for item, aspect, colour in steps.values_list(*_OF_STEP)}
    fresh = (one.item for one in signals if before.get((one.item_id, one.aspect)) != "red")
    return {item.pk: item for item in fresh}.values()
