"""The JSON API of this app: meetings, one meeting whole, and the steps."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router
from ninja.pagination import paginate

from tongcheng.office.core.paging import Pages
from tongcheng.office.core.requests import act_of
from tongcheng.office.meetings import actions, queries
from tongcheng.office.meetings.models import Instruction, Meeting, Resolution
from tongcheng.office.meetings.queries import MeetingPage, OutcomeShown
from tongcheng.office.meetings.schemas import (
    AgendaOut,
    AttendeeOut,
    MeetingOut,
    MeetingStepIn,
    MeetingWhole,
    OutcomeOut,
    VenueOut,
)
from tongcheng.office.people.standing import Standing

router = Router()


def _standing(request: HttpRequest) -> Standing:
    standing: Standing = request.standing  # type: ignore[attr-defined]
    return standing


def _out(one: Meeting) -> MeetingOut:
    return MeetingOut(
        id=one.pk,
        body=one.body.code,
        session=one.session,
        title=one.title,
        on=one.on,
        state=one.state,
        agenda_settled=one.decided is not None,
    )


@router.get("/", response=list[MeetingOut])
@paginate(Pages)
def meetings(request: HttpRequest, body: str = "", state: str = "") -> list[MeetingOut]:
    """Give the meetings that the reader may see, the newest first."""
    return [_out(one) for one in queries.meetings(_standing(request), body=body, state=state)]


def _meeting(request: HttpRequest, pk: int) -> Meeting:
    found: Meeting = Meeting.objects.visible_to(_standing(request)).select_related("body").get(pk=pk)
    return found


@router.get("/{int:pk}", response=MeetingWhole)
def meeting(request: HttpRequest, pk: int) -> MeetingWhole:
    """Give a meeting with what the reader may see of it."""
    one = _meeting(request, pk)
    return _whole(queries.meeting_page(_standing(request), one))


@router.post("/{int:pk}/steps/{name}", response=MeetingOut)
def step(request: HttpRequest, pk: int, name: str, body: MeetingStepIn) -> MeetingOut:
    """Take a step: consult, submit, decide, return, call, open, close, issue, cancel."""
    if name not in actions.STEPS:
        raise Meeting.DoesNotExist
    return _out(actions.STEPS[name](act_of(request, body.reason), _meeting(request, pk)))


def _outcome(shown: OutcomeShown) -> OutcomeOut:
    one, rows = shown.outcome, [item.uid for item in shown.items]
    if isinstance(one, Resolution):
        return OutcomeOut(
            id=one.pk, number=one.number, text=one.text, outcome=one.outcome, unit=one.unit_id, due=one.due, rows=rows
        )
    assert isinstance(one, Instruction)
    return OutcomeOut(
        id=one.pk,
        number=one.number,
        text=one.text,
        who=one.who,
        to_whom=one.to_whom,
        unit=one.unit_id,
        due=one.due,
        rows=rows,
    )


def _whole(page: MeetingPage) -> MeetingWhole:
    venues = [shown.venue for shown in page.venues if shown.venue is not None]
    people = [who for shown in page.venues for who in shown.people]
    return MeetingWhole(
        **_out(page.meeting).dict(),
        venues=[
            VenueOut(id=one.pk, name=one.name, city=one.city.code if one.city else None, main=one.main)
            for one in venues
        ],
        people=[
            AttendeeOut(
                name=one.name,
                office=one.office,
                role=one.role,
                unit=one.unit_id,
                venue=one.venue_id,
                capacity=one.capacity,
                speaks=one.speaks,
                deputy=one.deputy,
            )
            for one in people
        ],
        agenda=[AgendaOut.from_orm(one) for one in page.agenda],
        resolutions=[_outcome(one) for one in page.resolutions],
        instructions=[_outcome(one) for one in page.instructions],
    )
