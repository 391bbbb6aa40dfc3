"""What can be found of meetings: the meetings themselves, resolutions, instructions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.db import models
from django.urls import reverse

from tongcheng.language import Text
from tongcheng.office.core.acting import Change
from tongcheng.office.meetings.models import (
    AgendaItem,
    Attendance,
    Instruction,
    Meeting,
    MeetingState,
    Resolution,
    Venue,
)
from tongcheng.office.people.standing import Standing
from tongcheng.office.search.kinds import Draft, Kind, Shown, city_mark, key_in, own_key, register, unit_mark

_PARTS = ("venue", "attendance", "agendaitem", "resolution", "instruction")


def _url(meeting: int) -> str:
    return reverse("meetings:meeting", args=[meeting])


def _readers(keys: Iterable[int]) -> dict[int, frozenset[str]]:
    """Give by meeting the marks of those for whom ``Meeting.objects.visible_to`` keeps it; five queries."""
    wanted = list(keys)
    marks: dict[int, set[str]] = {key: set() for key in wanted}
    rows = Meeting.objects.filter(pk__in=wanted).values_list("pk", "state", "called")
    states = {pk: (state == MeetingState.ISSUED, called is not None) for pk, state, called in rows}
    seen = Attendance.objects.filter(meeting__in=wanted, unit__isnull=False)
    for pk, unit, city in seen.values_list("meeting", "unit", "unit__city"):
        marks[pk] |= {unit_mark(unit)} | ({city_mark(city)} if city else set())
    presents = AgendaItem.objects.filter(meeting__in=wanted, presenter__isnull=False)
    for pk, unit in presents.values_list("meeting", "presenter"):
        marks[pk].add(unit_mark(unit))
    for pk, city in Venue.objects.filter(meeting__in=wanted, city__isnull=False).values_list("meeting", "city"):
        marks[pk].add(city_mark(city))
    told = Instruction.objects.filter(meeting__in=wanted, unit__isnull=False).values_list("meeting", "unit")
    for pk, unit in told:
        if states[pk][0]:
            marks[pk].add(unit_mark(unit))
    return {pk: frozenset(marks[pk]) if any(state) else frozenset() for pk, state in states.items()}


def _meetings(keys: Sequence[int]) -> list[Draft]:
    readers = _readers(keys)
    rows = Meeting.objects.filter(pk__in=keys).select_related("body").prefetch_related("agenda", "venues")
    return [
        Draft(
            one.pk,
            one.title,
            "\n".join(
                [
                    one.body.name,
                    *(item.title for item in one.agenda.all()),
                    *(item.document_title for item in one.agenda.all() if item.document_title),
                    "、".join(venue.name for venue in one.venues.all()),
                    one.source,
                    one.remark,
                ]
            ),
            readers[one.pk],
        )
        for one in rows
    ]


def _meetings_shown(standing: Standing, keys: Sequence[int]) -> dict[int, Shown]:
    rows = Meeting.objects.visible_to(standing).filter(pk__in=keys).select_related("body")
    return {
        one.pk: Shown(one.title, _url(one.pk), one.state_shown, f"{one.body} {one.on or ''}".strip()) for one in rows
    }


def _drafts_of(model: type[models.Model]) -> Callable[[Sequence[int]], list[Draft]]:
    def drafts(keys: Sequence[int]) -> list[Draft]:
        rows = list(model._default_manager.filter(pk__in=keys).select_related("meeting", "unit"))  # noqa: SLF001
        issued = {row.meeting_id for row in rows if row.meeting.state == MeetingState.ISSUED}  # type: ignore[attr-defined]
        readers = _readers(issued)
        return [_draft(row, readers) for row in rows]

    return drafts


def _draft(row: Any, readers: Mapping[int, frozenset[str]]) -> Draft:
    said = [row.meeting.title, str(row.unit or ""), getattr(row, "who", ""), getattr(row, "to_whom", "")]
    return Draft(row.pk, row.text, "\n".join(filter(None, said)), readers.get(row.meeting_id, frozenset()))


def _shown_of(model: Any) -> Callable[[Standing, Sequence[int]], dict[int, Shown]]:
    def shown(standing: Standing, keys: Sequence[int]) -> dict[int, Shown]:
        rows = model.objects.visible_to(standing).filter(pk__in=keys).select_related("meeting")
        part = "resolutions" if model is Resolution else "instructions"
        return {
            row.pk: Shown(
                row.text,
                f"{_url(row.meeting_id)}#{part}",
                str(row.get_outcome_display()) if model is Resolution else row.who,
                row.meeting.title,
            )
            for row in rows
        }

    return shown


def _of_meetings(model: type[models.Model], key: str) -> Callable[[Sequence[Change]], set[int]]:
    def keys(changes: Sequence[Change]) -> set[int]:
        meetings = {getattr(change.subject, key) for change in changes}
        rows = model._default_manager.filter(meeting__in={one for one in meetings if one is not None})  # noqa: SLF001
        return set(rows.values_list("pk", flat=True))

    return keys


def _watches(model: type[models.Model]) -> dict[str, Callable[[Sequence[Change]], Iterable[int]]]:
    """Watch an outcome itself, and what decides who reads its meeting."""
    found: dict[str, Callable[[Sequence[Change]], Iterable[int]]] = {
        f"meetings.{part}": _of_meetings(model, "meeting_id") for part in _PARTS
    }

    def itself(changes: Sequence[Change]) -> set[int]:
        return own_key(changes) | set(_of_meetings(model, "meeting_id")(changes))

    return found | {"meetings.meeting": _of_meetings(model, "pk"), model._meta.label_lower: itself}  # noqa: SLF001


_MEETING = {"meetings.meeting": own_key} | {f"meetings.{part}": key_in("meeting_id") for part in _PARTS}
register(Kind("meeting", Text("会议", "Meetings"), Meeting, _MEETING, _meetings, _meetings_shown, 24))
register(
    Kind(
        "resolution", Text("议定事项", "Resolutions"), Resolution, _watches(Resolution), _drafts_of(Resolution),
        _shown_of(Resolution), 25,
    )
)  # fmt: skip
register(
    Kind(
        "instruction", Text("批示要求", "Instructions"), Instruction, _watches(Instruction), _drafts_of(Instruction),
        _shown_of(Instruction), 26,
    )
)  # fmt: skip
