"""Which papers a pack has, by the meeting's state and the reader's standing; each is laid out only when asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from tongcheng.language import NOTHING, Text, same
from tongcheng.office.documents.outlines import LOCKED, county_outlines
from tongcheng.office.meetings.models import Meeting, MeetingState, Resolution
from tongcheng.office.meetings.packing.documents import RECORD, Laid, laid
from tongcheng.office.meetings.packing.lists import lists_of
from tongcheng.office.meetings.packing.sitting import (
    decisions_of,
    instructions_of,
    resolutions_of,
    seen_as_of,
    sitting_of,
)
from tongcheng.office.meetings.queries import MeetingPage, followups, meeting_page
from tongcheng.office.meetings.queries.followup import DecisionShown, Followup
from tongcheng.office.meetings.queries.meetings import NO_ROWS
from tongcheng.office.people.standing import Standing
from tongcheng.render import official
from tongcheng.render.papers import Paper

#: States in which something was decided.
DECIDED = (MeetingState.IN_SESSION, MeetingState.CLOSED, MeetingState.ISSUED)


@dataclass(frozen=True)
class Piece:
    """A paper of a pack: its short name in addresses, its title, how it is laid out, what to know about it.

    The paper itself is written in Chinese; ``title`` and ``note`` are for pages in either language.
    """

    key: str
    title: Text
    lay: Callable[[], Paper]
    note: Text = NOTHING


@dataclass(frozen=True)
class Gathered:
    """All papers of a meeting that a reader gets, the files that came in, and what is missing and why."""

    meeting: Meeting
    pieces: Sequence[Piece]
    originals: Sequence[tuple[int, Laid]]
    missing: Sequence[Text]

    def piece(self, key: str) -> Piece | None:
        """Give a paper by its short name."""
        return next((one for one in self.pieces if one.key == key), None)


def packed_states(meeting: Meeting) -> bool:
    """Say whether a meeting has papers at all: a cancelled one has none."""
    return meeting.state != MeetingState.CANCELLED


def gather(standing: Standing, meeting: Meeting, today: date) -> Gathered:
    """Gather a meeting's papers as far as the reader may see; a constant number of queries."""
    if not packed_states(meeting):
        return Gathered(meeting, (), (), (_CANCELLED,))
    page = meeting_page(standing, meeting)
    sitting = sitting_of(page)
    documents = laid(standing, page)
    pieces = [
        *_before(sitting),
        *_progress(standing, meeting, today),
        *_documents(standing, documents),
        *_lists(standing, page, today),
        *(() if _has_minutes(documents) else _minutes(standing, page, sitting)),
        *_outcomes(standing, meeting, today),
    ]
    originals = [(number, one) for number, one in documents.items() if one.original]
    return Gathered(meeting, pieces, originals, list(_missing(page, documents, pieces)))


_CANCELLED = Text("会议已取消，不再出会议材料。", "The meeting was cancelled and has no papers.")


_SETTLED = Text("草案，尚未审定", "a draft, not settled yet")
_NOT_SENT = Text("草稿，尚未发出", "a draft, not sent yet")
_FROM_SOURCE = Text("据公开资料整理", "put together from public sources")


def _before(sitting: official.Sitting) -> Iterator[Piece]:
    if not sitting.from_source:
        note = NOTHING if sitting.called else _NOT_SENT
        yield Piece("notice", Text("会议通知", "Notice"), lambda: official.notice(sitting), note)
    title = Text("会议议题", "Items") if sitting.from_source else Text("会议议程", "Agenda")
    note = _FROM_SOURCE if sitting.from_source else NOTHING if sitting.settled else _SETTLED
    yield Piece("agenda", title, lambda: official.agenda(sitting), note)
    if sitting.people:
        yield Piece("seating", Text("会场安排", "Seating by venue"), lambda: official.seating(sitting))


def _progress(standing: Standing, meeting: Meeting, today: date) -> Iterator[Piece]:
    """Tell what became of the last meeting's decisions, and of those of earlier meetings that are not done."""
    as_of = seen_as_of(meeting.on, today)
    earlier = Meeting.objects.visible_to(standing).filter(body=meeting.body_id, state__in=DECIDED)
    earlier = earlier.exclude(pk=meeting.pk)
    earlier = earlier.filter(Q(on__lt=meeting.on) if meeting.on else Q(on__isnull=False)).order_by("-on", "-pk")
    held = list(earlier)
    found = followups(standing, held, as_of) if held else {}
    told: list[official.MeetingDecisions] = []
    for place, one in enumerate(held):
        shown = [each for each in found[one.pk].decisions if place == 0 or _pending(each)]
        if shown:
            told.append(decisions_of(found[one.pk], shown))
    if told:
        title = Text("以往会议议定事项落实情况表", "What became of earlier decisions")
        yield Piece("progress", title, _table(standing, title.zh, told, as_of, meeting), _as_of(as_of))


def _as_of(day: date) -> Text:
    return Text("截至{day}", "as of {day}").fill(day=day.isoformat())


def _pending(one: DecisionShown) -> bool:
    """Say whether a decision of an earlier meeting is still to be told."""
    if one.state == "none" and isinstance(one.decision, Resolution):
        return one.decision.outcome not in NO_ROWS
    return one.state != "done"


def _table(
    standing: Standing, title: str, told: Sequence[official.MeetingDecisions], as_of: date, meeting: Meeting
) -> Callable[[], Paper]:
    return lambda: official.followup(
        title, told, as_of, synthetic=meeting.synthetic, partly=not standing.sees_everything
    )


_UNKNOWN = Text("原文未收录", "text not known")
_SEE_FILE = Text("见原件", "see the file that came in")
_OWN_OPINIONS = Text("只列本单位的意见", "your own unit's opinions only")
_SCHEMATIC = Text("示意图，不作为划界依据", "schematic, no basis for any boundary")


def _documents(standing: Standing, documents: dict[int, Laid]) -> Iterator[Piece]:
    partly = not standing.sees_everything
    for number, one in documents.items():
        written = one.written
        if number == RECORD:
            kind = Text("会议纪要", "Minutes") if one.is_minutes else Text("会议记录", "Record of the meeting")
            title = Text("{kind}：{title}", "{kind}: {title}").fill(kind=kind, title=written.title)
            yield Piece("record", title, _document(one), Text("原文", "its text") if written.known else _UNKNOWN)
            continue
        note = NOTHING if written.known and written.readable else _SEE_FILE if written.known else _UNKNOWN
        title = Text("议题{n}：{title}", "Item {n}: {title}").fill(n=number, title=written.title)
        yield Piece(f"document-{number}", title, _document(one), note)
        if any(asked.units for asked in one.asked):
            title = Text("议题{n}：意见采纳情况表", "Item {n}: what became of the opinions").fill(n=number)
            yield Piece(
                f"opinions-{number}", title, _opinions(one, partly=partly), _OWN_OPINIONS if partly else NOTHING
            )
        if one.areas:
            title = Text("议题{n}：范围图", "Item {n}: map of areas").fill(n=number)
            yield Piece(f"areas-{number}", title, _areas(standing, one), _SCHEMATIC)


def _document(one: Laid) -> Callable[[], Paper]:
    return lambda: official.document(one.written)


def _opinions(one: Laid, *, partly: bool) -> Callable[[], Paper]:
    return lambda: official.opinions(one.written.title, one.asked, synthetic=one.written.synthetic, partly=partly)


def _areas(standing: Standing, one: Laid) -> Callable[[], Paper]:
    return lambda: official.areas(
        one.written.title,
        one.areas,
        ground=county_outlines(standing),
        locked=LOCKED.zh,
        synthetic=one.written.synthetic,
    )


def _lists(standing: Standing, page: MeetingPage, today: date) -> Iterator[Piece]:
    for one, shown in lists_of(standing, page):
        note = Text("{n}条", "{n} rows").fill(n=len(shown.rows))
        yield Piece(f"list-{one.pk}", same(one.name), _list(shown, today), note)


def _list(shown: official.ListShown, today: date) -> Callable[[], Paper]:
    return lambda: official.listing(shown, today)


def _has_minutes(documents: dict[int, Laid]) -> bool:
    """Say whether the minutes themselves are in the system: then none are put together here."""
    record = documents.get(RECORD)
    return record is not None and record.is_minutes and record.written.known


def _minutes(standing: Standing, page: MeetingPage, sitting: official.Sitting) -> Iterator[Piece]:
    issued = page.meeting.state == MeetingState.ISSUED
    if page.meeting.state not in DECIDED or not (issued or standing.sees_everything):
        return
    title, note = Text("会议纪要", "Minutes"), NOTHING if issued else Text("草稿", "a draft")
    if sitting.from_source:
        title = Text("会议情况", "What is known of the meeting")
        note = Text("据公开资料整理，不是会议纪要", "put together from public sources, not its minutes")
    resolutions, instructions = resolutions_of(page), instructions_of(page)
    yield Piece("minutes", title, lambda: official.minutes(sitting, resolutions, instructions, issued=issued), note)


def outcomes_paper(standing: Standing, found: Followup) -> Paper:
    """Lay out what became of one meeting's decisions."""
    title = f"{found.meeting.title}\n议定事项落实情况表"
    told = [decisions_of(found)] if found.decisions else []
    return _table(standing, title, told, found.as_of, found.meeting)()


def _outcomes(standing: Standing, meeting: Meeting, today: date) -> Iterator[Piece]:
    if meeting.state != MeetingState.ISSUED:
        return
    found = followups(standing, [meeting], today)[meeting.pk]
    if found.decisions:
        title = Text("本次会议议定事项落实情况表", "What became of this meeting's decisions")
        yield Piece("outcomes", title, lambda: outcomes_paper(standing, found), _as_of(today))


def _missing(page: MeetingPage, documents: dict[int, Laid], pieces: Sequence[Piece]) -> Iterator[Text]:
    """Say what a pack of this meeting lacks, and why."""
    keys = {one.key for one in pieces}
    meeting = page.meeting
    if "notice" not in keys:
        yield Text(
            "会议通知：原文未收录，会议据公开资料补录。",
            "Notice: its text is not known; the meeting is entered from public sources.",
        )
    if "seating" not in keys:
        yield Text("会场安排：尚未登记参会人员。", "Seating: nobody is entered yet.")
    if "progress" not in keys:
        yield Text(
            "以往会议议定事项落实情况表：没有可列的以往议定事项。",
            "What became of earlier decisions: there are none to be told.",
        )
    for one in page.agenda:
        if one.order not in documents and (one.document_title or one.document_id):
            words = Text(
                "议题{n}的文件：未入库或未向本单位开放。", "Document of item {n}: not kept here, or not open to you."
            )
            yield words.fill(n=one.order)
    if "minutes" not in keys and not _has_minutes(documents):
        after = Text("会议纪要：会后形成。", "Minutes: they follow the meeting.")
        yield after if meeting.state not in DECIDED else Text("会议纪要：尚未印发。", "Minutes: not issued yet.")
