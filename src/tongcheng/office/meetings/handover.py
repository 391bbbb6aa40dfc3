"""Meetings to come on which somebody's name stands, and what keeps a unit from being dissolved."""

from __future__ import annotations

from django.db.models import Q
from django.urls import reverse

from tongcheng.language import Text
from tongcheng.office.core.acting import Act, Change
from tongcheng.office.meetings.models import Attendance, Capacity, Instruction, Meeting, Resolution
from tongcheng.office.meetings.rules import BEFORE_SESSION
from tongcheng.office.people.handover import Piece, Work, register, register_unit
from tongcheng.office.people.models import Person, Unit
from tongcheng.office.supervision.words import label


def _coming(person: Person) -> list[Attendance]:
    """Give the places of a person at meetings to come; namesakes of other units are left alone."""
    units = list(person.appointments.values_list("unit_id", flat=True))
    rows = Attendance.objects.filter(name=person.name, unit__in=units, meeting__state__in=BEFORE_SESSION)
    return list(rows.select_related("meeting").order_by("meeting", "order")) if person.name else []


def places_of(person: Person) -> Work:
    """Give the meetings to come at which somebody is expected."""
    pieces = tuple(
        Piece(
            one.meeting.title, reverse("meetings:meeting", args=[one.meeting_id]), label(Capacity(one.capacity))
        )
        for one in _coming(person)
    )  # fmt: skip
    return Work(Text("待参加的会议", "meetings to come"), pieces)


def pass_places(act: Act, person: Person, successor: Person) -> list[Change]:  # noqa: ARG001
    """Write the successor's name where the person's stood."""
    rows = _coming(person)
    changes = [change for one in rows if (change := one.revise({"name": successor.name})) is not None]
    Attendance.objects.bulk_update(rows, ["name", "revision", "field_revisions"])
    return changes


def open_of_unit(unit: Unit) -> Work:
    """Give the meetings to come with a unit, and what it was told to do that became no row yet."""
    takes_part = Q(attendances__unit=unit) | Q(agenda__presenter=unit)
    coming = Meeting.objects.filter(takes_part, state__in=BEFORE_SESSION).distinct()
    pieces = [Piece(one.title, reverse("meetings:meeting", args=[one.pk])) for one in coming]
    for model, part in ((Resolution, "resolutions"), (Instruction, "instructions")):
        rows = model.objects.filter(unit=unit, rows__isnull=True).exclude(meeting__state="cancelled")
        pieces += [
            Piece(str(one), f"{reverse('meetings:meeting', args=[one.meeting_id])}#{part}", NO_ROWS)
            for one in rows.select_related("meeting")
        ]
    return Work(Text("待参加的会议和未列入清单的议定事项", "meetings to come, decisions without rows"), tuple(pieces))


NO_ROWS = Text("未列入清单", "no rows")

register("meetings.places", find=places_of, pass_on=pass_places)
register_unit("meetings.open", open_of_unit)
