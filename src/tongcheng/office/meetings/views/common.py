"""What the pages share: the meeting that is asked for, its parts, and who reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404

from tongcheng.language import Text
from tongcheng.office.core.requests import OfficeRequest
from tongcheng.office.meetings import actions, forms, rules
from tongcheng.office.meetings.models import (
    AgendaItem,
    Attendance,
    Instruction,
    Meeting,
    Resolution,
    Venue,
)
from tongcheng.office.people.standing import Standing

FORM = "meetings/form.html"


@dataclass(frozen=True)
class Kind:
    """One sort of part: its table, its form, its action."""

    label: Text
    model: type[Any]
    form: type[forms.RowForm]
    save: Callable[..., Any]
    name: str
    numbered: str = "order"


KINDS = {
    "venues": Kind(Text("会场", "Venue"), Venue, forms.VenueForm, actions.save_venue, "save_venue"),
    "people": Kind(
        Text("参会人员", "Who attends"), Attendance, forms.AttendanceForm, actions.save_attendance, "save_attendance"
    ),
    "agenda": Kind(
        Text("议题", "Agenda item"), AgendaItem, forms.AgendaForm, actions.save_agenda_item, "save_agenda_item"
    ),
    "resolutions": Kind(
        Text("议定事项", "Resolution"),
        Resolution,
        forms.ResolutionForm,
        actions.save_resolution,
        "save_resolution",
        "number",
    ),
    "instructions": Kind(
        Text("批示要求", "Instruction"),
        Instruction,
        forms.InstructionForm,
        actions.save_instruction,
        "save_instruction",
        "number",
    ),
}


def reads(standing: Standing) -> bool:
    """Say whether somebody may come upon meetings at all."""
    return standing.sees_everything or standing.has("filler", "unit_head", "city_office")


def meeting_of(request: OfficeRequest, pk: int) -> Meeting:
    """Give a meeting that the reader may see, or answer 404."""
    rows = Meeting.objects.visible_to(request.standing).select_related("body__pre_review_by", "body__adopted_by")
    found: Meeting = get_object_or_404(rows.select_related("decided_by", "record__dossier"), pk=pk)
    return found


def part_of(request: OfficeRequest, pk: int, kind: str, row: int) -> Any:
    """Give a part of a meeting that the reader may see, or answer 404."""
    if kind not in KINDS:
        raise Http404
    rows = KINDS[kind].model.objects.visible_to(request.standing).select_related("meeting__body")
    return get_object_or_404(rows, pk=row, meeting=pk)


def for_preparing(request: OfficeRequest) -> None:
    """Answer 404 to whoever does not prepare meetings."""
    if not rules.prepares(request.standing):
        raise Http404
