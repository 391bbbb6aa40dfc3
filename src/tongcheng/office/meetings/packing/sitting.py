"""A meeting's page as the plain rows that its papers are laid out from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils import timezone

from tongcheng.office.meetings.models import (
    AgendaItem,
    AgendaVerb,
    Attendance,
    Capacity,
    Instruction,
    Outcome,
    PreReview,
    Resolution,
)
from tongcheng.office.meetings.queries import MeetingPage
from tongcheng.office.meetings.queries.followup import DecisionShown, Followup, RowShown
from tongcheng.office.meetings.queries.meetings import VenueShown
from tongcheng.office.meetings.readiness import Readiness
from tongcheng.office.supervision.words import label
from tongcheng.render import official


def sitting_of(page: MeetingPage) -> official.Sitting:
    """Give a meeting as its papers speak of it; its body comes with its unit selected."""
    meeting = page.meeting
    return official.Sitting(
        title=meeting.title,
        body=meeting.body.name,
        issuer=meeting.body.unit.name if meeting.body.unit else meeting.body.name,
        on=meeting.on,
        begins=meeting.begins,
        by_video=meeting.by_video,
        venues=[_venue(one) for one in page.venues],
        agenda=[_item(one, page.documents.get(one.pk)) for one in page.agenda],
        settled=meeting.decided is not None,
        called=timezone.localdate(meeting.called) if meeting.called else None,
        synthetic=meeting.synthetic,
        from_source=meeting.from_source,
        source=meeting.source,
    )


def _venue(shown: VenueShown) -> official.VenueRow:
    people = [_person(one) for one in shown.people]
    if shown.venue is None:
        return official.VenueRow("", people=people)
    city = shown.venue.city.name if shown.venue.city else ""
    return official.VenueRow(shown.venue.name, city, shown.venue.main, people)


def _person(one: Attendance) -> official.Person:
    return official.Person(
        one.name,
        one.office,
        one.role,
        one.unit.name if one.unit else "",
        one.capacity,
        label(Capacity(one.capacity)).zh,
        one.speaks or one.capacity == Capacity.SPEAKS,
        one.deputy,
    )


def _item(one: AgendaItem, ready: Readiness | None) -> official.AgendaRow:
    """Give an item; a document in the system is named only to whoever may see it."""
    presenter = "　".join(word for word in (str(one.presenter or ""), one.presenter_name) if word)
    document, version = one.document_title, one.document_version
    if ready is not None:
        document = ready.version.dossier.title
        version = ready.version.label or f"第{ready.version.number}版"
    return official.AgendaRow(
        one.order,
        label(AgendaVerb(one.verb)).zh,
        one.title,
        presenter,
        one.minutes,
        document,
        version,
        label(PreReview(one.pre_review)).zh,
    )


def resolutions_of(page: MeetingPage) -> list[official.ResolutionRow]:
    """Give what was decided, as far as the reader may see."""
    found = []
    for shown in page.resolutions:
        one = shown.outcome
        assert isinstance(one, Resolution)
        item = one.agenda_item.order if one.agenda_item else 0
        unit = one.unit.name if one.unit else ""
        found.append(
            official.ResolutionRow(one.number, item, label(Outcome(one.outcome)).zh, one.text, unit, one.due)
        )
    return found


def instructions_of(page: MeetingPage) -> list[official.InstructionRow]:
    """Give what was asked for, as far as the reader may see."""
    found = []
    for shown in page.instructions:
        one = shown.outcome
        assert isinstance(one, Instruction)
        to_whom = one.to_whom or (one.unit.name if one.unit else "")
        found.append(official.InstructionRow(one.who, one.text, to_whom, one.due))
    return found


def decisions_of(one: Followup, decisions: Sequence[DecisionShown] | None = None) -> official.MeetingDecisions:
    """Give what became of a meeting's decisions, or of some of them."""
    shown = one.decisions if decisions is None else decisions
    states = [decision.state_words.zh for decision in shown]
    counts = [(state, states.count(state)) for state in dict.fromkeys(states)]
    return official.MeetingDecisions(
        one.meeting.title, [_decision(decision) for decision in shown], counts, one.meeting.on
    )


def _decision(one: DecisionShown) -> official.DecisionRow:
    return official.DecisionRow(
        one.text,
        one.outcome.zh,
        [_progress(row) for row in one.rows],
        "、".join(unit.name for unit in one.leads),
        one.due,
        one.state_words.zh,
    )


def _progress(row: RowShown) -> official.ProgressRow:
    item = row.item
    return official.ProgressRow(
        f"《{item.list.name}》{item.code} {item.title}",
        "、".join(unit.name for unit in row.leads),
        row.progress.zh,
        row.problem,
        row.next_step,
        item.due,
        item.original_due,
        row.late,
        row.as_of,
    )


def seen_as_of(on: date | None, today: date) -> date:
    """Give the day up to which a meeting's papers tell progress: its own day once that is past."""
    return min(on, today) if on else today
