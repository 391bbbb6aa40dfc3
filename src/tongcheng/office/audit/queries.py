"""What is read of the log: pages of events, one event, the trail of one row, the export."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from tongcheng.office.audit import words
from tongcheng.office.audit.models import Event
from tongcheng.office.audit.querysets import NOT_CONTENT
from tongcheng.office.audit.telling import Told, tell
from tongcheng.office.core.wording import say
from tongcheng.office.people.standing import Standing
from tongcheng.render.cells import harmless

#: Events on a page, and of a row's trail until all are asked for.
PAGE, TRAIL = 50, 30


@dataclass(frozen=True)
class EventFilter:
    """Which events are asked for."""

    who: str = ""
    action: str = ""
    subject: str = ""
    row: str = ""
    words: str = ""
    first_day: date | None = None
    last_day: date | None = None
    request: str = ""


@dataclass(frozen=True)
class EventPage:
    """A page of events, newest first, and from which numbers it goes on."""

    events: list[Told]
    older: int | None
    newer: int | None


def found(standing: Standing, wanted: EventFilter) -> Any:
    """Give the events that match and that the reader may see, as a queryset."""
    rows = Event.objects.visible_to(standing)
    exact = {
        "action": wanted.action,
        "subject_type": wanted.subject,
        "subject_id": wanted.row,
        "request_id": wanted.request,
    }
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if wanted.who:
        rows = rows.filter(person_label__icontains=wanted.who)
    if wanted.words:
        rows = rows.filter(Q(subject_label__icontains=wanted.words) | Q(reason__icontains=wanted.words))
    if wanted.first_day:
        rows = rows.filter(at__gte=_midnight(wanted.first_day))
    if wanted.last_day:
        rows = rows.filter(at__lt=_midnight(wanted.last_day + timedelta(days=1)))
    return rows


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def page_of_events(
    standing: Standing, wanted: EventFilter, older_than: int | None = None, newer_than: int | None = None
) -> EventPage:
    """Give a page by number: the log only grows, so no page shifts and nothing is counted through."""
    rows = found(standing, wanted)
    if newer_than is not None:
        part = list(rows.filter(number__gt=newer_than).order_by("number")[: PAGE + 1])
        more, part = len(part) > PAGE, part[:PAGE][::-1]
        return EventPage(tell(part), part[-1].number if part else None, part[0].number if more else None)
    if older_than is not None:
        rows = rows.filter(number__lt=older_than)
    part = list(rows.order_by("-number")[: PAGE + 1])
    more, part = len(part) > PAGE, part[:PAGE]
    newer = part[0].number if part and older_than is not None else None
    return EventPage(tell(part), part[-1].number if more else None, newer)


def one_event(standing: Standing, number: int) -> tuple[Told, list[Event]]:
    """Give one event and the others of the same request.

    Raises
    ------
    Event.DoesNotExist
        If there is none, or this reader may not see it.
    """
    event = Event.objects.visible_to(standing).get(number=number)
    beside = Event.objects.visible_to(standing).filter(request_id=event.request_id).exclude(number=number)
    return tell([event])[0], list(beside.order_by("number")[:PAGE])


def trail(subject: models.Model | Iterable[models.Model], standing: Standing, limit: int = TRAIL) -> list[Told]:
    """Give the events of a row (or of rows that belong together), newest first: only what the reader may see.

    Whoever reads the log sees them there. Others see the trail of content rows that they may see; of accounts and
    posts nobody else sees it, and the public sees none.
    """
    subjects = [subject] if isinstance(subject, models.Model) else list(subject)
    by_type: dict[str, list[models.Model]] = {}
    for one in subjects:
        by_type.setdefault(one._meta.label_lower, []).append(one)  # noqa: SLF001
    wanted = Q()
    for subject_type, rows in by_type.items():
        if keys := [str(pk) for pk in _seen(subject_type, rows, standing)]:
            wanted |= Q(subject_type=subject_type, subject_id__in=keys)
    if not wanted:
        return []
    return tell(list(Event.objects.filter(wanted).order_by("-number")[:limit]))


def _seen(subject_type: str, rows: list[models.Model], standing: Standing) -> list[Any]:
    keys = [row.pk for row in rows]
    no_content = subject_type.startswith(NOT_CONTENT)
    if standing.reads_log and (standing.sees_everything or no_content):
        return keys
    if standing.person is None or no_content or standing.manages_accounts:
        return []
    manager = type(rows[0])._default_manager  # noqa: SLF001
    if not hasattr(manager, "visible_to"):
        return keys if standing.sees_everything else []
    return list(manager.visible_to(standing).filter(pk__in=keys).values_list("pk", flat=True))


def choices(standing: Standing) -> dict[str, list[tuple[str, str]]]:
    """Give the actions and tables that occur in what the reader may see, for the filters."""
    rows = Event.objects.visible_to(standing).order_by()
    actions = rows.values_list("action", flat=True).distinct()
    subjects = rows.values_list("subject_type", flat=True).distinct()
    return {
        "actions": sorted((name, say(words.action_words(name))) for name in actions),
        "subjects": sorted((name, say(words.subject_words(name))) for name in subjects),
    }


def exported(standing: Standing, wanted: EventFilter) -> Iterator[list[str]]:
    """Give the events that match as rows of words for a table, the oldest first; no cell is taken for a formula."""
    yield [
        "序号 number",
        "时间 at",
        "操作 action",
        "操作名称 label",
        "人员 person",
        "单位 unit",
        "渠道 channel",
        "表 table",
        "编号 id",
        "对象 row",
        "理由 reason",
        "改前 before",
        "改后 after",
        "请求 request",
        "散列 hash",
    ]
    for event in found(standing, wanted).order_by("number").iterator(chunk_size=1000):
        cells = [
            str(event.number),
            timezone.localtime(event.at).isoformat(sep=" ", timespec="seconds"),
            event.action,
            words.action_words(event.action).zh,
            event.person_label,
            event.unit_label,
            event.channel,
            event.subject_type,
            event.subject_id,
            event.subject_label,
            event.reason,
            _json(event.before),
            _json(event.after),
            event.request_id,
            event.hash,
        ]
        yield [harmless(cell) for cell in cells]


def _json(state: dict[str, Any] | None) -> str:
    return "" if state is None else json.dumps(state, ensure_ascii=False, sort_keys=True)
