"""Forms of this app: they read what was typed; what is allowed is decided by rules and actions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone

from tongcheng.office.core.wording import both
from tongcheng.office.documents.models import Version
from tongcheng.office.lists.models import ItemKind, List
from tongcheng.office.meetings.models import (
    AgendaItem,
    Attendance,
    Body,
    Instruction,
    Meeting,
    Outcome,
    Resolution,
    Venue,
)
from tongcheng.office.people.models import Unit
from tongcheng.office.supervision.deadlines import workdays_field


def _day(label: Any, **options: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), **options)


class RowForm(forms.ModelForm):  # type: ignore[type-arg]
    """A row of this app; the action reads the row anew, so that setting the form's own copy changes nothing."""

    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, meeting: Meeting | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["revision"].initial = self.instance.revision
        for name in ("unit", "presenter"):
            if name in self.fields:
                units = Unit.objects.standing_on(timezone.localdate())
                self.fields[name].queryset = units  # type: ignore[attr-defined]
        if "document" in self.fields:
            versions = Version.objects.select_related("dossier").order_by("-dossier", "-number")
            self.fields["document"].queryset = versions  # type: ignore[attr-defined]
        if "outcome" in self.fields and not (meeting is not None and meeting.from_source):
            kept = [one for one in Outcome.choices if one[0] != Outcome.NOT_STATED]
            self.fields["outcome"].choices = [("", "---------"), *kept]  # type: ignore[attr-defined]
        if "venue" in self.fields:
            self.fields["venue"].queryset = Venue.objects.filter(meeting=meeting)  # type: ignore[attr-defined]
        if "agenda_item" in self.fields:
            agenda = AgendaItem.objects.filter(meeting=meeting)
            self.fields["agenda_item"].queryset = agenda  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """Give what was typed, without the revision."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("revision", "reason")}


class BodyForm(RowForm):
    """Who meets."""

    class Meta:
        model = Body
        fields = (
            "code", "name", "unit", "convener", "notice_days", "short_notice", "pre_review_by", "adopted_by", "quorum",
        )  # fmt: skip


class MeetingForm(RowForm):
    """When it meets; title is made where none is given."""

    on = _day(both("日期", "Day"), required=False)
    reason = forms.CharField(
        label=both("理由（已通知的会议改动时填写）", "Reason (once it was called)"), required=False
    )

    class Meta:
        model = Meeting
        fields = ("body", "session", "title", "on", "begins", "by_video", "source", "remark", "synthetic")
        widgets = {"begins": forms.TimeInput({"type": "time"}), "remark": forms.Textarea({"rows": 2})}


class VenueForm(RowForm):
    """A venue."""

    class Meta:
        model = Venue
        fields = ("name", "city", "main", "order")


class AttendanceForm(RowForm):
    """Who attends."""

    class Meta:
        model = Attendance
        fields = ("name", "office", "role", "unit", "venue", "capacity", "speaks", "deputy", "order")


class AgendaForm(RowForm):
    """An item of the agenda."""

    class Meta:
        model = AgendaItem
        fields = (
            "order", "verb", "title", "presenter", "presenter_name", "minutes",
            "document", "document_title", "document_version", "pre_review", "pre_review_note",
        )  # fmt: skip


class ReadyForm(RowForm):
    """What goes on after the agenda was settled."""

    class Meta:
        model = AgendaItem
        fields = ("document", "document_title", "document_version", "pre_review", "pre_review_note")


def _workdays() -> forms.IntegerField:
    return workdays_field(both("或：会后几个工作日内", "Or: so many working days after the meeting"))


class ResolutionForm(RowForm):
    """What was decided."""

    due = _day(both("时限", "Due"), required=False)
    workdays = _workdays()

    class Meta:
        model = Resolution
        fields = ("number", "agenda_item", "outcome", "text", "unit", "due")
        widgets = {"text": forms.Textarea({"rows": 3})}


class InstructionForm(RowForm):
    """What was asked for."""

    due = _day(both("时限", "Due"), required=False)
    workdays = _workdays()

    class Meta:
        model = Instruction
        fields = ("number", "who", "text", "field", "to_whom", "unit", "due")
        widgets = {"text": forms.Textarea({"rows": 3})}


class RowsForm(forms.Form):
    """Rows that come of an outcome: one title on each line."""

    list = forms.ModelChoiceField(label=both("清单", "List"), queryset=List.objects.filter(closed=False))
    kind = forms.ChoiceField(label=both("类型", "Kind"), choices=ItemKind.choices, initial=ItemKind.MATTER)
    titles = forms.CharField(
        label=both("条目名称（每行一条）", "Titles (one on each line)"),
        widget=forms.Textarea({"rows": 4}),
        max_length=20000,
    )
    unit = forms.ModelChoiceField(
        label=both("牵头、填报单位", "Lead and reporting unit"), queryset=Unit.objects.none()
    )
    due = _day(both("完成时限", "Due"), required=False)
    workdays = _workdays()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.standing_on(timezone.localdate())  # type: ignore[attr-defined]


class TieForm(forms.Form):
    """Rows that stand in a list already, by their numbers there."""

    list = forms.ModelChoiceField(label=both("清单", "List"), queryset=List.objects.all())
    codes = forms.CharField(
        label=both("条目序号", "Numbers"),
        help_text=both("清单中的序号，用逗号、顿号或换行隔开", "As in the list, with commas or line breaks between"),
        widget=forms.Textarea({"rows": 3}),
        max_length=4000,
    )

    def numbers(self) -> Sequence[str]:
        """Give the numbers that were typed, each once."""
        return list(dict.fromkeys(one for one in re.split(r"[,，、;；\s]+", self.cleaned_data["codes"]) if one))


class RecordForm(forms.Form):
    """The document that records a meeting."""

    version = forms.ModelChoiceField(
        label=both("会议记录（纪要、报道）", "Record (minutes, report)"),
        queryset=Version.objects.select_related("dossier").order_by("-dossier", "-number"),
        required=False,
    )
