"""The board of lights: rows with a light for each aspect, by list, city and function, and counts by city."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import F, Max, Q
from django.utils import timezone

from tongcheng.language import Text
from tongcheng.office.lists.models import OPEN_STATES, Item, List
from tongcheng.office.people.models import City
from tongcheng.office.people.standing import Standing
from tongcheng.office.supervision.lights import ASPECTS, COLOURS, worst
from tongcheng.office.supervision.models import Judgement, Light, Signal, StepName
from tongcheng.office.supervision.queries.due import settings_row

#: Open rows of lists that follow a rule, and lights of the version that is followed now.
LIVE = Q(item__state__in=OPEN_STATES, item__list__closed=False, light__version=F("item__list__follows__version"))


@dataclass(frozen=True)
class BoardFilter:
    """Which rows are asked for; empty is all."""

    list: int | None = None
    city: str = ""
    function: str = ""
    colour: str = ""
    aspect: str = ""
    pending: bool = False


@dataclass(frozen=True)
class Cell:
    """One light as a reader sees it: what is published, and what is proposed if he may see that."""

    aspect: str
    signal: Signal
    published: Light | None
    published_colour: str
    proposed: Light | None
    proposed_colour: str

    @property
    def pending(self) -> bool:
        """Whether something is shown that is not published."""
        return self.proposed is not None

    @property
    def shown(self) -> Light | None:
        """Give the light whose reason is told: what is published, else what is proposed."""
        return self.published or self.proposed

    @property
    def why(self) -> Text:
        """Say why."""
        light = self.proposed or self.published
        return Text(light.why_zh, light.why_en) if light else Text("", "")


@dataclass(frozen=True)
class BoardRow:
    """One item with its lights by aspect; ``None`` where the rule has no such light."""

    item: Item
    cells: dict[str, Cell]
    judged: Judgement | None
    published: str
    proposed: str

    @property
    def in_order(self) -> list[Cell | None]:
        """Give the cells in the order of the columns."""
        return [self.cells.get(aspect) for aspect in ASPECTS]


@dataclass(frozen=True)
class CityLine:
    """How many rows of a city show which colour, of those that are published."""

    city: City
    counts: dict[str, int]

    @property
    def total(self) -> int:
        """Give how many rows have a published light."""
        return sum(self.counts.values())

    @property
    def in_order(self) -> list[int]:
        """Give the counts of green, yellow, red."""
        return [self.counts.get(colour, 0) for colour in COLOURS]


@dataclass
class Board:
    """What the page needs besides its rows."""

    items: list[int]
    cities: list[CityLine] = field(default_factory=list)
    ranked: bool = False
    as_of: date | None = None
    lists: list[List] = field(default_factory=list)
    functions: list[str] = field(default_factory=list)
    all_cities: list[City] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    synthetic: bool = False


def board(standing: Standing, wanted: BoardFilter) -> Board:
    """Give the ids of the rows that match, in the order of their lists, and the counts by city."""
    seen = Signal.objects.visible_to(standing).filter(LIVE)
    lists = list(List.objects.filter(pk__in=seen.order_by().values("item__list")).order_by("code"))
    functions = sorted({one for one in seen.order_by().values_list("item__function", flat=True).distinct() if one})
    own = _own_ids(standing)
    published, proposed, order = _colours(_filtered(seen, wanted), own)
    ids = [
        pk
        for pk in order
        if pk in published or pk in proposed
        if not wanted.colour or wanted.colour in (published.get(pk), proposed.get(pk))
        if not wanted.pending or pk in proposed
    ]
    settings = settings_row()
    found = Board(ids, ranked=settings.rank_cities, lists=lists, functions=functions)
    found.all_cities = list(City.objects.order_by("order", "code"))
    found.cities = _by_city(published, found.all_cities, settings.rank_cities)
    found.counts = dict(Counter(published.values()))
    latest = seen.aggregate(at=Max("light__at"))["at"]
    found.as_of = timezone.localtime(latest).date() if latest else None
    found.synthetic = any(one.synthetic for one in lists)
    return found


def _filtered(seen: Any, wanted: BoardFilter) -> Any:
    if wanted.list:
        seen = seen.filter(item__list=wanted.list)
    if wanted.function:
        seen = seen.filter(item__function=wanted.function)
    if wanted.aspect in ASPECTS:
        seen = seen.filter(aspect=wanted.aspect)
    if wanted.city:
        of_city = Item.cities.through.objects.filter(city__code=wanted.city).values("item")
        seen = seen.filter(Q(item__in=of_city))
    return seen


def _own_ids(standing: Standing) -> set[int] | None:
    """Give the signals of which the reader sees what is proposed; ``None`` is all."""
    if standing.sees_everything:
        return None
    return set(Signal.objects.own_to(standing).order_by().values_list("pk", flat=True))


def _colours(signals: Any, own: set[int] | None) -> tuple[dict[int, str], dict[int, str], list[int]]:
    """Give the worst published and the worst proposed colour of each item, and the items in the lists' order."""
    published: dict[int, str] = {}
    proposed: dict[int, str] = {}
    rows = signals.order_by("item__list__code", "item__order", "item_id").values_list(
        "pk", "item_id", "colour", "step", "published_id", "published_colour"
    )
    order: dict[int, None] = {}
    for pk, item, colour, step, out, out_colour in rows:
        order[item] = None
        if out is not None:
            published[item] = worst([published.get(item, ""), out_colour])
        if step != StepName.PUBLISHED and (own is None or pk in own):
            proposed[item] = worst([proposed.get(item, ""), colour])
    return published, proposed, list(order)


def _by_city(published: dict[int, str], cities: Sequence[City], ranked: bool) -> list[CityLine]:
    """Count by city; a row of several cities counts in each. Ranked by the share of green only if so decided."""
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    through = Item.cities.through.objects.filter(item__in=[pk for pk, colour in published.items() if colour])
    for item, city in through.values_list("item_id", "city_id"):
        counts[city][published[item]] += 1
    lines = [CityLine(city, dict(counts[city.pk])) for city in cities if city.pk in counts]
    if ranked:
        lines.sort(key=lambda line: (-line.counts.get("green", 0) / line.total, line.city.order))
    return lines


def rows_of(standing: Standing, ids: Sequence[int]) -> list[BoardRow]:
    """Give rows of the board with their lights, in the order asked; a constant number of queries."""
    items = Item.objects.select_related("list", "reporting_unit").in_bulk(list(ids))
    own = _own_ids(standing)
    signals = (
        Signal.objects.visible_to(standing)
        .filter(item__in=list(ids))
        .select_related("light", "published")
        .defer("light__inputs", "published__inputs")
    )
    cells: dict[int, dict[str, Cell]] = defaultdict(dict)
    for one in signals:
        cells[one.item_id][one.aspect] = cell_of(one, own is None or one.pk in own)
    judged = {one.item_id: one for one in Judgement.objects.filter(item__in=list(ids)).order_by("at", "pk")}
    return [
        BoardRow(
            items[pk],
            cells[pk],
            judged.get(pk) if own is None or any(one.signal.pk in own for one in cells[pk].values()) else None,
            worst(one.published_colour for one in cells[pk].values()),
            worst(one.proposed_colour for one in cells[pk].values()),
        )
        for pk in ids
    ]


def cell_of(signal: Signal, sees_proposed: bool) -> Cell:
    """Give a light as somebody sees it."""
    pending = sees_proposed and signal.step != StepName.PUBLISHED
    return Cell(
        signal.aspect,
        signal,
        signal.published,
        signal.published_colour,
        signal.light if pending else None,
        signal.colour if pending else "",
    )


def pending_for(standing: Standing, step: str) -> list[Signal]:
    """Give the lights that wait for a step which this reader may take, worst first."""
    from tongcheng.office.supervision import rules

    rule = {
        StepName.VERIFIED: rules.may_verify,
        StepName.CONFERRED: rules.may_confer,
        StepName.DECIDED: rules.may_decide,
        StepName.PUBLISHED: rules.may_publish,
    }[StepName(step)]
    rows = waiting_for_step(standing, step).select_related(
        "light", "item__list", "item__reporting_unit", "last_person"
    )
    found = [one for one in rows.defer("light__inputs") if rule(standing, one) is None]
    return sorted(found, key=lambda one: -_weight(one.colour))


def _weight(colour: str) -> int:
    return COLOURS.index(colour) if colour else -1


def waiting_for_step(standing: Standing, step: str) -> Any:
    """Give the lights that wait for a step, as far as the reader sees them."""
    from tongcheng.office.supervision.rules import BEFORE

    rows = Signal.objects.own_to(standing).filter(LIVE, step=BEFORE[step])
    rows = rows.exclude(colour="", published__isnull=True)  # no light, and none to take back
    return rows.order_by("item__list__code", "item__order", "item_id", "aspect")


def signals_named(standing: Standing, pks: Iterable[int]) -> list[Signal]:
    """Give signals by their ids, as far as the reader sees what is proposed, ready for a step."""
    rows = Signal.objects.own_to(standing).filter(pk__in=list(pks))
    return list(rows.select_related("light", "item__list", "item__reporting_unit").order_by("pk"))
