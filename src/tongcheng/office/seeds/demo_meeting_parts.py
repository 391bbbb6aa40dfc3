"""What every meeting of the invented office is made of: who acts, venues and people, documents, rounds, the agenda."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from tongcheng.office.core.acting import Act
from tongcheng.office.documents.actions import (
    add_version,
    close_consultation,
    dispose_opinions,
    open_consultation,
    save_dossier,
    save_opinion,
    say_no_opinion,
)
from tongcheng.office.documents.models import Consultation, Disposition, Dossier, Opinion, Paragraph, Reach, Version
from tongcheng.office.documents.reading import typed_text
from tongcheng.office.meetings import actions
from tongcheng.office.meetings.models import (
    AgendaItem,
    AgendaVerb,
    Attendance,
    Body,
    Capacity,
    Meeting,
    PreReview,
    Venue,
)
from tongcheng.office.people.models import Person, Unit
from tongcheng.office.people.standing import Standing, standing_of

OFFICES = ("jia_office", "yi_office", "bing_office", "ding_office")
CITIES = ("甲市", "乙市", "丙市", "丁市")
DRAFT, FINAL = "征求意见稿", "送审稿"


@dataclass(frozen=True)
class Heard:
    """An opinion of a city's office: on which paragraph (by its first words), its words, what became of it and why."""

    office: str
    about: str
    words: str
    disposition: str = Disposition.WAITING
    reason: str = ""


class Cast:
    """Who acts: by account, at a moment."""

    def __init__(self) -> None:
        self._people = {one.username: one for one in Person.objects.filter(is_active=True)}
        self._known: dict[tuple[str, date], Standing] = {}

    def act(self, username: str, on: date, hour: int = 10, reason: str = "") -> Act:
        """Give what somebody does at an hour of a day."""
        key = (username, on)
        if key not in self._known:
            self._known[key] = standing_of(self._people[username], on)
        return Act(self._known[key], reason, at=timezone.make_aware(datetime.combine(on, time(hour))))


def plan_meeting(cast: Cast, body: Body, session: int, on: date, at: date, units: Mapping[str, Unit]) -> Meeting:
    """Plan a meeting by video with a venue in each city, and the offices that sit there."""
    act = cast.act("secretary", at)
    values = {"session": session, "on": on, "begins": time(9, 30), "by_video": True, "synthetic": True}
    meeting = actions.plan_meeting(act, body, values)
    order = 0
    for place, (code, city) in enumerate(zip(OFFICES, CITIES, strict=True)):
        office = units[code]
        main = place == 0
        named = {"name": f"{city}{'主' if main else '分'}会场", "city": office.city, "main": main, "order": place}
        venue = actions.save_venue(act, meeting, Venue(), named)
        people: list[tuple[str, str, str, Unit | None]] = [
            ("市长", "领导小组副组长", Capacity.SPEAKS, None),
            ("同城化工作机构负责人", "", Capacity.ATTENDS, office),
        ]
        if main:
            people = [
                ("领导小组组长", "组长", Capacity.HEAD, units["leading_group"]),
                ("领导小组常务副组长", "副组长", Capacity.PRESIDES, units["leading_group"]),
                *people,
                ("交通运输局负责人", "", Capacity.OBSERVES, units["jia_transport"]),
            ]
        for post, role, capacity, unit in people:
            order += 1
            said = post if main and role in ("组长", "副组长") else f"{city}{post}"
            person = {
                "order": order,
                "office": said,
                "role": role,
                "capacity": capacity,
                "venue": venue,
                "unit": unit,
            }
            actions.save_attendance(act, meeting, Attendance(), person)
    return meeting


def draft_document(
    cast: Cast, at: date, kind: str, title: str, text: str, label: str = FINAL, unit: Unit | None = None
) -> Version:
    """Register a document and its first version."""
    act = cast.act("secretary", at)
    values = {"kind": kind, "title": title, "visibility": Reach.UNITS, "synthetic": True, "source": "示意数据"}
    dossier = save_dossier(act, Dossier(), values | {"unit": unit})
    return add_version(act, dossier, typed_text(title, text), label=label)


def ask_offices(
    cast: Cast, version: Version, at: date, due: date, heard: Sequence[Heard], silent: Sequence[str] = ()
) -> Consultation:
    """Ask the four offices; those that have nothing to say say so, unless they are silent."""
    offices = list(Unit.objects.filter(code__in=OFFICES).order_by("order"))
    words = "请研提意见，于时限前反馈；无意见的请反馈“无意见”。"
    one = open_consultation(cast.act("secretary", at, 11), version, offices, due, words=words, opened=at)
    paragraphs = list(Paragraph.objects.filter(version=version))
    for asked in one.asked.select_related("unit"):
        own = [said for said in heard if said.office == asked.unit.code]
        act = cast.act(asked.unit.code, at + timedelta(1), 11)
        for said in own:
            found = next((row for row in paragraphs if row.text.startswith(said.about)), None)
            save_opinion(act, asked, None, {"paragraph": found if said.about else None, "words": said.words})
        if not own and asked.unit.code not in silent:
            say_no_opinion(act, asked)
    return one


def settle_opinions(cast: Cast, one: Consultation, at: date, heard: Sequence[Heard]) -> None:
    """Close a round and decide on what was said."""
    close_consultation(cast.act("secretary", at), one)
    for said in heard:
        rows = list(Opinion.objects.filter(asked__consultation=one, words=said.words))
        dispose_opinions(cast.act("secretary", at, 11, said.reason), rows, said.disposition)


def lay_agenda(
    act: Act,
    meeting: Meeting,
    rows: Sequence[tuple[str, str, int, Version | None]],
    units: Mapping[str, Unit],
    review: str = PreReview.DONE,
) -> None:
    """Enter the items of an agenda with their documents."""
    for order, (verb, title, minutes, document) in enumerate(rows, start=1):
        heard = verb == AgendaVerb.HEAR
        values = {
            "order": order,
            "verb": verb,
            "title": title,
            "minutes": minutes,
            "document": document,
            "presenter": units["joint_office"],
            "pre_review": PreReview.NOT_NEEDED if heard else review,
            "pre_review_note": "" if heard or review != PreReview.DONE else "办公室主任会议同意提请审议",
        }
        actions.save_agenda_item(act, meeting, AgendaItem(), values)


def call_meeting(cast: Cast, meeting: Meeting, at: date, called: date) -> None:
    """Take a meeting from the call for items to its notice, by those who do it."""
    act = cast.act("secretary", at)
    actions.consult(act, meeting)
    actions.submit_agenda(act, meeting)
    actions.decide_agenda(cast.act("leader", at, 11), meeting)
    actions.call_meeting(cast.act("secretary", called), meeting)


def weekday(day: date) -> date:
    """Give the day, or the Monday after a weekend."""
    return day + timedelta(max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)
