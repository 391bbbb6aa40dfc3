"""Which papers a pack has, by the meeting's state and the reader's standing; each is laid out only when asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from tongcheng.language import Text
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
    """A paper of a pack: its short name in addresses, its title, how it is laid out, what to know about it."""

    key: str
    title: str
    lay: Callable[[], Paper]
    note: str = ""


@dataclass(frozen=True)
class Gathered:
    """All papers of a meeting that a reader gets, the files that came in, and what is missing and why."""

    meeting: Meeting
    pieces: Sequence[Piece]
    originals: Sequence[tuple[int, Laid]]
    missing: Sequence[str]

    def piece(self, key: str) -> Piece | None:
        """Give a paper by its short name."""
        return next((one for one in self.pieces if one.key == key), None)


def packed_states(meeting: Meeting) -> bool:
    """Say whether a meeting has papers at all: a cancelled one has none."""
    return meeting.state != MeetingState.CANCELLED


def gather(standing: Standing, meeting: Meeting, today: date) -> Gathered:
    """Gather a meeting's papers as far as the reader may see; a constant number of queries."""
    if not packed_states(meeting):
        return Gathered(meeting, (), (), (_CANCELLED.zh,))
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


def _before(sitting: official.Sitting) -> Iterator[Piece]:
    if not sitting.from_source:
        note = "" if sitting.called else "草稿，尚未发出"
        yield Piece("notice", "会议通知", lambda: official.notice(sitting), note)
    note = "据公开资料整理" if sitting.from_source else "" if sitting.settled else "草案，尚未审定"
    yield Piece("agenda", "会议议题" if sitting.from_source else "会议议程", lambda: official.agenda(sitting), note)
    if sitting.people:
        yield Piece("seating", "会场安排", lambda: official.seating(sitting))


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
        title = "以往会议议定事项落实情况表"
        yield Piece("progress", title, _table(standing, title, told, as_of, meeting), f"截至{as_of.isoformat()}")


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


def _documents(standing: Standing, documents: dict[int, Laid]) -> Iterator[Piece]:
    partly = not standing.sees_everything
    for number, one in documents.items():
        written = one.written
        if number == RECORD:
            kind = "会议纪要" if one.is_minutes else "会议记录"
            yield Piece(
                "record", f"{kind}：{written.title}", _document(one), "原文" if written.known else "原文未收录"
            )
            continue
        note = "" if written.known and written.readable else "原文未收录" if not written.known else "见原件"
        yield Piece(f"document-{number}", f"议题{number}：{written.title}", _document(one), note)
        if any(asked.units for asked in one.asked):
            title = f"议题{number}：意见采纳情况表"
            yield Piece(
                f"opinions-{number}", title, _opinions(one, partly=partly), "只列本单位的意见" if partly else ""
            )
        if one.areas:
            yield Piece(f"areas-{number}", f"议题{number}：范围图", _areas(one), "示意图，不作为划界依据")


def _document(one: Laid) -> Callable[[], Paper]:
    return lambda: official.document(one.written)


def _opinions(one: Laid, *, partly: bool) -> Callable[[], Paper]:
    return lambda: official.opinions(one.written.title, one.asked, synthetic=one.written.synthetic, partly=partly)


def _areas(one: Laid) -> Callable[[], Paper]:
    return lambda: official.areas(one.written.title, one.areas, synthetic=one.written.synthetic)


def _lists(standing: Standing, page: MeetingPage, today: date) -> Iterator[Piece]:
    for one, shown in lists_of(standing, page):
        yield Piece(f"list-{one.pk}", one.name, _list(shown, today), f"{len(shown.rows)}条")


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
    title = "会议情况" if sitting.from_source else "会议纪要"
    note = "据公开资料整理，不是会议纪要" if sitting.from_source else "" if issued else "草稿"
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
        note = f"截至{today.isoformat()}"
        yield Piece("outcomes", "本次会议议定事项落实情况表", lambda: outcomes_paper(standing, found), note)


def _missing(page: MeetingPage, documents: dict[int, Laid], pieces: Sequence[Piece]) -> Iterator[str]:
    """Say what a pack of this meeting lacks, and why."""
    keys = {one.key for one in pieces}
    meeting = page.meeting
    if "notice" not in keys:
        yield "会议通知：原文未收录，会议据公开资料补录。"
    if "seating" not in keys:
        yield "会场安排：尚未登记参会人员。"
    if "progress" not in keys:
        yield "以往会议议定事项落实情况表：没有可列的以往议定事项。"
    for one in page.agenda:
        if one.order not in documents and (one.document_title or one.document_id):
            yield f"议题{one.order}的文件：未入库或未向本单位开放。"
    if "minutes" not in keys and not _has_minutes(documents):
        yield "会议纪要：会后形成。" if meeting.state not in DECIDED else "会议纪要：尚未印发。"
